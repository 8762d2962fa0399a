/* SPDX-License-Identifier: MIT
 * The panel: rows of text, a line to type in, a history.
 */
#include "panel.h"

#include <stdio.h>
#include <string.h>

bool panel_open(struct panel *panel, SDL_Renderer *renderer, const char *font,
                int width)
{
    int advance = 0;
    memset(panel, 0, sizeof *panel);
    panel->renderer = renderer;
    panel->width = width;
    panel->prompt = ">>> ";
    panel->font = TTF_OpenFont(font, 15);
    if (panel->font == NULL ||
        TTF_GlyphMetrics(panel->font, 'm', NULL, NULL, NULL, NULL, &advance) < 0) {
        return false;
    }
    panel->line_height = TTF_FontLineSkip(panel->font);
    panel->columns = (width - 16) / advance;
    return true;
}

static void row_clear(struct row *row)
{
    if (row->picture != NULL) {
        SDL_DestroyTexture(row->picture);
    }
    memset(row, 0, sizeof *row);
}

void panel_close(struct panel *panel)
{
    for (int i = 0; i < PANEL_ROWS; i++) {
        row_clear(&panel->rows[i]);
    }
    row_clear(&panel->input);
    if (panel->font != NULL) {
        TTF_CloseFont(panel->font);
    }
}

/* --- Text ------------------------------------------------------------------------- */

static void scroll(struct panel *panel)
{
    row_clear(&panel->rows[0]);
    memmove(panel->rows, panel->rows + 1, (PANEL_ROWS - 1) * sizeof *panel->rows);
    memset(&panel->rows[PANEL_ROWS - 1], 0, sizeof *panel->rows);
}

static bool is_inside_character(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static int columns_of(const char *text)
{
    int columns = 0;
    for (; *text != '\0'; text++) {
        columns += !is_inside_character(*text);
    }
    return columns;
}

static void put_byte(struct panel *panel, char byte)
{
    struct row *row = &panel->rows[PANEL_ROWS - 1];
    size_t length = strlen(row->text);
    bool is_full = columns_of(row->text) >= panel->columns;
    if (byte == '\n') {
        scroll(panel);
        return;
    }
    if ((is_full && !is_inside_character(byte)) || length + 2 > sizeof row->text) {
        scroll(panel);
        length = 0;
    }
    bool is_control = (unsigned char)byte < ' ';
    row->text[length] = byte;
    if (is_control) {
        row->text[length] = ' ';
    }
    if (row->picture != NULL) {
        SDL_DestroyTexture(row->picture);
        row->picture = NULL;
    }
}

void panel_write(struct panel *panel, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        put_byte(panel, text[i]);
    }
}

void panel_enter(struct panel *panel)
{
    panel_write(panel, panel->prompt, strlen(panel->prompt));
    panel_write(panel, panel->typed, strlen(panel->typed));
    panel_write(panel, "\n", 1);
    if (panel->typed[0] != '\0') {
        int at = panel->history_count++ % PANEL_HISTORY;
        memcpy(panel->history[at], panel->typed, sizeof panel->typed);
    }
    panel->history_at = panel->history_count;
    panel->typed[0] = '\0';
}

/* --- Keys ------------------------------------------------------------------------- */

static void recall(struct panel *panel, int step)
{
    int at = panel->history_at + step;
    int oldest = panel->history_count - PANEL_HISTORY;
    if (at < 0 || at < oldest || at > panel->history_count) {
        return;
    }
    panel->history_at = at;
    if (at == panel->history_count) {
        panel->typed[0] = '\0';
    } else {
        memcpy(panel->typed, panel->history[at % PANEL_HISTORY], sizeof panel->typed);
    }
}

static void rub_out(struct panel *panel)
{
    size_t length = strlen(panel->typed);
    while (length > 0 && is_inside_character(panel->typed[length - 1])) {
        length--;
    }
    panel->typed[length > 0 ? length - 1 : 0] = '\0';
}

static bool take_key(struct panel *panel, SDL_Keycode key)
{
    switch (key) {
    case SDLK_BACKSPACE:
        rub_out(panel);
        break;
    case SDLK_UP:
        recall(panel, -1);
        break;
    case SDLK_DOWN:
        recall(panel, 1);
        break;
    default:
        break;
    }
    return key == SDLK_RETURN;
}

bool panel_take(struct panel *panel, const SDL_Event *event)
{
    size_t length = strlen(panel->typed);
    if (event->type == SDL_TEXTINPUT && event->text.text[0] != '`') {
        snprintf(panel->typed + length, sizeof panel->typed - length, "%s",
                 event->text.text);
    }
    return event->type == SDL_KEYDOWN && take_key(panel, event->key.keysym.sym);
}

/* --- Drawing ---------------------------------------------------------------------- */

static void draw_row(struct panel *panel, struct row *row, int y)
{
    static const SDL_Color color = {220, 235, 220, 255};
    if (row->picture == NULL && row->text[0] != '\0') {
        SDL_Surface *surface = TTF_RenderUTF8_Blended(panel->font, row->text, color);
        row->picture = surface == NULL
                           ? NULL
                           : SDL_CreateTextureFromSurface(panel->renderer, surface);
        SDL_FreeSurface(surface);
    }
    SDL_Rect place = {8, y, 0, 0};
    if (row->picture != NULL) {
        SDL_QueryTexture(row->picture, NULL, NULL, &place.w, &place.h);
        SDL_RenderCopy(panel->renderer, row->picture, NULL, &place);
    }
}

static void draw_input(struct panel *panel, int y)
{
    char text[PANEL_ROW_SIZE];
    snprintf(text, sizeof text, "%s%s_", panel->prompt, panel->typed);
    if (strcmp(text, panel->input.text) != 0) {
        row_clear(&panel->input);
        memcpy(panel->input.text, text, sizeof text);
    }
    draw_row(panel, &panel->input, y);
}

void panel_draw(struct panel *panel)
{
    int height = panel->line_height * (PANEL_ROWS + 1) + 12;
    SDL_Rect background = {0, 0, panel->width, height};
    SDL_SetRenderDrawBlendMode(panel->renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(panel->renderer, 10, 20, 30, 210);
    SDL_RenderFillRect(panel->renderer, &background);
    /* The row that is being written is drawn only if there is something in it. */
    bool is_begun = panel->rows[PANEL_ROWS - 1].text[0] != '\0';
    for (int i = is_begun; i < PANEL_ROWS - !is_begun; i++) {
        draw_row(panel, &panel->rows[i],
                 6 + panel->line_height * (is_begun ? i - 1 : i));
    }
    draw_input(panel, 6 + panel->line_height * (PANEL_ROWS - 1));
}
