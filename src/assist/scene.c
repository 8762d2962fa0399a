/* SPDX-License-Identifier: MIT
 * Evaluating without running.
 *
 *     primary:  ( name | literal | display | "(" primary ")" ) trailer*
 *     trailer:  "." name | "[" literal "]" | "(" anything ")"
 */
#include "assist/scene.h"

#include <stdlib.h>
#include <string.h>

#include "core/namespace.h"
#include "lex/outline.h"

enum { MAX_DEPTH = 8 };

/* ---- life ---- */

/* Fields of f-strings are code to an editor in every Python. */
static const unsigned dialect = IL_LEX_NEWEST;

int il_scene_open(struct il_scene *scene, const char *text, size_t size,
                  PyObject *names)
{
    *scene = (struct il_scene){0};
    if (!il_passage_read(&scene->passage, dialect, text, size)) {
        il_passage_free(&scene->passage);
        PyErr_NoMemory();
        return -1;
    }
    PyObject *builtins = PyEval_GetBuiltins();
    scene->builtins =
        builtins != NULL && PyDict_Check(builtins) ? Py_NewRef(builtins) : NULL;
    scene->names = names != NULL && PyDict_Check(names)
                       ? Py_NewRef(il_namespace_whole(names))
                       : NULL;
    return 0;
}

void il_scene_close(struct il_scene *scene)
{
    il_passage_free(&scene->passage);
    Py_CLEAR(scene->builtins);
    Py_CLEAR(scene->names);
}

PyObject *il_scene_str(const struct il_scene *scene, size_t token)
{
    const struct il_token *one = &scene->passage.tokens[token];
    return il_look_str(scene->passage.text + one->start, one->end - one->start);
}

/* ---- literals ---- */

static void know_instance(PyTypeObject *type, struct il_known *out)
{
    *out = (struct il_known){Py_NewRef((PyObject *)type), true, false};
}

static PyTypeObject *type_of_number(const char *text, size_t size)
{
    bool is_based = size > 1 && text[0] == '0' && strchr("xXoObB", text[1]) != NULL;
    if (is_based) {
        return &PyLong_Type;
    }
    if (text[size - 1] == 'j' || text[size - 1] == 'J') {
        return &PyComplex_Type;
    }
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '.' || text[i] == 'e' || text[i] == 'E') {
            return &PyFloat_Type;
        }
    }
    return &PyLong_Type;
}

static void evaluate_literal(const struct il_scene *scene, const struct il_token *token,
                             struct il_known *out)
{
    if (token->kind == IL_TOKEN_NUMBER) {
        const char *text = scene->passage.text + token->start;
        know_instance(type_of_number(text, token->end - token->start), out);
    } else if (!(token->literal & IL_LITERAL_TEMPLATE)) {
        bool is_bytes = (token->literal & IL_LITERAL_BYTES) != 0;
        know_instance(is_bytes ? &PyBytes_Type : &PyUnicode_Type, out);
    }
}

static bool evaluate_constant(enum il_word word, struct il_known *out)
{
    PyObject *object = word == IL_WORD_TRUE       ? Py_True
                       : word == IL_WORD_FALSE    ? Py_False
                       : word == IL_WORD_NONE     ? Py_None
                       : word == IL_WORD_ELLIPSIS ? Py_Ellipsis
                                                  : NULL;
    out->object = Py_XNewRef(object);
    return object != NULL;
}

/* ---- names ---- */

/* The last binding of a name before the place that asks. */
struct binding {
    const char *name;
    size_t size;
    size_t at; /* IL_NO_TOKEN: there is none */
    enum il_binding kind;
};

static bool note_binding(void *data, const struct il_passage *passage, size_t at,
                         enum il_binding kind)
{
    struct binding *binding = data;
    const struct il_token *token = &passage->tokens[at];
    if (token->end - token->start == binding->size &&
        memcmp(passage->text + token->start, binding->name, binding->size) == 0) {
        binding->at = at;
        binding->kind = kind;
    }
    return true;
}

static struct binding find_binding(const struct il_scene *scene, size_t name)
{
    const struct il_passage *passage = &scene->passage;
    const struct il_token *token = &passage->tokens[name];
    struct binding binding = {passage->text + token->start, token->end - token->start,
                              IL_NO_TOKEN, IL_BINDING_VARIABLE};
    il_outline_visit(passage, name, note_binding, &binding);
    return binding;
}

/* Where the statement of token `at` ends, at `until` at the latest. */
static size_t end_of_statement(const struct il_passage *passage, size_t at,
                               size_t until)
{
    while (at < until && !passage->tokens[at].begins &&
           il_passage_word(passage, at) != IL_WORD_SEMICOLON) {
        at++;
    }
    return at;
}

/* `name = primary`, as the text has it. */
static int evaluate_assigned(struct il_scene *scene, size_t at, size_t until,
                             struct il_known *out)
{
    const struct il_passage *passage = &scene->passage;
    if (il_passage_word(passage, at + 1) != IL_WORD_ASSIGN || at + 2 >= until) {
        return 0;
    }
    size_t end = end_of_statement(passage, at + 2, until);
    return il_passage_primary(passage, end) == at + 2
               ? il_scene_evaluate(scene, at + 2, end, out)
               : 0;
}

/* `import name`, as the text has it: it may be there already. */
static void evaluate_imported(PyObject *name, struct il_known *out)
{
    PyObject *modules = PyImport_GetModuleDict();
    PyObject *found =
        modules != NULL && PyDict_Check(modules) ? il_look_entry(modules, name) : NULL;
    out->object = Py_XNewRef(found);
}

static void look_up(const struct il_scene *scene, PyObject *name, struct il_known *out)
{
    PyObject *found = scene->names == NULL ? NULL : il_look_entry(scene->names, name);
    if (found == NULL && scene->builtins != NULL) {
        found = il_look_entry(scene->builtins, name);
    }
    out->object = Py_XNewRef(found);
}

static int evaluate_name(struct il_scene *scene, size_t at, struct il_known *out)
{
    IL_AUTO_REF PyObject *name = il_scene_str(scene, at);
    if (name == NULL) {
        return -1;
    }
    struct binding binding = find_binding(scene, at);
    if (binding.at != IL_NO_TOKEN && binding.kind == IL_BINDING_PARAMETER) {
        return 0;
    }
    if (binding.at != IL_NO_TOKEN && binding.kind == IL_BINDING_MODULE) {
        evaluate_imported(name, out);
    } else if (binding.at != IL_NO_TOKEN &&
               evaluate_assigned(scene, binding.at, at, out) < 0) {
        return -1;
    }
    if (out->object == NULL) {
        look_up(scene, name, out);
    }
    return 0;
}

/* ---- brackets ---- */

/* Is there such a word in [from, to), in no other bracket? */
static bool has_word(const struct il_passage *passage, size_t from, size_t to,
                     enum il_word wanted)
{
    size_t depth = 0;
    for (size_t i = from; i < to; i++) {
        enum il_word word = il_passage_word(passage, i);
        depth += il_word_opens(word);
        depth -= il_word_closes(word) && depth > 0;
        if (depth == 0 && word == wanted) {
            return true;
        }
    }
    return false;
}

/* A display or group: the brackets `open` and `close`. */
static int evaluate_display(struct il_scene *scene, size_t open, size_t close,
                            struct il_known *out)
{
    const struct il_passage *passage = &scene->passage;
    bool is_empty = close == open + 1;
    switch (il_passage_word(passage, open)) {
    case IL_WORD_LSQB:
        know_instance(&PyList_Type, out);
        return 0;
    case IL_WORD_LBRACE: {
        bool is_dict = is_empty || has_word(passage, open + 1, close, IL_WORD_COLON) ||
                       has_word(passage, open + 1, close, IL_WORD_POWER);
        know_instance(is_dict ? &PyDict_Type : &PySet_Type, out);
        return 0;
    }
    default:
        if (is_empty || has_word(passage, open + 1, close, IL_WORD_COMMA)) {
            know_instance(&PyTuple_Type, out);
            return 0;
        }
        return il_passage_primary(passage, close) == open + 1
                   ? il_scene_evaluate(scene, open + 1, close, out)
                   : 0;
    }
}

/* ---- trailers ---- */

/* The text between the quotes of a literal without escapes and fields. */
static bool read_plain_string(const struct il_scene *scene,
                              const struct il_token *token, const char **out_text,
                              size_t *out_size)
{
    const char *text = scene->passage.text + token->start;
    size_t size = token->end - token->start, begin = 0;
    size_t quotes = token->literal & IL_LITERAL_TRIPLE ? 3 : 1;
    if ((token->flags & (IL_TOKEN_BEGUN | IL_TOKEN_OPEN)) != 0 ||
        (token->literal & (IL_LITERAL_FORMAT | IL_LITERAL_TEMPLATE)) != 0 ||
        memchr(text, '\\', size) != NULL) {
        return false;
    }
    while (text[begin] != '\'' && text[begin] != '"') {
        begin++;
    }
    *out_text = text + begin + quotes;
    *out_size = size - begin - 2 * quotes;
    return true;
}

/* A number of decimal digits, `size` of them. */
static PyObject *read_index(const char *text, size_t size, bool is_negative)
{
    char digits[20] = "-";
    if (size == 0 || size > sizeof digits - 2) {
        return NULL;
    }
    memcpy(digits + 1, text, size);
    return strspn(digits + 1, "0123456789") == size
               ? PyLong_FromString(is_negative ? digits : digits + 1, NULL, 10)
               : NULL;
}

/* The key between two brackets: a str, bytes or int; NULL if it is anything else. */
static PyObject *read_key(const struct il_scene *scene, size_t from, size_t to)
{
    const struct il_passage *passage = &scene->passage;
    bool is_negative =
        to - from == 2 && il_passage_word(passage, from) == IL_WORD_MINUS;
    const struct il_token *token = &passage->tokens[from + is_negative];
    const char *text;
    size_t size;
    if (to - from != 1 + (size_t)is_negative) {
        return NULL;
    }
    if (token->kind == IL_TOKEN_NUMBER) {
        return read_index(passage->text + token->start, token->end - token->start,
                          is_negative);
    }
    if (is_negative || token->kind != IL_TOKEN_STRING ||
        !read_plain_string(scene, token, &text, &size)) {
        return NULL;
    }
    return token->literal & IL_LITERAL_BYTES
               ? PyBytes_FromStringAndSize(text, (Py_ssize_t)size)
               : il_look_str(text, size);
}

static void take_item(const struct il_scene *scene, size_t open, size_t close,
                      struct il_known *known)
{
    struct il_known found = {NULL, false, false};
    if (known->object != NULL && !known->is_instance) {
        IL_AUTO_REF PyObject *key = read_key(scene, open + 1, close);
        if (key != NULL) {
            il_look_item(known->object, key, &found);
        }
        PyErr_Clear();
    }
    il_known_clear(known);
    *known = found;
}

static int take_attribute(const struct il_scene *scene, size_t name,
                          struct il_known *known)
{
    IL_AUTO_REF PyObject *str = il_scene_str(scene, name);
    struct il_known found = {NULL, false, false};
    if (str == NULL) {
        return -1;
    }
    il_look_attribute(known, str, &found);
    il_known_clear(known);
    *known = found;
    return 0;
}

static void take_result(struct il_known *known)
{
    struct il_known found;
    il_look_result(known, &found);
    il_known_clear(known);
    *known = found;
}

/* The trailer at `*at`, which moves behind it; what cannot be followed is unknown. */
static int take_trailer(const struct il_scene *scene, size_t *at, size_t to,
                        struct il_known *known)
{
    const struct il_passage *passage = &scene->passage;
    enum il_word word = il_passage_word(passage, *at);
    if (word == IL_WORD_DOT && *at + 1 < to) {
        *at += 2;
        return take_attribute(scene, *at - 1, known);
    }
    size_t close =
        il_word_opens(word) ? il_passage_close(passage, *at, to) : IL_NO_TOKEN;
    if (close == IL_NO_TOKEN) {
        il_known_clear(known);
        *at = to;
        return 0;
    }
    if (word == IL_WORD_LSQB) {
        take_item(scene, *at, close, known);
    } else {
        take_result(known);
    }
    *at = close + 1;
    return 0;
}

/* ---- all ---- */

/* The head at `*at`, which moves behind it. */
static int evaluate_head(struct il_scene *scene, size_t *at, size_t to,
                         struct il_known *out)
{
    const struct il_passage *passage = &scene->passage;
    const struct il_token *token = &passage->tokens[*at];
    if (il_word_opens(token->word)) {
        size_t open = *at, close = il_passage_close(passage, open, to);
        *at = close == IL_NO_TOKEN ? to : close + 1;
        return close == IL_NO_TOKEN ? 0 : evaluate_display(scene, open, close, out);
    }
    if (token->kind == IL_TOKEN_STRING) {
        while (*at < to && passage->tokens[*at].kind == IL_TOKEN_STRING) {
            ++*at;
        }
        evaluate_literal(scene, token, out);
        return 0;
    }
    size_t head = (*at)++;
    if (token->kind == IL_TOKEN_NUMBER) {
        evaluate_literal(scene, token, out);
    } else if (!evaluate_constant(token->word, out) &&
               il_passage_is_name(passage, head)) {
        return evaluate_name(scene, head, out);
    }
    return 0;
}

static int evaluate(struct il_scene *scene, size_t from, size_t to,
                    struct il_known *out)
{
    size_t at = from;
    int done = from < to ? evaluate_head(scene, &at, to, out) : 0;
    while (done == 0 && at < to && out->object != NULL) {
        done = take_trailer(scene, &at, to, out);
    }
    if (done < 0) {
        il_known_clear(out);
    }
    return done;
}

int il_scene_evaluate(struct il_scene *scene, size_t from, size_t to,
                      struct il_known *out)
{
    *out = (struct il_known){NULL, false, false};
    if (scene->depth == MAX_DEPTH) {
        return 0;
    }
    scene->depth++;
    int done = evaluate(scene, from, to, out);
    scene->depth--;
    return done;
}
