/* SPDX-License-Identifier: MIT
 * Commands: what a console runs, judges or drops. Warm.
 *
 * Everything goes through the methods of the console's object, as Python code would
 * call them. What became of the input is learned from the steps showsyntaxerror and
 * showtraceback, see callbacks.c.
 */
#include "host/capture.h"
#include "host/interrupt.h"
#include "host/queue.h"
#include "host/typing.h"

#include <string.h>

#include "core/compat.h"
#include "core/interp.h"

/* --- Begin and end ---------------------------------------------------------------- */

static unsigned long this_thread(void) { return PyThread_get_thread_ident(); }

static void leave(struct il_command *command, inlet_console *console)
{
    il_interrupt_leave(command, console);
    if (command->outer == NULL) {
        il_stream_settle(console);
        il_session_leave(command, console);
    }
    il_route_leave(command);
    Py_CLEAR(command->filename);
    Py_CLEAR(command->pending);
    Py_CLEAR(command->source);
    Py_CLEAR(command->shown);
    console->command = command->outer;
    if (command->outer == NULL) {
        atomic_store(&console->runner, 0);
        il_queue_note_free(&console->queue);
    }
}

/* Not inlined: GCC would see the address of a local go into the console, but not that
 * il_command_end() takes it out again. */
__attribute__((noinline)) inlet_status il_command_begin(struct il_command *command,
                                                        inlet_console *console,
                                                        bool nests, inlet_error *error)
{
    unsigned long nobody = 0;
    unsigned long me = this_thread();
    memset(command, 0, sizeof *command);
    if (!atomic_compare_exchange_strong(&console->runner, &nobody, me) &&
        !(nests && nobody == me)) {
        return il_error_set(error, INLET_EBUSY, "a command runs in the console");
    }
    command->outer = console->command;
    console->command = command;
    il_interrupt_enter(command, console);
    il_result_begin(command, console);
    if (command->outer == NULL) {
        il_output_begin(console);
        il_session_enter(command, console);
    }
    if (il_route_enter(command, console) < 0) {
        leave(command, console);
        return il_error_take(error);
    }
    return INLET_DONE;
}

/* The whole input: the lines that were pending and the last one. New, or NULL. */
static PyObject *whole_source(struct il_command *command)
{
    if (command->pending == NULL || command->source == NULL) {
        return Py_XNewRef(command->source);
    }
    IL_AUTO_REF PyObject *newline = PyUnicode_FromString("\n");
    if (newline == NULL || PyList_Append(command->pending, command->source) < 0) {
        return NULL;
    }
    return PyUnicode_Join(newline, command->pending);
}

/* Describe the exception that the steps have recorded. */
static inlet_status report(struct il_command *command, inlet_console *console,
                           inlet_error *error)
{
    if (console->exception == NULL) {
        return il_error_set(error, command->outcome, "");
    }
    IL_AUTO_REF PyObject *exception = Py_NewRef(console->exception);
    IL_AUTO_REF PyObject *traceback = Py_XNewRef(console->traceback);
    IL_AUTO_REF PyObject *source = whole_source(command);
    PyErr_Clear();
    struct il_report about = {exception, traceback, command->filename, source};
    return il_error_describe(error, command->outcome, &about);
}

/* The call ended with an exception: SystemExit and an interrupt that was asked for are
 * answers, others are failures. */
static inlet_status fail(struct il_command *command, inlet_console *console,
                         inlet_error *error)
{
    /* An interrupt may come just when the code has ended. */
    bool is_interrupt =
        console->interrupt.hits > 0 && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt);
    if (!is_interrupt && !PyErr_ExceptionMatches(PyExc_SystemExit)) {
        return il_console_fail(console, error);
    }
    IL_AUTO_REF PyObject *exception = il_raised_take();
    IL_AUTO_REF PyObject *traceback = PyException_GetTraceback(exception);
    il_console_record(console, exception, traceback);
    command->outcome = is_interrupt ? INLET_RAISED : INLET_EXIT;
    return report(command, console, error);
}

static inlet_status judge_end(struct il_command *command, inlet_console *console,
                              PyObject *result, inlet_error *error)
{
    int wants_more = result == NULL ? -1 : PyObject_IsTrue(result);
    if (wants_more < 0) {
        return fail(command, console, error);
    }
    if (wants_more) {
        return INLET_MORE;
    }
    return command->outcome == INLET_DONE ? INLET_DONE
                                          : report(command, console, error);
}

inlet_status il_command_end(struct il_command *command, inlet_console *console,
                            PyObject *result, inlet_error *error)
{
    inlet_error own;
    inlet_error *told = error == NULL ? &own : error;
    if (command->outer == NULL) {
        il_capture_settle_attached(console);
    }
    inlet_status status = judge_end(command, console, result, told);
    Py_XDECREF(result);
    il_result_end(command, console, status, told);
    leave(command, console);
    return status;
}

/* --- Push ------------------------------------------------------------------------- */

/* A copy of the pending lines, or NULL if there are none (or on any trouble: it only
 * serves the columns of errors). */
static PyObject *copy_pending(inlet_console *console)
{
    IL_AUTO_REF PyObject *buffer =
        PyObject_GetAttr(console->object, console->names[IL_NAME_BUFFER]);
    PyObject *copy = NULL;
    if (buffer != NULL && PyList_Check(buffer) && PyList_GET_SIZE(buffer) > 0) {
        copy = PyList_GetSlice(buffer, 0, PyList_GET_SIZE(buffer));
    }
    PyErr_Clear();
    return copy;
}

static PyObject *own_filename(inlet_console *console)
{
    PyObject *filename =
        PyObject_GetAttr(console->object, console->names[IL_NAME_FILENAME]);
    PyErr_Clear();
    return filename;
}

/* An exception left push() before it could: the input is dealt with all the same. */
static void drop_pending(inlet_console *console)
{
    PyObject *raised = il_raised_take();
    il_ref_done(PyObject_CallMethod(console->object, "resetbuffer", NULL));
    PyErr_Clear();
    il_raised_give(raised);
}

static inlet_status push(inlet_console *console, PyObject *line, inlet_error *error)
{
    struct il_command command;
    inlet_status status = il_command_begin(&command, console, false, error);
    if (status < 0) {
        return status;
    }
    command.filename = own_filename(console);
    command.pending = copy_pending(console);
    command.source = Py_NewRef(line);
    PyObject *result =
        PyObject_CallMethodOneArg(console->object, console->names[IL_NAME_PUSH], line);
    if (result == NULL) {
        drop_pending(console);
    }
    return il_command_end(&command, console, result, error);
}

static inlet_status push_text(inlet_console *console, const char *line, size_t length,
                              inlet_error *error)
{
    IL_AUTO_REF PyObject *text = NULL;
    if (line == NULL) {
        return il_error_set(error, INLET_EINVAL, "the line is NULL");
    }
    inlet_status status =
        il_text_decode(line, il_text_chomp(line, length), &text, error);
    return status < 0 ? status : push(console, text, error);
}

inlet_status inlet_push_n(inlet_console *console, const char *line, size_t length,
                          inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = push_text(console, line, length, error);
        il_console_leave(console, &hold);
    }
    return status;
}

inlet_status inlet_push(inlet_console *console, const char *line, inlet_error *error)
{
    return inlet_push_n(console, line, line == NULL ? 0 : strlen(line), error);
}

/* --- Sources ---------------------------------------------------------------------- */

/* A source as Python objects. Strong. */
struct unit {
    PyObject *text;
    PyObject *filename;
    PyObject *symbol;
};

static void unit_clear(struct unit *unit)
{
    Py_CLEAR(unit->text);
    Py_CLEAR(unit->filename);
    Py_CLEAR(unit->symbol);
}

/* What has an end needs no newline at it; codeop would wait for one. Behind a backslash
 * it would be no end, though, but part of the line that goes on. */
static int end_last_line(struct unit *unit)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(unit->text);
    Py_UCS4 last = length == 0 ? '\n' : PyUnicode_READ_CHAR(unit->text, length - 1);
    if (last == '\n' || last == '\\') {
        return 0;
    }
    IL_AUTO_REF PyObject *newline = PyUnicode_FromString("\n");
    IL_AUTO_REF PyObject *ended =
        newline == NULL ? NULL : PyUnicode_Concat(unit->text, newline);
    if (ended == NULL) {
        return -1;
    }
    Py_SETREF(unit->text, il_ref_steal(&ended));
    return 0;
}

static inlet_status unit_fill(struct unit *unit, inlet_console *console,
                              const inlet_source *source, inlet_error *error)
{
    static const char *const symbols[] = {"exec", "single", "eval"};
    inlet_status status =
        il_text_decode(source->text, source->length, &unit->text, error);
    if (status < 0) {
        return status;
    }
    unit->symbol = PyUnicode_InternFromString(symbols[source->mode]);
    unit->filename = source->filename == NULL
                         ? PyObject_GetAttrString(console->object, "filename")
                         : PyUnicode_DecodeFSDefault(source->filename);
    if (unit->symbol == NULL || unit->filename == NULL ||
        (source->mode == INLET_EXEC && end_last_line(unit) < 0)) {
        return il_error_take(error);
    }
    return INLET_DONE;
}

typedef inlet_status (*unit_user)(inlet_console *console, struct unit *unit,
                                  inlet_error *error);

static inlet_status check_source(const inlet_source *source, inlet_error *error)
{
    if (source->text == NULL) {
        return il_error_set(error, INLET_EINVAL, "the source is NULL");
    }
    if ((unsigned)source->mode > INLET_EVAL) {
        return il_error_set(error, INLET_EINVAL, "no such mode");
    }
    return INLET_DONE;
}

/* Enter, make the source Python's, use it, leave. */
static inlet_status with_source(inlet_console *console, const inlet_source *given,
                                unit_user use, inlet_error *error)
{
    struct il_hold hold;
    inlet_source source = INLET_SOURCE_INIT;
    struct unit unit = {NULL, NULL, NULL};
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    if (given == NULL) {
        status = il_error_set(error, INLET_EINVAL, "the source is NULL");
    } else {
        status = il_struct_copy(&source, sizeof source, given, error);
    }
    if (status == INLET_DONE) {
        status = check_source(&source, error);
    }
    if (status == INLET_DONE) {
        status = unit_fill(&unit, console, &source, error);
    }
    if (status == INLET_DONE) {
        status = use(console, &unit, error);
    }
    unit_clear(&unit);
    il_console_leave(console, &hold);
    return status;
}

static inlet_source source_of(const char *text, inlet_mode mode)
{
    inlet_source source = INLET_SOURCE_INIT;
    source.text = text;
    source.length = text == NULL ? 0 : strlen(text);
    source.mode = mode;
    return source;
}

/* --- Run -------------------------------------------------------------------------- */

static inlet_status run(inlet_console *console, struct unit *unit, inlet_error *error)
{
    struct il_command command;
    inlet_status status = il_command_begin(&command, console, true, error);
    if (status < 0) {
        return status;
    }
    command.filename = Py_NewRef(unit->filename);
    command.source = Py_NewRef(unit->text);
    PyObject *result = PyObject_CallMethod(console->object, "runsource", "OOO",
                                           unit->text, unit->filename, unit->symbol);
    return il_command_end(&command, console, result, error);
}

inlet_status inlet_run_source(inlet_console *console, const inlet_source *source,
                              inlet_error *error)
{
    return with_source(console, source, run, error);
}

inlet_status inlet_run(inlet_console *console, const char *source, inlet_error *error)
{
    inlet_source whole = source_of(source, INLET_EXEC);
    return with_source(console, &whole, run, error);
}

/* --- Check ------------------------------------------------------------------------ */

/* The compiler rejects: what runsource() would have shown. */
static inlet_status reject(inlet_console *console, struct unit *unit,
                           inlet_error *error)
{
    struct il_flavor flavor = il_flavor_of(Py_Version);
    if (console->is_judge_failing || !il_interp_is_compile_error(&flavor)) {
        return il_console_fail(console, error);
    }
    IL_AUTO_REF PyObject *exception = il_raised_take();
    il_console_record(console, exception, NULL);
    struct il_report about = {exception, NULL, unit->filename, unit->text};
    return il_error_describe(error, INLET_INVALID, &about);
}

/* The judge without its memory and its warnings: `_inlet._check`. New reference. */
static PyObject *judge(inlet_console *console, struct unit *unit)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("_inlet");
    IL_AUTO_REF PyObject *compiler =
        module == NULL ? NULL : PyObject_GetAttrString(console->object, "compile");
    return compiler == NULL
               ? NULL
               : PyObject_CallMethod(module, "_check", "OOOO", compiler, unit->text,
                                     unit->filename, unit->symbol);
}

static inlet_status check(inlet_console *console, struct unit *unit, inlet_error *error)
{
    console->is_judge_failing = false;
    IL_AUTO_REF PyObject *verdict = judge(console, unit);
    if (verdict == NULL) {
        return reject(console, unit, error);
    }
    return verdict == Py_None ? INLET_MORE : INLET_DONE;
}

inlet_status inlet_check_source(inlet_console *console, const inlet_source *source,
                                inlet_error *error)
{
    return with_source(console, source, check, error);
}

inlet_status inlet_check(inlet_console *console, const char *source, inlet_error *error)
{
    inlet_source one = source_of(source, INLET_SINGLE);
    return with_source(console, &one, check, error);
}

/* --- The rest --------------------------------------------------------------------- */

static PyObject *optional_text(const char *text, inlet_error *error)
{
    PyObject *str;
    if (text == NULL) {
        return Py_NewRef(Py_None);
    }
    return il_text_decode(text, strlen(text), &str, error) < 0 ? NULL : str;
}

static inlet_status interact(inlet_console *console, const char *banner,
                             const char *exit_message, inlet_error *error)
{
    struct il_command command;
    IL_AUTO_REF PyObject *before = optional_text(banner, error);
    IL_AUTO_REF PyObject *after =
        before == NULL ? NULL : optional_text(exit_message, error);
    if (after == NULL) {
        return INLET_EENCODING;
    }
    inlet_status status = il_command_begin(&command, console, false, error);
    if (status < 0) {
        return status;
    }
    command.is_session = true;
    il_prompt_open(console);
    struct il_typing *around = console->typing;
    console->typing = il_typing_new(console, &command);
    PyObject *result =
        PyObject_CallMethod(console->object, "interact", "OO", before, after);
    il_typing_free(console->typing);
    console->typing = around;
    il_prompt_settle(console);
    il_prompt_close(console);
    /* That some line raised is not the answer of the whole. */
    command.outcome = INLET_DONE;
    return il_command_end(&command, console, result, error);
}

inlet_status inlet_interact(inlet_console *console, const char *banner,
                            const char *exit_message, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = interact(console, banner, exit_message, error);
        il_console_leave(console, &hold);
    }
    return status;
}

static inlet_status reset(inlet_console *console, inlet_error *error)
{
    struct il_command command;
    inlet_status status = il_command_begin(&command, console, false, error);
    if (status < 0) {
        return status;
    }
    command.is_no_input = true;
    PyObject *result = PyObject_CallMethod(console->object, "resetbuffer", NULL);
    return il_command_end(&command, console, result, error);
}

inlet_status inlet_reset(inlet_console *console, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = reset(console, error);
        il_console_leave(console, &hold);
    }
    return status;
}

static inlet_status pending(inlet_console *console, inlet_error *error)
{
    IL_AUTO_REF PyObject *buffer = PyObject_GetAttrString(console->object, "buffer");
    int is_there = buffer == NULL ? -1 : PyObject_IsTrue(buffer);
    if (is_there < 0) {
        return il_console_fail(console, error);
    }
    return is_there ? INLET_MORE : INLET_DONE;
}

/* The lines of the buffer as one string; None if there are none. New reference. */
static PyObject *join_pending(inlet_console *console)
{
    IL_AUTO_REF PyObject *buffer =
        PyObject_GetAttr(console->object, console->names[IL_NAME_BUFFER]);
    int is_there = buffer == NULL ? -1 : PyObject_IsTrue(buffer);
    if (is_there <= 0) {
        return is_there < 0 ? NULL : Py_NewRef(Py_None);
    }
    IL_AUTO_REF PyObject *newline = PyUnicode_FromString("\n");
    return newline == NULL ? NULL : PyUnicode_Join(newline, buffer);
}

static inlet_status pending_text(inlet_console *console, inlet_value *out_text,
                                 inlet_error *error)
{
    IL_AUTO_REF PyObject *text = join_pending(console);
    if (text == NULL) {
        return il_console_fail(console, error);
    }
    if (text == Py_None) {
        *out_text = inlet_none();
        return INLET_DONE;
    }
    return il_value_from_str(text, out_text) < 0 ? il_error_take(error) : INLET_DONE;
}

inlet_status inlet_pending_text(inlet_console *console, inlet_value *out_text,
                                inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = out_text == NULL
                 ? il_error_set(error, INLET_EINVAL, "there is no place for the text")
                 : pending_text(console, out_text, error);
    il_console_leave(console, &hold);
    return status;
}

bool inlet_is_busy(const inlet_console *console)
{
    return console != NULL && atomic_load(&console->runner) != 0;
}

inlet_status inlet_pending(inlet_console *console, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = pending(console, error);
        il_console_leave(console, &hold);
    }
    return status;
}
