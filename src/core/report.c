/* SPDX-License-Identifier: MIT
 * Showing exceptions. The form until 3.12.5 is kept apart from the one since
 * 3.12.6, in which both steps end in _showtraceback.
 */
#include "core/report.h"

#include <frameobject.h>

#include "core/compat.h"
#include "core/handling.h"

/* ---- our frame ---- */

static PyObject *make_frame(void)
{
    IL_AUTO_REF PyObject *code = (PyObject *)PyCode_NewEmpty("<inlet>", "runcode", 1);
    IL_AUTO_REF PyObject *globals = Py_BuildValue("{ss}", "__name__", "inlet.code");
    if (code == NULL || globals == NULL) {
        return NULL;
    }
    return (PyObject *)PyFrame_New(PyThreadState_Get(), (PyCodeObject *)code, globals,
                                   NULL);
}

int il_report_init(struct il_engine *engine)
{
    engine->report_frame = make_frame();
    return engine->report_frame == NULL ? -1 : 0;
}

static PyObject *entry_before(struct il_engine *engine, PyObject *traceback)
{
    return PyObject_CallFunction((PyObject *)&PyTraceBack_Type, "OOii",
                                 traceback == NULL ? Py_None : traceback,
                                 engine->report_frame, -1, 1);
}

int il_report_add_frame(struct il_engine *engine)
{
    struct il_handling block;
    il_handling_begin(&block);
    IL_AUTO_REF PyObject *traceback = PyException_GetTraceback(block.exception);
    IL_AUTO_REF PyObject *longer = entry_before(engine, traceback);
    if (longer == NULL || PyException_SetTraceback(block.exception, longer) < 0) {
        il_handling_end(&block);
        return -1;
    }
    il_handling_reraise(&block);
    return 0;
}

static bool is_our_entry(struct il_engine *engine, PyObject *traceback)
{
    return PyTraceBack_Check(traceback) &&
           (PyObject *)((PyTracebackObject *)traceback)->tb_frame ==
               engine->report_frame;
}

/* ---- small readings ---- */

/* sys.exc_info() through the patchable sys: three new references. */
struct exc_info {
    PyObject *type, *value, *traceback;
};

static void exc_info_drop(struct exc_info *info)
{
    Py_XDECREF(info->type);
    Py_XDECREF(info->value);
    Py_XDECREF(info->traceback);
}

#define AUTO_EXC_INFO __attribute__((cleanup(exc_info_drop))) struct exc_info

/* `a, b, ... = object` for exactly `count` values. New tuple. */
static PyObject *unpack(PyObject *object, Py_ssize_t count)
{
    if (Py_TYPE(object)->tp_iter == NULL && !PySequence_Check(object)) {
        return PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object",
                            Py_TYPE(object)->tp_name);
    }
    IL_AUTO_REF PyObject *tuple = PySequence_Tuple(object);
    if (tuple == NULL) {
        return NULL;
    }
    Py_ssize_t size = PyTuple_GET_SIZE(tuple);
    if (size < count) {
        return PyErr_Format(PyExc_ValueError,
                            "not enough values to unpack (expected %zd, got %zd)",
                            count, size);
    }
    if (size > count && IL_UNPACKING_COUNTS_ALL) {
        return PyErr_Format(PyExc_ValueError,
                            "too many values to unpack (expected %zd, got %zd)", count,
                            size);
    }
    if (size > count) {
        return PyErr_Format(PyExc_ValueError,
                            "too many values to unpack (expected %zd)", count);
    }
    return il_ref_steal(&tuple);
}

static int exc_info_get(struct il_engine *engine, struct exc_info *info)
{
    *info = (struct exc_info){NULL, NULL, NULL};
    IL_AUTO_REF PyObject *function = il_sys_get(engine, engine->names.exc_info);
    IL_AUTO_REF PyObject *answer =
        function == NULL ? NULL : PyObject_CallNoArgs(function);
    IL_AUTO_REF PyObject *triple = answer == NULL ? NULL : unpack(answer, 3);
    if (triple == NULL) {
        return -1;
    }
    info->type = Py_NewRef(PyTuple_GET_ITEM(triple, 0));
    info->value = Py_NewRef(PyTuple_GET_ITEM(triple, 1));
    info->traceback = Py_NewRef(PyTuple_GET_ITEM(triple, 2));
    return 0;
}

/* Is sys.excepthook the one that Python started with? 1, 0 or -1. */
static int hook_is_default(struct il_engine *engine)
{
    IL_AUTO_REF PyObject *hook = il_sys_get(engine, engine->names.excepthook);
    IL_AUTO_REF PyObject *original =
        hook == NULL ? NULL : il_sys_get(engine, engine->names.__excepthook__);
    return original == NULL ? -1 : hook == original;
}

static int call_sys_hook(struct il_engine *engine, PyObject *name, PyObject *type,
                         PyObject *value, PyObject *traceback)
{
    IL_AUTO_REF PyObject *hook = il_sys_get(engine, name);
    PyObject *args[] = {type, value, traceback};
    return hook == NULL ? -1 : il_ref_done(PyObject_Vectorcall(hook, args, 3, NULL));
}

/* self.write("".join(traceback.<format>(...))) */
static int write_formatted(struct il_engine *engine, PyObject *self, PyObject *format,
                           PyObject *const *args, size_t count)
{
    IL_AUTO_REF PyObject *module =
        il_global(engine, IL_SPACE_CODE, engine->names.traceback);
    IL_AUTO_REF PyObject *function =
        module == NULL ? NULL : PyObject_GetAttr(module, format);
    IL_AUTO_REF PyObject *lines =
        function == NULL ? NULL : PyObject_Vectorcall(function, args, count, NULL);
    IL_AUTO_REF PyObject *text =
        lines == NULL ? NULL : PyUnicode_Join(engine->empty, lines);
    return text == NULL ? -1
                        : il_ref_done(PyObject_CallMethodOneArg(
                              self, engine->names.write, text));
}

/* What the standard module formats: the traceback without its first entry. */
static PyObject *after_first(struct il_engine *engine, PyObject *traceback)
{
    return PyObject_GetAttr(traceback, engine->names.tb_next);
}

/* ---- since 3.12.6: _showtraceback ---- */

/* Set the line of text that a SyntaxError refers to, where the parser gave none. */
static int add_missing_text(struct il_engine *engine, PyObject *value, PyObject *lines)
{
    IL_AUTO_REF PyObject *text = PyObject_GetAttr(value, engine->names.text);
    int has_text = text == NULL ? -1 : PyObject_IsTrue(text);
    if (has_text != 0) {
        return has_text < 0 ? -1 : 0;
    }
    IL_AUTO_REF PyObject *lineno = PyObject_GetAttr(value, engine->names.lineno);
    if (lineno == NULL || (engine->flavor.report_checks_lineno && lineno == Py_None)) {
        return lineno == NULL ? -1 : 0;
    }
    Py_ssize_t size = PyObject_Size(lines);
    IL_AUTO_REF PyObject *count = size < 0 ? NULL : PyLong_FromSsize_t(size);
    IL_AUTO_REF PyObject *one = PyLong_FromLong(1);
    int reaches = count == NULL || one == NULL
                      ? -1
                      : PyObject_RichCompareBool(count, lineno, Py_GE);
    if (reaches <= 0) {
        return reaches;
    }
    IL_AUTO_REF PyObject *index = PyNumber_Subtract(lineno, one);
    IL_AUTO_REF PyObject *line = index == NULL ? NULL : PyObject_GetItem(lines, index);
    return line == NULL ? -1 : PyObject_SetAttr(value, engine->names.text, line);
}

static int complete_text(struct il_engine *engine, PyObject *type, PyObject *value,
                         PyObject *source)
{
    IL_AUTO_REF PyObject *lines =
        PyObject_CallMethodNoArgs(source, engine->names.splitlines);
    int has_source = lines == NULL ? -1 : PyObject_IsTrue(source);
    if (has_source <= 0 || type != PyExc_SyntaxError) {
        return has_source < 0 ? -1 : 0;
    }
    return add_missing_text(engine, value, lines);
}

static int note_last(struct il_engine *engine, PyObject *value)
{
    if (engine->flavor.last_exc &&
        il_sys_set(engine, engine->names.last_exc, value) < 0) {
        return -1;
    }
    return il_sys_set(engine, engine->names.last_value, value);
}

/* print(text, file=sys.stderr); text may be NULL. */
static int print_to_stderr(struct il_engine *engine, const char *text)
{
    IL_AUTO_REF PyObject *function =
        il_builtin(engine, IL_SPACE_CODE, engine->names.print);
    IL_AUTO_REF PyObject *stream =
        function == NULL ? NULL : il_sys_get(engine, engine->names.stderr);
    IL_AUTO_REF PyObject *line =
        text == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(text);
    IL_AUTO_REF PyObject *keywords = PyTuple_Pack(1, engine->names.file);
    if (stream == NULL || line == NULL || keywords == NULL) {
        return -1;
    }
    PyObject *args[] = {line, stream};
    return il_ref_done(text == NULL
                           ? PyObject_Vectorcall(function, args + 1, 0, keywords)
                           : PyObject_Vectorcall(function, args, 1, keywords));
}

/* The hook itself raised: show that, then what it was to show. The standard module
 * drops its own frame from the traceback here; ours has none. */
static int show_hook_error(struct il_engine *engine, PyObject *error, PyObject *type,
                           PyObject *value, PyObject *traceback)
{
    if (PyObject_SetAttr(error, engine->names.__context__, Py_None) < 0 ||
        print_to_stderr(engine, "Error in sys.excepthook:") < 0) {
        return -1;
    }
    IL_AUTO_REF PyObject *own = PyObject_GetAttr(error, engine->names.__traceback__);
    if (own == NULL ||
        call_sys_hook(engine, engine->names.__excepthook__, (PyObject *)Py_TYPE(error),
                      error, own) < 0 ||
        print_to_stderr(engine, NULL) < 0 ||
        print_to_stderr(engine, "Original exception was:") < 0) {
        return -1;
    }
    return call_sys_hook(engine, engine->names.__excepthook__, type, value, traceback);
}

/* A hook of the user's own takes precedence over self.write. */
static int show_by_hook(struct il_engine *engine, PyObject *type, PyObject *value,
                        PyObject *traceback)
{
    if (call_sys_hook(engine, engine->names.excepthook, type, value, traceback) == 0) {
        return 0;
    }
    if (!engine->flavor.report_guards_hook ||
        PyErr_ExceptionMatches(PyExc_SystemExit)) {
        return -1;
    }
    struct il_handling block;
    il_handling_begin(&block);
    int done = show_hook_error(engine, block.exception, type, value, traceback);
    il_handling_end(&block);
    return done;
}

static int show_by_default(struct il_engine *engine, PyObject *self, PyObject *type,
                           PyObject *value, PyObject *traceback)
{
    PyObject *args[] = {self, type, value, traceback};
    if (engine->flavor.report_has_hook) {
        return il_ref_done(
            PyObject_VectorcallMethod(engine->names._excepthook, args, 4, NULL));
    }
    return il_ref_done(il_report_excepthook(engine, self, type, value, traceback));
}

PyObject *il_report_shared(struct il_engine *engine, PyObject *self, PyObject *type,
                           PyObject *value, PyObject *traceback, PyObject *source)
{
    if (il_sys_set(engine, engine->names.last_type, type) < 0 ||
        il_sys_set(engine, engine->names.last_traceback, traceback) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *shown =
        PyObject_CallMethodOneArg(value, engine->names.with_traceback, traceback);
    if (shown == NULL ||
        (source != NULL && complete_text(engine, type, shown, source) < 0) ||
        note_last(engine, shown) < 0) {
        return NULL;
    }
    int is_default = hook_is_default(engine);
    if (is_default < 0 ||
        (is_default ? show_by_default(engine, self, type, shown, traceback)
                    : show_by_hook(engine, type, shown, traceback)) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *il_report_excepthook(struct il_engine *engine, PyObject *self, PyObject *type,
                               PyObject *value, PyObject *traceback)
{
    PyObject *args[] = {type, value, traceback};
    if (write_formatted(engine, self, engine->names.format_exception, args, 3) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* As in `self._showtraceback(...)`, the method is looked up before its arguments. */
static PyObject *find_shared(struct il_engine *engine, PyObject *self)
{
    return PyObject_GetAttr(self, engine->names._showtraceback);
}

static PyObject *call_shared(struct il_engine *engine, PyObject *method,
                             const struct exc_info *info, PyObject *traceback,
                             PyObject *source)
{
    PyObject *args[] = {info->type, info->value, traceback, source};
    size_t count = engine->flavor.report_has_hook ? 4 : 3;
    return PyObject_Vectorcall(method, args, count, NULL);
}

/* ---- until 3.12.5 ---- */

/* The order in which sys is written can be seen, where it is a mock. */
static int note_syntax_error(struct il_engine *engine, const struct exc_info *info)
{
    if (engine->flavor.last_exc &&
        il_sys_set(engine, engine->names.last_exc, info->value) < 0) {
        return -1;
    }
    if (il_sys_set(engine, engine->names.last_type, info->type) < 0 ||
        il_sys_set(engine, engine->names.last_value, info->value) < 0) {
        return -1;
    }
    return il_sys_set(engine, engine->names.last_traceback, info->traceback);
}

static int note_exception(struct il_engine *engine, const struct exc_info *info)
{
    if (il_sys_set(engine, engine->names.last_type, info->type) < 0 ||
        il_sys_set(engine, engine->names.last_value, info->value) < 0 ||
        il_sys_set(engine, engine->names.last_traceback, info->traceback) < 0) {
        return -1;
    }
    return engine->flavor.last_exc
               ? il_sys_set(engine, engine->names.last_exc, info->value)
               : 0;
}

/* A SyntaxError made of (message, (filename, lineno, offset, text)) gets a twin
 * with the right file name. */
static PyObject *with_filename(struct il_engine *engine, PyObject *value,
                               PyObject *filename)
{
    IL_AUTO_REF PyObject *args = PyObject_GetAttr(value, engine->names.args);
    IL_AUTO_REF PyObject *outer = args == NULL ? NULL : unpack(args, 2);
    IL_AUTO_REF PyObject *inner =
        outer == NULL ? NULL : unpack(PyTuple_GET_ITEM(outer, 1), 4);
    if (inner == NULL) {
        return NULL;
    }
    return PyObject_CallFunction(PyExc_SyntaxError, "O(OOOO)",
                                 PyTuple_GET_ITEM(outer, 0), filename,
                                 PyTuple_GET_ITEM(inner, 1), PyTuple_GET_ITEM(inner, 2),
                                 PyTuple_GET_ITEM(inner, 3));
}

/* Puts the twin in place of `info->value`, if there is one: 0 or -1. */
static int correct_filename(struct il_engine *engine, struct exc_info *info,
                            PyObject *filename, bool notes)
{
    int is_named = PyObject_IsTrue(filename);
    if (is_named <= 0 || info->type != PyExc_SyntaxError) {
        return is_named < 0 ? -1 : 0;
    }
    PyObject *corrected = with_filename(engine, info->value, filename);
    if (corrected == NULL) {
        /* Not the form that is expected: it is left alone. */
        bool is_other_form = PyErr_ExceptionMatches(PyExc_ValueError);
        if (is_other_form) {
            PyErr_Clear();
        }
        return is_other_form ? 0 : -1;
    }
    Py_SETREF(info->value, corrected);
    return notes ? note_last(engine, corrected) : 0;
}

static int old_syntax_error(struct il_engine *engine, PyObject *self,
                            PyObject *filename)
{
    AUTO_EXC_INFO info;
    if (exc_info_get(engine, &info) < 0 || note_syntax_error(engine, &info) < 0 ||
        correct_filename(engine, &info, filename, true) < 0) {
        return -1;
    }
    int is_default = hook_is_default(engine);
    if (is_default == 0) {
        return show_by_hook(engine, info.type, info.value, info.traceback);
    }
    PyObject *args[] = {info.type, info.value};
    return is_default < 0
               ? -1
               : write_formatted(engine, self, engine->names.format_exception_only,
                                 args, 2);
}

static int write_rest(struct il_engine *engine, PyObject *self,
                      const struct exc_info *info, PyObject *rest)
{
    PyObject *args[] = {info->type, info->value, rest};
    return write_formatted(engine, self, engine->names.format_exception, args, 3);
}

/* An entry of our own goes out of sys.last_traceback and of what a hook sees; one of
 * an override's is only left out of what is formatted, as in the standard module. */
static int show_with_own_entry(struct il_engine *engine, PyObject *self,
                               const struct exc_info *info)
{
    int is_default = hook_is_default(engine);
    if (is_default < 0) {
        return -1;
    }
    /* An override of write() may look at the exception as it is being handled. */
    int done = is_default ? write_rest(engine, self, info, info->traceback) : 0;
    if (PyException_SetTraceback(info->value, info->traceback) < 0 || is_default) {
        return done;
    }
    return show_by_hook(engine, info->type, info->value, info->traceback);
}

static int show_with_other_entry(struct il_engine *engine, PyObject *self,
                                 const struct exc_info *info)
{
    IL_AUTO_REF PyObject *rest = after_first(engine, info->traceback);
    int is_default = rest == NULL ? -1 : hook_is_default(engine);
    if (is_default == 0) {
        return show_by_hook(engine, info->type, info->value, info->traceback);
    }
    return is_default < 0 ? -1 : write_rest(engine, self, info, rest);
}

static int old_traceback(struct il_engine *engine, PyObject *self)
{
    AUTO_EXC_INFO info;
    if (exc_info_get(engine, &info) < 0) {
        return -1;
    }
    /* A replaced sys.exc_info may have answered anything. */
    bool is_ours =
        PyExceptionInstance_Check(info.value) && is_our_entry(engine, info.traceback);
    if (is_ours) {
        Py_SETREF(info.traceback, after_first(engine, info.traceback));
    }
    if (info.traceback == NULL || note_exception(engine, &info) < 0) {
        return -1;
    }
    return is_ours ? show_with_own_entry(engine, self, &info)
                   : show_with_other_entry(engine, self, &info);
}

/* ---- the two steps ---- */

/* Before 3.13 the twin is made; since then the file name of the error is set. */
static int set_filename(struct il_engine *engine, struct exc_info *info,
                        PyObject *filename)
{
    if (!engine->flavor.syntax_error_gets_source) {
        return correct_filename(engine, info, filename, false);
    }
    int is_named = PyObject_IsTrue(filename);
    int applies =
        is_named <= 0 ? is_named : PyObject_IsSubclass(info->type, PyExc_SyntaxError);
    return applies <= 0
               ? applies
               : PyObject_SetAttr(info->value, engine->names.filename, filename);
}

PyObject *il_report_syntax_error(struct il_engine *engine, PyObject *self,
                                 PyObject *filename, PyObject *source)
{
    if (!engine->flavor.report_is_shared) {
        return old_syntax_error(engine, self, filename) < 0 ? NULL : Py_NewRef(Py_None);
    }
    AUTO_EXC_INFO info;
    if (exc_info_get(engine, &info) < 0 || set_filename(engine, &info, filename) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *method = find_shared(engine, self);
    if (method == NULL) {
        return NULL;
    }
    PyObject *shown = call_shared(engine, method, &info, Py_None,
                                  source == NULL ? engine->empty : source);
    return il_ref_done(shown) < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *il_report_traceback(struct il_engine *engine, PyObject *self)
{
    if (!engine->flavor.report_is_shared) {
        return old_traceback(engine, self) < 0 ? NULL : Py_NewRef(Py_None);
    }
    AUTO_EXC_INFO info;
    if (exc_info_get(engine, &info) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *method = find_shared(engine, self);
    IL_AUTO_REF PyObject *rest =
        method == NULL ? NULL : after_first(engine, info.traceback);
    PyObject *shown =
        rest == NULL ? NULL : call_shared(engine, method, &info, rest, engine->empty);
    return il_ref_done(shown) < 0 ? NULL : Py_NewRef(Py_None);
}
