/* SPDX-License-Identifier: MIT
 * Where the standard streams lead. Warm.
 *
 *     print() --> sys.stdout, a proxy --> the stream of whoever prints (route.c)
 *                                          |-- of a console: a text stream of Python's
 *                                          |   own over our buffer (stream.c), which
 *                                          |   hands on to the host (output.c)
 *                                          +-- what sys.stdout was before
 *
 * Who prints is told by a context variable that every command sets, so that tasks and
 * copies of a context take it along. One route per interpreter, as long as a console
 * there has streams of its own.
 *
 * Functions speak CPython and run with Python's lock held, if nothing else is said.
 */
#ifndef IL_ROUTE_H
#define IL_ROUTE_H

#include "host/host.h"

/* Functions of the standard library that would go round the streams, see detour.c. */
enum {
    IL_DETOUR_GETPASS,
    IL_DETOUR_PAGER,
    IL_DETOUR_BREAKPOINT,
    IL_DETOUR_STREAMS, /* that many are for consoles with streams only */
    IL_DETOUR_DISPLAY = IL_DETOUR_STREAMS,
    IL_DETOUR_SLEEP, /* for consoles that can be interrupted only */
    IL_DETOUR_COUNT
};

/* sys.last_type, last_value, last_traceback and last_exc. Strong, or NULL: unset. */
enum { IL_LAST_COUNT = 4 };
struct il_last {
    PyObject *values[IL_LAST_COUNT];
};

struct il_route {
    atomic_int uses;
    struct il_route *next; /* under il_lock() */
    unsigned long number;  /* from 1: no other one has it */
    PyInterpreterState *interpreter;
    size_t consoles;                    /* on it */
    size_t streamed;                    /* of these have streams of their own */
    size_t interruptible;               /* of these can be interrupted */
    PyObject *interrupt_type;           /* strong: what is raised in them, or NULL */
    int signal;                         /* that wakes the main thread, or 0 */
    unsigned long signal_thread;        /* the main thread, while there is a signal */
    PyObject *signal_before;            /* strong: its handler before, or NULL */
    size_t running;                     /* commands of consoles with private sessions */
    PyObject *sys;                      /* strong: the dict of the module */
    PyObject *last_keys[IL_LAST_COUNT]; /* strong: its keys that session.c looks up */
    PyObject *hook_key;                 /* strong */
    struct il_last last;                /* of sys, while any runs */
    inlet_console *lender; /* one of them, whose last exception is in sys; or NULL */
    PyObject *prompt_keys[IL_PROMPT_COUNT]; /* strong: their names in sys */
    size_t prompting;                       /* consoles that have prompts or interact */
    PyObject *prompts[IL_PROMPT_COUNT];     /* strong: the interpreter's own, or NULL */
    PyObject *stand_ins[IL_PROMPT_COUNT];   /* strong: in sys while any has, or NULL */
    PyObject *variable;    /* strong: the console that runs, as a link */
    PyObject *buffer_type; /* strong */
    PyObject *write_key;   /* strong */
    PyObject *stream_keys[IL_STREAM_COUNT]; /* strong: their names in sys */
    PyObject *inner[IL_STREAM_COUNT];       /* strong: what was there before, or None */
    PyObject *proxy[IL_STREAM_COUNT];       /* strong: what is there now */
    PyObject *detour[IL_DETOUR_COUNT]; /* strong: functions in the place of others */
    struct il_link *fallback;          /* counted, under il_lock(); or NULL */
};

/** Make what session.c keeps in the route. 0 or -1. */
int il_session_prepare(struct il_route *route);

/** An attribute of sys: new, or NULL without an exception if there is none. */
PyObject *il_session_get_of_sys(struct il_route *route, PyObject *key);

/** Set one, or delete it (NULL). Never fails. */
void il_session_set_of_sys(struct il_route *route, PyObject *key, PyObject *value);

/** Make what prompt.c keeps in the route. 0 or -1. */
int il_prompt_prepare(struct il_route *route);

/* --- route.c ---------------------------------------------------------------------- */

/** Bring a console on the route of the interpreter, and give it streams of its own if
 *  it has callbacks for them; the first such puts the proxies up. */
int il_route_join(inlet_console *console);

/** Take it off again; the last one with streams takes the proxies down. Never fails. */
void il_route_quit(inlet_console *console);

/** Its interpreter is not there any more. Under il_lock(). */
void il_route_forget(struct il_route *route);

/** Python ended, and every object with it. Needs no lock. */
void il_route_forget_all(void);

/** From here to il_route_leave() the context of this thread is the console's. */
int il_route_enter(struct il_command *command, inlet_console *console);

/** Never fails, and does nothing for a command that did not enter. */
void il_route_leave(struct il_command *command);

/** The console whose streams the running code uses, counted in; NULL: the process's. */
inlet_console *il_route_console(struct il_route *route);

/** The console in whose command the code runs, counted in, or NULL. */
inlet_console *il_route_running(struct il_route *route);

/** The console that gets what nobody else gets, of any interpreter; counted in, or
 * NULL. Needs no lock. */
inlet_console *il_route_fallback(void);

struct il_route *il_route_share(struct il_route *route);
void il_route_release(struct il_route *route);

/* --- proxy.c ---------------------------------------------------------------------- */

/** A stand-in for stream `which`: at each use it is the stream of who uses it. */
PyObject *il_proxy_new(PyObject *type, struct il_route *route, int which);

/** The type of the proxies, one per interpreter. */
PyObject *il_proxy_type(void);

/* --- stream.c --------------------------------------------------------------------- */

/** The type of the buffers, one per interpreter. */
PyObject *il_stream_type(void);

/** A text stream of the console behind `link`. What its host passes on, and what is
 *  written without one (NULL), goes to the route's inner stream. */
PyObject *il_stream_new(struct il_link *link, struct il_route *route, int which);

/**
 * The write() of a text stream of ours, without the wrapper between it and the buffer:
 * it does the same as long as nobody has changed how the wrapper works. New reference.
 */
PyObject *il_stream_writer(PyObject *stream);

/** Write the beginnings of characters that have not become whole. Never fails. */
void il_stream_settle(inlet_console *console);

/** Raise io.UnsupportedOperation; gives NULL. */
PyObject *il_stream_refuse(const char *what);

/* --- output.c --------------------------------------------------------------------- */

/** Make the lock; the rest is zero. */
void il_output_init(struct il_output *output);

/** In the child of a fork(): nobody else is in the callback any more. */
void il_output_renew(struct il_output *output);

/** A new input begins: what it may write is counted from here. */
void il_output_begin(inlet_console *console);

/** Hand text, with a NUL behind it, to the host: 0, 1 if it passes, or -1. */
int il_output_write(inlet_console *console, inlet_stream stream, const char *text,
                    size_t length);

/** The same without Python, and without its lock: the answer of the host. */
inlet_status il_output_hand_on(inlet_console *console, inlet_stream stream,
                               const char *text, size_t length);

/** Is this thread in the callback that writes for the console? */
bool il_output_is_inside(inlet_console *console);

/* --- input.c ---------------------------------------------------------------------- */

/** Ask the host for a line: a new str; NULL with an exception, EOFError at the end of
 *  the input; or NULL without one, and `out_passed` is set: the process is to be asked.
 */
PyObject *il_input_read(inlet_console *console, const char *prompt, bool is_secret,
                        bool *out_passed);

/* --- detour.c --------------------------------------------------------------------- */

/** Put those of our functions up that are numbered from `first` to before `end`, but
 *  not of modules that are not imported yet. */
void il_detour_install(struct il_route *route, int first, int end);

/** The same for modules that have been imported since. */
void il_detour_catch_up(struct il_route *route);

/** Put back what is still ours of them. */
void il_detour_remove(struct il_route *route, int first, int end);

/** Is `function` the one of this number? */
bool il_detour_is(struct il_route *route, int which, PyObject *function);

/** Put the one of this number back where it was. */
void il_detour_renew(struct il_route *route, int which);

#endif
