/* SPDX-License-Identifier: MIT
 * A game with a drop-down console: balls in a box. The key ` opens it.
 *
 *     game                 play
 *     game --script        read events from standard input, see play_script(); for
 * tests
 *
 * What is typed goes into the console's queue, and each frame gives the queue what it
 * has left, so the balls go on while commands run. One command that takes longer than
 * a frame can give is interrupted by the time limit. All of it happens in the thread of
 * the game: so what Python calls may touch the game as it likes.
 */
#include <inlet/host.h>

#include "panel.h"

#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 800, HEIGHT = 480, BALLS = 200, RADIUS = 8, FRAME = 16, BUDGET = 4 };

struct ball {
    float x, y, dx, dy;
};

struct game {
    SDL_Window *window;
    SDL_Renderer *renderer;
    struct panel panel;
    inlet_console *console;
    struct ball balls[BALLS];
    int count;
    int64_t frame;
    float gravity;
    bool is_scripted, is_over;
};

static void give_up(const char *why)
{
    fprintf(stderr, "game: %s\n", why);
    exit(EXIT_FAILURE);
}

/* --- What Python can do to the game ----------------------------------------------- */

/* add(x, y): a ball. */
static inlet_status add_ball(void *data, inlet_call *call)
{
    struct game *game = data;
    double x = 0, y = 0;
    inlet_status status;
    if ((status = inlet_arg_double(call, 0, &x)) < 0 ||
        (status = inlet_arg_double(call, 1, &y)) < 0) {
        return status;
    }
    if (game->count == BALLS) {
        return inlet_fail("ValueError", "there are %d balls already", BALLS);
    }
    game->balls[game->count] = (struct ball){(float)x, (float)y, 2, 0};
    return inlet_return(call, inlet_int(++game->count));
}

static inlet_status set_gravity(void *data, inlet_call *call)
{
    double gravity;
    inlet_status status = inlet_arg_double(call, 0, &gravity);
    if (status == INLET_DONE) {
        ((struct game *)data)->gravity = (float)gravity;
    }
    return status;
}

static inlet_status get_frame(void *data, inlet_call *call)
{
    return inlet_return(call, inlet_int(((struct game *)data)->frame));
}

static void offer(struct game *game, const char *name, const char *doc,
                  inlet_call_fn call, size_t arguments)
{
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = name;
    function.doc = doc;
    function.call = call;
    function.data = game;
    function.min_args = function.max_args = arguments;
    inlet_put_function(game->console, &function, NULL);
}

/* --- The console ------------------------------------------------------------------ */

static inlet_status show(void *data, inlet_stream stream, const char *text,
                         size_t length)
{
    struct game *game = data;
    (void)stream;
    panel_write(&game->panel, text, length);
    if (game->is_scripted) {
        fwrite(text, 1, length, stdout);
    }
    return INLET_DONE;
}

static void choose_prompt(void *data, uint64_t ticket, const inlet_result *result)
{
    struct game *game = data;
    (void)ticket;
    game->panel.prompt = result->status == INLET_MORE ? "... " : ">>> ";
    game->is_over |= result->status == INLET_EXIT;
}

static void open_console(struct game *game)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = show;
    callbacks.result = choose_prompt;
    config.callbacks = &callbacks;
    config.data = game;
    /* The machine of a test may be busy with others. */
    config.time_limit = game->is_scripted ? 5000 : 200;
    config.output_limit = 10000;
    if (inlet_start(NULL, &error) != INLET_DONE ||
        (game->console = inlet_console_new(&config, &error)) == NULL) {
        give_up(error.message);
    }
    offer(game, "add", "add(x, y): add a ball; gives how many there are.", add_ball, 2);
    offer(game, "gravity", "gravity(g): let the balls fall.", set_gravity, 1);
    offer(game, "frame", "frame(): the number of the frame.", get_frame, 0);
}

/* The line that was entered in the panel. */
static void enter(struct game *game)
{
    char line[PANEL_ROW_SIZE];
    snprintf(line, sizeof line, "%s\n", game->panel.typed);
    panel_enter(&game->panel);
    inlet_feed(game->console, line, strlen(line), NULL);
}

/* --- A frame ---------------------------------------------------------------------- */

static void move_ball(const struct game *game, struct ball *ball)
{
    ball->dy += game->gravity;
    ball->x += ball->dx;
    ball->y += ball->dy;
    if (ball->x < RADIUS || ball->x > WIDTH - RADIUS) {
        ball->dx = -ball->dx;
    }
    if (ball->y > HEIGHT - RADIUS) {
        ball->y = HEIGHT - RADIUS;
        ball->dy = -ball->dy;
    }
}

static void draw(struct game *game)
{
    SDL_SetRenderDrawColor(game->renderer, 40, 60, 90, 255);
    SDL_RenderClear(game->renderer);
    SDL_SetRenderDrawColor(game->renderer, 250, 180, 60, 255);
    for (int i = 0; i < game->count; i++) {
        int x = (int)game->balls[i].x, y = (int)game->balls[i].y;
        for (int dy = -RADIUS; dy <= RADIUS; dy++) {
            int dx = (int)SDL_sqrtf((float)(RADIUS * RADIUS - dy * dy));
            SDL_RenderDrawLine(game->renderer, x - dx, y + dy, x + dx, y + dy);
        }
    }
    if (game->panel.is_open) {
        panel_draw(&game->panel);
    }
}

static void take_event(struct game *game, const SDL_Event *event)
{
    bool is_key = event->type == SDL_KEYDOWN;
    if (event->type == SDL_QUIT) {
        game->is_over = true;
    } else if (is_key && event->key.keysym.sym == SDLK_BACKQUOTE) {
        game->panel.is_open = !game->panel.is_open;
    } else if (game->panel.is_open && panel_take(&game->panel, event)) {
        enter(game);
    }
}

static void run_frame(struct game *game)
{
    SDL_Event event;
    while (SDL_PollEvent(&event)) {
        take_event(game, &event);
    }
    for (int i = 0; i < game->count; i++) {
        move_ball(game, &game->balls[i]);
    }
    draw(game);
    game->frame++;
    /* Nothing waits: what does not fit is for the next frame. */
    inlet_dispatch(game->console, BUDGET, NULL);
}

static void play(struct game *game)
{
    while (!game->is_over) {
        Uint32 start = SDL_GetTicks();
        run_frame(game);
        SDL_RenderPresent(game->renderer);
        Uint32 passed = SDL_GetTicks() - start;
        SDL_Delay(passed < FRAME ? FRAME - passed : 0);
    }
}

/* --- For tests -------------------------------------------------------------------- */

/* Events do not go through SDL's queue: SDL 2 over SDL 3 crashes where text is put
 * there. */
static void press(struct game *game, SDL_Keycode key)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = key;
    take_event(game, &event);
}

/* As the keyboard sends it: in pieces. */
static void type_text(struct game *game, const char *text)
{
    for (; *text != '\0'; text++) {
        SDL_Event event = {.type = SDL_TEXTINPUT};
        event.text.text[0] = *text;
        take_event(game, &event);
    }
}

static void save_picture(struct game *game, const char *file)
{
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 24, SDL_PIXELFORMAT_BGR24);
    if (surface == NULL ||
        SDL_RenderReadPixels(game->renderer, NULL, surface->format->format,
                             surface->pixels, surface->pitch) < 0 ||
        SDL_SaveBMP(surface, file) < 0) {
        give_up(SDL_GetError());
    }
    SDL_FreeSurface(surface);
}

/* A line each: `frames N`, `key NAME`, `type TEXT`, `enter TEXT`, `picture FILE`. */
static void play_script(struct game *game)
{
    char line[512];
    while (!game->is_over && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = strchr(line, ' ');
        const char *what = rest == NULL ? "" : rest + 1;
        if (strncmp(line, "frames ", 7) == 0) {
            for (long i = strtol(what, NULL, 10); i > 0 && !game->is_over; i--) {
                run_frame(game);
            }
        } else if (strncmp(line, "key ", 4) == 0) {
            press(game, SDL_GetKeyFromName(what));
        } else if (strncmp(line, "picture ", 8) == 0) {
            draw(game);
            save_picture(game, what);
        } else {
            type_text(game, what);
            if (line[0] == 'e') {
                press(game, SDLK_RETURN);
            }
        }
    }
    printf("%d balls after %d frames\n", game->count, (int)game->frame);
}

/* --- All together ----------------------------------------------------------------- */

static void open_window(struct game *game)
{
    const char *font = getenv("GAME_FONT");
    font = font == NULL ? "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf" : font;
    if (SDL_Init(SDL_INIT_VIDEO) < 0 || TTF_Init() < 0) {
        give_up(SDL_GetError());
    }
    game->window = SDL_CreateWindow("Balls", SDL_WINDOWPOS_UNDEFINED,
                                    SDL_WINDOWPOS_UNDEFINED, WIDTH, HEIGHT, 0);
    game->renderer = SDL_CreateRenderer(game->window, -1, SDL_RENDERER_SOFTWARE);
    if (game->renderer == NULL ||
        !panel_open(&game->panel, game->renderer, font, WIDTH)) {
        give_up(SDL_GetError());
    }
}

int main(int argc, char **argv)
{
    static struct game game;
    game.is_scripted = argc > 1 && strcmp(argv[1], "--script") == 0;
    open_window(&game);
    open_console(&game);
    game.is_scripted ? play_script(&game) : play(&game);
    inlet_console_free(game.console);
    inlet_stop(NULL);
    panel_close(&game.panel);
    SDL_DestroyRenderer(game.renderer);
    SDL_DestroyWindow(game.window);
    TTF_Quit();
    SDL_Quit();
    return 0;
}
