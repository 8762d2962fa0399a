/* SPDX-License-Identifier: MIT
 * embed(), a console in the caller's frame, and frame_locals(), what it runs in.
 */
#include "core/compile.h"
#include "core/namespace.h"
#include "module/module.h"

/* ---- which frame ---- */

/* The frame that many calls above the one that has called us. New reference. */
static PyFrameObject *frame_above(Py_ssize_t depth)
{
    PyFrameObject *frame = (PyFrameObject *)Py_XNewRef((PyObject *)PyEval_GetFrame());
    for (; frame != NULL && depth > 0; depth--) {
        PyFrameObject *back = PyFrame_GetBack(frame);
        Py_DECREF(frame);
        frame = back;
    }
    if (frame == NULL) {
        PyErr_SetString(PyExc_ValueError, "call stack is not deep enough");
    }
    return frame;
}

static PyFrameObject *frame_at(PyObject *depth)
{
    Py_ssize_t number = depth == NULL ? 0 : PyNumber_AsSsize_t(depth, PyExc_ValueError);
    if (number < 0) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "depth must not be negative");
        }
        return NULL;
    }
    return frame_above(number);
}

static PyFrameObject *find_frame(PyObject *frame, PyObject *depth)
{
    if (frame == NULL || frame == Py_None) {
        return frame_at(depth);
    }
    if (!PyFrame_Check(frame)) {
        PyErr_Format(PyExc_TypeError, "frame must be a frame, not %.200s",
                     Py_TYPE(frame)->tp_name);
        return NULL;
    }
    return (PyFrameObject *)Py_NewRef(frame);
}

static PyObject *locals_of(struct il_engine *engine, PyFrameObject *frame)
{
    return frame == NULL || PySys_Audit("inlet.frame_locals", "O", frame) < 0
               ? NULL
               : il_namespace_of_frame(engine->namespace_type, frame);
}

/* ---- the functions ---- */

static PyObject *frame_locals(struct il_engine *engine, const struct il_args *args)
{
    IL_AUTO_REF PyObject *frame =
        (PyObject *)find_frame(args->value[0], args->value[1]);
    return locals_of(engine, (PyFrameObject *)frame);
}

/* The future statements of the file that the frame belongs to are in force. */
static int inherit_futures(struct il_engine *engine, PyObject *console,
                           PyFrameObject *frame)
{
    IL_AUTO_REF PyObject *code = (PyObject *)PyFrame_GetCode(frame);
    IL_AUTO_REF PyObject *command = PyObject_GetAttr(console, engine->names.compile);
    IL_AUTO_REF PyObject *compiler =
        command == NULL ? NULL : PyObject_GetAttr(command, engine->names.compiler);
    if (compiler == NULL) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
            return 0;
        }
        return -1;
    }
    return il_compile_remember(engine, compiler, code) < 0 ? -1 : 0;
}

static PyObject *embed(struct il_engine *engine, const struct il_args *args)
{
    PyObject *const *value = args->value;
    IL_AUTO_REF PyObject *frame = (PyObject *)find_frame(value[3], value[4]);
    IL_AUTO_REF PyObject *locals = locals_of(engine, (PyFrameObject *)frame);
    PyObject *local_exit = value[5] == NULL ? Py_True : value[5];
    IL_AUTO_REF PyObject *console =
        locals == NULL ? NULL : il_console_face_make(engine, locals, local_exit);
    if (console == NULL ||
        inherit_futures(engine, console, (PyFrameObject *)frame) < 0) {
        return NULL;
    }
    return il_console_face_open(engine, console, value[2], value[0], value[1]);
}

const struct il_face_entry il_embed_functions[] = {
    {
        .signature = {"embed",
                      "(banner=None, exitmsg=None, *, readfunc=None, frame=None, "
                      "depth=0, local_exit=True)",
                      {"banner", "exitmsg", "readfunc", "frame", "depth", "local_exit"},
                      .positional = 2,
                      .required = 0},
        .body = embed,
        .doc =
            "Run an InteractiveConsole in the frame of the caller.\n\n"
            "What is typed sees and binds the variables of that frame, in functions\n"
            "and classes as well. `frame` is another frame, `depth` says how many\n"
            "calls above the caller. The other arguments are those of interact().",
    },
    {
        .signature = {"frame_locals",
                      "(frame=None, depth=0)",
                      {"frame", "depth"},
                      .positional = 2,
                      .required = 0},
        .body = frame_locals,
        .doc =
            "A dict of the variables of a frame, for a console to run in.\n\n"
            "By default the frame is the caller's; `depth` says how many calls above\n"
            "it. Reading gives what a variable is now, assigning binds it. Raises the\n"
            "audit event inlet.frame_locals with the frame.",
    },
    {.body = NULL},
};
