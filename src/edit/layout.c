/* SPDX-License-Identifier: MIT
 * Where a text stands on rows of a terminal.
 *
 * The same two walks, over a prompt's units and over a text's, measure and draw. A unit
 * is what stays together at the end of a row: a character as it is shown.
 */
#include "edit/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/style.h"

enum { TAB = 8, MANY_LAYERS = 8, FIRST_ROWS = 16 };

struct unit {
    size_t end;        /* in the text */
    unsigned width;    /* cells */
    const char *shown; /* NULL: the cells are blank */
    size_t size;
    bool is_hidden; /* not shown as itself */
    bool is_disputed;
    char made[16]; /* what is shown instead */
};

/* ---- units of a text ---- */

static void show_instead(struct unit *unit, unsigned width)
{
    unit->shown = unit->made;
    unit->size = strlen(unit->made);
    unit->width = width;
    unit->is_hidden = true;
}

/* A character without a width. */
static void show_hidden(struct unit *unit, uint32_t code)
{
    if (code < 0x20 || code == 0x7F) {
        snprintf(unit->made, sizeof unit->made, "^%c", (int)(code ^ 0x40));
    } else {
        snprintf(unit->made, sizeof unit->made, "<%02x>", (unsigned)code);
    }
    show_instead(unit, (unsigned)strlen(unit->made));
}

/* The unit at `at`, `reached` columns behind its line's beginning. */
static void read_unit(const char *text, size_t size, size_t at, size_t reached,
                      struct unit *unit)
{
    struct il_utf8_shape shape = il_utf8_shape(text, size, at);
    unit->end = shape.end;
    unit->is_hidden = false;
    unit->is_disputed = shape.is_disputed;
    unit->shown = text + at;
    unit->size = shape.end - at;
    unit->width = shape.width;
    if (text[at] == '\t') {
        unit->shown = NULL;
        unit->width = (unsigned)(TAB - reached % TAB);
    } else if (shape.code == IL_UTF8_INVALID) {
        memcpy(unit->made, "\xEF\xBF\xBD", 4);
        show_instead(unit, 1);
    } else if (shape.width == 0) {
        show_hidden(unit, shape.code);
    }
}

/* Cells that a unit takes in a row from `column` on: a tab ends with the row, and so
 * does what is wider than all of it. 0: the unit belongs to the next row. */
static size_t fit(const struct unit *unit, size_t column, size_t columns)
{
    size_t left = columns - column;
    if (unit->width <= left) {
        return unit->width;
    }
    return column == 0 || (unit->shown == NULL && left > 0) ? left : 0;
}

static bool is_plain(char c) { return c >= 0x20 && c < 0x7F; }

/* Are eight bytes all plain? Of each byte that is not, the first bit comes to be set:
 * there already, by taking 0x20 away, or by adding 1. */
static bool are_plain(const char *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return ((word | (word - 0x20 * ones) | (word + ones)) & (0x80 * ones)) == 0;
}

/* How many characters from `at` on, `most` of them, take one cell each and can be
 * written as they are. The last one before another byte may have an accent. */
static size_t count_plain(const char *text, size_t end, size_t at, size_t most)
{
    size_t start = at, last = most < end - at ? at + most : end;
    while (last - at >= 8 && are_plain(text + at)) {
        at += 8;
    }
    while (at < last && is_plain(text[at])) {
        at++;
    }
    bool has_accent = at > start && at < end && (unsigned char)text[at] >= 0x80;
    return at - start - has_accent;
}

/* ---- units of a prompt ---- */

/* The end of the sequence that the ESC at `at` begins, and whether it sets colours. */
static size_t skip_sequence(const char *text, size_t size, size_t at, bool *out_colours)
{
    *out_colours = false;
    size_t end = at + 1;
    if (end < size && text[end] == '[') {
        for (end++; end < size && (text[end] < '@' || text[end] > '~'); end++) {
        }
        *out_colours = end < size && text[end] == 'm';
        return end < size ? end + 1 : size;
    }
    if (end < size && text[end] == ']') {
        for (end++; end < size && text[end] != '\a'; end++) {
            if (text[end] == '\x1b' && end + 1 < size && text[end + 1] == '\\') {
                return end + 2;
            }
        }
    }
    return end < size ? end + 1 : size;
}

/* The next unit that has cells, from `at` on; its look follows from what stands before.
 * False at a newline or the end, where unit->end then is. */
static bool read_prompt(const char *text, size_t size, size_t at, uint64_t *look,
                        struct unit *unit)
{
    while (at < size && text[at] != '\n') {
        bool sets_colours;
        if (text[at] == '\x1b') {
            size_t end = skip_sequence(text, size, at, &sets_colours);
            if (sets_colours) {
                *look = il_look_read(text + at + 2, end - at - 3, *look);
            }
            at = end;
        } else if (text[at] == '\001' || text[at] == '\002' || text[at] == '\r') {
            at++;
        } else {
            read_unit(text, size, at, 0, unit);
            return true;
        }
    }
    unit->end = at;
    return false;
}

/* ---- measuring ---- */

void il_layout_free(struct il_layout *layout)
{
    free(layout->rows);
    *layout = (struct il_layout){0};
}

static bool add_row(struct il_layout *layout, struct il_row row)
{
    if (layout->count == layout->capacity) {
        size_t capacity = layout->capacity == 0 ? FIRST_ROWS : 2 * layout->capacity;
        struct il_row *rows = realloc(layout->rows, capacity * sizeof *rows);
        if (rows == NULL) {
            return false;
        }
        layout->rows = rows;
        layout->capacity = capacity;
    }
    layout->rows[layout->count++] = row;
    return true;
}

/* The row that is just measured is complete; another one of the same line follows. */
static bool wrap(struct il_layout *layout, struct il_row *row)
{
    if (!add_row(layout, *row)) {
        return false;
    }
    row->from = row->to;
    row->start = row->end;
    row->column = 0;
    return true;
}

/* Rows of a prompt; `row` is then the one that the text begins in. */
static bool measure_prompt(struct il_layout *layout, const char *prompt, size_t size,
                           size_t columns, struct il_row *row)
{
    uint64_t look = 0;
    struct unit unit;
    for (size_t at = 0; at < size; at = unit.end) {
        if (!read_prompt(prompt, size, at, &look, &unit)) {
            row->to = unit.end;
            if (unit.end == size) {
                break;
            }
            unit.end++;
        } else {
            size_t width = fit(&unit, row->column, columns);
            if (width > 0) {
                row->column += (uint32_t)width;
                row->to = unit.end;
                continue;
            }
            unit.end = at;
        }
        if (!wrap(layout, row)) {
            return false;
        }
        row->from = row->to = unit.end;
        row->look = look;
    }
    return row->column < columns || wrap(layout, row);
}

/* Go over the units from `*at` on that fit into the row, at `*column`. */
static void fill_row(const struct il_subject *subject, size_t end, size_t *at,
                     size_t *column, size_t *reached)
{
    while (*at < end) {
        size_t width = count_plain(subject->text, end, *at, subject->columns - *column);
        size_t next = *at + width;
        if (width == 0) {
            struct unit unit;
            read_unit(subject->text, end, *at, *reached, &unit);
            width = fit(&unit, *column, subject->columns);
            next = unit.end;
        }
        if (width == 0) {
            return;
        }
        *column += width;
        *reached += width;
        *at = next;
    }
}

/* Rows of the line [row->start, end); an empty one behind a full one for the cursor. */
static bool measure_line(struct il_layout *layout, const struct il_subject *subject,
                         size_t end, struct il_row *row)
{
    size_t at = row->start, column = row->column, reached = 0;
    fill_row(subject, end, &at, &column, &reached);
    while (at < end) {
        row->end = at;
        if (!wrap(layout, row)) {
            return false;
        }
        row->reached = (uint32_t)reached;
        column = 0;
        fill_row(subject, end, &at, &column, &reached);
    }
    row->end = end;
    if (!add_row(layout, *row)) {
        return false;
    }
    struct il_row behind = {.start = end, .end = end, .reached = (uint32_t)reached};
    return column < subject->columns || subject->cursor != end ||
           add_row(layout, behind);
}

/* Prompts of all lines but the first are the same: if they have one row, that is
 * measured once. False: no memory. */
static bool measure_more(struct il_layout *layout, const struct il_subject *subject,
                         struct il_row *out_row, bool *out_is_single)
{
    *out_row = (struct il_row){.is_first = false};
    bool is_done = measure_prompt(layout, subject->more, subject->more_size,
                                  subject->columns, out_row);
    *out_is_single = layout->count == 0;
    layout->count = 0;
    return is_done;
}

bool il_layout_measure(struct il_layout *layout, const struct il_subject *subject)
{
    struct il_row row = {.is_first = true}, more;
    bool has_more = false;
    layout->count = 0;
    if (!measure_more(layout, subject, &more, &has_more)) {
        return false;
    }
    for (size_t start = 0;;) {
        const char *newline =
            subject->size == start
                ? NULL
                : memchr(subject->text + start, '\n', subject->size - start);
        size_t end =
            newline == NULL ? subject->size : (size_t)(newline - subject->text);
        bool is_measured = has_more && !row.is_first;
        if ((!is_measured &&
             !measure_prompt(layout, row.is_first ? subject->prompt : subject->more,
                             row.is_first ? subject->prompt_size : subject->more_size,
                             subject->columns, &row)) ||
            !measure_line(layout, subject, end, &row)) {
            return false;
        }
        if (newline == NULL) {
            break;
        }
        start = end + 1;
        row = has_more ? more : (struct il_row){.is_first = false};
        row.start = row.end = start;
    }
    il_layout_locate(layout, subject, subject->cursor, &layout->row, &layout->column);
    return true;
}

/* ---- places ---- */

/* The last row whose text begins at or before a place. Rows of prompts come before the
 * text that begins where they say. */
static size_t find_row(const struct il_layout *layout, size_t at)
{
    size_t low = 0, high = layout->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (layout->rows[middle].start <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The unit of a row at `at`, with the cells it takes. */
static size_t step(const struct il_subject *subject, const struct il_row *row,
                   size_t at, size_t column, struct unit *unit)
{
    read_unit(subject->text, row->end, at, row->reached + column - row->column, unit);
    return fit(unit, column, subject->columns);
}

void il_layout_locate(const struct il_layout *layout, const struct il_subject *subject,
                      size_t at, size_t *out_row, size_t *out_column)
{
    *out_row = find_row(layout, at);
    const struct il_row *row = &layout->rows[*out_row];
    size_t column = row->column;
    for (size_t here = row->start; here < row->end;) {
        struct unit unit;
        size_t width = step(subject, row, here, column, &unit);
        if (unit.end > at) {
            break;
        }
        column += width;
        here = unit.end;
    }
    *out_column = column;
}

size_t il_layout_place(const struct il_layout *layout, const struct il_subject *subject,
                       size_t row, size_t column)
{
    const struct il_row *in = &layout->rows[row];
    size_t here = in->start, reached = in->column;
    while (here < in->end) {
        struct unit unit;
        size_t width = step(subject, in, here, reached, &unit);
        if (reached + width > column) {
            break;
        }
        reached += width;
        here = unit.end;
    }
    /* The end of a row that goes on has the next row's cell. */
    bool goes_on = row + 1 < layout->count && layout->rows[row + 1].start == in->end;
    return here == in->end && goes_on && here > in->start
               ? il_utf8_previous(subject->text, subject->size, here)
               : here;
}

/* ---- drawing ---- */

struct pen {
    const struct il_subject *subject;
    const struct il_layer *layers;
    size_t layer_count;
    size_t next[MANY_LAYERS]; /* of each layer, the first span that has not ended */
    const uint64_t *looks;
    struct il_grid *grid;
};

/* The look of a place, and up to where what follows has the same, at most `*end`. */
static uint64_t look_at(struct pen *pen, size_t at, size_t *end)
{
    uint64_t look = pen->looks[IL_PAINT_NONE];
    for (size_t i = 0; i < pen->layer_count; i++) {
        const struct il_layer *layer = &pen->layers[i];
        size_t *next = &pen->next[i];
        while (*next < layer->count && layer->spans[*next].end <= at) {
            ++*next;
        }
        if (*next == layer->count) {
            continue;
        }
        const struct il_span *span = &layer->spans[*next];
        bool is_inside = span->start <= at;
        size_t limit = is_inside ? span->end : span->start;
        look = is_inside ? il_look_over(look, pen->looks[span->paint]) : look;
        *end = limit < *end ? limit : *end;
    }
    return look;
}

static void put_blanks(struct pen *pen, size_t column, size_t width, uint64_t look)
{
    for (size_t i = 0; i < width; i++) {
        il_grid_put(pen->grid, column + i, " ", 1, 1, false, look);
    }
}

/* What is shown instead of a character is ASCII, or one cell wide: it can be cut. */
static void put_made(struct pen *pen, const struct unit *unit, size_t column,
                     size_t width, uint64_t look)
{
    if (unit->width == 1) {
        il_grid_put(pen->grid, column, unit->made, unit->size, 1, false, look);
        return;
    }
    for (size_t i = 0; i < width; i++) {
        il_grid_put(pen->grid, column + i, unit->made + i, 1, 1, false, look);
    }
}

static void put_unit(struct pen *pen, const struct unit *unit, size_t column,
                     size_t width, uint64_t look)
{
    if (unit->shown == NULL || (!unit->is_hidden && width < unit->width)) {
        put_blanks(pen, column, width, look);
    } else if (unit->is_hidden) {
        put_made(pen, unit, column, width,
                 il_look_over(look, pen->looks[IL_STYLE_HIDDEN]));
    } else {
        il_grid_put(pen->grid, column, unit->shown, unit->size, unit->width,
                    unit->is_disputed, look);
    }
}

static void draw_prompt(struct pen *pen, const struct il_row *row)
{
    const char *prompt = row->is_first ? pen->subject->prompt : pen->subject->more;
    uint64_t look = row->look;
    size_t column = 0;
    struct unit unit;
    for (size_t at = row->from; at < row->to; at = unit.end) {
        if (!read_prompt(prompt, row->to, at, &look, &unit)) {
            break;
        }
        size_t width = fit(&unit, column, pen->subject->columns);
        put_unit(pen, &unit, column, width,
                 il_look_over(pen->looks[IL_STYLE_PROMPT], look));
        column += width;
    }
}

static void draw_text(struct pen *pen, const struct il_row *row)
{
    const char *text = pen->subject->text;
    size_t column = row->column, width;
    for (size_t at = row->start; at < row->end; column += width) {
        size_t end = row->end;
        uint64_t look = look_at(pen, at, &end);
        width = count_plain(text, row->end, at, end - at);
        if (width > 0) {
            il_grid_put_plain(pen->grid, column, text + at, width, look);
            at += width;
            continue;
        }
        struct unit unit;
        width = step(pen->subject, row, at, column, &unit);
        put_unit(pen, &unit, column, width, look);
        at = unit.end;
    }
}

void il_layout_draw(const struct il_layout *layout, const struct il_subject *subject,
                    size_t first, size_t count, const struct il_layer *layers,
                    size_t layer_count, const uint64_t *looks, struct il_grid *grid)
{
    struct pen pen = {.subject = subject,
                      .layers = layers,
                      .layer_count =
                          layer_count < MANY_LAYERS ? layer_count : MANY_LAYERS,
                      .looks = looks,
                      .grid = grid};
    for (size_t i = first; i < first + count && i < layout->count; i++) {
        il_grid_add_row(grid);
        if (!il_grid_is_whole(grid)) {
            return;
        }
        draw_prompt(&pen, &layout->rows[i]);
        draw_text(&pen, &layout->rows[i]);
    }
}
