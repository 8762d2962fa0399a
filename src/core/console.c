/* SPDX-License-Identifier: MIT
 * InteractiveConsole.
 */
#include "core/console.h"

#include "core/handling.h"
#include "core/shortcut.h"

/* ---- the buffer ---- */

/* Where the running Python has no local_exit, the class attribute says False and
 * only a console that asks for it carries its own. */
static int set_local_exit(struct il_engine *engine, PyObject *self,
                          PyObject *local_exit)
{
    int is_wanted = engine->flavor.local_exit ? 1 : PyObject_IsTrue(local_exit);
    return is_wanted <= 0
               ? is_wanted
               : PyObject_SetAttr(self, engine->names.local_exit, local_exit);
}

int il_console_init(struct il_engine *engine, PyObject *self, PyObject *locals,
                    PyObject *filename, PyObject *local_exit)
{
    IL_AUTO_REF PyObject *base =
        il_global(engine, IL_SPACE_CODE, engine->names.InteractiveInterpreter);
    PyObject *args[] = {base, self, locals};
    if (base == NULL ||
        il_ref_done(PyObject_VectorcallMethod(engine->names.__init__, args, 3, NULL)) <
            0 ||
        PyObject_SetAttr(self, engine->names.filename, filename) < 0 ||
        set_local_exit(engine, self, local_exit) < 0) {
        return -1;
    }
    return il_ref_done(PyObject_CallMethodNoArgs(self, engine->names.resetbuffer));
}

PyObject *il_console_resetbuffer(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *buffer = PyList_New(0);
    if (buffer == NULL || PyObject_SetAttr(self, engine->names.buffer, buffer) < 0) {
        return NULL;
    }
    il_shortcut_forget(engine, self);
    Py_RETURN_NONE;
}

static int append_line(struct il_engine *engine, PyObject *buffer, PyObject *line)
{
    return PyList_CheckExact(buffer) ? PyList_Append(buffer, line)
                                     : il_ref_done(PyObject_CallMethodOneArg(
                                           buffer, engine->names.append, line));
}

/* The buffer's text. `*out_lines` gets what it was joined from (a tuple, or the only
 * line) where that is sure to be the text; strong, or NULL. */
static PyObject *join_buffer(struct il_engine *engine, PyObject *self,
                             PyObject **out_lines)
{
    IL_AUTO_REF PyObject *buffer = PyObject_GetAttr(self, engine->names.buffer);
    if (buffer == NULL || !PyList_CheckExact(buffer)) {
        return buffer == NULL ? NULL : PyUnicode_Join(engine->newline, buffer);
    }
    *out_lines = PyList_GET_SIZE(buffer) == 1 ? Py_NewRef(PyList_GET_ITEM(buffer, 0))
                                              : PyList_AsTuple(buffer);
    return *out_lines == NULL ? NULL : PyUnicode_Join(engine->newline, buffer);
}

static PyObject *filename_of_push(struct il_engine *engine, PyObject *self,
                                  PyObject *filename)
{
    return filename == NULL || filename == Py_None
               ? PyObject_GetAttr(self, engine->names.filename)
               : Py_NewRef(filename);
}

static PyObject *run_in_order(struct il_engine *engine, PyObject *self,
                              PyObject *source, PyObject *filename, PyObject *keywords,
                              PyObject *symbol)
{
    IL_AUTO_REF PyObject *method = PyObject_GetAttr(self, engine->names.runsource);
    IL_AUTO_REF PyObject *name =
        method == NULL ? NULL : filename_of_push(engine, self, filename);
    PyObject *args[] = {source, name, symbol};
    return name == NULL ? NULL : PyObject_Vectorcall(method, args, 2, keywords);
}

/* Until 3.12 push() hands on neither a symbol nor a file name of its own, which an
 * override of runsource() may not take; so they go along only when given. And
 * runsource is looked up before the file name, which shows only where the class has a
 * look-up of its own: a bound method is made only then. */
static PyObject *run_buffer(struct il_engine *engine, PyObject *self, PyObject *source,
                            PyObject *filename, PyObject *symbol)
{
    bool is_old = !engine->flavor.local_exit;
    PyObject *keywords = is_old && symbol == NULL ? NULL : engine->symbol_keyword;
    symbol = symbol == NULL ? engine->single : symbol;
    if (is_old && Py_TYPE(self)->tp_getattro != PyObject_GenericGetAttr) {
        return run_in_order(engine, self, source, filename, keywords, symbol);
    }
    IL_AUTO_REF PyObject *name = filename_of_push(engine, self, filename);
    PyObject *args[] = {self, source, name, symbol};
    return name == NULL
               ? NULL
               : PyObject_VectorcallMethod(engine->names.runsource, args, 3, keywords);
}

PyObject *il_console_push(struct il_engine *engine, PyObject *self, PyObject *line,
                          PyObject *filename, PyObject *symbol)
{
    IL_AUTO_REF PyObject *buffer = il_shortcut_buffer(engine, self);
    if (buffer == NULL || append_line(engine, buffer, line) < 0) {
        return NULL;
    }
    int quick = il_shortcut_push(engine, self, buffer, filename, symbol);
    if (quick != 0) {
        return quick < 0 ? NULL : Py_NewRef(Py_True);
    }
    IL_AUTO_REF PyObject *lines = NULL;
    IL_AUTO_REF PyObject *source = join_buffer(engine, self, &lines);
    IL_AUTO_REF PyObject *more =
        source == NULL ? NULL : run_buffer(engine, self, source, filename, symbol);
    if (more == Py_True && lines != NULL) {
        il_shortcut_note(engine, self, source, lines);
    }
    int is_more = more == NULL ? -1 : PyObject_IsTrue(more);
    if (is_more < 0 || (is_more == 0 && il_ref_done(PyObject_CallMethodNoArgs(
                                            self, engine->names.resetbuffer)) < 0)) {
        return NULL;
    }
    return il_ref_steal(&more);
}

PyObject *il_console_raw_input(struct il_engine *engine, PyObject *prompt)
{
    IL_AUTO_REF PyObject *function =
        il_builtin(engine, IL_SPACE_CODE, engine->names.input);
    return function == NULL ? NULL : PyObject_CallOneArg(function, prompt);
}

/* ---- what interact() sets up and takes back ---- */

struct session {
    struct il_engine *engine;
    PyObject *self;
    bool is_local;    /* local_exit: SystemExit ends the loop only */
    bool has_cleanup; /* the form since 3.13: the end is told also on an exception */
    bool set_ps1, set_ps2;
    PyObject *exit, *quit; /* strong: the builtins that were replaced, or NULL */
};

/* As in `self.write(<text>)`, the method is looked up before the text is made. */
static PyObject *find_write(struct session *session)
{
    return PyObject_GetAttr(session->self, session->engine->names.write);
}

static int call_write(PyObject *write, PyObject *text)
{
    return text == NULL ? -1 : il_ref_done(PyObject_CallOneArg(write, text));
}

static int write_literal(struct session *session, const char *literal)
{
    IL_AUTO_REF PyObject *write = find_write(session);
    IL_AUTO_REF PyObject *text = write == NULL ? NULL : PyUnicode_FromString(literal);
    return call_write(write, text);
}

static int set_prompt(struct session *session, PyObject *name, const char *text,
                      bool *out_set)
{
    IL_AUTO_REF PyObject *present = il_sys_get(session->engine, name);
    if (present != NULL) {
        return 0;
    }
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return -1;
    }
    struct il_handling block;
    il_handling_begin(&block);
    IL_AUTO_REF PyObject *prompt = PyUnicode_FromString(text);
    int done = prompt == NULL ? -1 : il_sys_set(session->engine, name, prompt);
    il_handling_end(&block);
    *out_set = done == 0;
    return done;
}

static PyObject *class_name(struct session *session)
{
    IL_AUTO_REF PyObject *class =
        PyObject_GetAttr(session->self, session->engine->names.__class__);
    return class == NULL ? NULL
                         : PyObject_GetAttr(class, session->engine->names.__name__);
}

static PyObject *make_default_banner(struct session *session)
{
    struct il_engine *engine = session->engine;
    IL_AUTO_REF PyObject *version = il_sys_get(engine, engine->names.version);
    IL_AUTO_REF PyObject *platform =
        version == NULL ? NULL : il_sys_get(engine, engine->names.platform);
    IL_AUTO_REF PyObject *name = platform == NULL ? NULL : class_name(session);
    if (name == NULL) {
        return NULL;
    }
    return PyUnicode_FromFormat("Python %S on %S\nType \"help\", \"copyright\", "
                                "\"credits\" or \"license\" for more information.\n"
                                "(%S)\n",
                                version, platform, name);
}

static PyObject *make_banner(struct session *session, PyObject *banner)
{
    struct il_engine *engine = session->engine;
    if (banner == Py_None) {
        return make_default_banner(session);
    }
    IL_AUTO_REF PyObject *class = il_builtin(engine, IL_SPACE_CODE, engine->names.str);
    IL_AUTO_REF PyObject *words =
        class == NULL ? NULL : PyObject_CallOneArg(class, banner);
    return words == NULL ? NULL : PyUnicode_FromFormat("%S\n", words);
}

static int write_banner(struct session *session, PyObject *banner)
{
    int is_wanted = banner == Py_None ? 1 : PyObject_IsTrue(banner);
    if (is_wanted <= 0) {
        return is_wanted;
    }
    IL_AUTO_REF PyObject *write = find_write(session);
    IL_AUTO_REF PyObject *text = write == NULL ? NULL : make_banner(session, banner);
    return call_write(write, text);
}

static PyObject *make_exitmsg(struct session *session, PyObject *exitmsg)
{
    if (exitmsg == Py_None) {
        IL_AUTO_REF PyObject *name = class_name(session);
        return name == NULL ? NULL : PyUnicode_FromFormat("now exiting %S...\n", name);
    }
    IL_AUTO_REF PyObject *format = PyUnicode_FromString("%s\n");
    return format == NULL ? NULL : PyUnicode_Format(format, exitmsg);
}

static int write_exitmsg(struct session *session, PyObject *exitmsg)
{
    int is_wanted =
        exitmsg == Py_None
            ? 1
            : PyObject_RichCompareBool(exitmsg, session->engine->empty, Py_NE);
    if (is_wanted <= 0) {
        return is_wanted;
    }
    IL_AUTO_REF PyObject *write = find_write(session);
    IL_AUTO_REF PyObject *text = write == NULL ? NULL : make_exitmsg(session, exitmsg);
    return call_write(write, text);
}

/* While a local session runs, exit() and quit() must not close sys.stdin. */
static int replace_builtin(struct session *session, PyObject *name,
                           PyObject **out_original)
{
    struct il_engine *engine = session->engine;
    IL_AUTO_REF PyObject *builtins =
        il_global(engine, IL_SPACE_CODE, engine->names.builtins);
    if (builtins == NULL) {
        return -1;
    }
    PyObject *original = PyObject_GetAttr(builtins, name);
    if (original == NULL) {
        bool is_absent = PyErr_ExceptionMatches(PyExc_AttributeError);
        if (is_absent) {
            PyErr_Clear();
        }
        return is_absent ? 0 : -1;
    }
    *out_original = original;
    IL_AUTO_REF PyObject *class =
        il_global(engine, IL_SPACE_CODE, engine->names.Quitter);
    IL_AUTO_REF PyObject *quitter =
        class == NULL ? NULL : PyObject_CallOneArg(class, name);
    return quitter == NULL ? -1 : PyObject_SetAttr(builtins, name, quitter);
}

static int restore_builtin(struct session *session, PyObject *name, PyObject *original)
{
    if (original == NULL || original == Py_None) {
        return 0;
    }
    struct il_engine *engine = session->engine;
    IL_AUTO_REF PyObject *builtins =
        il_global(engine, IL_SPACE_CODE, engine->names.builtins);
    return builtins == NULL ? -1 : PyObject_SetAttr(builtins, name, original);
}

static int delete_prompt(struct session *session, PyObject *name, bool was_set)
{
    if (!was_set || !session->engine->flavor.prompts_are_removed) {
        return 0;
    }
    IL_AUTO_REF PyObject *sys =
        il_global(session->engine, IL_SPACE_CODE, session->engine->names.sys);
    return sys == NULL ? -1 : PyObject_DelAttr(sys, name);
}

static int close_session(struct session *session, PyObject *exitmsg)
{
    struct il_engine_names *names = &session->engine->names;
    if (restore_builtin(session, names->exit, session->exit) < 0 ||
        restore_builtin(session, names->quit, session->quit) < 0 ||
        delete_prompt(session, names->ps1, session->set_ps1) < 0 ||
        delete_prompt(session, names->ps2, session->set_ps2) < 0) {
        return -1;
    }
    return write_exitmsg(session, exitmsg);
}

/* ---- the loop ---- */

enum turn { TURN_FAILED = -1, TURN_LAST, TURN_NEXT };

static enum turn end_of_input(struct session *session)
{
    struct il_handling block;
    il_handling_begin(&block);
    int done = write_literal(session, "\n");
    il_handling_end(&block);
    return done < 0 ? TURN_FAILED : TURN_LAST;
}

static PyObject *read_line(struct session *session, PyObject *more)
{
    struct il_engine_names *names = &session->engine->names;
    int is_more = PyObject_IsTrue(more);
    IL_AUTO_REF PyObject *prompt =
        is_more < 0 ? NULL
                    : il_sys_get(session->engine, is_more ? names->ps2 : names->ps1);
    return prompt == NULL
               ? NULL
               : PyObject_CallMethodOneArg(session->self, names->raw_input, prompt);
}

/* Read a line and push it; `*more` becomes what push() answered. */
static enum turn take_turn(struct session *session, PyObject **more)
{
    /* The standard loop is bytecode, so an interrupt reaches it anywhere. */
    if (PyErr_CheckSignals() < 0) {
        return TURN_FAILED;
    }
    IL_AUTO_REF PyObject *line = read_line(session, *more);
    if (line == NULL) {
        return PyErr_ExceptionMatches(PyExc_EOFError) ? end_of_input(session)
                                                      : TURN_FAILED;
    }
    PyObject *answer =
        PyObject_CallMethodOneArg(session->self, session->engine->names.push, line);
    if (answer == NULL) {
        return TURN_FAILED;
    }
    Py_SETREF(*more, answer);
    return TURN_NEXT;
}

static enum turn interrupted(struct session *session, PyObject **more)
{
    struct il_handling block;
    il_handling_begin(&block);
    int done = write_literal(session, "\nKeyboardInterrupt\n");
    if (done == 0) {
        done = il_ref_done(PyObject_CallMethodNoArgs(
            session->self, session->engine->names.resetbuffer));
    }
    il_handling_end(&block);
    Py_SETREF(*more, Py_NewRef(Py_False));
    return done < 0 ? TURN_FAILED : TURN_NEXT;
}

/* SystemExit: does it end this console only? self.local_exit is asked now. */
static enum turn exited(struct session *session)
{
    if (!session->has_cleanup) {
        return TURN_FAILED;
    }
    struct il_handling block;
    il_handling_begin(&block);
    IL_AUTO_REF PyObject *local_exit =
        PyObject_GetAttr(session->self, session->engine->names.local_exit);
    int is_local = local_exit == NULL ? -1 : PyObject_IsTrue(local_exit);
    if (is_local == 0) {
        il_handling_reraise(&block);
        return TURN_FAILED;
    }
    int done = is_local < 0 ? -1 : write_literal(session, "\n");
    il_handling_end(&block);
    return done < 0 ? TURN_FAILED : TURN_LAST;
}

static int run_loop(struct session *session)
{
    PyObject *more = Py_NewRef(Py_False);
    enum turn turn = TURN_NEXT;
    while (turn == TURN_NEXT) {
        turn = take_turn(session, &more);
        if (turn == TURN_FAILED && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
            turn = interrupted(session, &more);
        } else if (turn == TURN_FAILED && PyErr_ExceptionMatches(PyExc_SystemExit)) {
            turn = exited(session);
        }
    }
    Py_DECREF(more);
    return turn == TURN_FAILED ? -1 : 0;
}

/* The form since 3.13: what was set up is taken back, and the exit message told,
 * however the loop ends. */
static int run_and_close(struct session *session, PyObject *exitmsg)
{
    if (run_loop(session) == 0) {
        return close_session(session, exitmsg);
    }
    if (!session->has_cleanup) {
        return -1;
    }
    struct il_handling block;
    il_handling_begin(&block);
    if (close_session(session, exitmsg) < 0) {
        il_handling_end(&block);
        return -1;
    }
    il_handling_reraise(&block);
    return -1;
}

static int open_session(struct session *session)
{
    struct il_engine *engine = session->engine;
    IL_AUTO_REF PyObject *local_exit =
        PyObject_GetAttr(session->self, engine->names.local_exit);
    if (local_exit == NULL) {
        if (engine->flavor.local_exit ||
            !PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int is_local = PyObject_IsTrue(local_exit);
    if (is_local < 0) {
        return -1;
    }
    session->is_local = is_local;
    session->has_cleanup = engine->flavor.local_exit || is_local;
    return 0;
}

static int replace_exits(struct session *session)
{
    struct il_engine_names *names = &session->engine->names;
    if (!session->is_local) {
        return 0;
    }
    if (replace_builtin(session, names->exit, &session->exit) == 0 &&
        replace_builtin(session, names->quit, &session->quit) == 0) {
        return 0;
    }
    /* The loop will not run, so nothing else would put them back. */
    struct il_handling block;
    il_handling_begin(&block);
    if (restore_builtin(session, names->exit, session->exit) < 0 ||
        restore_builtin(session, names->quit, session->quit) < 0) {
        il_handling_end(&block);
        return -1;
    }
    il_handling_reraise(&block);
    return -1;
}

PyObject *il_console_interact(struct il_engine *engine, PyObject *self,
                              PyObject *banner, PyObject *exitmsg)
{
    struct session session = {.engine = engine, .self = self};
    int done = -1;
    if (set_prompt(&session, engine->names.ps1, ">>> ", &session.set_ps1) == 0 &&
        set_prompt(&session, engine->names.ps2, "... ", &session.set_ps2) == 0 &&
        write_banner(&session, banner) == 0 && open_session(&session) == 0 &&
        replace_exits(&session) == 0) {
        done = run_and_close(&session, exitmsg);
    }
    Py_XDECREF(session.exit);
    Py_XDECREF(session.quit);
    return done < 0 ? NULL : Py_NewRef(Py_None);
}
