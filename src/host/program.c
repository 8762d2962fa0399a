/* SPDX-License-Identifier: MIT
 * inlet_run_main(): being python3 for a command line. Warm.
 *
 * CPython's own Py_RunMain() ends in its own prompt and finalises Python, so its
 * steps are done here with the public functions that it consists of.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/compat.h"
#include "host/host.h"

/* What a step of this file gives: an answer, or a failure with an exception set. */
enum { FAILED = -1 };

/* --- Small things ----------------------------------------------------------------- */

static PyObject *main_dict(void)
{
    PyObject *module = PyImport_AddModule("__main__");
    return module == NULL ? NULL : PyModule_GetDict(module);
}

/* Python's buffers, and C's: what has been printed comes before what follows. */
static void flush_streams(void)
{
    PyObject *raised = il_raised_take();
    static const char *const names[] = {"stderr", "stdout"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        PyObject *stream = PySys_GetObject(names[i]);
        if (stream != NULL && stream != Py_None) {
            Py_INCREF(stream);
            il_ref_done(PyObject_CallMethod(stream, "flush", NULL));
            PyErr_Clear();
            Py_DECREF(stream);
        }
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
}

static int prepend_path(PyObject *entry)
{
    PyObject *path = PySys_GetObject("path");
    if (path == NULL || !PyList_Check(path)) {
        PyErr_SetString(PyExc_RuntimeError, "unable to get sys.path");
        return FAILED;
    }
    return PyList_Insert(path, 0, entry);
}

/* sys.flags.<name>, or 0. An exception that is set stays. */
static long flag(const char *name)
{
    PyObject *raised = il_raised_take();
    PyObject *flags = PySys_GetObject("flags");
    IL_AUTO_REF PyObject *value =
        flags == NULL ? NULL : PyObject_GetAttrString(flags, name);
    long number = value == NULL ? 0 : PyLong_AsLong(value);
    PyErr_Clear();
    if (raised != NULL) {
        il_raised_give(raised);
    }
    return number;
}

/* --- sys.path[0] ------------------------------------------------------------------ */

/* The folder of a script, symbolic links followed. */
static PyObject *script_folder(const char *script)
{
    char *real = realpath(script, NULL);
    const char *path = real == NULL ? script : real;
    const char *slash = strrchr(path, '/');
    Py_ssize_t size = slash == NULL ? 0 : slash == path ? 1 : slash - path;
    PyObject *folder = PyUnicode_DecodeFSDefaultAndSize(path, size);
    free(real);
    return folder;
}

static PyObject *working_folder(void)
{
    char *path = getcwd(NULL, 0);
    PyObject *folder = path == NULL ? NULL : PyUnicode_DecodeFSDefault(path);
    free(path);
    return folder;
}

/* What `-m`, `-c`, a script and a console have as sys.path[0]. `script` is NULL but for
 * the third. */
static int set_path(const struct il_program *program, const char *script)
{
    if (flag("safe_path")) {
        return 0;
    }
    IL_AUTO_REF PyObject *folder = NULL;
    if (script != NULL) {
        folder = script_folder(script);
    } else if (program->module != NULL) {
        folder = working_folder();
        if (folder == NULL && !PyErr_Occurred()) {
            return 0; /* the working folder is gone: python3 goes on without it */
        }
    } else {
        folder = PyUnicode_FromString("");
    }
    return folder == NULL ? FAILED : prepend_path(folder);
}

/* --- -c --------------------------------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030E0000

/* Since 3.14 the command may be indented as a whole. */
static PyObject *dedent(PyObject *command)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("textwrap");
    return module == NULL ? NULL : PyObject_CallMethod(module, "dedent", "O", command);
}

/* Most are not, and need no import for it. */
static bool is_indented(PyObject *command)
{
    Py_UCS4 first =
        PyUnicode_GET_LENGTH(command) > 0 ? PyUnicode_READ_CHAR(command, 0) : 0;
    return first == ' ' || first == '\t' || first == '\n' || first == '\r';
}

#else

static PyObject *dedent(PyObject *command) { return Py_NewRef(command); }

static bool is_indented(PyObject *Py_UNUSED(command)) { return false; }

#endif

static PyObject *command_text(const wchar_t *command)
{
    IL_AUTO_REF PyObject *text = PyUnicode_FromWideChar(command, -1);
    if (text == NULL || PySys_Audit("cpython.run_command", "O", text) < 0) {
        return NULL;
    }
    return is_indented(text) ? dedent(text) : il_ref_steal(&text);
}

#if PY_VERSION_HEX >= 0x030D0000

/* Tracebacks quote the command since 3.13; the first micro releases find it by the
 * name of the file, later ones by the code. */
static int remember_source(PyObject *code, PyObject *text)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("linecache");
    IL_AUTO_REF PyObject *name = PyUnicode_FromString("<string>");
    if (module == NULL || name == NULL) {
        return FAILED;
    }
    bool is_by_code = PyObject_HasAttrString(module, "_interactive_cache");
    return il_ref_done(PyObject_CallMethod(module, "_register_code", "OOO",
                                           is_by_code ? code : name, text, name));
}

#else

static int remember_source(PyObject *Py_UNUSED(code), PyObject *Py_UNUSED(text))
{
    return 0;
}

#endif

static PyObject *run_command(const struct il_program *program)
{
    IL_AUTO_REF PyObject *text = command_text(program->command);
    IL_AUTO_REF PyObject *bytes = text == NULL ? NULL : PyUnicode_AsUTF8String(text);
    PyObject *globals = main_dict();
    if (bytes == NULL || globals == NULL) {
        return NULL;
    }
    PyCompilerFlags flags = {.cf_flags = PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE,
                             .cf_feature_version = PY_MINOR_VERSION};
    IL_AUTO_REF PyObject *code = Py_CompileStringFlags(
        PyBytes_AS_STRING(bytes), "<string>", Py_file_input, &flags);
    if (code == NULL || remember_source(code, text) < 0) {
        return NULL;
    }
    return PyEval_EvalCode(code, globals, globals);
}

/* --- -m, and what can be imported as if by -m ------------------------------------- */

static PyObject *run_module(const char *name, bool sets_argv0)
{
    IL_AUTO_REF PyObject *runpy = PyImport_ImportModule("runpy");
    return runpy == NULL ? NULL
                         : PyObject_CallMethod(runpy, "_run_module_as_main", "sO", name,
                                               sets_argv0 ? Py_True : Py_False);
}

static PyObject *run_named_module(const struct il_program *program)
{
    IL_AUTO_REF PyObject *name = PyUnicode_FromWideChar(program->module, -1);
    IL_AUTO_REF PyObject *runpy = name == NULL ? NULL : PyImport_ImportModule("runpy");
    if (runpy == NULL || PySys_Audit("cpython.run_module", "O", name) < 0) {
        return NULL;
    }
    return PyObject_CallMethod(runpy, "_run_module_as_main", "OO", name, Py_True);
}

/* Is the script a folder or archive that Python can import from? 1, 0 or -1. */
static int is_importable(const char *script)
{
    IL_AUTO_REF PyObject *path = PyUnicode_DecodeFSDefault(script);
    IL_AUTO_REF PyObject *importer = path == NULL ? NULL : PyImport_GetImporter(path);
    return importer == NULL ? FAILED : importer != Py_None;
}

static PyObject *run_importable(const char *script)
{
    IL_AUTO_REF PyObject *path = PyUnicode_DecodeFSDefault(script);
    return path == NULL || prepend_path(path) < 0 ? NULL
                                                  : run_module("__main__", false);
}

/* --- A script --------------------------------------------------------------------- */

enum { MAGIC_SIZE = 4 };

/* How many bytes of the magic number the file begins with. */
static size_t match_magic(FILE *file)
{
    unsigned long magic = (unsigned long)PyImport_GetMagicNumber();
    size_t count = 0;
    while (count < MAGIC_SIZE && getc(file) == (int)(magic >> 8 * count & 0xFF)) {
        count++;
    }
    rewind(file);
    return count;
}

/* By its name, or by its first bytes as far as they are not the release's own. */
static bool is_compiled(const char *script, FILE *file)
{
    size_t length = strlen(script);
    return (length > 4 && strcmp(script + length - 4, ".pyc") == 0) ||
           match_magic(file) >= 2;
}

static int set_loader(PyObject *globals, PyObject *filename, const char *class)
{
    IL_AUTO_REF PyObject *importlib =
        PyImport_ImportModule("_frozen_importlib_external");
    IL_AUTO_REF PyObject *loader =
        importlib == NULL
            ? NULL
            : PyObject_CallMethod(importlib, class, "sO", "__main__", filename);
    return loader == NULL ? FAILED
                          : PyDict_SetItemString(globals, "__loader__", loader);
}

/* The loader that set_loader() has set knows how to read it. */
static PyObject *run_compiled(FILE *file, PyObject *globals)
{
    if (match_magic(file) < MAGIC_SIZE) {
        PyErr_SetString(PyExc_RuntimeError, "Bad magic number in .pyc file");
        return NULL;
    }
    PyObject *loader = PyDict_GetItemString(globals, "__loader__");
    IL_AUTO_REF PyObject *code =
        loader == NULL ? NULL
                       : PyObject_CallMethod(loader, "get_code", "s", "__main__");
    if (code == NULL || !PyCode_Check(code)) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ImportError, "not a code object in .pyc file");
        }
        return NULL;
    }
    return PyEval_EvalCode(code, globals, globals);
}

static void skip_line(FILE *file)
{
    int c;
    while ((c = getc(file)) != EOF) {
        if (c == '\n') {
            ungetc(c, file);
            return;
        }
    }
}

/* What python3 sets in __main__ while a file runs, unless it is there. */
static int set_file(PyObject *globals, PyObject *filename)
{
    if (PyDict_SetItemString(globals, "__file__", filename) < 0) {
        return FAILED;
    }
#if PY_VERSION_HEX < 0x030F0000
    return PyDict_SetItemString(globals, "__cached__", Py_None);
#else
    return 0;
#endif
}

static void unset_file(PyObject *globals)
{
    PyObject *raised = il_raised_take();
    static const char *const names[] = {"__file__", "__cached__"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (PyDict_DelItemString(globals, names[i]) < 0) {
            PyErr_Clear();
        }
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
}

static PyObject *run_text(const struct il_program *program, FILE *file,
                          const char *name, PyObject *globals)
{
    if (program->skips_first_line) {
        skip_line(file);
    }
    PyCompilerFlags flags = {.cf_flags = 0, .cf_feature_version = PY_MINOR_VERSION};
    return PyRun_FileExFlags(file, name, Py_file_input, globals, globals, 0, &flags);
}

static PyObject *run_file(const struct il_program *program, FILE *file,
                          const char *name, PyObject *globals)
{
    IL_AUTO_REF PyObject *filename = PyUnicode_DecodeFSDefault(name);
    if (filename == NULL || set_file(globals, filename) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    bool is_stdin = file == stdin;
    bool compiled = !is_stdin && is_compiled(name, file);
    const char *class = compiled ? "SourcelessFileLoader" : "SourceFileLoader";
    if (is_stdin || set_loader(globals, filename, class) == 0) {
        result = compiled ? run_compiled(file, globals)
                          : run_text(program, file, name, globals);
    }
    flush_streams();
    unset_file(globals);
    return result;
}

/* --- Which of them ---------------------------------------------------------------- */

/* What was said on stderr already: the exit code in `error`, and that is all. */
static inlet_status refuse(inlet_error *error, int exit_code)
{
    il_error_clear(error);
    if (error != NULL) {
        error->code = INLET_EXIT;
        error->exit_code = exit_code;
    }
    return INLET_EXIT;
}

static const char *program_name(void)
{
    PyObject *argv = PySys_GetObject("orig_argv");
    PyObject *first = argv != NULL && PyList_Check(argv) && PyList_GET_SIZE(argv) > 0
                          ? PyList_GET_ITEM(argv, 0)
                          : NULL;
    const char *name = first == NULL ? NULL : PyUnicode_AsUTF8(first);
    PyErr_Clear();
    return name == NULL ? "inlet" : name;
}

/* python3's own words: the name in full, and errno. */
static inlet_status refuse_unopened(const char *script, inlet_error *error)
{
    int number = errno;
    char *folder = script[0] == '/' ? NULL : getcwd(NULL, 0);
    fprintf(stderr, "%s: can't open file '%s%s%s': [Errno %d] %s\n", program_name(),
            folder == NULL ? "" : folder, folder == NULL ? "" : "/", script, number,
            strerror(number));
    free(folder);
    return refuse(error, 2);
}

static FILE *open_script(const char *script, inlet_status *out, inlet_error *error)
{
    FILE *file = fopen(script, "rbe");
    struct stat info;
    if (file == NULL) {
        *out = refuse_unopened(script, error);
    } else if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
        fprintf(stderr, "%s: '%s' is a directory, cannot continue\n", program_name(),
                script);
        fclose(file);
        file = NULL;
        *out = refuse(error, 1);
    }
    return file;
}

static PyObject *run_opened(const struct il_program *program, FILE *file,
                            const char *script)
{
    PyObject *globals = main_dict();
    if (globals == NULL || Py_MakePendingCalls() < 0) {
        return NULL;
    }
    return run_file(program, file, script, globals);
}

/* Gives the result, or NULL: with an exception, or with *out set to the answer. */
static PyObject *run_script(const struct il_program *program, const char *script,
                            inlet_status *out, inlet_error *error)
{
    int importable = is_importable(script);
    if (importable != 0) {
        return importable < 0 ? NULL : run_importable(script);
    }
    if (set_path(program, script) < 0) {
        return NULL;
    }
    FILE *file = open_script(script, out, error);
    if (file == NULL) {
        return NULL;
    }
    PyObject *result = run_opened(program, file, script);
    fclose(file);
    return result;
}

static char *script_bytes(const wchar_t *filename)
{
    IL_AUTO_REF PyObject *str = PyUnicode_FromWideChar(filename, -1);
    IL_AUTO_REF PyObject *bytes = str == NULL ? NULL : PyUnicode_EncodeFSDefault(str);
    char *copy = bytes == NULL ? NULL : strdup(PyBytes_AS_STRING(bytes));
    if (copy == NULL && !PyErr_Occurred()) {
        PyErr_NoMemory();
    }
    return copy;
}

static PyObject *run_filename(const struct il_program *program, inlet_status *out,
                              inlet_error *error)
{
    char *script = script_bytes(program->filename);
    PyObject *result = script == NULL ? NULL : run_script(program, script, out, error);
    free(script);
    return result;
}

static PyObject *run_stdin(const struct il_program *program)
{
    if (set_path(program, NULL) < 0 || PySys_Audit("cpython.run_stdin", NULL) < 0) {
        return NULL;
    }
    return run_opened(program, stdin, "<stdin>");
}

static PyObject *run(const struct il_program *program, inlet_status *out,
                     inlet_error *error)
{
    if (program->filename != NULL) {
        return run_filename(program, out, error);
    }
    if (program->command == NULL && program->module == NULL) {
        return run_stdin(program);
    }
    if (set_path(program, NULL) < 0) {
        return NULL;
    }
    return program->command != NULL ? run_command(program) : run_named_module(program);
}

/* --- How it ended ----------------------------------------------------------------- */

/* SystemExit: what python3 prints before it leaves. */
static void print_exit(PyObject *printed)
{
    PyObject *stream = PySys_GetObject("stderr");
    if (stream == NULL || stream == Py_None) {
        PyObject_Print(printed, stderr, Py_PRINT_RAW);
        fputc('\n', stderr);
        fflush(stderr);
    } else {
        Py_INCREF(stream);
        if (PyFile_WriteObject(printed, stream, Py_PRINT_RAW) == 0) {
            PyFile_WriteString("\n", stream);
        }
        Py_DECREF(stream);
    }
    PyErr_Clear();
}

static inlet_status answer_exit(inlet_error *error)
{
    IL_AUTO_REF PyObject *exception = il_raised_take();
    IL_AUTO_REF PyObject *printed = NULL;
    flush_streams();
    int code = il_error_exit_code(exception, &printed);
    if (printed != NULL) {
        print_exit(printed);
    }
    struct il_report report = {.exception = exception};
    il_error_describe(error, INLET_EXIT, &report);
    if (error != NULL) {
        error->exit_code = code;
    }
    return INLET_EXIT;
}

/* Would python3 end by the signal? Until 3.13 it looks at the very class. */
static bool is_interrupt(PyObject *exception)
{
#if PY_VERSION_HEX >= 0x030E0000
    return PyErr_GivenExceptionMatches(exception, PyExc_KeyboardInterrupt);
#else
    return (PyObject *)Py_TYPE(exception) == PyExc_KeyboardInterrupt;
#endif
}

/* Print it as python3 does, through sys.excepthook, and describe it. */
static inlet_status answer_exception(inlet_error *error)
{
    PyObject *exception = il_raised_take();
    struct il_report report = {.exception = exception};
    il_error_describe(error, INLET_RAISED, &report);
    if (error != NULL) {
        error->exit_code = is_interrupt(exception) ? 128 + SIGINT : 1;
    }
    il_raised_give(exception);
    PyErr_Print();
    flush_streams();
    return INLET_RAISED;
}

/* With -i, SystemExit does not leave: it is shown as any other exception is. */
static inlet_status answer(PyObject *result, inlet_status refused, inlet_error *error)
{
    if (result != NULL) {
        flush_streams();
        return INLET_DONE;
    }
    if (!PyErr_Occurred()) {
        return refused;
    }
    bool leaves = PyErr_ExceptionMatches(PyExc_SystemExit) && !flag("inspect");
    return leaves ? answer_exit(error) : answer_exception(error);
}

/* --- The public function ---------------------------------------------------------- */

static bool has_named(const struct il_program *program)
{
    return program->command != NULL || program->module != NULL ||
           program->filename != NULL;
}

/* A console's sys.path[0] is set here too: nothing else of it is ours to do. */
static inlet_status run_main(struct il_program *program, inlet_error *error)
{
    bool is_prompting = isatty(STDIN_FILENO) || flag("interactive");
    if (!has_named(program) && is_prompting) {
        return set_path(program, NULL) < 0 ? il_error_take(error) : INLET_PASS;
    }
    inlet_status refused = INLET_EXIT;
    IL_AUTO_REF PyObject *result = run(program, &refused, error);
    return answer(result, refused, error);
}

inlet_status inlet_run_main(inlet_error *error)
{
    struct il_hold hold;
    struct il_program *program = il_runtime_program();
    il_error_clear(error);
    inlet_status status = il_hold_begin(&hold, error);
    if (status < 0) {
        return status;
    }
    if (!program->is_named) {
        status = il_error_set(error, INLET_EINVAL, "there was no command line");
    } else if (!il_runtime_is_main_thread()) {
        status = il_error_set(error, INLET_ETHREAD, NULL);
    } else if (program->has_run) {
        status = il_error_set(error, INLET_EBUSY, "it has run already");
    } else {
        program->has_run = true;
        status = run_main(program, error);
    }
    il_hold_end(&hold);
    return status;
}
