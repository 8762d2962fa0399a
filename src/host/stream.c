/* SPDX-License-Identifier: MIT
 * The streams of a console: io.TextIOWrapper over a buffer of ours. Warm.
 *
 * The wrapper is Python's, so that everything that can be asked of a text stream has
 * its usual answer. The buffer has no descriptor, is never closed, and outlives the
 * console, as somebody may have kept it: it then stands for the stream of the process.
 */
#include "host/route.h"

#include <string.h>

#include "core/compat.h"

struct buffer {
    PyObject_HEAD struct il_link *link; /* counted; or NULL: of no console */
    PyObject *inner;                    /* strong: the stream of the process, or None */
    PyObject *rest;                     /* strong: bytes read and not yet taken */
    int which;
    size_t begun_size; /* bytes of a character whose end has not been written */
    char begun[4];
};

static const char *const names[] = {"<stdin>", "<stdout>", "<stderr>"};

PyObject *il_stream_refuse(const char *what)
{
    IL_AUTO_REF PyObject *io = PyImport_ImportModule("io");
    IL_AUTO_REF PyObject *class =
        io == NULL ? NULL : PyObject_GetAttrString(io, "UnsupportedOperation");
    if (class != NULL) {
        PyErr_SetString(class, what);
    }
    return NULL;
}

/* Counted in, or NULL. */
static inlet_console *console_of(struct buffer *buffer)
{
    return buffer->link == NULL ? NULL : il_console_acquire(buffer->link);
}

/* --- Writing ---------------------------------------------------------------------- */

/* To the stream of the process. Where there is none it is lost, as print() has it. */
static int write_inner(struct buffer *buffer, const char *text, size_t length)
{
    if (buffer->inner == Py_None) {
        return 0;
    }
    IL_AUTO_REF PyObject *str = PyUnicode_DecodeUTF8(text, (Py_ssize_t)length, NULL);
    return str == NULL || il_ref_done(
                              PyObject_CallMethod(buffer->inner, "write", "O", str)) < 0
               ? -1
               : il_ref_done(PyObject_CallMethod(buffer->inner, "flush", NULL));
}

static int write_text(struct buffer *buffer, const char *text, size_t length)
{
    if (length == 0) {
        return 0;
    }
    int passed = 1;
    inlet_console *console = console_of(buffer);
    if (console != NULL) {
        inlet_stream stream =
            buffer->which == IL_STREAM_ERR ? INLET_STDERR : INLET_STDOUT;
        passed = il_output_write(console, stream, text, length);
        il_console_release(console);
    }
    return passed > 0 ? write_inner(buffer, text, length) : passed;
}

/* Text of the bytes that were begun before and of `data`; an unfinished character at
 * its end is kept, unless `is_final`. New str. */
static PyObject *decode(struct buffer *buffer, const char *data, size_t size,
                        bool is_final)
{
    size_t begun = buffer->begun_size;
    IL_AUTO_REF PyObject *all =
        PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(begun + size));
    if (all == NULL) {
        return NULL;
    }
    char *bytes = PyBytes_AS_STRING(all);
    memcpy(bytes, buffer->begun, begun);
    memcpy(bytes + begun, data, size);
    Py_ssize_t used = 0;
    PyObject *str = PyUnicode_DecodeUTF8Stateful(
        bytes, (Py_ssize_t)(begun + size), "backslashreplace", is_final ? NULL : &used);
    if (str != NULL) {
        size_t left = is_final ? 0 : begun + size - (size_t)used;
        memcpy(buffer->begun, bytes + used, left);
        buffer->begun_size = left;
    }
    return str;
}

static int write_pieces(struct buffer *buffer, const char *data, size_t size,
                        bool is_final)
{
    IL_AUTO_REF PyObject *str = decode(buffer, data, size, is_final);
    IL_AUTO_REF PyObject *bytes = str == NULL ? NULL : il_text_encode(str);
    return bytes == NULL ? -1
                         : write_text(buffer, PyBytes_AS_STRING(bytes),
                                      (size_t)PyBytes_GET_SIZE(bytes));
}

static int write_bytes(struct buffer *buffer, const char *data, size_t size)
{
    return buffer->begun_size == 0 && il_text_is_utf8(data, size)
               ? write_text(buffer, data, size)
               : write_pieces(buffer, data, size, false);
}

static PyObject *buffer_write(PyObject *self, PyObject *data)
{
    struct buffer *buffer = (struct buffer *)self;
    if (buffer->which == IL_STREAM_IN) {
        return il_stream_refuse("write");
    }
    if (PyUnicode_Check(data)) {
        PyErr_SetString(PyExc_TypeError, "a bytes-like object is required, not 'str'");
        return NULL;
    }
    IL_AUTO_REF PyObject *bytes = PyBytes_FromObject(data);
    if (bytes == NULL) {
        return NULL;
    }
    size_t size = (size_t)PyBytes_GET_SIZE(bytes);
    int done = write_bytes(buffer, PyBytes_AS_STRING(bytes), size);
    return done < 0 ? NULL : PyLong_FromSize_t(size);
}

/* --- Writing the short way -------------------------------------------------------- */

/* What io.TextIOWrapper.write() comes to, see wrap(). */
static int write_str(struct buffer *buffer, PyObject *str)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(str, &size);
    if (text != NULL && buffer->begun_size == 0) {
        return write_text(buffer, text, (size_t)size);
    }
    PyErr_Clear();
    IL_AUTO_REF PyObject *bytes = il_text_encode(str);
    return bytes == NULL ? -1
                         : write_bytes(buffer, PyBytes_AS_STRING(bytes),
                                       (size_t)PyBytes_GET_SIZE(bytes));
}

static PyObject *writer_write(PyObject *self, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "write() argument must be str, not %.100s",
                     Py_TYPE(text)->tp_name);
        return NULL;
    }
    return write_str((struct buffer *)self, text) < 0
               ? NULL
               : PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

PyObject *il_stream_writer(PyObject *stream)
{
    static PyMethodDef writer = {"write", writer_write, METH_O, NULL};
    IL_AUTO_REF PyObject *buffer = PyObject_GetAttrString(stream, "buffer");
    return buffer == NULL ? NULL : PyCFunction_New(&writer, buffer);
}

/* --- Reading ---------------------------------------------------------------------- */

/* One line of the process's own input. New bytes. */
static PyObject *read_inner(struct buffer *buffer)
{
    if (buffer->inner == Py_None) {
        return PyBytes_FromString("");
    }
    IL_AUTO_REF PyObject *line = PyObject_CallMethod(buffer->inner, "readline", NULL);
    if (line != NULL && !PyUnicode_Check(line)) {
        PyErr_SetString(PyExc_TypeError, "sys.stdin.readline() returned no str");
        return NULL;
    }
    return line == NULL ? NULL : il_text_encode(line);
}

/* The line that the host has given, or none at the end of the input. New bytes. */
static PyObject *end_line(PyObject *line)
{
    if (line == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_EOFError)) {
            return NULL;
        }
        PyErr_Clear();
        return PyBytes_FromString("");
    }
    IL_AUTO_REF PyObject *ended = PyUnicode_FromFormat("%U\n", line);
    return ended == NULL ? NULL : il_text_encode(ended);
}

static PyObject *read_line(struct buffer *buffer)
{
    bool passed = true;
    IL_AUTO_REF PyObject *line = NULL;
    inlet_console *console = console_of(buffer);
    if (console != NULL) {
        line = il_input_read(console, "", false, &passed);
        il_console_release(console);
    }
    return passed ? read_inner(buffer) : end_line(line);
}

/* See to it that there is a rest. 1, 0 at the end of the input, or -1. */
static int fill(struct buffer *buffer)
{
    if (PyBytes_GET_SIZE(buffer->rest) == 0) {
        PyObject *line = read_line(buffer);
        if (line == NULL) {
            return -1;
        }
        Py_SETREF(buffer->rest, line);
    }
    return PyBytes_GET_SIZE(buffer->rest) > 0;
}

/* Take `count` bytes, all if negative, of the rest. New bytes. */
static PyObject *take(struct buffer *buffer, Py_ssize_t count)
{
    Py_ssize_t size = PyBytes_GET_SIZE(buffer->rest);
    const char *data = PyBytes_AS_STRING(buffer->rest);
    count = count < 0 || count > size ? size : count;
    IL_AUTO_REF PyObject *head = PyBytes_FromStringAndSize(data, count);
    PyObject *tail =
        head == NULL ? NULL : PyBytes_FromStringAndSize(data + count, size - count);
    if (tail == NULL) {
        return NULL;
    }
    Py_SETREF(buffer->rest, tail);
    return il_ref_steal(&head);
}

/* Parse the one optional argument of the functions that read: a number, or None. */
static int parse_count(PyObject *self, PyObject *args, Py_ssize_t *out_count)
{
    PyObject *given = Py_None;
    *out_count = -1;
    if (((struct buffer *)self)->which != IL_STREAM_IN) {
        il_stream_refuse("read");
        return -1;
    }
    if (!PyArg_ParseTuple(args, "|O", &given)) {
        return -1;
    }
    if (given != Py_None) {
        *out_count = PyNumber_AsSsize_t(given, PyExc_OverflowError);
    }
    return PyErr_Occurred() ? -1 : 0;
}

/* read1(n=-1), readline(n=-1): what is there of a line, or as much as was asked for. */
static PyObject *buffer_readline(PyObject *self, PyObject *args)
{
    Py_ssize_t count;
    if (parse_count(self, args, &count) < 0) {
        return NULL;
    }
    struct buffer *buffer = (struct buffer *)self;
    return count != 0 && fill(buffer) < 0 ? NULL : take(buffer, count);
}

/* read(n=-1) */
static PyObject *buffer_read(PyObject *self, PyObject *args)
{
    Py_ssize_t count;
    if (parse_count(self, args, &count) < 0) {
        return NULL;
    }
    IL_AUTO_REF PyObject *all = PyBytes_FromString("");
    while (all != NULL && (count < 0 || PyBytes_GET_SIZE(all) < count)) {
        int more = fill((struct buffer *)self);
        if (more <= 0) {
            return more < 0 ? NULL : il_ref_steal(&all);
        }
        Py_ssize_t wanted = count < 0 ? -1 : count - PyBytes_GET_SIZE(all);
        PyObject *piece = take((struct buffer *)self, wanted);
        if (piece == NULL) {
            return NULL;
        }
        PyBytes_ConcatAndDel(&all, piece);
    }
    return il_ref_steal(&all);
}

/* --- What else is asked of a buffer ----------------------------------------------- */

static PyObject *do_nothing(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    Py_RETURN_NONE;
}

static PyObject *say_false(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    Py_RETURN_FALSE;
}

static PyObject *buffer_readable(PyObject *self, PyObject *Py_UNUSED(none))
{
    return PyBool_FromLong(((struct buffer *)self)->which == IL_STREAM_IN);
}

static PyObject *buffer_writable(PyObject *self, PyObject *Py_UNUSED(none))
{
    return PyBool_FromLong(((struct buffer *)self)->which != IL_STREAM_IN);
}

static PyObject *buffer_fileno(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
{
    return il_stream_refuse("a console's stream has no file descriptor");
}

static PyObject *get_closed(PyObject *Py_UNUSED(self), void *Py_UNUSED(closure))
{
    Py_RETURN_FALSE;
}

static PyObject *get_name(PyObject *self, void *Py_UNUSED(closure))
{
    return PyUnicode_FromString(names[((struct buffer *)self)->which]);
}

static PyObject *get_mode(PyObject *self, void *Py_UNUSED(closure))
{
    bool reads = ((struct buffer *)self)->which == IL_STREAM_IN;
    return PyUnicode_FromString(reads ? "rb" : "wb");
}

/* --- The type --------------------------------------------------------------------- */

static int buffer_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((struct buffer *)self)->inner);
    return 0;
}

static void buffer_dealloc(PyObject *self)
{
    struct buffer *buffer = (struct buffer *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(buffer->inner);
    Py_CLEAR(buffer->rest);
    il_link_release(buffer->link);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyMethodDef buffer_methods[] = {
    {"write", buffer_write, METH_O, NULL},
    {"read", buffer_read, METH_VARARGS, NULL},
    {"read1", buffer_readline, METH_VARARGS, NULL},
    {"readline", buffer_readline, METH_VARARGS, NULL},
    {"flush", do_nothing, METH_NOARGS, NULL},
    {"close", do_nothing, METH_NOARGS, NULL},
    {"readable", buffer_readable, METH_NOARGS, NULL},
    {"writable", buffer_writable, METH_NOARGS, NULL},
    {"seekable", say_false, METH_NOARGS, NULL},
    {"isatty", say_false, METH_NOARGS, NULL},
    {"fileno", buffer_fileno, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef buffer_getset[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"name", get_name, NULL, NULL, NULL},
    {"mode", get_mode, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot buffer_slots[] = {
    {Py_tp_dealloc, buffer_dealloc},
    {Py_tp_traverse, buffer_traverse},
    {Py_tp_methods, buffer_methods},
    {Py_tp_getset, buffer_getset},
    {0, NULL},
};

static PyType_Spec buffer_spec = {
    .name = "_inlet.buffer",
    .basicsize = (int)sizeof(struct buffer),
    .flags =
        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = buffer_slots,
};

/* isinstance() of the abstract class says yes, as it does for other buffers. */
static int announce(PyObject *type)
{
    IL_AUTO_REF PyObject *io = PyImport_ImportModule("io");
    IL_AUTO_REF PyObject *class =
        io == NULL ? NULL : PyObject_GetAttrString(io, "BufferedIOBase");
    return class == NULL
               ? -1
               : il_ref_done(PyObject_CallMethod(class, "register", "O", type));
}

PyObject *il_stream_type(void)
{
    IL_AUTO_REF PyObject *type = il_new_type(PyType_FromSpec(&buffer_spec));
    return type == NULL || announce(type) < 0 ? NULL : il_ref_steal(&type);
}

/* --- A stream --------------------------------------------------------------------- */

static PyObject *buffer_new(struct il_link *link, struct il_route *route, int which)
{
    PyObject *rest = PyBytes_FromString("");
    struct buffer *buffer =
        rest == NULL
            ? NULL
            : PyObject_GC_New(struct buffer, (PyTypeObject *)route->buffer_type);
    if (buffer == NULL) {
        Py_XDECREF(rest);
        return NULL;
    }
    buffer->link = link == NULL ? NULL : il_link_share(link);
    buffer->inner = Py_NewRef(route->inner[which]);
    buffer->rest = rest;
    buffer->which = which;
    buffer->begun_size = 0;
    PyObject_GC_Track(buffer);
    return (PyObject *)buffer;
}

/* TextIOWrapper(buffer, "utf-8", errors, newline, line_buffering, write_through) */
static PyObject *wrap(PyObject *buffer, int which)
{
    bool reads = which == IL_STREAM_IN;
    IL_AUTO_REF PyObject *io = PyImport_ImportModule("io");
    return io == NULL
               ? NULL
               : PyObject_CallMethod(io, "TextIOWrapper", "OsssOO", buffer, "utf-8",
                                     reads ? "strict" : "backslashreplace", "\n",
                                     Py_False, reads ? Py_False : Py_True);
}

PyObject *il_stream_new(struct il_link *link, struct il_route *route, int which)
{
    IL_AUTO_REF PyObject *buffer = buffer_new(link, route, which);
    IL_AUTO_REF PyObject *stream = buffer == NULL ? NULL : wrap(buffer, which);
    IL_AUTO_REF PyObject *mode =
        PyUnicode_FromString(which == IL_STREAM_IN ? "r" : "w");
    if (stream == NULL || mode == NULL ||
        PyObject_SetAttrString(stream, "mode", mode) < 0) {
        return NULL;
    }
    return il_ref_steal(&stream);
}

static void settle(PyObject *stream, PyObject *name, PyObject *type)
{
    /* Somebody may have detached the buffer. */
    IL_AUTO_REF PyObject *buffer = PyObject_GetAttr(stream, name);
    if (buffer != NULL && (PyObject *)Py_TYPE(buffer) == type &&
        ((struct buffer *)buffer)->begun_size > 0 &&
        write_pieces((struct buffer *)buffer, "", 0, true) < 0) {
        PyErr_WriteUnraisable(stream);
    }
    PyErr_Clear();
}

void il_stream_settle(inlet_console *console)
{
    if (console->route == NULL) {
        return;
    }
    IL_AUTO_REF PyObject *type = Py_NewRef(console->route->buffer_type);
    IL_AUTO_REF PyObject *name = Py_NewRef(console->names[IL_NAME_BUFFER]);
    for (int which = IL_STREAM_OUT; which <= IL_STREAM_ERR; which++) {
        IL_AUTO_REF PyObject *stream = Py_XNewRef(console->streams[which]);
        if (stream != NULL) {
            settle(stream, name, type);
        }
    }
}
