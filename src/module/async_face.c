/* SPDX-License-Identifier: MIT
 * The class AsyncConsole: `await` at the prompt.
 */
#include "core/compat.h"
#include "core/console.h"
#include "core/eventloop.h"
#include "module/module.h"

static PyObject *or_none(PyObject *value) { return value == NULL ? Py_None : value; }

static PyObject *Async_init(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    IL_AUTO_REF PyObject *filename =
        value[2] != NULL ? Py_NewRef(value[2]) : PyUnicode_FromString("<console>");
    PyObject *local_exit = value[3] != NULL ? value[3] : Py_False;
    if (filename == NULL ||
        il_console_init(engine, value[0], or_none(value[1]), filename, local_exit) <
            0 ||
        il_eventloop_init(engine, value[0], or_none(value[4])) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *Async_runcode(struct il_engine *engine, const struct il_args *args)
{
    return il_eventloop_runcode(engine, args->value[0], args->value[1]);
}

static PyObject *Async_push_async(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    return il_eventloop_push(engine, value[0], value[1], value[2], value[3]);
}

/* The tasks end with the session, however that ends. */
static PyObject *Async_interact(struct il_engine *engine, const struct il_args *args)
{
    PyObject *self = args->value[0];
    IL_AUTO_REF PyObject *done = il_console_interact(
        engine, self, or_none(args->value[1]), or_none(args->value[2]));
    PyObject *raised = il_raised_take();
    int closed = il_eventloop_close(engine, self);
    if (raised != NULL) {
        if (closed < 0) {
            PyErr_WriteUnraisable(self);
        }
        il_raised_give(raised);
        return NULL;
    }
    return closed < 0 ? NULL : il_ref_steal(&done);
}

static PyObject *Async_close(struct il_engine *engine, const struct il_args *args)
{
    if (il_eventloop_close(engine, args->value[0]) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *Async_del(struct il_engine *engine, const struct il_args *args)
{
    il_eventloop_abandon(engine, args->value[0]);
    Py_RETURN_NONE;
}

static const struct il_face_entry async_methods[] = {
    {
        .signature = {"AsyncConsole.__init__",
                      "(self, locals=None, filename='<console>', *, local_exit=False, "
                      "loop=None)",
                      {"self", "locals", "filename", "local_exit", "loop"},
                      .positional = 3,
                      .required = 1},
        .body = Async_init,
        .doc =
            "Make a console as InteractiveConsole() does, whose commands may await.\n\n"
            "They run on `loop`, in whichever thread that runs; by default on a loop\n"
            "that the console makes, and runs while a command runs. Sets the\n"
            "attribute `loop`.",
    },
    {
        .signature = {"AsyncConsole.runcode",
                      "(self, code)",
                      {"self", "code"},
                      .positional = 2,
                      .required = 2},
        .body = Async_runcode,
        .doc =
            "Run a code object on the loop, and wait until it is over.\n\n"
            "All exceptions but SystemExit go to showtraceback(). KeyboardInterrupt\n"
            "cancels what is awaited; the loop and its other tasks go on.",
    },
    {
        .signature = {"AsyncConsole.push_async",
                      "(self, line, filename=None, _symbol='single')",
                      {"self", "line", "filename", "_symbol"},
                      .positional = 4,
                      .required = 2},
        .body = Async_push_async,
        .doc =
            "push() for coroutines: a future, to be awaited, of what it answers.\n\n"
            "The command runs on the loop that runs in this thread, beside its other\n"
            "tasks. RuntimeError if there is none, if it is not the console's, or\n"
            "while another command runs.",
    },
    {
        .signature = {"AsyncConsole.interact",
                      "(self, banner=None, exitmsg=None)",
                      {"self", "banner", "exitmsg"},
                      .positional = 3,
                      .required = 1},
        .body = Async_interact,
        .doc = "Do as InteractiveConsole.interact() does, and close() in the end.",
    },
    {
        .signature =
            {"AsyncConsole.close", "(self)", {"self"}, .positional = 1, .required = 1},
        .body = Async_close,
        .doc =
            "Cancel the tasks of the loop that the console has made, and close it.\n\n"
            "A loop that was given is left alone. The next command makes a new one.",
    },
    {
        .signature = {"AsyncConsole.__del__",
                      "(self)",
                      {"self"},
                      .positional = 1,
                      .required = 1},
        .body = Async_del,
        .doc = "Close the loop that the console has made; its tasks are not run.",
    },
    {.body = NULL},
};

const struct il_face_class il_async_class = {
    .name = "AsyncConsole",
    .module_name = "inlet",
    .doc = "An InteractiveConsole with `await` at the prompt.",
    .base = "InteractiveConsole",
    .methods = async_methods,
};
