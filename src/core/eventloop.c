/* SPDX-License-Identifier: MIT
 * The event loop that a console's commands run on.
 */
#include "core/eventloop.h"

#include "core/awaited.h"
#include "core/compat.h"
#include "core/interp.h"
#include "core/namespace.h"

/* ---- attributes ---- */

int il_eventloop_init(struct il_engine *engine, PyObject *self, PyObject *loop)
{
    IL_AUTO_REF PyObject *command = PyObject_GetAttr(self, engine->names.compile);
    IL_AUTO_REF PyObject *compiler =
        command == NULL ? NULL : PyObject_GetAttr(command, engine->names.compiler);
    IL_AUTO_REF PyObject *before =
        compiler == NULL ? NULL : PyObject_GetAttr(compiler, engine->names.flags);
    IL_AUTO_REF PyObject *bit = PyLong_FromLong(PyCF_ALLOW_TOP_LEVEL_AWAIT);
    IL_AUTO_REF PyObject *after =
        before == NULL || bit == NULL ? NULL : PyNumber_Or(before, bit);
    return after == NULL ||
                   PyObject_SetAttr(compiler, engine->names.flags, after) < 0 ||
                   PyObject_SetAttr(self, engine->names.loop, loop) < 0
               ? -1
               : 0;
}

static PyObject *call_asyncio(const char *function)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("asyncio");
    return module == NULL ? NULL : PyObject_CallMethod(module, function, NULL);
}

/* What a method without arguments says: 1, 0 or -1. */
static int ask(PyObject *object, const char *question)
{
    IL_AUTO_REF PyObject *answer = PyObject_CallMethod(object, question, NULL);
    return answer == NULL ? -1 : PyObject_IsTrue(answer);
}

/* ---- which loop ---- */

enum way { WAY_FAILED = -1, WAY_RUN, WAY_HAND_OVER, WAY_NONE };

/* The loop of the console's asyncio.Runner, made when it is first needed. */
static PyObject *own_loop(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *runner = il_object_get(self, engine->names._runner);
    if (runner == Py_None) {
        Py_SETREF(runner, call_asyncio("Runner"));
        if (runner != NULL &&
            PyObject_SetAttr(self, engine->names._runner, runner) < 0) {
            return NULL;
        }
    }
    return runner == NULL ? NULL : PyObject_CallMethod(runner, "get_loop", NULL);
}

static enum way way_to(PyObject *loop, PyObject *running)
{
    int runs_elsewhere = loop == running ? 0 : ask(loop, "is_running");
    if (runs_elsewhere != 0) {
        return runs_elsewhere < 0 ? WAY_FAILED : WAY_HAND_OVER;
    }
    /* A thread runs one loop at a time. */
    return running == Py_None ? WAY_RUN : WAY_NONE;
}

/* `*out_loop` is new, or NULL where there is no way. */
static enum way find_loop(struct il_engine *engine, PyObject *self, PyObject **out_loop)
{
    IL_AUTO_REF PyObject *running = call_asyncio("_get_running_loop");
    IL_AUTO_REF PyObject *loop =
        running == NULL ? NULL : il_object_get(self, engine->names.loop);
    if (loop == Py_None && running == Py_None) {
        Py_SETREF(loop, own_loop(engine, self));
    }
    if (loop == NULL || loop == Py_None) {
        return loop == NULL ? WAY_FAILED : WAY_NONE;
    }
    enum way way = way_to(loop, running);
    *out_loop = way == WAY_RUN || way == WAY_HAND_OVER ? il_ref_steal(&loop) : NULL;
    return way;
}

/* ---- in which context ---- */

static int set_variable(PyObject *context, PyObject *variable, PyObject *value)
{
    IL_AUTO_REF PyObject *method = PyObject_GetAttrString(variable, "set");
    return method == NULL
               ? -1
               : il_ref_done(PyObject_CallMethod(context, "run", "OO", method, value));
}

/* Set what is another value in `now` than it was `before`. */
static int copy_changes(PyObject *context, PyObject *before, PyObject *now)
{
    IL_AUTO_REF PyObject *items = PyMapping_Items(now);
    for (Py_ssize_t i = 0; items != NULL && i < PyList_GET_SIZE(items); i++) {
        PyObject *variable = PyTuple_GET_ITEM(PyList_GET_ITEM(items, i), 0);
        PyObject *value = PyTuple_GET_ITEM(PyList_GET_ITEM(items, i), 1);
        IL_AUTO_REF PyObject *old =
            before == Py_None ? Py_NewRef(Py_None)
                              : PyObject_CallMethod(before, "get", "O", variable);
        if (old == NULL ||
            (old != value && set_variable(context, variable, value) < 0)) {
            return -1;
        }
    }
    return items == NULL ? -1 : 0;
}

static PyObject *find_context(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *now = PyContext_CopyCurrent();
    IL_AUTO_REF PyObject *before =
        now == NULL ? NULL : il_object_get(self, engine->names._outer_context);
    IL_AUTO_REF PyObject *context =
        before == NULL ? NULL : il_object_get(self, engine->names.context);
    if (context == NULL) {
        return NULL;
    }
    if (context == Py_None) {
        Py_SETREF(context, PyContext_CopyCurrent());
        if (context == NULL ||
            PyObject_SetAttr(self, engine->names.context, context) < 0) {
            return NULL;
        }
    } else if (copy_changes(context, before, now) < 0) {
        return NULL;
    }
    return PyObject_SetAttr(self, engine->names._outer_context, now) < 0
               ? NULL
               : il_ref_steal(&context);
}

/* ---- SIGINT ---- */

/* Let it come to the command, where it would be raised in this thread: the handler that
 * is in force now; None where it is left alone. New reference. */
static PyObject *take_sigint(PyObject *module, struct il_awaited *command)
{
    IL_AUTO_REF PyObject *handler = il_awaited_method(command, "interrupt");
    IL_AUTO_REF PyObject *number =
        handler == NULL ? NULL : PyObject_GetAttrString(module, "SIGINT");
    IL_AUTO_REF PyObject *before =
        number == NULL ? NULL : PyObject_CallMethod(module, "getsignal", "O", number);
    IL_AUTO_REF PyObject *usual =
        before == NULL ? NULL : PyObject_GetAttrString(module, "default_int_handler");
    if (usual == NULL || before != usual) {
        return usual == NULL ? NULL : Py_NewRef(Py_None);
    }
    if (il_ref_done(PyObject_CallMethod(module, "signal", "OO", number, handler)) < 0) {
        /* Not the main thread. */
        if (!PyErr_ExceptionMatches(PyExc_ValueError)) {
            return NULL;
        }
        PyErr_Clear();
        return Py_NewRef(Py_None);
    }
    return il_ref_steal(&handler);
}

/* Unless the command has set another one. */
static int give_sigint(PyObject *module, PyObject *handler)
{
    IL_AUTO_REF PyObject *number = PyObject_GetAttrString(module, "SIGINT");
    IL_AUTO_REF PyObject *now =
        number == NULL ? NULL : PyObject_CallMethod(module, "getsignal", "O", number);
    if (now != handler) {
        return now == NULL ? -1 : 0;
    }
    IL_AUTO_REF PyObject *usual = PyObject_GetAttrString(module, "default_int_handler");
    return usual == NULL ? -1
                         : il_ref_done(PyObject_CallMethod(module, "signal", "OO",
                                                           number, usual));
}

/* ---- waiting ---- */

/* One way to wait for the command: 0 when its future is done, -1 with an exception. */
typedef int (*waiting)(struct il_awaited *command);

/* An interrupt came out of the wait. The first one asks the command to end and waits
 * on, unless it has not begun; with the second nobody waits any more. 0: wait on. */
static int interrupted(struct il_awaited *command)
{
    if (!PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) || command->is_asked ||
        command->task == NULL) {
        return -1;
    }
    PyObject *raised = il_raised_take();
    command->is_asked = true;
    if (il_awaited_ask(command) < 0) {
        PyErr_Clear();
        il_raised_give(raised);
        return -1;
    }
    Py_DECREF(raised);
    return 0;
}

/* SystemExit of another task, the second interrupt, a loop that was stopped: nobody
 * waits for the command any more. The exception stays. Gives -1. */
static int give_up(struct il_awaited *command)
{
    PyObject *raised = il_raised_take();
    command->is_dropped = true;
    if (command->task != NULL && il_awaited_ask(command) < 0) {
        PyErr_Clear();
    }
    il_raised_give(raised);
    return -1;
}

static int wait_with(struct il_awaited *command, waiting wait)
{
    int done = wait(command);
    while (done < 0 && interrupted(command) == 0) {
        done = wait(command);
    }
    return done == 0 ? il_awaited_conclude(command) : give_up(command);
}

/* The loop is this thread's to run. Whoever stops it, a call of before that was still
 * waiting included, it runs on while the command does. */
static int wait_here(struct il_awaited *command)
{
    IL_AUTO_REF PyObject *beat = il_awaited_method(command, "beat");
    if (beat == NULL ||
        il_ref_done(PyObject_CallMethod(command->loop, "call_soon", "O", beat)) < 0) {
        return -1;
    }
    while (!command->is_over) {
        if (il_ref_done(PyObject_CallMethod(command->loop, "run_forever", NULL)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The command's end wakes the wait; only an exception that another thread raises in
 * this one, and the end of the loop, have to be looked for. */
static int wait_there(struct il_awaited *command)
{
    for (;;) {
        IL_AUTO_REF PyObject *result =
            PyObject_CallMethod(command->future, "result", "d", 0.05);
        if (result != NULL || !PyErr_ExceptionMatches(PyExc_TimeoutError)) {
            return result == NULL ? -1 : 0;
        }
        PyErr_Clear();
        int runs = command->is_over ? 1 : ask(command->loop, "is_running");
        if (runs < 0 || command->is_over) {
            return runs < 0 ? -1 : 0;
        }
        if (runs == 0) {
            PyErr_SetString(PyExc_RuntimeError,
                            "the event loop stopped before the command was over");
            return -1;
        }
    }
}

/* ---- running a command ---- */

static struct il_awaited *make_command(struct il_engine *engine, PyObject *self,
                                       PyObject *code, PyObject *loop, PyObject *future)
{
    IL_AUTO_REF PyObject *locals =
        future == NULL ? NULL : PyObject_GetAttr(self, engine->names.locals);
    return locals == NULL ? NULL : il_awaited_new(engine, code, locals, loop, future);
}

static int schedule(struct il_engine *engine, PyObject *self,
                    struct il_awaited *command, const char *call_soon)
{
    IL_AUTO_REF PyObject *context = find_context(engine, self);
    return context == NULL
               ? -1
               : il_ref_done(il_awaited_schedule(command, call_soon, context));
}

static int wait_for_signals(struct il_awaited *command)
{
    /* The module in C: no interrupt can come in the midst of its functions. */
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("_signal");
    IL_AUTO_REF PyObject *handler =
        module == NULL ? NULL : take_sigint(module, command);
    if (handler == NULL) {
        return give_up(command);
    }
    int done = wait_with(command, wait_here);
    if (handler != Py_None) {
        PyObject *raised = il_raised_take();
        if (give_sigint(module, handler) < 0) {
            PyErr_WriteUnraisable(handler);
        }
        if (raised != NULL) {
            il_raised_give(raised);
        }
    }
    return done;
}

static int run_here(struct il_engine *engine, PyObject *self, PyObject *code,
                    PyObject *loop)
{
    IL_AUTO_REF PyObject *future = PyObject_CallMethod(loop, "create_future", NULL);
    struct il_awaited *command = make_command(engine, self, code, loop, future);
    IL_AUTO_REF PyObject *owned = (PyObject *)command;
    if (owned == NULL) {
        return -1;
    }
    command->stops_loop = true;
    return schedule(engine, self, command, "call_soon") < 0 ? give_up(command)
                                                            : wait_for_signals(command);
}

static PyObject *make_future(void)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("concurrent.futures");
    return module == NULL ? NULL : PyObject_CallMethod(module, "Future", NULL);
}

static int run_there(struct il_engine *engine, PyObject *self, PyObject *code,
                     PyObject *loop)
{
    IL_AUTO_REF PyObject *future = make_future();
    struct il_awaited *command = make_command(engine, self, code, loop, future);
    IL_AUTO_REF PyObject *owned = (PyObject *)command;
    if (owned == NULL) {
        return -1;
    }
    return schedule(engine, self, command, "call_soon_threadsafe") < 0
               ? give_up(command)
               : wait_with(command, wait_there);
}

/* push_async() will hand the command's future out. */
static int leave_to_push(struct il_engine *engine, PyObject *self, PyObject *code,
                         PyObject *list)
{
    IL_AUTO_REF PyObject *loop = call_asyncio("get_running_loop");
    IL_AUTO_REF PyObject *future =
        loop == NULL ? NULL : PyObject_CallMethod(loop, "create_future", NULL);
    struct il_awaited *command = make_command(engine, self, code, loop, future);
    IL_AUTO_REF PyObject *owned = (PyObject *)command;
    IL_AUTO_REF PyObject *withdraw =
        command == NULL ? NULL : il_awaited_method(command, "withdraw");
    if (withdraw == NULL) {
        return -1;
    }
    command->console = Py_NewRef(self);
    return il_ref_done(
               PyObject_CallMethod(future, "add_done_callback", "O", withdraw)) < 0 ||
                   PyList_Append(list, owned) < 0
               ? -1
               : schedule(engine, self, command, "call_soon");
}

static int evaluate_here(struct il_engine *engine, PyObject *code, PyObject *locals)
{
    IL_AUTO_REF PyObject *value = il_awaited_evaluate(engine, code, locals);
    if (value == NULL || !il_awaited_is_coroutine(code, value)) {
        return value == NULL ? -1 : 0;
    }
    if (il_ref_done(PyObject_CallMethod(value, "close", NULL)) == 0) {
        PyErr_SetString(PyExc_RuntimeError,
                        "an event loop runs in this thread: only push_async() of the "
                        "console can await on it");
    }
    return -1;
}

/* Inside of a loop, where nobody awaits what the command may await. */
static int run_without(struct il_engine *engine, PyObject *self, PyObject *code)
{
    IL_AUTO_REF PyObject *list = il_object_get(self, engine->names._awaited);
    if (list == NULL || PyList_CheckExact(list)) {
        return list == NULL ? -1 : leave_to_push(engine, self, code, list);
    }
    IL_AUTO_REF PyObject *locals = PyObject_GetAttr(self, engine->names.locals);
    if (locals == NULL) {
        return -1;
    }
    int done = evaluate_here(engine, code, locals);
    if ((PyObject *)Py_TYPE(locals) == engine->namespace_type &&
        il_namespace_end(locals) < 0) {
        return -1;
    }
    return done;
}

static int run(struct il_engine *engine, PyObject *self, PyObject *code)
{
    IL_AUTO_REF PyObject *loop = NULL;
    switch (find_loop(engine, self, &loop)) {
    case WAY_RUN:
        return run_here(engine, self, code, loop);
    case WAY_HAND_OVER:
        return run_there(engine, self, code, loop);
    case WAY_NONE:
        return run_without(engine, self, code);
    case WAY_FAILED:
    default:
        return -1;
    }
}

PyObject *il_eventloop_runcode(struct il_engine *engine, PyObject *self, PyObject *code)
{
    if (run(engine, self, code) < 0 && il_interp_show(engine, self) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- push_async() ---- */

static int set_optional(PyObject *keywords, PyObject *name, PyObject *value)
{
    return value == NULL ? 0 : PyDict_SetItem(keywords, name, value);
}

/* self.push(line), with what else was given. */
static PyObject *call_push(struct il_engine *engine, PyObject *self, PyObject *line,
                           PyObject *filename, PyObject *symbol)
{
    IL_AUTO_REF PyObject *method = PyObject_GetAttr(self, engine->names.push);
    IL_AUTO_REF PyObject *args = method == NULL ? NULL : PyTuple_Pack(1, line);
    IL_AUTO_REF PyObject *keywords = args == NULL ? NULL : PyDict_New();
    return keywords == NULL ||
                   set_optional(keywords, engine->names.filename, filename) < 0 ||
                   set_optional(keywords, engine->names._symbol, symbol) < 0
               ? NULL
               : PyObject_Call(method, args, keywords);
}

/* The same, with a list for the command that it may come to. */
static PyObject *push_into(struct il_engine *engine, PyObject *self, PyObject *list,
                           PyObject *line, PyObject *filename, PyObject *symbol)
{
    if (PyObject_SetAttr(self, engine->names._awaited, list) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *more = call_push(engine, self, line, filename, symbol);
    PyObject *raised = il_raised_take();
    int done = PyObject_SetAttr(self, engine->names._awaited, Py_None);
    if (raised != NULL) {
        PyErr_Clear();
        il_raised_give(raised);
    }
    return done < 0 || raised != NULL ? NULL : il_ref_steal(&more);
}

/* One command at a time, on the console's loop. */
static int check_push(struct il_engine *engine, PyObject *self, PyObject *running)
{
    IL_AUTO_REF PyObject *loop = il_object_get(self, engine->names.loop);
    IL_AUTO_REF PyObject *last =
        loop == NULL ? NULL : il_object_get(self, engine->names._future);
    IL_AUTO_REF PyObject *list =
        last == NULL ? NULL : il_object_get(self, engine->names._awaited);
    if (list == NULL) {
        return -1;
    }
    int is_over = last == Py_None ? 1 : ask(last, "done");
    if (is_over < 0) {
        return -1;
    }
    const char *fault = loop != Py_None && loop != running
                            ? "the console's event loop does not run in this thread"
                        : list != Py_None || !is_over ? "a command runs in the console"
                                                      : NULL;
    if (fault != NULL) {
        PyErr_SetString(PyExc_RuntimeError, fault);
    }
    return fault == NULL ? 0 : -1;
}

static PyObject *done_future(PyObject *loop, PyObject *result)
{
    IL_AUTO_REF PyObject *future = PyObject_CallMethod(loop, "create_future", NULL);
    return future == NULL || il_ref_done(PyObject_CallMethod(future, "set_result",
                                                             "(O)", result)) < 0
               ? NULL
               : il_ref_steal(&future);
}

PyObject *il_eventloop_push(struct il_engine *engine, PyObject *self, PyObject *line,
                            PyObject *filename, PyObject *symbol)
{
    IL_AUTO_REF PyObject *loop = call_asyncio("get_running_loop");
    IL_AUTO_REF PyObject *list = loop == NULL ? NULL : PyList_New(0);
    if (list == NULL || check_push(engine, self, loop) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *more = push_into(engine, self, list, line, filename, symbol);
    if (more == NULL || PyList_GET_SIZE(list) == 0) {
        return more == NULL ? NULL : done_future(loop, more);
    }
    struct il_awaited *command = (struct il_awaited *)PyList_GET_ITEM(list, 0);
    Py_XSETREF(command->result, il_ref_steal(&more));
    return PyObject_SetAttr(self, engine->names._future, command->future) < 0
               ? NULL
               : Py_NewRef(command->future);
}

/* ---- the end ---- */

int il_eventloop_close(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *runner = il_object_get(self, engine->names._runner);
    if (runner == NULL || runner == Py_None) {
        return runner == NULL ? -1 : 0;
    }
    return PyObject_SetAttr(self, engine->names._runner, Py_None) < 0
               ? -1
               : il_ref_done(PyObject_CallMethod(runner, "close", NULL));
}

static int close_loop(PyObject *runner)
{
    IL_AUTO_REF PyObject *loop = PyObject_CallMethod(runner, "get_loop", NULL);
    int runs = loop == NULL ? -1 : ask(loop, "is_running");
    return runs != 0 ? -1 : il_ref_done(PyObject_CallMethod(loop, "close", NULL));
}

void il_eventloop_abandon(struct il_engine *engine, PyObject *self)
{
    IL_AUTO_REF PyObject *runner = il_object_get(self, engine->names._runner);
    if (runner == NULL || (runner != Py_None && close_loop(runner) < 0)) {
        PyErr_Clear();
    }
}
