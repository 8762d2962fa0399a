/* SPDX-License-Identifier: MIT
 * What a user has set. Cold.
 */
#include "edit/settings.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "edit/folder.h"

/* ---- the settings ---- */

enum kind { KIND_NUMBER, KIND_SWITCH, KIND_MODE, KIND_NAME };

static const struct {
    const char *name;
    enum kind kind;
    size_t offset;
    unsigned least, most; /* of a number */
} known[] = {
    {"mode", KIND_MODE, offsetof(struct il_settings, mode), 0, 0},
    {"indent", KIND_NUMBER, offsetof(struct il_settings, indent), 1, 16},
    {"history-limit", KIND_NUMBER, offsetof(struct il_settings, history_limit), 0,
     1000000},
    {"escape-time", KIND_NUMBER, offsetof(struct il_settings, escape_time), 1, 5000},
    {"colors", KIND_SWITCH, offsetof(struct il_settings, has_colors), 0, 0},
    {"suggestions", KIND_SWITCH, offsetof(struct il_settings, has_suggestions), 0, 0},
    {"signatures", KIND_SWITCH, offsetof(struct il_settings, has_signatures), 0, 0},
    {"theme", KIND_NAME, offsetof(struct il_settings, theme), 0, 0},
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

bool il_settings_begin(struct il_settings *settings)
{
    *settings = (struct il_settings){
        .mode = IL_MODE_EMACS,
        .indent = 4,
        .history_limit = 10000,
        .escape_time = 50,
        .has_colors = true,
        .has_suggestions = true,
        .has_signatures = true,
    };
    return il_keymap_add_emacs(&settings->keymaps[0]) &&
           il_keymap_add_vi(&settings->keymaps[1]);
}

void il_settings_free(struct il_settings *settings)
{
    il_keymap_free(&settings->keymaps[0]);
    il_keymap_free(&settings->keymaps[1]);
}

bool il_settings_usual_path(struct il_text *out)
{
    return il_folder_add(out, "XDG_CONFIG_HOME", "/.config", "/inlet/settings");
}

/* ---- the reader ---- */

/* Some bytes of the line. */
struct piece {
    const char *bytes;
    size_t size;
};

struct reader {
    struct il_settings *settings;
    struct il_keymap *keymap; /* that keys are bound in */
    il_settings_fn tell;
    void *data;
    size_t line;
    struct piece rest; /* of the line */
};

/* Tell what is wrong with the line. True, for the rest is still to be read. */
__attribute__((format(printf, 2, 3))) static bool wrong(const struct reader *reader,
                                                        const char *format, ...)
{
    char problem[IL_SETTINGS_PROBLEM];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(problem, sizeof(problem), format, values);
    va_end(values);
    if (reader->tell != NULL) {
        reader->tell(reader->data, reader->line, problem);
    }
    return true;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static struct piece trim(struct piece piece)
{
    while (piece.size > 0 && is_blank(piece.bytes[0])) {
        piece.bytes++;
        piece.size--;
    }
    while (piece.size > 0 && is_blank(piece.bytes[piece.size - 1])) {
        piece.size--;
    }
    return piece;
}

/* The next word of the line; of size 0 at its end. */
static struct piece take_word(struct reader *reader)
{
    struct piece rest = trim(reader->rest), word = {rest.bytes, 0};
    while (word.size < rest.size && !is_blank(rest.bytes[word.size])) {
        word.size++;
    }
    reader->rest = (struct piece){rest.bytes + word.size, rest.size - word.size};
    return word;
}

static bool is_word(struct piece piece, const char *word)
{
    return piece.size == strlen(word) && memcmp(piece.bytes, word, piece.size) == 0;
}

/* A piece as an argument of `%.*s`, of which a long one is cut off. */
#define SHOWN(piece) (int)((piece).size > 40 ? 40 : (piece).size), (piece).bytes

/* ---- set ---- */

static bool set_number(struct reader *reader, size_t at, struct piece value)
{
    unsigned number = 0;
    bool is_number = value.size > 0 && value.size < 9;
    for (size_t i = 0; i < value.size && is_number; i++) {
        is_number = value.bytes[i] >= '0' && value.bytes[i] <= '9';
        number = number * 10 + (unsigned)(value.bytes[i] - '0');
    }
    if (!is_number || number < known[at].least || number > known[at].most) {
        return wrong(reader, "%s is a number from %u to %u, not \"%.*s\"",
                     known[at].name, known[at].least, known[at].most, SHOWN(value));
    }
    memcpy((char *)reader->settings + known[at].offset, &number, sizeof(number));
    return true;
}

static bool set_switch(struct reader *reader, size_t at, struct piece value)
{
    bool is_on = is_word(value, "on");
    if (!is_on && !is_word(value, "off")) {
        return wrong(reader, "%s is on or off, not \"%.*s\"", known[at].name,
                     SHOWN(value));
    }
    memcpy((char *)reader->settings + known[at].offset, &is_on, sizeof(is_on));
    return true;
}

static bool set_mode(struct reader *reader, struct piece value)
{
    bool is_vi = is_word(value, "vi");
    if (!is_vi && !is_word(value, "emacs")) {
        return wrong(reader, "mode is emacs or vi, not \"%.*s\"", SHOWN(value));
    }
    reader->settings->mode = is_vi ? IL_MODE_VI_INSERT : IL_MODE_EMACS;
    return true;
}

static bool set_name(struct reader *reader, size_t at, struct piece value)
{
    char *place = (char *)reader->settings + known[at].offset;
    if (value.size == 0 || value.size >= IL_SETTINGS_NAME) {
        return wrong(reader, "%s is a name of 1 to %d characters", known[at].name,
                     IL_SETTINGS_NAME - 1);
    }
    memcpy(place, value.bytes, value.size);
    place[value.size] = '\0';
    return true;
}

static bool read_set(struct reader *reader)
{
    struct piece name = take_word(reader), value = trim(reader->rest);
    for (size_t i = 0; i < KNOWN; i++) {
        if (!is_word(name, known[i].name)) {
            continue;
        }
        switch (known[i].kind) {
        case KIND_NUMBER:
            return set_number(reader, i, value);
        case KIND_SWITCH:
            return set_switch(reader, i, value);
        case KIND_MODE:
            return set_mode(reader, value);
        default:
            return set_name(reader, i, value);
        }
    }
    return wrong(reader, "there is no setting \"%.*s\"", SHOWN(name));
}

/* ---- bind ---- */

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *found =
        c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);
    return found == NULL ? -1 : (int)(found - digits);
}

/* The byte of the escape behind a backslash, and how many characters that has; or 0. */
static size_t read_escape(struct piece text, char *out_byte)
{
    static const char names[] = "rnte\\\"", bytes[] = "\r\n\t\033\\\"";
    const char *found =
        text.size == 0 || text.bytes[0] == '\0' ? NULL : strchr(names, text.bytes[0]);
    if (found != NULL) {
        *out_byte = bytes[found - names];
        return 1;
    }
    if (text.size < 3 || text.bytes[0] != 'x') {
        return 0;
    }
    int high = hex_digit(text.bytes[1]), low = hex_digit(text.bytes[2]);
    if (high < 0 || low < 0) {
        return 0;
    }
    *out_byte = (char)(high * 16 + low);
    return 3;
}

/* The text between quotes. False: it is none, and that was told. */
static bool read_quoted(struct reader *reader, struct piece quoted, struct il_text *out)
{
    size_t at = 1;
    while (at < quoted.size && quoted.bytes[at] != '"') {
        char byte = quoted.bytes[at++];
        if (byte == '\\') {
            struct piece rest = {quoted.bytes + at, quoted.size - at};
            size_t size = read_escape(rest, &byte);
            if (size == 0) {
                (void)wrong(reader, "a backslash is followed by r n t e \\ \" or xHH");
                return false;
            }
            at += size;
        }
        il_text_add_char(out, byte);
    }
    if (at + 1 != quoted.size) {
        (void)wrong(reader, "the text ends with a quote, and so does the line");
        return false;
    }
    return true;
}

/* Keys from the line. 0: there are none, and that was told. */
static size_t read_keys(const struct reader *reader, struct piece names,
                        uint32_t keys[IL_KEYMAP_KEYS])
{
    size_t count = il_key_read_all(names.bytes, names.size, keys, IL_KEYMAP_KEYS);
    if (count == 0) {
        (void)wrong(reader, "\"%.*s\" are no keys, or more than %d", SHOWN(names),
                    IL_KEYMAP_KEYS);
    } else if (il_key_is_text(keys[0])) {
        (void)wrong(reader, "\"%.*s\" begins with a character, which is to be typed",
                    SHOWN(names));
        count = 0;
    }
    return count;
}

/* Where the last word of the line begins, or the text in quotes. */
static size_t find_target(struct piece line)
{
    for (size_t i = 0; i + 1 < line.size; i++) {
        if (is_blank(line.bytes[i]) && line.bytes[i + 1] == '"' && i + 2 < line.size) {
            return i + 1;
        }
    }
    size_t at = line.size;
    while (at > 0 && !is_blank(line.bytes[at - 1])) {
        at--;
    }
    return at;
}

static bool bind_text(struct reader *reader, const uint32_t *keys, size_t count,
                      struct piece quoted)
{
    struct il_text text = {0};
    bool is_done = true;
    if (read_quoted(reader, quoted, &text)) {
        is_done = il_text_is_whole(&text) &&
                  il_keymap_bind(reader->keymap, keys, count, NULL,
                                 text.size == 0 ? "" : text.bytes, text.size);
    }
    il_text_free(&text);
    return is_done;
}

static bool no_command(const struct reader *reader, struct piece name)
{
    const struct il_command *guess = il_command_guess(name.bytes, name.size);
    if (guess == NULL) {
        return wrong(reader, "there is no command \"%.*s\"", SHOWN(name));
    }
    return wrong(reader, "there is no command \"%.*s\"; is it \"%s\"?", SHOWN(name),
                 guess->name);
}

static bool read_bind(struct reader *reader)
{
    struct piece line = trim(reader->rest);
    size_t at = find_target(line);
    struct piece target = {line.bytes + at, line.size - at};
    struct piece names = trim((struct piece){line.bytes, at});
    uint32_t keys[IL_KEYMAP_KEYS];
    if (names.size == 0) {
        return wrong(reader, "bind has keys and a command, or a text in quotes");
    }
    size_t count = read_keys(reader, names, keys);
    if (count == 0) {
        return true;
    }
    if (target.bytes[0] == '"') {
        return bind_text(reader, keys, count, target);
    }
    const struct il_command *command = il_command_find(target.bytes, target.size);
    if (command == NULL) {
        return no_command(reader, target);
    }
    return il_keymap_bind(reader->keymap, keys, count, command, NULL, 0);
}

static bool read_unbind(struct reader *reader)
{
    struct piece names = trim(reader->rest);
    uint32_t keys[IL_KEYMAP_KEYS];
    size_t count = read_keys(reader, names, keys);
    if (count > 0 && !il_keymap_unbind(reader->keymap, keys, count)) {
        return wrong(reader, "nothing is bound to \"%.*s\"", SHOWN(names));
    }
    return true;
}

/* ---- lines ---- */

static bool read_in(struct reader *reader)
{
    struct piece mode = trim(reader->rest);
    bool is_vi = is_word(mode, "vi");
    if (!is_vi && !is_word(mode, "emacs")) {
        return wrong(reader, "keys are bound in emacs or in vi, not in \"%.*s\"",
                     SHOWN(mode));
    }
    reader->keymap = &reader->settings->keymaps[is_vi];
    return true;
}

static bool read_line(struct reader *reader)
{
    struct piece word = take_word(reader);
    if (word.size == 0 || word.bytes[0] == '#') {
        return true;
    }
    if (is_word(word, "set")) {
        return read_set(reader);
    }
    if (is_word(word, "bind")) {
        return read_bind(reader);
    }
    if (is_word(word, "unbind")) {
        return read_unbind(reader);
    }
    return is_word(word, "in")
               ? read_in(reader)
               : wrong(reader,
                       "a line begins with set, bind, unbind or in, not \"%.*s\"",
                       SHOWN(word));
}

bool il_settings_read(struct il_settings *settings, const char *text, size_t size,
                      il_settings_fn tell, void *data)
{
    struct reader reader = {.settings = settings,
                            .keymap = &settings->keymaps[0],
                            .tell = tell,
                            .data = data};
    for (size_t at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        size_t end = newline == NULL ? size : (size_t)(newline - text);
        reader.line++;
        reader.rest = (struct piece){text + at, end - at};
        if (!read_line(&reader)) {
            return false;
        }
        at = end + 1;
    }
    return true;
}
