/* SPDX-License-Identifier: MIT
 * Offering the keys of a dict, and writing literals.
 */
#include "assist/offer.h"

#include "base/text.h"

/* ---- literals ---- */

/* How a character is written between quotes that are `quote`. */
static void add_character(struct il_text *text, PyObject *str, Py_ssize_t at,
                          char quote)
{
    char escape[16];
    Py_UCS4 c = PyUnicode_READ_CHAR(str, at);
    const char *short_form = c == '\n'   ? "\\n"
                             : c == '\r' ? "\\r"
                             : c == '\t' ? "\\t"
                             : c == '\\' ? "\\\\"
                                         : NULL;
    if (short_form != NULL) {
        il_text_add_string(text, short_form);
    } else if (c == (Py_UCS4)quote) {
        il_text_add_char(text, '\\');
        il_text_add_char(text, quote);
    } else {
        int letter = c > 0xFFFF ? 'U' : c > 0xFF ? 'u' : 'x';
        int digits = c > 0xFFFF ? 8 : c > 0xFF ? 4 : 2;
        PyOS_snprintf(escape, sizeof escape, "\\%c%0*x", letter, digits, (unsigned)c);
        il_text_add_string(text, escape);
    }
}

static bool is_plain(Py_UCS4 c, char quote)
{
    return c != '\\' && c != (Py_UCS4)quote && Py_UNICODE_ISPRINTABLE(c);
}

/* 1; 0: a raw literal cannot say it; -1. */
static int write_str(struct il_text *text, PyObject *str, char quote, bool is_raw)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(str), from = 0;
    for (Py_ssize_t i = 0; i <= length; i++) {
        if (i < length && is_plain(PyUnicode_READ_CHAR(str, i), quote)) {
            continue;
        }
        IL_AUTO_REF PyObject *run = PyUnicode_Substring(str, from, i);
        Py_ssize_t size = 0;
        const char *bytes = run == NULL ? NULL : PyUnicode_AsUTF8AndSize(run, &size);
        if (bytes == NULL) {
            return -1;
        }
        il_text_add(text, bytes, (size_t)size);
        if (i < length && is_raw) {
            return 0;
        }
        if (i < length) {
            add_character(text, str, i, quote);
        }
        from = i + 1;
    }
    return 1;
}

/* The bytes as characters: what is no ASCII comes as \xNN. */
static PyObject *text_of_bytes(PyObject *bytes)
{
    return PyUnicode_DecodeLatin1(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes),
                                  NULL);
}

static int write_bytes(struct il_text *text, PyObject *bytes, char quote, bool is_raw)
{
    const char *from = PyBytes_AS_STRING(bytes);
    IL_AUTO_REF PyObject *str = text_of_bytes(bytes);
    if (str == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(bytes); i++) {
        bool is_ascii = (unsigned char)from[i] < 0x80;
        if (is_ascii && is_plain((Py_UCS4)from[i], quote)) {
            il_text_add_char(text, from[i]);
        } else if (is_raw) {
            return 0;
        } else {
            add_character(text, str, i, quote);
        }
    }
    return 1;
}

PyObject *il_quote(PyObject *object, char quote, bool is_raw)
{
    struct il_text text = {0};
    int done = PyUnicode_CheckExact(object) ? write_str(&text, object, quote, is_raw)
                                            : write_bytes(&text, object, quote, is_raw);
    PyObject *written = NULL;
    if (done > 0 && il_text_is_whole(&text)) {
        written = il_look_str(text.size == 0 ? "" : text.bytes, text.size);
    } else if (done > 0) {
        PyErr_NoMemory();
    } else if (done == 0) {
        written = Py_NewRef(Py_None);
    }
    il_text_free(&text);
    return written;
}

/* ---- keys ---- */

/* The literal that is begun at the cursor; what it is not is written as a str in '. */
struct opening {
    char prefix[4];
    char quote;
    bool is_raw, is_bytes, is_string;
};

static struct opening read_opening(const struct il_scene *scene,
                                   const struct il_cursor *cursor)
{
    const struct il_passage *passage = &scene->passage;
    struct opening opening = {"", '\'', false, false, false};
    const struct il_token *token =
        cursor->word < passage->count ? &passage->tokens[cursor->word] : NULL;
    if (token == NULL || token->kind != IL_TOKEN_STRING) {
        return opening;
    }
    const char *text = passage->text + token->start;
    size_t at = 0;
    for (; text[at] != '\'' && text[at] != '"' && at < 3; at++) {
        opening.prefix[at] = text[at];
    }
    opening.quote = text[at];
    opening.is_raw = (token->literal & IL_LITERAL_RAW) != 0;
    opening.is_bytes = (token->literal & IL_LITERAL_BYTES) != 0;
    opening.is_string = true;
    return opening;
}

/* A str or bytes as a literal like the one that is begun: new, None, or NULL. */
static PyObject *write_key(PyObject *key, const struct opening *opening)
{
    bool is_bytes = PyBytes_CheckExact(key);
    const char *prefix = opening->is_string ? opening->prefix : is_bytes ? "b" : "";
    if (opening->is_string && is_bytes != opening->is_bytes) {
        return Py_NewRef(Py_None);
    }
    IL_AUTO_REF PyObject *text = il_quote(key, opening->quote, opening->is_raw);
    if (text == NULL || text == Py_None) {
        return il_ref_steal(&text);
    }
    return PyUnicode_FromFormat("%s%c%U%c", prefix, opening->quote, text,
                                opening->quote);
}

enum { LONGEST_KEY = 1000 };

static bool is_short_key(PyObject *key)
{
    int overflows = 0;
    if (PyLong_CheckExact(key)) {
        PyLong_AsLongLongAndOverflow(key, &overflows);
        return overflows == 0;
    }
    return (PyUnicode_CheckExact(key) && PyUnicode_GET_LENGTH(key) < LONGEST_KEY) ||
           (PyBytes_CheckExact(key) && PyBytes_GET_SIZE(key) < LONGEST_KEY);
}

static int offer_key(PyObject *key, const struct opening *opening,
                     struct il_items *items, bool *out_found)
{
    if (!is_short_key(key) || (PyLong_CheckExact(key) && opening->is_string)) {
        return 0;
    }
    IL_AUTO_REF PyObject *text =
        PyLong_CheckExact(key) ? PyObject_Repr(key) : write_key(key, opening);
    if (text == NULL) {
        return -1;
    }
    *out_found |= text != Py_None;
    return il_items_offer(items, text, IL_ITEM_KEY);
}

int il_offer_keys(struct il_scene *scene, const struct il_cursor *cursor,
                  struct il_items *items, bool *out_found)
{
    struct il_known known;
    struct opening opening = read_opening(scene, cursor);
    PyObject *key, *value;
    Py_ssize_t at = 0;
    int done = il_scene_evaluate(scene, cursor->from, cursor->to, &known);
    bool is_dict =
        known.object != NULL && !known.is_instance && il_look_is_dict(known.object);
    while (done == 0 && is_dict && !items->has_ended &&
           PyDict_Next(known.object, &at, &key, &value)) {
        done = offer_key(key, &opening, items, out_found);
    }
    il_known_clear(&known);
    return done;
}
