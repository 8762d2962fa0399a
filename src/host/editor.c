/* SPDX-License-Identifier: MIT
 * The editor services of the C face. Warm, but for the highlighting.
 *
 * They work on objects as they stand in memory and need nothing of the `_inlet` that
 * is loaded: the engine in this library does.
 */
#include "host/host.h"

#include <inlet/editor.h>

#include "assist/complete.h"
#include "assist/describe.h"
#include "base/text.h"
#include "core/flavor.h"
#include "lex/paint.h"

/* The numbers of the engine are those of the header. */
_Static_assert((int)INLET_ITEM_FOLDER == (int)IL_ITEM_FOLDER, "kinds of items");
_Static_assert((int)INLET_ITEM_PARAMETER == (int)IL_ITEM_PARAMETER, "kinds of items");
_Static_assert((int)INLET_SPAN_ERROR == (int)IL_PAINT_ERROR, "kinds of spans");
_Static_assert((int)INLET_SPAN_NUMBER == (int)IL_PAINT_NUMBER, "kinds of spans");
_Static_assert(sizeof(inlet_line_state) == sizeof(struct il_lex_state), "states");

/* --- The question ----------------------------------------------------------------- */

/* What a console is asked. The text is the unfinished input, and what is typed. */
struct asked {
    struct il_question question;
    struct il_text whole;
    size_t before;   /* bytes of unfinished input */
    PyObject *names; /* strong, or NULL */
};

/* An attribute of the console's object that its class does not compute. New or NULL. */
static PyObject *look_at(inlet_console *console, const char *name)
{
    struct il_known of = {console->object, false, false};
    struct il_known found = {NULL, false, false};
    IL_AUTO_REF PyObject *str = PyUnicode_FromString(name);
    if (str != NULL) {
        il_look_attribute(&of, str, &found);
    }
    if (found.is_instance) {
        Py_CLEAR(found.object);
    }
    return found.object;
}

/* One line of the unfinished input: 0 or -1. */
static int add_line(struct il_text *text, PyObject *line)
{
    if (!PyUnicode_CheckExact(line)) {
        return 0;
    }
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_AsEncodedString(line, "utf-8", "surrogatepass");
    if (bytes == NULL) {
        return -1;
    }
    il_text_add(text, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
    il_text_add_char(text, '\n');
    return 0;
}

static int add_pending(struct il_text *text, inlet_console *console)
{
    IL_AUTO_REF PyObject *buffer = look_at(console, "buffer");
    if (PyErr_Occurred()) {
        return -1;
    }
    for (Py_ssize_t i = 0;
         buffer != NULL && PyList_Check(buffer) && i < PyList_GET_SIZE(buffer); i++) {
        IL_AUTO_REF PyObject *line = Py_NewRef(PyList_GET_ITEM(buffer, i));
        if (add_line(text, line) < 0) {
            return -1;
        }
    }
    return 0;
}

static void asked_clear(struct asked *asked)
{
    il_text_free(&asked->whole);
    Py_CLEAR(asked->names);
}

/* 0, or -1 with an exception. asked_clear() must follow either way. */
static int ask(struct asked *asked, inlet_console *console, const char *text,
               size_t length, size_t cursor)
{
    if (add_pending(&asked->whole, console) < 0) {
        return -1;
    }
    asked->before = asked->whole.size;
    il_text_add(&asked->whole, text, length);
    asked->names = look_at(console, "locals");
    if (PyErr_Occurred()) {
        return -1;
    }
    if (!il_text_is_whole(&asked->whole)) {
        PyErr_NoMemory();
        return -1;
    }
    asked->question = (struct il_question){
        asked->whole.size == 0 ? "" : asked->whole.bytes,
        asked->whole.size,
        asked->before + cursor,
        asked->names,
    };
    return 0;
}

static bool is_inside_character(const char *text, size_t length, size_t at)
{
    return at < length && ((unsigned char)text[at] & 0xC0) == 0x80;
}

static inlet_status check_text(const char *text, size_t length, size_t cursor,
                               inlet_error *error)
{
    if (text == NULL && length > 0) {
        return il_error_set(error, INLET_EINVAL, "the text is NULL");
    }
    if (length > (size_t)PY_SSIZE_T_MAX || cursor > length ||
        is_inside_character(text, length, cursor)) {
        return il_error_set(error, INLET_EINVAL, "the cursor is at no character");
    }
    return il_text_is_utf8(text, length) ? INLET_DONE
                                         : il_error_set(error, INLET_EENCODING, NULL);
}

/* A struct that begins with its size, and is to be filled. */
static inlet_status check_out(const void *out, inlet_error *error)
{
    size_t size = 0;
    if (out != NULL) {
        memcpy(&size, out, sizeof size);
    }
    return size >= sizeof size
               ? INLET_DONE
               : il_error_set(error, INLET_EINVAL,
                              "the result is NULL, or its size is not set");
}

/* Fill it as far as the caller knows it. */
static void give(const void *made, size_t known, void *out)
{
    size_t size;
    memcpy(&size, out, sizeof size);
    memcpy(out, made, size < known ? size : known);
    memcpy(out, &size, sizeof size);
}

/* --- Completion ------------------------------------------------------------------- */

/* The texts of the items: a tuple of bytes, or NULL. */
static PyObject *encode_items(const struct il_items *items, size_t *out_size)
{
    IL_AUTO_REF PyObject *texts = PyTuple_New((Py_ssize_t)items->count);
    *out_size = 0;
    for (size_t i = 0; i < items->count && texts != NULL; i++) {
        PyObject *text = il_text_encode(items->list[i].text);
        if (text == NULL) {
            return NULL;
        }
        PyTuple_SET_ITEM(texts, (Py_ssize_t)i, text);
        *out_size += (size_t)PyBytes_GET_SIZE(text) + 1;
    }
    return il_ref_steal(&texts);
}

/* One block holds the items and, behind them, their texts. */
static int pack_items(const struct il_items *items, inlet_completion *out)
{
    size_t size;
    IL_AUTO_REF PyObject *texts = encode_items(items, &size);
    inlet_item *list =
        texts == NULL ? NULL : PyMem_RawMalloc(items->count * sizeof *list + size + 1);
    if (list == NULL) {
        return texts == NULL ? -1 : (PyErr_NoMemory(), -1);
    }
    char *at = (char *)(list + items->count);
    for (size_t i = 0; i < items->count; i++) {
        PyObject *text = PyTuple_GET_ITEM(texts, (Py_ssize_t)i);
        size_t length = (size_t)PyBytes_GET_SIZE(text);
        memcpy(at, PyBytes_AS_STRING(text), length + 1);
        list[i] = (inlet_item){at, length, (inlet_item_kind)items->list[i].kind, NULL};
        at += length + 1;
    }
    out->items = out->owner = list;
    out->count = items->count;
    return 0;
}

/* What lies in the unfinished input cannot be replaced. */
static size_t place_of(const struct asked *asked, size_t at)
{
    return at < asked->before ? 0 : at - asked->before;
}

static int complete(const struct asked *asked, const inlet_limits *limits,
                    inlet_completion *out)
{
    struct il_completion found = {0};
    if (il_complete(&asked->question, limits->items, limits->milliseconds, &found) <
        0) {
        return -1;
    }
    int done = pack_items(&found.items, out);
    out->start = place_of(asked, found.start);
    out->end = place_of(asked, found.end);
    out->more = found.items.more;
    il_completion_free(&found);
    return done;
}

/* INLET_PASS: it is Python's. */
static inlet_status ask_host(inlet_console *console, const struct asked *asked,
                             const inlet_limits *limits, inlet_completion *out)
{
    struct il_offered offered = {
        .text = asked->question.text,
        .size = asked->question.size,
        .cursor = asked->question.cursor,
        .limit = limits->items,
    };
    inlet_status status = il_offers_ask(console, &offered, out);
    if (status == INLET_DONE) {
        out->start = place_of(asked, offered.start);
        out->end = place_of(asked, offered.end);
    }
    return status;
}

static inlet_status complete_in(inlet_console *console, const char *text, size_t length,
                                size_t cursor, const inlet_limits *limits,
                                inlet_completion *out, inlet_error *error)
{
    struct asked asked = {0};
    inlet_status status = INLET_DONE;
    if (ask(&asked, console, text, length, cursor) < 0) {
        status = INLET_EPYTHON;
    } else {
        status = ask_host(console, &asked, limits, out);
    }
    if (status == INLET_PASS) {
        status = complete(&asked, limits, out) < 0 ? INLET_EPYTHON : INLET_DONE;
    }
    asked_clear(&asked);
    return status < 0 ? il_error_take(error) : status;
}

inlet_status inlet_complete(inlet_console *console, const char *text, size_t length,
                            size_t cursor, const inlet_limits *limits,
                            inlet_completion *out_completion, inlet_error *error)
{
    struct il_hold hold;
    inlet_limits known = INLET_LIMITS_INIT;
    inlet_completion made = INLET_COMPLETION_INIT;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = check_out(out_completion, error);
    if (status == INLET_DONE) {
        status = check_text(text, length, cursor, error);
    }
    if (status == INLET_DONE && limits != NULL) {
        status = il_struct_copy(&known, sizeof known, limits, error);
    }
    if (status == INLET_DONE) {
        status = complete_in(console, text, length, cursor, &known, &made, error);
    }
    if (status == INLET_DONE) {
        give(&made, sizeof made, out_completion);
    }
    il_console_leave(console, &hold);
    return status;
}

void inlet_completion_clear(inlet_completion *completion)
{
    if (completion != NULL) {
        inlet_completion empty = INLET_COMPLETION_INIT;
        PyMem_RawFree(completion->owner);
        give(&empty, sizeof empty, completion);
    }
}

/* --- Description ------------------------------------------------------------------ */

/* A str, or None where there is none. */
static int put_str(PyObject *str, inlet_value *out)
{
    return str == NULL ? 0 : il_value_from_str(str, out);
}

static int put_signature(const struct il_description *found, inlet_description *out)
{
    const struct il_prototype *prototype = &found->prototype;
    if (prototype->text.size == 0) {
        return 0;
    }
    if (found->active < prototype->parameters.count) {
        out->active_start = prototype->parameters.list[found->active].start;
        out->active_end = prototype->parameters.list[found->active].end;
    }
    IL_AUTO_REF PyObject *str =
        il_look_str(prototype->text.bytes, prototype->text.size);
    return str == NULL ? -1 : il_value_from_str(str, &out->signature);
}

static int put_description(const struct il_description *found, inlet_description *out)
{
    out->kind = (inlet_item_kind)found->kind;
    return put_str(found->name, &out->name) < 0 ||
                   put_str(found->type, &out->type) < 0 ||
                   put_str(found->doc, &out->doc) < 0 || put_signature(found, out) < 0
               ? -1
               : 1;
}

/* 1, 0 or -1, as il_describe(). */
static int describe(const struct asked *asked, inlet_focus focus,
                    inlet_description *out)
{
    struct il_description found = {0};
    int done = il_describe(&asked->question, focus == INLET_FOCUS_CALL, &found);
    if (done > 0) {
        done = put_description(&found, out);
        il_description_free(&found);
    }
    return done;
}

static inlet_status describe_in(inlet_console *console, const char *text, size_t length,
                                size_t cursor, inlet_focus focus,
                                inlet_description *out, inlet_error *error)
{
    struct asked asked = {0};
    int done = ask(&asked, console, text, length, cursor);
    if (done == 0) {
        done = describe(&asked, focus, out);
    }
    asked_clear(&asked);
    return done < 0 ? il_error_take(error) : done > 0 ? INLET_DONE : INLET_PASS;
}

inlet_status inlet_describe(inlet_console *console, const char *text, size_t length,
                            size_t cursor, inlet_focus focus,
                            inlet_description *out_description, inlet_error *error)
{
    struct il_hold hold;
    inlet_description made = INLET_DESCRIPTION_INIT;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = check_out(out_description, error);
    if (status == INLET_DONE) {
        status = check_text(text, length, cursor, error);
    }
    if (status == INLET_DONE && (unsigned)focus > INLET_FOCUS_CALL) {
        status = il_error_set(error, INLET_EINVAL, "no such focus");
    }
    if (status == INLET_DONE) {
        status = describe_in(console, text, length, cursor, focus, &made, error);
    }
    if (status == INLET_DONE) {
        give(&made, sizeof made, out_description);
    } else {
        inlet_description_clear(&made);
    }
    il_console_leave(console, &hold);
    return status;
}

void inlet_description_clear(inlet_description *description)
{
    if (description != NULL) {
        inlet_description empty = INLET_DESCRIPTION_INIT;
        inlet_value_clear(&description->name);
        inlet_value_clear(&description->type);
        inlet_value_clear(&description->signature);
        inlet_value_clear(&description->doc);
        give(&empty, sizeof empty, description);
    }
}

/* --- Highlighting ----------------------------------------------------------------- */

static void give_spans(const struct il_spans *spans, inlet_span *out, size_t capacity,
                       size_t *out_count)
{
    for (size_t i = 0; i < spans->count && i < capacity; i++) {
        const struct il_span *span = &spans->spans[i];
        out[i] = (inlet_span){span->start, span->end, (inlet_span_kind)span->paint};
    }
    *out_count = spans->count;
}

static inlet_status check_line(const inlet_line_state *before, const char *line,
                               size_t length, const inlet_span *out_spans,
                               size_t capacity, const size_t *out_count,
                               struct il_lex_state *state, inlet_error *error)
{
    il_error_clear(error);
    if ((line == NULL && length > 0) || (out_spans == NULL && capacity > 0) ||
        out_count == NULL) {
        return il_error_set(error, INLET_EINVAL, "no line, or no place for its spans");
    }
    return before == NULL || il_lex_state_read(state, before->bytes)
               ? INLET_DONE
               : il_error_set(error, INLET_EINVAL, "no state of a line");
}

inlet_status inlet_highlight(const inlet_line_state *before, const char *line,
                             size_t length, inlet_span *out_spans, size_t capacity,
                             size_t *out_count, inlet_line_state *out_after,
                             inlet_error *error)
{
    struct il_spans spans = {0};
    struct il_lex_state state = {0};
    struct il_flavor flavor = il_flavor_of(PY_VERSION_HEX);
    inlet_status status =
        check_line(before, line, length, out_spans, capacity, out_count, &state, error);
    if (status < 0) {
        return status;
    }
    const char *text = line == NULL ? "" : line;
    if (il_paint_line(il_flavor_dialect(&flavor), &state, text,
                      il_text_chomp(text, length), &spans, &state)) {
        give_spans(&spans, out_spans, capacity, out_count);
        if (out_after != NULL) {
            memcpy(out_after->bytes, &state, sizeof state);
        }
    } else {
        status = il_error_set(error, INLET_ENOMEM, NULL);
    }
    il_paint_free(&spans);
    return status;
}
