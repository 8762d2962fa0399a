/* SPDX-License-Identifier: MIT
 * What Python says of a text that is typed at a terminal: whether it is whole, what may
 * stand in it, what is known of its names. Warm.
 *
 * Called by the editor, without Python's lock.
 */
#include <stdio.h>
#include <string.h>

#include <inlet/editor.h>

#include "host/typing.h"

static const char *const kinds[] = {
    [INLET_ITEM_VARIABLE] = "variable", [INLET_ITEM_FUNCTION] = "function",
    [INLET_ITEM_CLASS] = "class",       [INLET_ITEM_MODULE] = "module",
    [INLET_ITEM_PROPERTY] = "property", [INLET_ITEM_PARAMETER] = "parameter",
    [INLET_ITEM_KEYWORD] = "keyword",   [INLET_ITEM_KEY] = "key",
    [INLET_ITEM_FILE] = "file",         [INLET_ITEM_FOLDER] = "folder",
    [INLET_ITEM_COMMAND] = "command",
};

/* --- Is it whole? ----------------------------------------------------------------- */

static bool is_same(const struct il_text *known, const char *text, size_t size)
{
    return size > 0 && known->size == size && memcmp(known->bytes, text, size) == 0;
}

static inlet_status check(struct il_typing *typing, const char *text, size_t size)
{
    char name[IL_INPUTS_NAME_SIZE];
    inlet_source source = INLET_SOURCE_INIT;
    source.text = text;
    source.length = size;
    source.mode = INLET_SINGLE;
    /* By its name to be: so what the check compiles is what push() needs. */
    if (il_inputs_next(&typing->inputs, name, sizeof name)) {
        source.filename = name;
    }
    return inlet_check_source(typing->console, &source, NULL);
}

/* Enter asks, and dividing it asks again. */
inlet_status il_advice_check(struct il_typing *typing, const char *text, size_t size)
{
    if (!is_same(&typing->judged, text, size)) {
        typing->verdict = check(typing, text, size);
        il_text_clear(&typing->judged);
        il_text_add(&typing->judged, text, typing->verdict < 0 ? 0 : size);
    }
    return typing->verdict;
}

static bool reserve(struct il_typing *typing, size_t count)
{
    if (count <= typing->capacity) {
        return true;
    }
    inlet_statement *more =
        PyMem_RawRealloc(typing->statements, count * sizeof *typing->statements);
    if (more != NULL) {
        typing->statements = more;
        typing->capacity = count;
    }
    return more != NULL;
}

static bool ask_statements(struct il_typing *typing, inlet_source_text *source)
{
    size_t count = 0;
    return inlet_source_statements(source, 0, NULL, 0, &count, NULL) == INLET_DONE &&
           reserve(typing, count) &&
           inlet_source_statements(source, 0, typing->statements, count,
                                   &typing->divided, NULL) == INLET_DONE;
}

size_t il_advice_line(const char *text, size_t size, size_t line)
{
    const char *at = text, *end = text + size;
    while (line > 0 && at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline == NULL ? end : newline + 1;
        line--;
    }
    return (size_t)(at - text);
}

/* How far the first line is indented that has something, and where it begins. */
static size_t find_margin(const char *text, size_t size, size_t *out_start)
{
    size_t at = 0;
    *out_start = 0;
    while (at < size && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n')) {
        if (text[at++] == '\n') {
            *out_start = at;
        }
    }
    return at == size ? 0 : at - *out_start;
}

bool il_advice_align(const char *text, size_t size, struct il_text *out)
{
    size_t start, next;
    size_t margin = find_margin(text, size, &start);
    for (size_t at = 0; at < size && margin > 0; at = next) {
        next = at + il_advice_line(text + at, size - at, 1);
        bool has_margin =
            next - at >= margin && memcmp(text + at, text + start, margin) == 0;
        size_t skipped = has_margin ? margin : 0;
        il_text_add(out, text + at + skipped, next - at - skipped);
    }
    return margin > 0;
}

/* How many lines at the beginning of a text are an input of the second language: it is
 * asked for as long as it wants more. 0: none. */
static size_t count_foreign(struct il_typing *typing, const char *text, size_t size)
{
    struct il_text input = {0};
    size_t end = 0, count = 0;
    inlet_status status = INLET_MORE;
    while (status == INLET_MORE && end < size) {
        size_t next = end + il_advice_line(text + end, size - end, 1);
        il_text_add(&input, text + end, next - end);
        size_t whole = input.size - (input.size > 0 && text[next - 1] == '\n');
        if (!il_text_is_whole(&input)) {
            break;
        }
        il_text_cut(&input, whole);
        status = il_dialect_ask(typing->console, input.bytes, input.size);
        il_text_add_char(&input, '\n');
        count += status != INLET_PASS;
        end = next;
    }
    il_text_free(&input);
    return count;
}

/* In the place of foreign lines comes a statement of Python that has as many. */
static bool put_stand_in(inlet_source_text *source, size_t start, size_t lines)
{
    struct il_text text = {0};
    il_text_add_char(&text, '(');
    for (size_t i = 1; i < lines; i++) {
        il_text_add_char(&text, '\n');
    }
    il_text_add_char(&text, ')');
    bool is_done = il_text_is_whole(&text) &&
                   inlet_source_replace(source, start, start + lines, text.bytes,
                                        text.size, NULL) == INLET_DONE;
    il_text_free(&text);
    return is_done;
}

/* What Python does not know may be the second language's, whose quotes and brackets
 * mean nothing to it: `!echo (` is no statement of many lines. */
static bool divide_foreign(struct il_typing *typing, inlet_source_text *source,
                           const char *text, size_t size)
{
    size_t at = 0, line = 0;
    typing->has_foreign = false;
    for (size_t i = 0; i < typing->divided; i++) {
        inlet_statement statement = typing->statements[i];
        at += il_advice_line(text + at, size - at, statement.start - line);
        line = statement.start;
        size_t lines =
            statement.is_valid ? 0 : count_foreign(typing, text + at, size - at);
        typing->has_foreign |= lines > 0;
        if (lines > 0 && statement.start + lines != statement.stop &&
            !(put_stand_in(source, statement.start, lines) &&
              ask_statements(typing, source))) {
            return false;
        }
    }
    return true;
}

static bool divide(struct il_typing *typing, const char *text, size_t size)
{
    inlet_source source = INLET_SOURCE_INIT;
    source.text = text;
    source.length = size;
    inlet_source_text *divided = inlet_source_new(&source, NULL);
    bool is_done = divided != NULL && ask_statements(typing, divided);
    if (is_done && typing->console->callbacks.judge != NULL) {
        is_done = divide_foreign(typing, divided, text, size);
    }
    inlet_source_free(divided);
    return is_done;
}

/* Enter asks, and running it asks again. */
bool il_advice_split(struct il_typing *typing, const char *text, size_t size)
{
    if (is_same(&typing->of, text, size)) {
        return true;
    }
    bool is_done = divide(typing, text, size);
    il_text_clear(&typing->of);
    if (is_done) {
        il_text_add(&typing->of, text, size);
    }
    return is_done && il_text_is_whole(&typing->of);
}

/* Blanks alone in the last line, which the editor has put there, end a block as an
 * empty line does. */
static size_t without_last_blanks(const char *text, size_t size)
{
    size_t end = size;
    while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t')) {
        end--;
    }
    return end > 0 && text[end - 1] == '\n' ? end : size;
}

/* The last of several statements decides. */
static bool is_last_complete(struct il_typing *typing, const char *text, size_t size)
{
    if (!il_advice_split(typing, text, size) || typing->divided < 2) {
        return true;
    }
    size_t line = typing->statements[typing->divided - 1].start;
    size_t at = il_advice_line(text, size, line);
    return il_advice_check(typing, text + at, size - at) != INLET_MORE;
}

/* Brackets of the second language make all that follows unfinished for Python. */
static bool has_foreign(struct il_typing *typing, const char *text, size_t size)
{
    return typing->console->callbacks.judge != NULL &&
           memchr(text, '\n', size) != NULL && il_advice_split(typing, text, size) &&
           typing->has_foreign && typing->divided > 1;
}

/* Several statements in a row are wrong for the judge of one input. */
static bool is_whole(struct il_typing *typing, const char *text, size_t size)
{
    switch (il_advice_check(typing, text, size)) {
    case INLET_MORE:
        return has_foreign(typing, text, size) && is_last_complete(typing, text, size);
    case INLET_INVALID:
        return is_last_complete(typing, text, size);
    default:
        return true;
    }
}

static bool is_complete(void *data, const char *text, size_t size)
{
    struct il_typing *typing = data;
    size = without_last_blanks(text, size);
    if (typing->is_continuing || size == 0) {
        return true;
    }
    struct il_text aligned = {0};
    bool is_aligned =
        il_advice_align(text, size, &aligned) && il_text_is_whole(&aligned);
    bool is_to_be_run = is_aligned ? is_whole(typing, aligned.bytes, aligned.size)
                                   : is_whole(typing, text, size);
    il_text_free(&aligned);
    return is_to_be_run;
}

/* --- What may stand there? -------------------------------------------------------- */

/* What the host says of the items that it offers, until the next ones are. */
static void note_about(struct il_typing *typing, const inlet_item *item)
{
    if (item->about != NULL) {
        il_text_add(&typing->offered, item->text, item->length + 1);
        il_text_add(&typing->offered, item->about, strlen(item->about) + 1);
    }
}

static bool complete(void *data, const char *text, size_t size, size_t cursor,
                     struct il_menu *menu, size_t *out_start, size_t *out_end)
{
    struct il_typing *typing = data;
    inlet_completion found = INLET_COMPLETION_INIT;
    if (inlet_complete(typing->console, text, size, cursor, NULL, &found, NULL) < 0) {
        return false;
    }
    bool is_done = true;
    il_text_clear(&typing->offered);
    for (size_t i = 0; i < found.count && is_done; i++) {
        note_about(typing, &found.items[i]);
        is_done = il_menu_add(menu, found.items[i].text, found.items[i].length,
                              (uint8_t)found.items[i].kind);
    }
    *out_start = found.start;
    *out_end = found.end;
    inlet_completion_clear(&found);
    return is_done;
}

/* --- What is known? --------------------------------------------------------------- */

static void add_value(struct il_text *out, const inlet_value *value)
{
    if (value->kind == INLET_STRING) {
        il_text_add(out, value->as.text.data, value->as.text.length);
    }
}

/* The first line of a docstring that says something. */
static void add_summary(struct il_text *out, const inlet_value *doc)
{
    const char *text = doc->kind == INLET_STRING ? doc->as.text.data : "";
    text += strspn(text, " \t\r\n");
    il_text_add(out, text, strcspn(text, "\r\n"));
}

static bool ask_description(struct il_typing *typing, const char *text, size_t size,
                            size_t cursor, inlet_focus focus, inlet_description *out)
{
    return inlet_describe(typing->console, text, size, cursor, focus, out, NULL) ==
           INLET_DONE;
}

/* A line on an item that the host has offered; NULL: it has not. */
static const char *find_about(const struct il_text *offered, const char *item,
                              size_t size)
{
    if (offered->size == 0) {
        return NULL;
    }
    const char *end = offered->bytes + offered->size;
    for (const char *at = offered->bytes; at < end; at += strlen(at) + 1) {
        const char *about = at + strlen(at) + 1;
        if ((size_t)(about - at) == size + 1 && memcmp(at, item, size) == 0) {
            return about;
        }
        at = about;
    }
    return NULL;
}

static void document_typed(struct il_typing *typing, const char *text, size_t size,
                           size_t start, const char *item, size_t item_size,
                           struct il_text *out)
{
    struct il_text chosen = {0};
    inlet_description found = INLET_DESCRIPTION_INIT;
    il_text_add(&chosen, text, start < size ? start : size);
    il_text_add(&chosen, item, item_size);
    if (il_text_is_whole(&chosen) && chosen.size > 0 &&
        ask_description(typing, chosen.bytes, chosen.size, chosen.size,
                        INLET_FOCUS_NAME, &found)) {
        add_summary(out, &found.doc);
        inlet_description_clear(&found);
    }
    il_text_free(&chosen);
}

static void document(void *data, const char *text, size_t size, size_t start,
                     const char *item, size_t item_size, struct il_text *out)
{
    struct il_typing *typing = data;
    const char *about = find_about(&typing->offered, item, item_size);
    if (about != NULL) {
        il_text_add_string(out, about);
    } else {
        document_typed(typing, text, size, start, item, item_size, out);
    }
}

static bool describe(void *data, const char *text, size_t size, size_t cursor,
                     struct il_text *out, size_t *out_start, size_t *out_end)
{
    inlet_description found = INLET_DESCRIPTION_INIT;
    if (!ask_description(data, text, size, cursor, INLET_FOCUS_CALL, &found)) {
        return false;
    }
    bool is_known = found.signature.kind == INLET_STRING;
    if (is_known) {
        add_value(out, &found.name);
        *out_start = out->size + found.active_start;
        *out_end = out->size + found.active_end;
        add_value(out, &found.signature);
    }
    inlet_description_clear(&found);
    return is_known;
}

static bool explain(void *data, const char *text, size_t size, size_t cursor,
                    struct il_text *out)
{
    inlet_description found = INLET_DESCRIPTION_INIT;
    if (!ask_description(data, text, size, cursor, INLET_FOCUS_NAME, &found)) {
        return false;
    }
    add_value(out, &found.name);
    add_value(out, &found.signature);
    if (found.type.kind == INLET_STRING) {
        il_text_add_string(out, "    # ");
        add_value(out, &found.type);
    }
    il_text_add_char(out, '\n');
    if (found.doc.kind == INLET_STRING && found.doc.as.text.length > 0) {
        add_value(out, &found.doc);
        il_text_add_char(out, '\n');
    }
    inlet_description_clear(&found);
    return true;
}

void il_advice_give(struct il_terminal_services *services, struct il_typing *typing)
{
    *services = (struct il_terminal_services){
        .data = typing,
        .is_complete = is_complete,
        .complete = complete,
        .document = document,
        .describe = describe,
        .kinds = kinds,
        .kind_count = sizeof kinds / sizeof *kinds,
        .explain = explain,
        .look = il_idle_look,
        .idle = il_idle_serve,
        .dialect = services->dialect,
    };
}
