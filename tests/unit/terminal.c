/* SPDX-License-Identifier: MIT
 * A model of a terminal.
 */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "edit/look.h"

void terminal_open(struct terminal *terminal, size_t columns, size_t rows)
{
    *terminal = (struct terminal){.columns = columns, .rows = rows};
    terminal->cells = calloc(columns * rows, sizeof *terminal->cells);
    if (terminal->cells == NULL) {
        abort();
    }
    for (size_t i = 0; i < columns * rows; i++) {
        strcpy(terminal->cells[i].text, " ");
    }
}

void terminal_close(struct terminal *terminal) { free(terminal->cells); }

/* What is erased gets the background of the moment, as in xterm. */
static void blank_cells(struct terminal *terminal, size_t from, size_t to)
{
    uint64_t look = il_look_make(0, il_look_back(terminal->look), 0);
    for (size_t i = from; i < to; i++) {
        terminal->cells[i] = (struct terminal_cell){.text = " ", .look = look};
    }
}

/* Move rows [from, end) up by `count`; blank ones come in. */
static void move_up(struct terminal *terminal, size_t from, size_t count)
{
    size_t columns = terminal->columns, left = terminal->rows - from;
    count = count < left ? count : left;
    memmove(terminal_cell(terminal, from, 0), terminal_cell(terminal, from + count, 0),
            (left - count) * columns * sizeof *terminal->cells);
    blank_cells(terminal, (terminal->rows - count) * columns, terminal->rows * columns);
}

static void move_down(struct terminal *terminal, size_t from, size_t count)
{
    size_t columns = terminal->columns, left = terminal->rows - from;
    count = count < left ? count : left;
    memmove(terminal_cell(terminal, from + count, 0), terminal_cell(terminal, from, 0),
            (left - count) * columns * sizeof *terminal->cells);
    blank_cells(terminal, from * columns, (from + count) * columns);
}

void terminal_resize(struct terminal *terminal, size_t columns, size_t rows)
{
    struct terminal old = *terminal;
    size_t gone = old.row < rows ? 0 : old.row + 1 - rows;
    size_t width = columns < old.columns ? columns : old.columns;
    terminal_open(terminal, columns, rows);
    for (size_t row = 0; row < rows && row + gone < old.rows; row++) {
        memcpy(terminal_cell(terminal, row, 0), terminal_cell(&old, row + gone, 0),
               width * sizeof *old.cells);
    }
    terminal->row = old.row - gone;
    terminal->column = old.column < columns ? old.column : columns - 1;
    terminal->look = old.look;
    terminal->is_hidden = old.is_hidden;
    terminal->draws_disputed1 = old.draws_disputed1;
    terminal->bells = old.bells;
    terminal->scrolled = old.scrolled + gone;
    terminal->problem = old.problem;
    terminal_close(&old);
}

static void line_feed(struct terminal *terminal)
{
    terminal->hangs = false;
    if (terminal->row + 1 < terminal->rows) {
        terminal->row++;
    } else {
        move_up(terminal, 0, 1);
        terminal->scrolled++;
    }
}

static void move_cells(struct terminal *terminal, size_t count, bool right)
{
    struct terminal_cell *cells = terminal_cell(terminal, terminal->row, 0);
    size_t at = terminal->column, columns = terminal->columns;
    count = count < columns - at ? count : columns - at;
    size_t left = columns - at - count;
    memmove(&cells[right ? at + count : at], &cells[right ? at : at + count],
            left * sizeof *cells);
    size_t start = terminal->row * columns + (right ? at : at + left);
    blank_cells(terminal, start, start + count);
}

/* ---- characters ---- */

/* A wide character that is written into loses its other half. */
static void break_wide(struct terminal *terminal, size_t column)
{
    struct terminal_cell *cells = terminal_cell(terminal, terminal->row, 0);
    if (column > 0 && column < terminal->columns && cells[column].text[0] == '\0') {
        cells[column - 1] = cells[column] = (struct terminal_cell){.text = " "};
    }
}

static size_t put(struct terminal *terminal, const char *bytes, size_t size)
{
    struct il_utf8_shape shape = il_utf8_shape(bytes, size, 0);
    size_t width = shape.is_disputed && terminal->draws_disputed1 ? 1 : shape.width;
    if (shape.is_disputed && !terminal->keeps_row &&
        terminal->column + shape.end > terminal->columns) {
        terminal->problem = "parts of a character in the next row";
        return shape.end;
    }
    if (width == 0) {
        terminal->problem = "a character without a width";
        return shape.end;
    }
    if (terminal->hangs || terminal->column + width > terminal->columns) {
        terminal->problem = "a character behind the last column";
        return shape.end;
    }
    struct terminal_cell *cell =
        terminal_cell(terminal, terminal->row, terminal->column);
    break_wide(terminal, terminal->column);
    break_wide(terminal, terminal->column + width);
    size_t kept = shape.end < TERMINAL_BYTES ? shape.end : TERMINAL_BYTES - 1;
    for (size_t i = 0; i < width; i++) {
        cell[i] = (struct terminal_cell){.look = terminal->look};
    }
    memcpy(cell->text, bytes, kept);
    terminal->column += width;
    if (terminal->column == terminal->columns) {
        terminal->hangs = true;
        terminal->column--;
    }
    return shape.end;
}

/* ---- sequences ---- */

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static void move(struct terminal *terminal, size_t count, char letter)
{
    terminal->hangs = false;
    if (letter == 'A') {
        terminal->row -= least(count, terminal->row);
    } else if (letter == 'B') {
        terminal->row = least(terminal->row + count, terminal->rows - 1);
    } else if (letter == 'C') {
        terminal->column = least(terminal->column + count, terminal->columns - 1);
    } else if (letter == 'D') {
        terminal->column -= least(count, terminal->column);
    } else {
        terminal->column = least(count - 1, terminal->columns - 1);
    }
}

static void change(struct terminal *terminal, size_t count, char letter)
{
    size_t here = terminal->row * terminal->columns + terminal->column;
    terminal->hangs = false;
    if (letter == 'L') {
        move_down(terminal, terminal->row, count);
        terminal->column = 0;
    } else if (letter == 'M') {
        move_up(terminal, terminal->row, count);
        terminal->column = 0;
    } else if (letter == 'K') {
        blank_cells(terminal, here, (terminal->row + 1) * terminal->columns);
    } else if (letter == 'J') {
        blank_cells(terminal, here, terminal->rows * terminal->columns);
    } else {
        move_cells(terminal, count, letter == '@');
    }
}

static bool is_sequence(const char *text, size_t size, const char *wanted)
{
    return strlen(wanted) == size && memcmp(text, wanted, size) == 0;
}

/* Of the sequence ESC [ `text`, whose last byte says what it is. */
static void obey(struct terminal *terminal, const char *text, size_t size)
{
    char letter = text[size - 1];
    bool is_plain = size == strspn(text, "0123456789") + 1;
    size_t count = size == 1 ? 1 : strtoul(text, NULL, 10);
    if (letter == 'm') {
        terminal->look = il_look_read(text, size - 1, terminal->look);
    } else if (is_plain && count > 0 && strchr("ABCDG", letter) != NULL) {
        move(terminal, count, letter);
    } else if (is_plain && count > 0 && strchr("LM@P", letter) != NULL) {
        change(terminal, count, letter);
    } else if (size == 1 && strchr("JK", letter) != NULL) {
        change(terminal, 0, letter);
    } else if (size == 1 && letter == 'H') {
        terminal->row = terminal->column = 0;
    } else if (is_sequence(text, size, "2J")) {
        blank_cells(terminal, 0, terminal->rows * terminal->columns);
    } else if (is_sequence(text, size, "?25l") || is_sequence(text, size, "?25h")) {
        terminal->is_hidden = letter == 'l';
    } else if (is_sequence(text, size, "?7l") || is_sequence(text, size, "?7h")) {
        terminal->keeps_row = letter == 'l';
    } else {
        terminal->problem = "an unknown sequence";
    }
}

static size_t take_sequence(struct terminal *terminal, const char *bytes, size_t size)
{
    size_t end = 2;
    while (end < size && (bytes[end] < '@' || bytes[end] > '~')) {
        end++;
    }
    if (size < 2 || bytes[1] != '[' || end == size) {
        terminal->problem = "an incomplete sequence";
        return size;
    }
    obey(terminal, bytes + 2, end - 1);
    return end + 1;
}

static size_t take(struct terminal *terminal, const char *bytes, size_t size)
{
    switch (*bytes) {
    case '\x1b':
        return take_sequence(terminal, bytes, size);
    case '\r':
        terminal->column = 0;
        terminal->hangs = false;
        return 1;
    case '\n':
        line_feed(terminal);
        return 1;
    case '\a':
        terminal->bells++;
        return 1;
    case '\b':
        move(terminal, 1, 'D');
        return 1;
    default:
        return put(terminal, bytes, size);
    }
}

void terminal_feed(struct terminal *terminal, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        at += take(terminal, bytes + at, size - at);
    }
}

char *terminal_rows(const struct terminal *terminal)
{
    struct il_text shown = {0};
    for (size_t row = 0; row < terminal->rows; row++) {
        size_t end = shown.size;
        for (size_t column = 0; column < terminal->columns; column++) {
            const char *text = terminal_cell(terminal, row, column)->text;
            il_text_add_string(&shown, text);
            end = strcmp(text, " ") == 0 ? end : shown.size;
        }
        il_text_cut(&shown, end);
        il_text_add_char(&shown, '\n');
    }
    while (shown.size > 1 && shown.bytes[shown.size - 2] == '\n') {
        il_text_cut(&shown, shown.size - 1);
    }
    return shown.bytes;
}
