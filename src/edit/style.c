/* SPDX-License-Identifier: MIT
 * Styles and themes.
 */
#include "edit/style.h"

#include <stdlib.h>
#include <string.h>

#define PALETTE(index) ((uint64_t)(index) + 1)
#define RGB(hex) ((uint64_t)IL_COLOR_RGB | (hex))
#define ON(color) ((uint64_t)(color) << IL_LOOK_BACK)
#define WITH(attributes) ((uint64_t)(attributes) << IL_LOOK_ATTRIBUTES)

/* The names of those that il_paint_name() does not know. */
static const char *const names[] = {
    [IL_STYLE_PROMPT - IL_PAINT_COUNT] = "prompt",
    [IL_STYLE_HIDDEN - IL_PAINT_COUNT] = "hidden",
    [IL_STYLE_GHOST - IL_PAINT_COUNT] = "suggestion",
    [IL_STYLE_MATCH - IL_PAINT_COUNT] = "bracket",
    [IL_STYLE_SELECTION - IL_PAINT_COUNT] = "selection",
    [IL_STYLE_FOUND - IL_PAINT_COUNT] = "found",
    [IL_STYLE_MENU - IL_PAINT_COUNT] = "menu",
    [IL_STYLE_CHOSEN - IL_PAINT_COUNT] = "menu-chosen",
    [IL_STYLE_KIND - IL_PAINT_COUNT] = "menu-kind",
    [IL_STYLE_DOC - IL_PAINT_COUNT] = "menu-doc",
    [IL_STYLE_HINT - IL_PAINT_COUNT] = "signature",
    [IL_STYLE_ACTIVE - IL_PAINT_COUNT] = "parameter",
    [IL_STYLE_MESSAGE - IL_PAINT_COUNT] = "message",
};

static const struct il_theme plain = {{
    [IL_PAINT_KEYWORD] = PALETTE(4) | WITH(IL_LOOK_BOLD),
    [IL_PAINT_CONSTANT] = PALETTE(4) | WITH(IL_LOOK_BOLD),
    [IL_PAINT_BUILTIN] = PALETTE(6),
    [IL_PAINT_DEFINITION] = WITH(IL_LOOK_BOLD),
    [IL_PAINT_DECORATOR] = PALETTE(5),
    [IL_PAINT_NUMBER] = PALETTE(3),
    [IL_PAINT_STRING] = PALETTE(2),
    [IL_PAINT_COMMENT] = PALETTE(1),
    [IL_PAINT_ERROR] = PALETTE(1) | WITH(IL_LOOK_UNDERLINE),
    [IL_STYLE_PROMPT] = PALETTE(5) | WITH(IL_LOOK_BOLD),
    [IL_STYLE_HIDDEN] = WITH(IL_LOOK_REVERSE),
    [IL_STYLE_GHOST] = PALETTE(8),
    [IL_STYLE_MATCH] = WITH(IL_LOOK_BOLD | IL_LOOK_UNDERLINE),
    [IL_STYLE_SELECTION] = WITH(IL_LOOK_REVERSE),
    [IL_STYLE_FOUND] = WITH(IL_LOOK_UNDERLINE),
    [IL_STYLE_CHOSEN] = WITH(IL_LOOK_REVERSE),
    [IL_STYLE_KIND] = PALETTE(8),
    [IL_STYLE_DOC] = WITH(IL_LOOK_ITALIC),
    [IL_STYLE_HINT] = PALETTE(8),
    [IL_STYLE_ACTIVE] = WITH(IL_LOOK_BOLD),
    [IL_STYLE_MESSAGE] = PALETTE(8),
}};

static const struct il_theme light = {{
    [IL_PAINT_KEYWORD] = RGB(0x0033B3) | WITH(IL_LOOK_BOLD),
    [IL_PAINT_CONSTANT] = RGB(0x0033B3) | WITH(IL_LOOK_BOLD),
    [IL_PAINT_BUILTIN] = RGB(0x00627A),
    [IL_PAINT_DEFINITION] = RGB(0x6F42C1) | WITH(IL_LOOK_BOLD),
    [IL_PAINT_DECORATOR] = RGB(0x9E5B00),
    [IL_PAINT_NUMBER] = RGB(0x1750EB),
    [IL_PAINT_STRING] = RGB(0x067D17),
    [IL_PAINT_COMMENT] = RGB(0x6E7781) | WITH(IL_LOOK_ITALIC),
    [IL_PAINT_OPERATOR] = RGB(0x444C56),
    [IL_PAINT_ERROR] = RGB(0xCF222E) | WITH(IL_LOOK_UNDERLINE),
    [IL_STYLE_PROMPT] = RGB(0x8250DF) | WITH(IL_LOOK_BOLD),
    [IL_STYLE_HIDDEN] = RGB(0xCF222E) | WITH(IL_LOOK_REVERSE),
    [IL_STYLE_GHOST] = RGB(0x8C959F),
    [IL_STYLE_MATCH] = ON(RGB(0xD0E3FF)) | WITH(IL_LOOK_BOLD),
    [IL_STYLE_SELECTION] = ON(RGB(0xBBD7FF)),
    [IL_STYLE_FOUND] = ON(RGB(0xFFE58F)),
    [IL_STYLE_MENU] = RGB(0x24292F) | ON(RGB(0xEAEEF2)),
    [IL_STYLE_CHOSEN] = RGB(0xFFFFFF) | ON(RGB(0x0969DA)),
    [IL_STYLE_KIND] = RGB(0x57606A) | ON(RGB(0xEAEEF2)),
    [IL_STYLE_DOC] = RGB(0x57606A) | WITH(IL_LOOK_ITALIC),
    [IL_STYLE_HINT] = RGB(0x57606A),
    [IL_STYLE_ACTIVE] = RGB(0x0969DA) | WITH(IL_LOOK_BOLD),
    [IL_STYLE_MESSAGE] = RGB(0x57606A),
}};

static const struct il_theme dark = {{
    [IL_PAINT_KEYWORD] = RGB(0xFF7B72) | WITH(IL_LOOK_BOLD),
    [IL_PAINT_CONSTANT] = RGB(0x79C0FF),
    [IL_PAINT_BUILTIN] = RGB(0x56D4DD),
    [IL_PAINT_DEFINITION] = RGB(0xD2A8FF) | WITH(IL_LOOK_BOLD),
    [IL_PAINT_DECORATOR] = RGB(0xFFA657),
    [IL_PAINT_NUMBER] = RGB(0x79C0FF),
    [IL_PAINT_STRING] = RGB(0xA5D6A7),
    [IL_PAINT_COMMENT] = RGB(0x8B949E) | WITH(IL_LOOK_ITALIC),
    [IL_PAINT_OPERATOR] = RGB(0xC9D1D9),
    [IL_PAINT_ERROR] = RGB(0xFF6A69) | WITH(IL_LOOK_UNDERLINE),
    [IL_STYLE_PROMPT] = RGB(0xD2A8FF) | WITH(IL_LOOK_BOLD),
    [IL_STYLE_HIDDEN] = RGB(0xFFA198) | WITH(IL_LOOK_REVERSE),
    [IL_STYLE_GHOST] = RGB(0x6E7681),
    [IL_STYLE_MATCH] = ON(RGB(0x3A4B63)) | WITH(IL_LOOK_BOLD),
    [IL_STYLE_SELECTION] = ON(RGB(0x264F78)),
    [IL_STYLE_FOUND] = ON(RGB(0x6B5300)),
    [IL_STYLE_MENU] = RGB(0xC9D1D9) | ON(RGB(0x21262D)),
    [IL_STYLE_CHOSEN] = RGB(0xFFFFFF) | ON(RGB(0x1F6FEB)),
    [IL_STYLE_KIND] = RGB(0x8B949E) | ON(RGB(0x21262D)),
    [IL_STYLE_DOC] = RGB(0x8B949E) | WITH(IL_LOOK_ITALIC),
    [IL_STYLE_HINT] = RGB(0x8B949E),
    [IL_STYLE_ACTIVE] = RGB(0x79C0FF) | WITH(IL_LOOK_BOLD),
    [IL_STYLE_MESSAGE] = RGB(0x8B949E),
}};

static const struct il_theme mono = {{
    [IL_PAINT_KEYWORD] = WITH(IL_LOOK_BOLD),
    [IL_PAINT_COMMENT] = WITH(IL_LOOK_DIM),
    [IL_PAINT_ERROR] = WITH(IL_LOOK_UNDERLINE),
    [IL_STYLE_HIDDEN] = WITH(IL_LOOK_REVERSE),
    [IL_STYLE_GHOST] = WITH(IL_LOOK_DIM),
    [IL_STYLE_MATCH] = WITH(IL_LOOK_BOLD | IL_LOOK_UNDERLINE),
    [IL_STYLE_SELECTION] = WITH(IL_LOOK_REVERSE),
    [IL_STYLE_FOUND] = WITH(IL_LOOK_UNDERLINE),
    [IL_STYLE_CHOSEN] = WITH(IL_LOOK_REVERSE),
    [IL_STYLE_KIND] = WITH(IL_LOOK_DIM),
    [IL_STYLE_DOC] = WITH(IL_LOOK_DIM),
    [IL_STYLE_HINT] = WITH(IL_LOOK_DIM),
    [IL_STYLE_ACTIVE] = WITH(IL_LOOK_BOLD),
    [IL_STYLE_MESSAGE] = WITH(IL_LOOK_DIM),
}};

static const struct {
    const char *name;
    const struct il_theme *theme;
} themes[] = {{"default", &plain}, {"light", &light}, {"dark", &dark}, {"mono", &mono}};

static bool is_name(const char *text, size_t size, const char *name)
{
    return strlen(name) == size && memcmp(text, name, size) == 0;
}

const char *il_style_name(unsigned style)
{
    if (style < IL_PAINT_COUNT) {
        return il_paint_name((enum il_paint)style);
    }
    return style < IL_STYLE_COUNT ? names[style - IL_PAINT_COUNT] : "";
}

int il_style_find(const char *name, size_t size)
{
    for (unsigned style = 1; style < IL_STYLE_COUNT; style++) {
        if (is_name(name, size, il_style_name(style))) {
            return (int)style;
        }
    }
    return -1;
}

const struct il_theme *il_theme_find(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
        if (is_name(name, size, themes[i].name)) {
            return themes[i].theme;
        }
    }
    return NULL;
}

/* ---- the environment ---- */

static bool is_set(const char *value) { return value != NULL && *value != '\0'; }
static bool is_value(const char *value, const char *wanted)
{
    return value != NULL && strcmp(value, wanted) == 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), tail = strlen(end);
    return size >= tail && strcmp(text + size - tail, end) == 0;
}

static const char *own(void *data, const char *name)
{
    (void)data;
    return getenv(name);
}

bool il_style_is_capable(il_environment_fn environment, void *data)
{
    environment = environment == NULL ? own : environment;
    const char *term = environment(data, "TERM");
    return is_set(term) && !is_value(term, "dumb") && !is_value(term, "unknown") &&
           !is_value(term, "emacs");
}

static bool are_wanted(il_environment_fn environment, void *data)
{
    const char *python = environment(data, "PYTHON_COLORS");
    if (is_value(python, "0") || is_value(python, "1")) {
        return *python == '1';
    }
    return !is_set(environment(data, "NO_COLOR"));
}

static enum il_depth depth_of_terminal(il_environment_fn environment, void *data)
{
    const char *term = environment(data, "TERM");
    const char *color = environment(data, "COLORTERM");
    if (is_value(color, "truecolor") || is_value(color, "24bit") ||
        ends_with(term, "-direct")) {
        return IL_DEPTH_TRUE;
    }
    if (strstr(term, "256color") != NULL) {
        return IL_DEPTH_256;
    }
    return strncmp(term, "vt", 2) == 0 || ends_with(term, "-m") ? IL_DEPTH_MONO
                                                                : IL_DEPTH_16;
}

enum il_depth il_style_depth(il_environment_fn environment, void *data)
{
    environment = environment == NULL ? own : environment;
    if (!il_style_is_capable(environment, data)) {
        return IL_DEPTH_NONE;
    }
    if (!are_wanted(environment, data)) {
        return IL_DEPTH_MONO;
    }
    enum il_depth depth = depth_of_terminal(environment, data);
    bool is_forced = is_set(environment(data, "FORCE_COLOR")) ||
                     is_value(environment(data, "PYTHON_COLORS"), "1");
    return depth == IL_DEPTH_MONO && is_forced ? IL_DEPTH_16 : depth;
}

/* Inside of screen or tmux, theirs is the terminal, whatever the outer one is. */
bool il_style_reflows(il_environment_fn environment, void *data)
{
    static const char *const theirs[] = {"VTE_VERSION",         "KITTY_WINDOW_ID",
                                         "KONSOLE_VERSION",     "WEZTERM_PANE",
                                         "ALACRITTY_WINDOW_ID", "WT_SESSION"};
    environment = environment == NULL ? own : environment;
    const char *term = environment(data, "TERM");
    if (is_set(environment(data, "TMUX"))) {
        return true;
    }
    if (!is_set(term) || is_set(environment(data, "STY")) ||
        strncmp(term, "screen", 6) == 0 || is_set(environment(data, "XTERM_VERSION"))) {
        return false;
    }
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) {
        if (is_set(environment(data, theirs[i]))) {
            return true;
        }
    }
    return strncmp(term, "tmux", 4) == 0 || strncmp(term, "foot", 4) == 0;
}
