/* SPDX-License-Identifier: MIT
 * Which growing texts are watched.
 *
 * engine->watched is a dict: the address of an owner -> (weak reference to it,
 * capsule). When the owner dies the reference's callback takes the entry out, so an
 * address cannot come to stand for another object. engine->pool is a list of capsules,
 * oldest first.
 */
#include "core/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/compat.h"
#include "core/growth.h"

enum { POOL_SIZE = 4 };

/* ---- the table ---- */

/* The callback: the dict is its own, the reference is the one that died. */
static PyObject *forget_dead(PyObject *watched, PyObject *reference)
{
    PyObject *key, *entry;
    Py_ssize_t at = 0;
    while (PyDict_Next(watched, &at, &key, &entry)) {
        if (PyTuple_GET_ITEM(entry, 0) == reference) {
            IL_AUTO_REF PyObject *found = Py_NewRef(key);
            if (PyDict_DelItem(watched, found) < 0) {
                return NULL;
            }
            break;
        }
    }
    Py_RETURN_NONE;
}

static PyMethodDef forget_dead_def = {"forget_dead", forget_dead, METH_O,
                                      "Forget what an object that died was asked."};

int il_watch_init(struct il_engine *engine)
{
    const char *check = getenv("INLET_CHECK");
    engine->checks_judge = check != NULL && *check != '\0' && strcmp(check, "0") != 0;
    engine->pool = PyList_New(0);
    engine->watched = PyDict_New();
    if (engine->pool == NULL || engine->watched == NULL) {
        return -1;
    }
    engine->forget_dead = PyCFunction_New(&forget_dead_def, engine->watched);
    return engine->forget_dead == NULL ? -1 : 0;
}

/* The only entry there is, or NULL if it is not that of the owner. Borrowed. */
static PyObject *only_entry(struct il_engine *engine, PyObject *owner)
{
    PyObject *key = NULL, *entry = NULL;
    Py_ssize_t at = 0;
    bool is_found = PyDict_Next(engine->watched, &at, &key, &entry) &&
                    PyLong_AsVoidPtr(key) == owner;
    return is_found ? entry : NULL;
}

/* The capsule of an owner: new reference, or NULL without an exception. Asked at every
 * line, and mostly there is one owner. */
static PyObject *find_owned(struct il_engine *engine, PyObject *owner)
{
    if (PyDict_GET_SIZE(engine->watched) <= 1) {
        PyObject *only = only_entry(engine, owner);
        return only == NULL ? NULL : Py_NewRef(PyTuple_GET_ITEM(only, 1));
    }
    IL_AUTO_REF PyObject *key = PyLong_FromVoidPtr(owner);
    IL_AUTO_REF PyObject *entry = NULL;
    if (key == NULL || il_dict_find(engine->watched, key, &entry) <= 0) {
        PyErr_Clear();
        return NULL;
    }
    return Py_NewRef(PyTuple_GET_ITEM(entry, 1));
}

static int watch_owned(struct il_engine *engine, PyObject *owner, PyObject *capsule)
{
    IL_AUTO_REF PyObject *key = PyLong_FromVoidPtr(owner);
    IL_AUTO_REF PyObject *reference =
        key == NULL ? NULL : PyWeakref_NewRef(owner, engine->forget_dead);
    IL_AUTO_REF PyObject *entry =
        reference == NULL ? NULL : PyTuple_Pack(2, reference, capsule);
    return entry == NULL ? -1 : PyDict_SetItem(engine->watched, key, entry);
}

static int watch_pooled(struct il_engine *engine, PyObject *capsule)
{
    if (PyList_GET_SIZE(engine->pool) >= POOL_SIZE &&
        PyList_SetSlice(engine->pool, 0, 1, NULL) < 0) {
        return -1;
    }
    return PyList_Append(engine->pool, capsule);
}

static int drop_owned(struct il_engine *engine, PyObject *owner)
{
    IL_AUTO_REF PyObject *key = PyLong_FromVoidPtr(owner);
    int found = key == NULL ? -1 : PyDict_Contains(engine->watched, key);
    return found <= 0 ? found : PyDict_DelItem(engine->watched, key);
}

static int drop_pooled(struct il_engine *engine, PyObject *capsule)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(engine->pool); i++) {
        if (PyList_GET_ITEM(engine->pool, i) == capsule) {
            return PyList_SetSlice(engine->pool, i, i + 1, NULL);
        }
    }
    return 0;
}

/* ---- asking ---- */

/* One question about a text. */
struct question {
    struct il_engine *engine;
    PyObject *owner;
    const struct il_compiler *compiler;
    const struct il_unit *unit;
    PyObject *flags;
    PyObject *capsule;   /* strong, or NULL: of the text that this one continues */
    struct il_rest rest; /* what it has more */
};

bool il_watch_takes_symbol(const struct il_engine *engine, PyObject *symbol)
{
    return symbol == engine->single ||
           (PyUnicode_CheckExact(symbol) &&
            PyUnicode_CompareWithASCIIString(symbol, "single") == 0);
}

/* The flags of the compiler's calls, or -1 where a judge could not make them. */
static long flags_of(const struct question *question)
{
    const struct il_unit *unit = question->unit;
    if (!PyUnicode_CheckExact(unit->source) || !PyUnicode_CheckExact(unit->filename) ||
        !il_watch_takes_symbol(question->engine, unit->symbol)) {
        return -1;
    }
    long flags = il_source_flags(question->engine, question->compiler, question->flags);
    return flags >= 0 && il_judge_takes_flags(flags) ? flags : -1;
}

/* Ask one watched text. It is the question's if the source continues it. */
static enum il_answer ask_one(struct question *question, PyObject *capsule, long flags)
{
    struct il_growth *growth = il_growth_of(capsule);
    if (!il_growth_is_for(growth, question->unit->filename, flags)) {
        return IL_ANSWER_ASK;
    }
    IL_AUTO_REF PyObject *keep = Py_NewRef(capsule);
    enum il_answer answer =
        il_growth_ask(growth, question->unit->source, &question->rest);
    if (question->rest.fits) {
        question->capsule = il_ref_steal(&keep);
    } else {
        il_rest_free(&question->rest);
    }
    return answer;
}

static enum il_answer ask_pool(struct question *question, long flags)
{
    PyObject *pool = question->engine->pool;
    for (Py_ssize_t i = PyList_GET_SIZE(pool); i > 0; i--) {
        if (i > PyList_GET_SIZE(pool)) {
            continue;
        }
        enum il_answer answer = ask_one(question, PyList_GET_ITEM(pool, i - 1), flags);
        if (answer != IL_ANSWER_ASK || question->capsule != NULL) {
            return answer;
        }
    }
    return IL_ANSWER_ASK;
}

static enum il_answer ask(struct question *question)
{
    struct il_engine *engine = question->engine;
    if (question->owner == NULL) {
        long flags = PyList_GET_SIZE(engine->pool) == 0 ? -1 : flags_of(question);
        return flags < 0 ? IL_ANSWER_ASK : ask_pool(question, flags);
    }
    IL_AUTO_REF PyObject *capsule = find_owned(engine, question->owner);
    long flags = capsule == NULL ? -1 : flags_of(question);
    return flags < 0 ? IL_ANSWER_ASK : ask_one(question, capsule, flags);
}

/* The assertion that INLET_CHECK switches on. */
static void check(const struct question *question)
{
    if (!question->engine->checks_judge) {
        return;
    }
    IL_AUTO_REF PyObject *answer = il_source_judge(question->engine, question->compiler,
                                                   *question->unit, question->flags);
    if (answer == Py_None) {
        return;
    }
    fputs("inlet: the judge said \"incomplete\", the compiler does not, about:\n",
          stderr);
    PyErr_Print();
    PyObject_Print(question->unit->source, stderr, 0);
    fputc('\n', stderr);
    abort();
}

/* ---- after the compiler's answer ---- */

static int drop(const struct question *question)
{
    return question->owner != NULL ? drop_owned(question->engine, question->owner)
                                   : drop_pooled(question->engine, question->capsule);
}

/* Watch a text that continues none. */
static int watch(const struct question *question)
{
    long flags = flags_of(question);
    if (flags < 0) {
        return 0;
    }
    IL_AUTO_REF PyObject *capsule = il_growth_new(
        question->engine, question->unit->source, question->unit->filename, (int)flags);
    if (capsule == NULL) {
        return -1;
    }
    return question->owner != NULL
               ? watch_owned(question->engine, question->owner, capsule)
               : watch_pooled(question->engine, capsule);
}

static int note_incomplete(const struct question *question)
{
    return question->capsule == NULL
               ? watch(question)
               : il_growth_follow(il_growth_of(question->capsule),
                                  question->unit->source, &question->rest);
}

/* What watching costs (memory, objects that no weak reference can be made to) is not
 * the caller's affair: the text is not watched then. Other exceptions, like that of an
 * audit hook, are. */
static int forgive(const struct question *question)
{
    if (PyErr_ExceptionMatches(PyExc_Exception)) {
        PyErr_Clear();
        if (drop(question) < 0) {
            PyErr_Clear();
        }
        return 0;
    }
    return -1;
}

/* Take notice of what the compiler said: `result` is passed through. */
static PyObject *settle(const struct question *question, PyObject *result)
{
    if (result == Py_None) {
        if (note_incomplete(question) < 0 && forgive(question) < 0) {
            Py_DECREF(result);
            return NULL;
        }
        return result;
    }
    if (question->capsule != NULL) {
        PyObject *raised = PyErr_Occurred() ? il_raised_take() : NULL;
        if (drop(question) < 0) {
            PyErr_Clear();
        }
        if (raised != NULL) {
            il_raised_give(raised);
        }
    }
    return result;
}

static PyObject *judge(struct question *question)
{
    enum il_answer answer = ask(question);
    if (answer == IL_ANSWER_RAISED) {
        if (forgive(question) < 0) {
            return NULL;
        }
        Py_CLEAR(question->capsule);
    }
    if (answer == IL_ANSWER_MORE) {
        check(question);
        return Py_NewRef(Py_None);
    }
    struct il_growth *growth =
        question->capsule == NULL ? NULL : il_growth_of(question->capsule);
    if (growth != NULL) {
        il_growth_hold(growth, true);
    }
    PyObject *result =
        settle(question, il_source_judge(question->engine, question->compiler,
                                         *question->unit, question->flags));
    if (growth != NULL) {
        il_growth_hold(growth, false);
    }
    return result;
}

PyObject *il_watch_judge(struct il_engine *engine, PyObject *owner,
                         const struct il_compiler *compiler, const struct il_unit *unit,
                         PyObject *flags)
{
    struct question question = {
        .engine = engine,
        .owner = owner,
        .compiler = compiler,
        .unit = unit,
        .flags = flags,
    };
    PyObject *result = judge(&question);
    il_rest_free(&question.rest);
    Py_CLEAR(question.capsule);
    return result;
}

/* ---- a console's lines ---- */

static void check_push(struct il_engine *engine, PyObject *owner,
                       const struct il_pushed *pushed)
{
    if (!engine->checks_judge) {
        return;
    }
    IL_AUTO_REF PyObject *source = PyUnicode_Join(engine->newline, pushed->list);
    if (source == NULL) {
        PyErr_Clear();
        return;
    }
    const struct il_unit unit = {source, pushed->filename, engine->single};
    const struct question question = {
        .engine = engine,
        .owner = owner,
        .compiler = pushed->compiler,
        .unit = &unit,
        .flags = pushed->flags,
    };
    check(&question);
}

int il_watch_push(struct il_engine *engine, PyObject *owner,
                  const struct il_pushed *pushed)
{
    IL_AUTO_REF PyObject *capsule = find_owned(engine, owner);
    if (capsule == NULL) {
        return 0;
    }
    struct il_growth *growth = il_growth_of(capsule);
    long flags = il_source_flags(engine, pushed->compiler, pushed->flags);
    if (flags < 0 || !il_growth_is_for(growth, pushed->filename, flags)) {
        return 0;
    }
    enum il_answer answer = il_growth_push(growth, pushed->list);
    if (answer == IL_ANSWER_RAISED && PyErr_ExceptionMatches(PyExc_Exception)) {
        PyErr_Clear();
        il_watch_drop(engine, owner);
        return 0;
    }
    if (answer == IL_ANSWER_MORE) {
        check_push(engine, owner, pushed);
    }
    return (int)answer;
}

void il_watch_note(struct il_engine *engine, PyObject *owner, PyObject *source,
                   PyObject *lines)
{
    IL_AUTO_REF PyObject *capsule = find_owned(engine, owner);
    if (capsule != NULL) {
        il_growth_note(il_growth_of(capsule), source, lines);
    }
}

void il_watch_drop(struct il_engine *engine, PyObject *owner)
{
    if (!il_watch_any(engine)) {
        return;
    }
    PyObject *raised = PyErr_Occurred() ? il_raised_take() : NULL;
    if (drop_owned(engine, owner) < 0) {
        PyErr_Clear();
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
}
