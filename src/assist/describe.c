/* SPDX-License-Identifier: MIT
 * Describing the thing at the cursor.
 */
#include "assist/describe.h"

#include "assist/scene.h"

void il_description_free(struct il_description *description)
{
    Py_CLEAR(description->name);
    Py_CLEAR(description->type);
    Py_CLEAR(description->doc);
    il_prototype_free(&description->prototype);
}

/* ---- documentation ---- */

/* `__doc__` of these types reads memory. */
static bool has_plain_doc(PyObject *object)
{
    return PyCFunction_Check(object) || Py_IS_TYPE(object, &PyProperty_Type) ||
           Py_IS_TYPE(object, &PyMethodDescr_Type) ||
           Py_IS_TYPE(object, &PyWrapperDescr_Type) ||
           Py_IS_TYPE(object, &PyClassMethodDescr_Type) ||
           Py_IS_TYPE(object, &PyGetSetDescr_Type) ||
           Py_IS_TYPE(object, &PyMemberDescr_Type);
}

/* By the getter that the type itself has for `__doc__`. */
static PyObject *read_doc(PyObject *object, PyTypeObject *type, PyObject *name)
{
    IL_AUTO_REF PyObject *getter = il_look_class(type, name);
    if (getter == NULL || (!Py_IS_TYPE(getter, &PyGetSetDescr_Type) &&
                           !Py_IS_TYPE(getter, &PyMemberDescr_Type))) {
        return NULL;
    }
    return Py_TYPE(getter)->tp_descr_get(getter, object, (PyObject *)Py_TYPE(object));
}

static PyObject *doc_of_class(PyTypeObject *type, PyObject *name)
{
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return read_doc((PyObject *)type, &PyType_Type, name);
    }
    return il_look_class(type, name);
}

static PyObject *doc_of_function(PyObject *object)
{
    if (PyMethod_Check(object)) {
        return doc_of_function(PyMethod_GET_FUNCTION(object));
    }
    return PyFunction_Check(object) ? Py_XNewRef(((PyFunctionObject *)object)->func_doc)
                                    : NULL;
}

static PyObject *doc_of_object(PyObject *object, PyObject *name)
{
    if (PyType_Check(object)) {
        return doc_of_class((PyTypeObject *)object, name);
    }
    if (has_plain_doc(object)) {
        return read_doc(object, Py_TYPE(object), name);
    }
    if (Py_IS_TYPE(object, &PyStaticMethod_Type) ||
        Py_IS_TYPE(object, &PyClassMethod_Type)) {
        IL_AUTO_REF PyObject *function = il_look_unwrap(object);
        return function == NULL ? NULL : doc_of_function(function);
    }
    if (PyFunction_Check(object) || PyMethod_Check(object)) {
        return doc_of_function(object);
    }
    IL_AUTO_REF PyObject *own = il_look_namespace(object);
    PyObject *doc = own == NULL ? NULL : il_look_entry(own, name);
    return doc != NULL ? Py_NewRef(doc) : doc_of_class(Py_TYPE(object), name);
}

/* A str, or NULL without an exception. */
static PyObject *find_doc(const struct il_known *known)
{
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("__doc__");
    IL_AUTO_REF PyObject *doc = NULL;
    if (name != NULL) {
        doc = known->is_instance ? doc_of_class((PyTypeObject *)known->object, name)
                                 : doc_of_object(known->object, name);
    }
    PyErr_Clear();
    return doc != NULL && PyUnicode_CheckExact(doc) ? il_ref_steal(&doc) : NULL;
}

/* ---- the thing ---- */

static int describe_known(const struct il_scene *scene, size_t from, size_t to,
                          const struct il_known *known, struct il_description *out)
{
    const struct il_token *first = &scene->passage.tokens[from];
    const struct il_token *last = &scene->passage.tokens[to - 1];
    PyObject *object = known->object;
    PyTypeObject *type = known->is_instance ? (PyTypeObject *)object : Py_TYPE(object);
    out->name =
        il_look_str(scene->passage.text + first->start, last->end - first->start);
    out->type = PyType_GetName(type);
    out->doc = find_doc(known);
    out->kind = known->is_instance ? IL_ITEM_VARIABLE : il_item_kind_of(object);
    out->active = SIZE_MAX;
    return out->name == NULL || out->type == NULL ||
                   il_prototype_read(known, &out->prototype) < 0
               ? -1
               : 1;
}

/* Describe the tokens [from, to): 1, 0 or -1. */
static int describe_tokens(struct il_scene *scene, size_t from, size_t to,
                           struct il_description *out)
{
    struct il_known known;
    if (il_scene_evaluate(scene, from, to, &known) < 0) {
        return -1;
    }
    int done = known.object == NULL ? 0 : describe_known(scene, from, to, &known, out);
    il_known_clear(&known);
    return done;
}

/* ---- calls ---- */

static size_t find_active(const struct il_scene *scene, const struct il_call *call,
                          const struct il_prototype *prototype)
{
    const struct il_passage *passage = &scene->passage;
    if (call->keyword != IL_NO_TOKEN) {
        const struct il_token *token = &passage->tokens[call->keyword];
        return il_parameters_named(&prototype->parameters, prototype->text.bytes,
                                   passage->text + token->start,
                                   token->end - token->start);
    }
    return call->is_spread ? SIZE_MAX
                           : il_parameters_at(&prototype->parameters, call->position);
}

static int describe_call(const struct il_question *question, struct il_description *out)
{
    struct il_scene scene;
    if (il_scene_open(&scene, question->text, question->cursor, question->names) < 0) {
        return -1;
    }
    struct il_call call = il_cursor_call(&scene.passage);
    int done = call.open == IL_NO_TOKEN
                   ? 0
                   : describe_tokens(&scene, call.from, call.open, out);
    if (done > 0) {
        out->active = find_active(&scene, &call, &out->prototype);
    }
    il_scene_close(&scene);
    return done;
}

/* ---- names ---- */

static bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* The end of the word that the cursor stands in. */
static size_t end_of_word(const struct il_question *question)
{
    size_t at = question->cursor;
    while (at < question->size && is_of_name(question->text[at])) {
        at++;
    }
    return at;
}

/* The primary that ends in the word at the end of the passage. */
static size_t begin_of_name(const struct il_scene *scene)
{
    const struct il_passage *passage = &scene->passage;
    size_t count = passage->count;
    bool is_name = il_passage_is_name(passage, count - 1) && count > 0 &&
                   passage->tokens[count - 1].end == passage->size;
    return is_name ? il_passage_primary(passage, count) : IL_NO_TOKEN;
}

static int describe_name(const struct il_question *question, struct il_description *out)
{
    struct il_scene scene;
    if (il_scene_open(&scene, question->text, end_of_word(question), question->names) <
        0) {
        return -1;
    }
    size_t from = begin_of_name(&scene);
    int done = from == IL_NO_TOKEN
                   ? 0
                   : describe_tokens(&scene, from, scene.passage.count, out);
    il_scene_close(&scene);
    return done;
}

int il_describe(const struct il_question *question, bool is_call,
                struct il_description *out)
{
    int done = is_call ? 0 : describe_name(question, out);
    if (done == 0) {
        done = describe_call(question, out);
    }
    if (done < 0) {
        il_description_free(out);
    }
    return done;
}
