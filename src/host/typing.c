/* SPDX-License-Identifier: MIT
 * What a user types in inlet_interact() at a terminal. Warm.
 */
#include "host/typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/flavor.h"

/* --- Is it for the editor? -------------------------------------------------------- */

/* With -E, and with -I, the variables of Python's environment do not count. */
static bool is_ignored(void)
{
    PyObject *flags = PySys_GetObject("flags");
    IL_AUTO_REF PyObject *flag =
        flags == NULL ? NULL : PyObject_GetAttrString(flags, "ignore_environment");
    bool is_set = flag != NULL && PyObject_IsTrue(flag) > 0;
    PyErr_Clear();
    return is_set;
}

static const char *pythons(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || *value == '\0' || is_ignored() ? NULL : value;
}

/* Does a stream of sys lead to this descriptor? So input() asks, too. */
static bool leads_to(const char *name, int descriptor)
{
    PyObject *stream = PySys_GetObject(name);
    IL_AUTO_REF PyObject *number =
        stream == NULL ? NULL : PyObject_CallMethod(stream, "fileno", NULL);
    long found = number == NULL ? -1 : PyLong_AsLong(number);
    PyErr_Clear();
    return found == descriptor;
}

/* Has somebody put another way to read in the place of ours? */
static bool reads_usually(inlet_console *console)
{
    PyObject *builtins = PyEval_GetBuiltins();
    IL_AUTO_REF PyObject *input =
        builtins == NULL ? NULL : PyMapping_GetItemString(builtins, "input");
    PyErr_Clear();
    return input != NULL && PyCFunction_Check(input) &&
           il_callbacks_is_standard(console, "raw_input");
}

static bool is_wanted(inlet_console *console)
{
    return !console->is_plain && console->callbacks.output == NULL &&
           console->callbacks.input == NULL && console->callbacks.write == NULL &&
           pythons("PYTHON_BASIC_REPL") == NULL && reads_usually(console) &&
           leads_to("stdin", STDIN_FILENO) && leads_to("stdout", STDOUT_FILENO) &&
           il_terminal_is_capable(STDIN_FILENO, STDOUT_FILENO);
}

bool inlet_can_edit(inlet_console *console)
{
    struct il_hold hold;
    if (il_console_enter(console, &hold, NULL) < 0) {
        return false;
    }
    bool can_edit = is_wanted(console);
    il_console_leave(console, &hold);
    return can_edit;
}

/* --- Beginning and end ------------------------------------------------------------ */

static void find_former(struct il_text *out)
{
    const char *named = pythons("PYTHON_HISTORY");
    const char *home = getenv("HOME");
    if (named != NULL) {
        il_text_add_string(out, named);
    } else if (home != NULL && *home != '\0') {
        il_text_add_string(out, home);
        il_text_add_string(out, "/.python_history");
    }
}

struct il_typing *il_typing_new(inlet_console *console, struct il_command *command)
{
    struct il_typing *typing =
        is_wanted(console) ? PyMem_RawCalloc(1, sizeof *typing) : NULL;
    if (typing == NULL) {
        return NULL;
    }
    find_former(&typing->former);
    struct il_flavor flavor = il_flavor_of(Py_Version);
    struct il_terminal_services services = {
        .data = typing,
        .dialect = il_flavor_dialect(&flavor),
    };
    il_advice_give(&services, typing);
    services.former = typing->former.bytes;
    typing->console = console;
    typing->command = command;
    typing->is_awaiting = console->is_awaiting;
    typing->terminal =
        il_terminal_open(&services, STDIN_FILENO, STDOUT_FILENO, console->history);
    if (typing->terminal == NULL) {
        il_typing_free(typing);
        return NULL;
    }
    il_inputs_begin(&typing->inputs, console);
    return typing;
}

void il_typing_free(struct il_typing *typing)
{
    if (typing == NULL) {
        return;
    }
    il_inputs_end(&typing->inputs, typing->console);
    PyThreadState *state = PyEval_SaveThread();
    il_terminal_close(typing->terminal);
    PyEval_RestoreThread(state);
    il_text_free(&typing->former);
    il_text_free(&typing->more);
    il_text_free(&typing->text);
    il_text_free(&typing->of);
    il_text_free(&typing->judged);
    il_text_free(&typing->offered);
    PyMem_RawFree(typing->statements);
    PyMem_RawFree(typing);
}

/* --- Statements ------------------------------------------------------------------- */

static bool is_blank_line(const char *line, size_t size)
{
    return strspn(line, " \t\f") >= size;
}

/* Blanks alone in the last line are what the editor has put there: to the user that
 * line is empty. */
static void empty_last_line(struct il_text *text)
{
    size_t start = text->size;
    while (start > 0 && text->bytes[start - 1] != '\n') {
        start--;
    }
    if (text->size > 0 && is_blank_line(text->bytes + start, text->size - start)) {
        il_text_cut(text, start);
    }
}

/* A block, be it of one line, has ended with the text: that is what the empty line says
 * which push() sees at its end. */
static inlet_status hand_over(inlet_line *line, const char *text, size_t size)
{
    struct il_text whole = {0};
    bool has_lines = size > 0 && memchr(text, '\n', size) != NULL;
    while (size > 0 && text[size - 1] == '\n') {
        size--;
    }
    il_text_add(&whole, text, size);
    if (size > 0 && has_lines) {
        il_text_add(&whole, "\n\n", 2); /* the last one is dropped as a line's end */
    }
    inlet_status status = !il_text_is_whole(&whole) ? INLET_ENOMEM
                          : size == 0               ? inlet_line_set(line, "", 0)
                                      : inlet_line_set(line, whole.bytes, whole.size);
    il_text_free(&whole);
    return status;
}

static inlet_status hand_over_next(struct il_typing *typing, inlet_line *out)
{
    const inlet_statement *statement = &typing->statements[typing->next];
    const struct il_text *text = &typing->text;
    /* From the end of the one before on: all of them cost what their lines cost. */
    size_t line = typing->next == 0 ? 0 : statement[-1].stop;
    size_t at = typing->next == 0 ? 0 : typing->at;
    size_t start =
        at + il_advice_line(text->bytes + at, text->size - at, statement->start - line);
    size_t end = start + il_advice_line(text->bytes + start, text->size - start,
                                        statement->stop - statement->start);
    typing->at = end;
    typing->next++;
    typing->command->outcome = INLET_DONE;
    typing->is_stopped = true;
    return hand_over(out, text->bytes + start, end - start);
}

static bool has_failed(const struct il_typing *typing)
{
    return typing->is_stopped && typing->command->outcome != INLET_DONE;
}

/* How far it came, if statements are left. */
static void drop_rest(struct il_typing *typing)
{
    size_t left = typing->count - typing->next;
    if (left > 0) {
        size_t line = typing->statements[typing->next].start + 1;
        fprintf(stderr, "(stopped: the %zu statement%s from line %zu on %s not run)\n",
                left, left == 1 ? "" : "s", line, left == 1 ? "was" : "were");
    }
    typing->next = typing->count = 0;
}

/* A blank in front keeps a text out of the history, and what is copied out of a block
 * is indented: Python is not to mind. */
static void align(struct il_typing *typing)
{
    struct il_text *text = &typing->text, aligned = {0};
    if (text->size > 0 && il_advice_align(text->bytes, text->size, &aligned) &&
        il_text_is_whole(&aligned)) {
        il_text_free(text);
        *text = aligned;
    } else {
        il_text_free(&aligned);
    }
}

/* One input for the console as it is, or statements in a row. */
static inlet_status take_text(struct il_typing *typing, inlet_line *line)
{
    struct il_text *text = &typing->text;
    empty_last_line(text);
    if (!typing->is_continuing) {
        align(typing);
    }
    typing->next = typing->count = 0;
    bool is_one = text->size == 0 || memchr(text->bytes, '\n', text->size) == NULL ||
                  typing->is_continuing ||
                  il_advice_check(typing, text->bytes, text->size) == INLET_DONE;
    if (is_one || !il_advice_split(typing, text->bytes, text->size) ||
        typing->divided < 2) {
        return hand_over(line, text->size == 0 ? "" : text->bytes, text->size);
    }
    typing->count = typing->divided;
    return hand_over_next(typing, line);
}

/* --- Reading ---------------------------------------------------------------------- */

/* What is no text cannot be run; it is not lost. */
static bool is_usable(struct il_typing *typing)
{
    const struct il_text *text = &typing->text;
    if (text->size == 0 || il_text_is_utf8(text->bytes, text->size)) {
        return true;
    }
    fprintf(stderr, "(not run: it has bytes that are no UTF-8)\n");
    il_terminal_retry(typing->terminal, text->bytes, text->size);
    return false;
}

static enum il_terminal_answer read_text(struct il_typing *typing, const char *prompt)
{
    enum il_terminal_answer answer;
    const char *more = typing->more.size == 0 ? "" : typing->more.bytes;
    il_text_clear(&typing->judged); /* what was run since may have changed Python */
    do {
        answer = il_terminal_read(typing->terminal, prompt, more, &typing->text);
    } while (answer == IL_TERMINAL_TEXT && !is_usable(typing));
    return answer;
}

static inlet_status take_interrupt(struct il_typing *typing)
{
    inlet_status failure = typing->failure;
    typing->failure = INLET_DONE;
    return failure == INLET_DONE ? INLET_INTERRUPT : failure;
}

static inlet_status ask_user(struct il_typing *typing, const char *prompt,
                             inlet_line *line)
{
    switch (read_text(typing, prompt)) {
    case IL_TERMINAL_TEXT:
        return take_text(typing, line);
    case IL_TERMINAL_INTERRUPT:
        return take_interrupt(typing);
    case IL_TERMINAL_NO_MEMORY:
        return INLET_ENOMEM;
    default:
        return INLET_END;
    }
}

static inlet_status ask(inlet_console *console, const char *prompt, inlet_line *line)
{
    struct il_typing *typing = console->typing;
    if (has_failed(typing)) {
        drop_rest(typing);
    }
    typing->is_stopped = false;
    if (typing->next < typing->count) {
        return hand_over_next(typing, line);
    }
    return ask_user(typing, prompt, line);
}

/* As input() does it: what was printed comes before the prompt. */
static void flush(const char *name)
{
    PyObject *stream = PySys_GetObject(name);
    if (stream != NULL && il_ref_done(PyObject_CallMethod(stream, "flush", NULL)) < 0) {
        PyErr_Clear();
    }
}

/* UTF-8 of a prompt, as far as there is memory. */
static void set_more(struct il_typing *typing)
{
    IL_AUTO_REF PyObject *prompt = il_prompt_find(typing->console, IL_PROMPT_MORE);
    IL_AUTO_REF PyObject *bytes = prompt == NULL ? NULL : il_text_of(prompt);
    il_text_clear(&typing->more);
    if (bytes != NULL) {
        il_text_add(&typing->more, PyBytes_AS_STRING(bytes),
                    (size_t)PyBytes_GET_SIZE(bytes));
    } else {
        il_text_add_string(&typing->more, "... ");
    }
    PyErr_Clear();
}

static bool is_continuing(inlet_console *console)
{
    IL_AUTO_REF PyObject *buffer =
        PyObject_GetAttr(console->object, console->names[IL_NAME_BUFFER]);
    bool is_there = buffer != NULL && PyObject_IsTrue(buffer) > 0;
    PyErr_Clear();
    return is_there;
}

PyObject *il_typing_prompt(struct il_typing *typing, PyObject *prompt)
{
    PyObject *text = PyObject_Str(prompt);
    if (text != NULL || PyErr_ExceptionMatches(PyExc_SystemExit)) {
        return text;
    }
    if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
        PyErr_Clear();
    } else {
        PyErr_WriteUnraisable(prompt);
    }
    return PyUnicode_FromString(is_continuing(typing->console) ? "... " : ">>> ");
}

static PyObject *read_locked(struct il_typing *typing, PyObject *prompt)
{
    PyObject *line = NULL;
    typing->is_continuing = is_continuing(typing->console);
    set_more(typing);
    flush("stderr");
    flush("stdout");
    (void)il_callbacks_ask(typing->console, ask, prompt, "the terminal", &line);
    if (line == NULL) {
        typing->next = typing->count = 0; /* an interrupt is for all of them */
    } else if (!typing->is_continuing) {
        il_inputs_add(&typing->inputs, typing->console, line);
    }
    return line;
}

PyObject *il_typing_read(struct il_typing *typing, PyObject *prompt)
{
    if (atomic_exchange(&typing->is_reading, true)) {
        return NULL;
    }
    PyObject *line = read_locked(typing, prompt);
    atomic_store(&typing->is_reading, false);
    return line;
}
