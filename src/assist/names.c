/* SPDX-License-Identifier: MIT
 * Offering names and keywords, and attributes.
 */
#include <string.h>

#include "assist/offer.h"
#include "assist/prototype.h"
#include "base/text.h"
#include "core/compat.h"
#include "core/flavor.h"
#include "lex/outline.h"

/* ---- keywords ---- */

/* Those that only a statement can begin with. */
static bool is_for_statements(enum il_word word)
{
    switch (word) {
    case IL_WORD_ASSERT:
    case IL_WORD_BREAK:
    case IL_WORD_CLASS:
    case IL_WORD_CONTINUE:
    case IL_WORD_DEF:
    case IL_WORD_DEL:
    case IL_WORD_ELIF:
    case IL_WORD_EXCEPT:
    case IL_WORD_FINALLY:
    case IL_WORD_GLOBAL:
    case IL_WORD_IMPORT:
    case IL_WORD_NONLOCAL:
    case IL_WORD_PASS:
    case IL_WORD_RAISE:
    case IL_WORD_RETURN:
    case IL_WORD_TRY:
    case IL_WORD_WHILE:
    case IL_WORD_WITH:
        return true;
    default:
        return false;
    }
}

static bool can_follow_operand(enum il_word word)
{
    switch (word) {
    case IL_WORD_AND:
    case IL_WORD_AS:
    case IL_WORD_ASYNC:
    case IL_WORD_ELSE:
    case IL_WORD_FOR:
    case IL_WORD_FROM:
    case IL_WORD_IF:
    case IL_WORD_IMPORT:
    case IL_WORD_IN:
    case IL_WORD_IS:
    case IL_WORD_NOT:
    case IL_WORD_OR:
        return true;
    default:
        return false;
    }
}

static int offer_word(struct il_items *items, enum il_word word)
{
    const char *text = il_words_text(word);
    return il_items_offer_text(items, text, strlen(text), IL_ITEM_KEYWORD);
}

static int offer_keywords(struct il_items *items, bool begins)
{
    struct il_flavor flavor = il_flavor_of(Py_Version);
    int last = begins ? IL_WORD_LAST_SOFT : IL_WORD_LAST_KEYWORD;
    for (int i = 1; i <= last; i++) {
        enum il_word word = (enum il_word)i;
        bool is_wanted = word != IL_WORD_UNDERSCORE &&
                         (word != IL_WORD_LAZY || flavor.has_lazy_imports) &&
                         (begins || !is_for_statements(word));
        if (is_wanted && offer_word(items, word) < 0) {
            return -1;
        }
    }
    return 0;
}

int il_offer_operators(struct il_items *items)
{
    for (int i = 1; i <= IL_WORD_LAST_KEYWORD; i++) {
        enum il_word word = (enum il_word)i;
        if (can_follow_operand(word) && offer_word(items, word) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- names of the text ---- */

struct bindings {
    struct il_items *items;
    bool has_failed;
};

int il_offer_binding(struct il_items *items, const struct il_passage *passage,
                     size_t at, enum il_binding binding)
{
    static const enum il_item_kind kinds[] = {
        [IL_BINDING_VARIABLE] = IL_ITEM_VARIABLE,
        [IL_BINDING_PARAMETER] = IL_ITEM_VARIABLE,
        [IL_BINDING_FUNCTION] = IL_ITEM_FUNCTION,
        [IL_BINDING_CLASS] = IL_ITEM_CLASS,
        [IL_BINDING_MODULE] = IL_ITEM_MODULE,
    };
    const struct il_token *token = &passage->tokens[at];
    return il_items_offer_text(items, passage->text + token->start,
                               token->end - token->start, kinds[binding]);
}

static bool offer_binding(void *data, const struct il_passage *passage, size_t at,
                          enum il_binding binding)
{
    struct bindings *bindings = data;
    bindings->has_failed = il_offer_binding(bindings->items, passage, at, binding) < 0;
    return !bindings->has_failed && !bindings->items->has_ended;
}

static int offer_bindings(const struct il_scene *scene, size_t word,
                          struct il_items *items)
{
    struct bindings bindings = {items, false};
    il_outline_visit(&scene->passage, word, offer_binding, &bindings);
    return bindings.has_failed ? -1 : 0;
}

/* ---- parameters ---- */

static int offer_parameter(const struct il_scene *scene, size_t open, const char *name,
                           size_t size, struct il_items *items)
{
    struct il_text text = {0};
    if (il_cursor_is_given(&scene->passage, open, name, size)) {
        return 0;
    }
    il_text_add(&text, name, size);
    il_text_add_char(&text, '=');
    int done = -1;
    if (il_text_is_whole(&text)) {
        done = il_items_offer_text(items, text.bytes, text.size, IL_ITEM_PARAMETER);
    } else {
        PyErr_NoMemory();
    }
    il_text_free(&text);
    return done;
}

static int offer_all_parameters(const struct il_scene *scene, size_t open,
                                const struct il_prototype *prototype,
                                struct il_items *items)
{
    const char *text = prototype->text.bytes;
    for (size_t i = 0; i < prototype->parameters.count; i++) {
        const struct il_parameter *one = &prototype->parameters.list[i];
        bool has_name =
            one->kind == IL_PARAMETER_ANY || one->kind == IL_PARAMETER_KEYWORD;
        if (has_name && offer_parameter(scene, open, text + one->name,
                                        one->name_end - one->name, items) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The keyword arguments of the call whose bracket is `open`. */
static int offer_parameters(struct il_scene *scene, size_t open, struct il_items *items)
{
    struct il_known function;
    struct il_prototype prototype = {0};
    size_t from = il_passage_primary(&scene->passage, open);
    if (from == IL_NO_TOKEN) {
        return 0;
    }
    if (il_scene_evaluate(scene, from, open, &function) < 0) {
        return -1;
    }
    int done = il_prototype_read(&function, &prototype);
    if (done > 0) {
        done = offer_all_parameters(scene, open, &prototype, items);
    }
    il_prototype_free(&prototype);
    il_known_clear(&function);
    return done;
}

/* ---- names ---- */

static int offer_dict(struct il_items *items, PyObject *dict)
{
    return dict == NULL ? 0 : il_items_offer_names(items, dict);
}

int il_offer_names(struct il_scene *scene, const struct il_cursor *cursor,
                   struct il_items *items)
{
    if (cursor->call != IL_NO_TOKEN &&
        offer_parameters(scene, cursor->call, items) < 0) {
        return -1;
    }
    return offer_dict(items, scene->names) < 0 ||
                   offer_bindings(scene, cursor->word, items) < 0 ||
                   offer_keywords(items, cursor->begins) < 0 ||
                   offer_dict(items, scene->builtins) < 0
               ? -1
               : 0;
}

/* ---- attributes ---- */

static int offer_class(PyTypeObject *type, struct il_items *items)
{
    IL_AUTO_REF PyObject *mro = Py_XNewRef(type->tp_mro);
    Py_ssize_t count = mro == NULL ? 0 : PyTuple_GET_SIZE(mro);
    for (Py_ssize_t i = 0; i < count && !items->has_ended; i++) {
        PyTypeObject *one = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        IL_AUTO_REF PyObject *dict = il_class_dict(one);
        if (offer_dict(items, dict) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Those that an object of ours says it has. */
static int offer_ours(PyObject *object, const struct il_glance *glance,
                      struct il_items *items)
{
    IL_AUTO_REF PyObject *names = glance->names(object);
    if (names == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names) && !il_items_have_ended(items);
         i++) {
        if (il_items_offer(items, PyList_GET_ITEM(names, i), IL_ITEM_VARIABLE) < 0) {
            return -1;
        }
    }
    return 0;
}

int il_offer_members(PyObject *object, struct il_items *items)
{
    const struct il_glance *glance = il_look_glance(object);
    if (glance != NULL) {
        return offer_ours(object, glance, items);
    }
    IL_AUTO_REF PyObject *own = il_look_namespace(object);
    if (offer_dict(items, own) < 0 ||
        (PyType_Check(object) && offer_class((PyTypeObject *)object, items) < 0)) {
        return -1;
    }
    return offer_class(Py_TYPE(object), items);
}

int il_offer_attributes(struct il_scene *scene, const struct il_cursor *cursor,
                        struct il_items *items)
{
    struct il_known known;
    if (il_scene_evaluate(scene, cursor->from, cursor->to, &known) < 0) {
        return -1;
    }
    int done = known.object == NULL ? 0
               : known.is_instance  ? offer_class((PyTypeObject *)known.object, items)
                                    : il_offer_members(known.object, items);
    il_known_clear(&known);
    return done;
}
