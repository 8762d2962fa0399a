/* SPDX-License-Identifier: MIT
 * A drop-down panel of text with a line to type in. It knows SDL, and nothing of
 * Python.
 */
#ifndef PANEL_H
#define PANEL_H

#include <SDL.h>
#include <SDL_ttf.h>
#include <stdbool.h>

enum { PANEL_ROWS = 14, PANEL_ROW_SIZE = 320, PANEL_HISTORY = 50 };

/* A row of text, drawn once, when it is first seen. */
struct row {
    char text[PANEL_ROW_SIZE];
    SDL_Texture *picture;
};

struct panel {
    SDL_Renderer *renderer;
    TTF_Font *font;
    int width, line_height, columns;
    bool is_open;
    struct row rows[PANEL_ROWS]; /* the last one is being written */
    struct row input;
    const char *prompt;
    char typed[PANEL_ROW_SIZE - 8];
    char history[PANEL_HISTORY][PANEL_ROW_SIZE - 8];
    int history_count, history_at;
};

/** False, and SDL_GetError() says why, if the font cannot be used. */
bool panel_open(struct panel *panel, SDL_Renderer *renderer, const char *font,
                int width);
void panel_close(struct panel *panel);

/** Append text; a newline begins a row, and so does the right edge. */
void panel_write(struct panel *panel, const char *text, size_t length);

/** Take an event: gives true when a line was entered, which is in panel->typed. */
bool panel_take(struct panel *panel, const SDL_Event *event);

/** Show the entered line after its prompt, remember it, and begin a new one. */
void panel_enter(struct panel *panel);

void panel_draw(struct panel *panel);

#endif
