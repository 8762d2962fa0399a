/* SPDX-License-Identifier: MIT
 * Complete, incomplete or invalid.
 *
 * The standard algorithm: compile the source with the flags for incomplete input.
 * If that is a SyntaxError, compile it with a newline added: success or the error
 * "incomplete input" mean that more is wanted. Otherwise compile it once more, for
 * real, which gives the code or the error. Warnings show in the last call only.
 *
 * The last call is saved where the first one succeeded without a warning: it would
 * give the same code.
 */
#include "core/source.h"

#include "core/compat.h"
#include "core/handling.h"
#include "core/instance.h"
#include "core/quiet.h"
#include "core/ready.h"

/* No statement on any line: white space and comments only. */
static bool is_blank(PyObject *source)
{
    int kind = PyUnicode_KIND(source);
    const void *data = PyUnicode_DATA(source);
    Py_ssize_t size = PyUnicode_GET_LENGTH(source);
    bool in_comment = false;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c == '\n') {
            in_comment = false;
        } else if (c == '#') {
            in_comment = true;
        } else if (!in_comment && !Py_UNICODE_ISSPACE(c)) {
            return false;
        }
    }
    return true;
}

/* The same asked of any object in the way of the standard module, which splits and
 * strips by methods: 1, 0 or -1. */
static int line_is_blank(PyObject *line)
{
    IL_AUTO_REF PyObject *stripped = PyObject_CallMethod(line, "strip", NULL);
    int is_true = stripped == NULL ? -1 : PyObject_IsTrue(stripped);
    if (is_true <= 0) {
        return is_true < 0 ? -1 : 1;
    }
    IL_AUTO_REF PyObject *first = PySequence_GetItem(stripped, 0);
    IL_AUTO_REF PyObject *hash = PyUnicode_FromString("#");
    if (first == NULL || hash == NULL) {
        return -1;
    }
    return PyObject_RichCompareBool(first, hash, Py_EQ);
}

static int object_is_blank(struct il_engine *engine, PyObject *source)
{
    IL_AUTO_REF PyObject *lines =
        PyObject_CallMethod(source, "split", "O", engine->newline);
    IL_AUTO_REF PyObject *iterator = lines == NULL ? NULL : PyObject_GetIter(lines);
    if (iterator == NULL) {
        return -1;
    }
    PyObject *line;
    while ((line = PyIter_Next(iterator)) != NULL) {
        int blank = line_is_blank(line);
        Py_DECREF(line);
        if (blank <= 0) {
            return blank;
        }
    }
    return PyErr_Occurred() ? -1 : 1;
}

/* Puts "pass" in place of a source without statements (an empty expression stays
 * the error that it is). */
static int replace_blank(struct il_engine *engine, struct il_unit *unit)
{
    int blank = PyUnicode_CheckExact(unit->source)
                    ? is_blank(unit->source)
                    : object_is_blank(engine, unit->source);
    if (blank <= 0) {
        return blank;
    }
    IL_AUTO_REF PyObject *eval = PyUnicode_FromString("eval");
    int is_eval =
        eval == NULL ? -1 : PyObject_RichCompareBool(unit->symbol, eval, Py_EQ);
    if (is_eval == 0) {
        unit->source = engine->blank_source;
    }
    return is_eval < 0 ? -1 : 0;
}

/* ---- one call of whichever compiler it is ---- */

static PyObject *call_plain(struct il_engine *engine, const struct il_unit *unit,
                            PyObject *flags, bool incomplete)
{
    PyObject *extra = incomplete ? flags : NULL;
    long bits = incomplete || !engine->flavor.final_compile_is_plain
                    ? IL_COMPILE_INCOMPLETE
                    : 0;
    IL_AUTO_REF PyObject *own = PyLong_FromLong(bits);
    IL_AUTO_REF PyObject *all =
        own == NULL ? NULL
                    : (extra == NULL ? Py_NewRef(own) : PyNumber_InPlaceOr(extra, own));
    return all == NULL ? NULL : il_compile(engine, unit, all, true);
}

static PyObject *call_other(struct il_engine *engine, PyObject *compiler,
                            const struct il_unit *unit, PyObject *flags,
                            bool incomplete)
{
    PyObject *args[] = {unit->source, unit->filename, unit->symbol, NULL};
    PyObject *keyword = NULL;
    if (incomplete) {
        args[3] = flags;
        keyword = flags == NULL ? NULL : engine->names.flags;
    } else if (engine->flavor.final_compile_is_plain) {
        args[3] = Py_False;
        keyword = engine->names.incomplete_input;
    }
    if (keyword == NULL) {
        return PyObject_Vectorcall(compiler, args, 3, NULL);
    }
    IL_AUTO_REF PyObject *keywords = PyTuple_Pack(1, keyword);
    return keywords == NULL ? NULL : PyObject_Vectorcall(compiler, args, 3, keywords);
}

static PyObject *call_compiler(struct il_engine *engine,
                               const struct il_compiler *compiler,
                               const struct il_unit *unit, PyObject *flags,
                               bool incomplete)
{
    switch (compiler->kind) {
    case IL_COMPILER_PLAIN:
        return call_plain(engine, unit, flags, incomplete);
    case IL_COMPILER_OURS:
        return il_compile_remembering(
            engine, compiler->object, unit, incomplete ? flags : NULL,
            incomplete || !engine->flavor.final_compile_is_plain);
    default:
        return call_other(engine, compiler->object, unit, flags, incomplete);
    }
}

/* ---- the verdict of the second try ---- */

static PyObject *with_newline(struct il_engine *engine, PyObject *source)
{
    return PyNumber_Add(source, engine->newline);
}

/* Does the raised SyntaxError say "incomplete input"? 1, 0 or -1; not raised after. */
static int is_incomplete(struct il_engine *engine)
{
    int answer = -1;
    struct il_handling block;
    il_handling_begin(&block);
    if (engine->flavor.incomplete_has_class) {
        IL_AUTO_REF PyObject *class =
            il_builtin(engine, IL_SPACE_CODEOP, engine->names._IncompleteInputError);
        answer = class == NULL ? -1 : PyObject_IsInstance(block.exception, class);
    } else {
        IL_AUTO_REF PyObject *text = PyObject_Str(block.exception);
        IL_AUTO_REF PyObject *mark = PyUnicode_FromString("incomplete input");
        if (text != NULL && mark != NULL) {
            answer = PyUnicode_Contains(text, mark);
        }
    }
    il_handling_end(&block);
    return answer;
}

/* Reads the outcome of the try with a newline: 1 if more is wanted, 0 or -1. */
static int wants_more(struct il_engine *engine, PyObject *code)
{
    if (code != NULL) {
        Py_DECREF(code);
        return 1;
    }
    return PyErr_ExceptionMatches(PyExc_SyntaxError) ? is_incomplete(engine) : -1;
}

/* ---- the quick way: our own compilers, an ordinary source ---- */

/* The flags of the judging calls, as a number. */
struct judging_flags {
    long bits;      /* -1 where they are no plain number */
    bool are_final; /* the last call is made with them too (codeop's own aside) */
};

/* An int object as a number, or -1. */
static long bits_of(PyObject *flags)
{
    long bits = PyLong_CheckExact(flags) ? PyLong_AsLong(flags) : -1;
    if (bits == -1) {
        PyErr_Clear();
    }
    return bits;
}

/* The attribute `flags` of one of our compilers, asked for at every line. */
static PyObject *flags_of(struct il_engine *engine, PyObject *compiler)
{
    if (!il_class_is_as_it_was(&engine->plain_compiler, Py_TYPE(compiler))) {
        return PyObject_GetAttr(compiler, engine->names.flags);
    }
    IL_AUTO_REF PyObject *dict = il_instance_dict(compiler);
    return il_instance_get(compiler, dict, engine->names.flags);
}

/* What the last call of our own compiler is made with, or -1. One who took codeop's
 * flags away from it gets what he asked for, in the standard way. */
static long final_bits_of(struct il_engine *engine, const struct il_compiler *compiler)
{
    if (compiler->kind == IL_COMPILER_PLAIN) {
        return IL_COMPILE_INCOMPLETE;
    }
    IL_AUTO_REF PyObject *flags = flags_of(engine, compiler->object);
    if (flags == NULL) {
        PyErr_Clear();
        return -1;
    }
    long bits = bits_of(flags);
    bool is_usual = (bits & IL_COMPILE_INCOMPLETE) == IL_COMPILE_INCOMPLETE;
    return is_usual ? bits : -1;
}

static struct judging_flags read_flags(struct il_engine *engine,
                                       const struct il_compiler *compiler,
                                       PyObject *flags)
{
    long final = final_bits_of(engine, compiler);
    long extra = flags == NULL ? 0 : bits_of(flags);
    if (final < 0 || extra < 0) {
        return (struct judging_flags){-1, false};
    }
    return (struct judging_flags){final | extra, (extra & ~final) == 0};
}

/* One judging call: the code or NULL with the exception; `*out_settled` if the code
 * is the one that the last call would give. */
static PyObject *try_quietly(struct il_engine *engine,
                             const struct il_compiler *compiler,
                             const struct il_unit *unit,
                             const struct il_plain_unit *plain, bool *out_settled)
{
    bool warned = false;
    IL_AUTO_REF PyObject *code = il_compile_quietly(engine, unit, plain, &warned);
    if (code == NULL) {
        return NULL;
    }
    int learned = compiler->kind == IL_COMPILER_OURS
                      ? il_compile_remember(engine, compiler->object, code)
                      : 0;
    if (learned < 0) {
        return NULL;
    }
    *out_settled = !warned && !learned;
    return il_ref_steal(&code);
}

/* The try with a newline added, inside the handling of the first try's error. */
static PyObject *retry_quietly(struct il_engine *engine,
                               const struct il_compiler *compiler, struct il_unit unit,
                               PyObject *flags, const struct il_plain_unit *plain)
{
    bool settled;
    struct il_plain_unit longer;
    IL_AUTO_REF PyObject *source = with_newline(engine, unit.source);
    if (source == NULL) {
        return NULL;
    }
    unit.source = source;
    if (!il_compile_plan(&unit, plain->flags, &longer)) {
        return call_compiler(engine, compiler, &unit, flags, true);
    }
    return try_quietly(engine, compiler, &unit, &longer, &settled);
}

/* 1 if more is wanted, 0 if the last call decides, -1; or the code in *out_code. */
static int judge_quietly(struct il_engine *engine, const struct il_compiler *compiler,
                         const struct il_unit *unit, PyObject *flags,
                         const struct il_plain_unit *plain, PyObject **out_code)
{
    bool settled = false;
    PyObject *code = try_quietly(engine, compiler, unit, plain, &settled);
    if (code != NULL) {
        if (settled) {
            *out_code = code;
        } else {
            Py_DECREF(code);
        }
        return 0;
    }
    if (!PyErr_ExceptionMatches(PyExc_SyntaxError)) {
        return -1;
    }
    struct il_handling block;
    il_handling_begin(&block);
    int more = wants_more(engine, retry_quietly(engine, compiler, *unit, flags, plain));
    il_handling_end(&block);
    return more;
}

/* ---- the standard way: anybody's compiler, any source ---- */

static int judge_by_calls(struct il_engine *engine, const struct il_compiler *compiler,
                          const struct il_unit *unit, PyObject *flags)
{
    PyObject *code = call_compiler(engine, compiler, unit, flags, true);
    if (code != NULL) {
        Py_DECREF(code);
        return 0;
    }
    if (!PyErr_ExceptionMatches(PyExc_SyntaxError)) {
        return -1;
    }
    struct il_handling block;
    il_handling_begin(&block);
    struct il_unit longer = *unit;
    longer.source = with_newline(engine, unit->source);
    int more = -1;
    if (longer.source != NULL) {
        more =
            wants_more(engine, call_compiler(engine, compiler, &longer, flags, true));
        Py_DECREF(longer.source);
    }
    il_handling_end(&block);
    return more;
}

/* Somebody else's code is called between the filters' change and its undoing, so
 * only the warnings module's own tool reaches it. Answers what closes it again: made
 * now, as a with statement does, since later the memory for it may be missing. */
static PyObject *enter_catch_warnings(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *warnings =
        il_global(engine, IL_SPACE_CODEOP, engine->names.warnings);
    IL_AUTO_REF PyObject *manager =
        warnings == NULL
            ? NULL
            : PyObject_CallMethodNoArgs(warnings, engine->names.catch_warnings);
    IL_AUTO_REF PyObject *leave =
        manager == NULL ? NULL : PyObject_GetAttrString(manager, "__exit__");
    if (leave == NULL ||
        il_ref_done(PyObject_CallMethodNoArgs(manager, engine->names.__enter__)) < 0) {
        return NULL;
    }
    return il_ref_steal(&leave);
}

static int ignore_compiler_warnings(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *warnings =
        il_global(engine, IL_SPACE_CODEOP, engine->names.warnings);
    return warnings == NULL
               ? -1
               : il_ref_done(PyObject_CallMethod(warnings, "simplefilter", "s(OO)",
                                                 "ignore", PyExc_SyntaxWarning,
                                                 PyExc_DeprecationWarning));
}

static int judge_in_standard_way(struct il_engine *engine,
                                 const struct il_compiler *compiler,
                                 const struct il_unit *unit, PyObject *flags)
{
    IL_AUTO_REF PyObject *leave = enter_catch_warnings(engine);
    if (leave == NULL) {
        return -1;
    }
    int more = ignore_compiler_warnings(engine);
    if (more == 0) {
        more = judge_by_calls(engine, compiler, unit, flags);
    }
    PyObject *raised = il_raised_take();
    PyObject *nothing[] = {Py_None, Py_None, Py_None};
    if (il_ref_done(PyObject_Vectorcall(leave, nothing, 3, NULL)) < 0) {
        more = -1;
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
    return more;
}

long il_source_flags(struct il_engine *engine, const struct il_compiler *compiler,
                     PyObject *flags)
{
    int ordinary = compiler->kind == IL_COMPILER_OTHER
                       ? 0
                       : il_builtin_is(engine, IL_SPACE_CODEOP, engine->names.compile,
                                       engine->builtin_compile);
    if (ordinary < 0) {
        PyErr_Clear();
    }
    return ordinary <= 0 ? -1 : read_flags(engine, compiler, flags).bits;
}

PyObject *il_source_judge(struct il_engine *engine, const struct il_compiler *compiler,
                          struct il_unit unit, PyObject *flags)
{
    if (replace_blank(engine, &unit) < 0) {
        return NULL;
    }
    int ordinary = compiler->kind == IL_COMPILER_OTHER
                       ? 0
                       : il_builtin_is(engine, IL_SPACE_CODEOP, engine->names.compile,
                                       engine->builtin_compile);
    if (ordinary < 0) {
        return NULL;
    }
    struct judging_flags read = {-1, false};
    if (ordinary) {
        read = read_flags(engine, compiler, flags);
    }
    IL_AUTO_REF PyObject *code = NULL;
    struct il_plain_unit plain;
    if (engine->ready != NULL && read.are_final) {
        PyObject *ready = il_ready_take(engine, &unit, read.bits);
        if (ready != NULL) {
            return ready;
        }
    }
    int more = read.bits >= 0 && il_compile_plan(&unit, read.bits, &plain)
                   ? judge_quietly(engine, compiler, &unit, flags, &plain, &code)
                   : judge_in_standard_way(engine, compiler, &unit, flags);
    if (more != 0) {
        return more < 0 ? NULL : Py_NewRef(Py_None);
    }
    if (code != NULL && read.are_final) {
        return il_ref_steal(&code);
    }
    return call_compiler(engine, compiler, &unit, flags, false);
}

struct il_compiler il_compiler_of(struct il_engine *engine, PyObject *object)
{
    struct il_compiler compiler = {.kind = IL_COMPILER_OTHER, .object = object};
    PyTypeObject *type = Py_TYPE(object);
    if ((PyObject *)type != engine->compile_class) {
        return compiler;
    }
    if (il_class_is_as_it_was(&engine->plain_compiler, type)) {
        compiler.kind = IL_COMPILER_OURS;
        return compiler;
    }
    IL_AUTO_REF PyObject *call = NULL;
    if (il_class_find(engine->compile_class, engine->names.__call__, &call) < 0) {
        PyErr_Clear();
    }
    if (call == engine->compile_call) {
        compiler.kind = IL_COMPILER_OURS;
        if (il_instance_has_plain(type, engine->names.flags)) {
            il_class_remember(&engine->plain_compiler, type);
        }
    }
    return compiler;
}
