/* SPDX-License-Identifier: MIT
 * The C face, from inside: what stands behind the public handles. Warm.
 *
 * Functions that end in a status follow the public rule (negative: failed) and
 * fill `error`. Functions that end in int or an object speak CPython.
 */
#ifndef IL_HOST_H
#define IL_HOST_H

#include "core/compat.h"

#include <inlet/host.h>

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

/* --- hold.c: the thread state ---------------------------------------------------- */

/*
 * A callback in progress in this thread. Kept on the C stack, innermost first, so
 * that a call from inside finds the thread state that the callback was entered
 * with; that may be one of a sub-interpreter, which PyGILState_Ensure() would miss.
 */
struct il_frame {
    struct il_frame *outer;
    PyThreadState *detached; /* the released state, or NULL while it is attached */
    PyObject *carried;       /* strong: the exception that a failure here stands for */
};

struct il_home;

/* Python's lock for the time of one public call. */
struct il_hold {
    enum { IL_HOLD_FOUND, IL_HOLD_RESTORED, IL_HOLD_ENSURED, IL_HOLD_VISITING } how;
    PyGILState_STATE gil;
    PyThreadState *before; /* what a visitor was attached to, or NULL */
    struct il_home *home;  /* counted: where he is, if that is one of ours; or NULL */
    PyObject *pending;     /* strong: an exception that the caller had set, or NULL */
};

/** Take what a public call needs; INLET_ESTATE without Python. */
inlet_status il_hold_begin(struct il_hold *hold, inlet_error *error);

/** The same in `interpreter`, wherever the thread is; `home` if it is one of ours, or
 * NULL. */
inlet_status il_hold_begin_in(struct il_hold *hold, struct il_home *home,
                              PyInterpreterState *interpreter, inlet_error *error);

/** The interpreter that this thread is attached to, or that has called the callback
 * that it is in; or NULL. */
PyInterpreterState *il_hold_interpreter(void);

/** Leave the thread as il_hold_begin() found it. */
void il_hold_end(struct il_hold *hold);

/** Enter a callback of the host, with Python's lock released if `releases`. */
void il_frame_begin(struct il_frame *frame, bool releases);

/** Leave it, attached again; `carried` is for il_frame_raise(). */
void il_frame_end(struct il_frame *frame);

/** The innermost callback of this thread, or NULL. */
struct il_frame *il_frame_current(void);

/** Keep `exception` (borrowed) for the callback around this call, if there is one. */
void il_frame_carry(PyObject *exception);

/**
 * Turn a callback's answer into CPython's: 0 with no exception set, or -1 with the
 * one that the answer stands for. Drops what the frame carries. `what` names the
 * callback to a host that answered nonsense.
 */
int il_frame_result(struct il_frame *frame, inlet_status status, const char *what);

/* --- interpreter.c: sub-interpreters --------------------------------------------- */

/* This thread in another interpreter for a moment. */
struct il_visit {
    PyThreadState *before; /* NULL: it was there already */
    PyThreadState *made;   /* what was made for the visit, or NULL */
};

/** Attach the thread, which is attached, to `interpreter`: 0, or -1 without memory
 * for it. No exception. */
int il_visit_begin(struct il_visit *visit, PyInterpreterState *interpreter);

/** Attach it to where it was. */
void il_visit_end(struct il_visit *visit);

/** See to it that the consoles and sources of the current interpreter close when it
 * ends, where that may be before Python ends. 0 or -1. */
int il_interpreter_watch(void);

/** What the current interpreter keeps for extensions: borrowed, or NULL with a
 * MemoryError. */
PyObject *il_interpreter_dict(void);

/** Call `function` when the current interpreter ends, once for each name. 0 or -1. */
int il_interpreter_at_end(PyMethodDef *function);

/** Call it in the child of every os.fork(), when Python works there: once, too. */
int il_interpreter_after_fork(PyMethodDef *function);

/* --- runtime.c: the process ------------------------------------------------------ */

/** Count a call in: INLET_ESTATE where Python does not run. */
inlet_status il_runtime_enter(void);

void il_runtime_leave(void);

/** The short lock around the lists and links of this library; nothing runs in it. */
void il_lock(void);
void il_unlock(void);

/* What to run, from the command line. */
struct il_program {
    wchar_t *command;
    wchar_t *module;
    wchar_t *filename;
    bool is_named; /* the command line was read */
    bool has_run;
    bool skips_first_line;
};

struct il_program *il_runtime_program(void);

/** Is this Python's main thread (where we started it)? True where we joined. */
bool il_runtime_is_main_thread(void);

/* --- module.c, alias.c ----------------------------------------------------------- */

/** Before Python starts: make `_inlet` known as a built-in module. 0 or -1. */
int il_module_announce(void);

/** The `_inlet` of the current interpreter, loaded or made. New reference. */
inlet_status il_module_find(PyObject **out_module, inlet_error *error);

/** Let `import inlet` give `_inlet` where there is no package. 0 or -1. */
int il_alias_install(void);

/* --- text.c: text between C and Python -------------------------------------------- */

/** A str from UTF-8; a UnicodeDecodeError is INLET_EENCODING. */
inlet_status il_text_decode(const char *text, size_t length, PyObject **out_str,
                            inlet_error *error);

/** UTF-8 of any str, lone surrogates as \udcXX: a new bytes object. */
PyObject *il_text_encode(PyObject *str);

/** The same of str(object). */
PyObject *il_text_of(PyObject *object);

/** Is it UTF-8 as Python reads it? Needs no lock. */
bool il_text_is_utf8(const char *text, size_t length);

/** The size of the character that a text, of one byte at least, begins with; 0 if it is
 * none, or only the beginning of one. Needs no lock. */
size_t il_text_character(const char *text, size_t left, bool *out_begun);

/** `length` without one newline (LF, CR LF or CR) at the end. */
size_t il_text_chomp(const char *text, size_t length);

/** Copy into a fixed array, cut between characters. */
void il_text_copy(char *out, size_t size, const char *text, size_t length);

/* --- error.c: exceptions to statuses ---------------------------------------------- */

/** Make all zero; NULL is all right. */
void il_error_clear(inlet_error *error);

/** A failure of our own; `text` NULL is the status in words. Gives `code`. */
inlet_status il_error_set(inlet_error *error, inlet_status code, const char *text);

/** The failure for the exception that is set, which is taken (and carried). */
inlet_status il_error_take(inlet_error *error);

/** The same with the code given; the exception still says the rest. */
inlet_status il_error_take_as(inlet_error *error, inlet_status code);

/* An exception and what is known of the input that it came from. All borrowed. */
struct il_report {
    PyObject *exception;
    PyObject *traceback; /* NULL: none, or the exception's own */
    PyObject *filename;  /* of the input, or NULL */
    PyObject *source;    /* the input, or NULL */
};

/** Describe an exception. Leaves no exception set. Gives `code`. */
inlet_status il_error_describe(inlet_error *error, inlet_status code,
                               const struct il_report *report);

/** What python3 makes of SystemExit: the code, and the object to print or NULL. */
int il_error_exit_code(PyObject *exception, PyObject **out_printed);

/** Set the exception that a failure of a callback stands for. */
void il_error_raise(inlet_status status);

/** Fill in where it happened; zeros where unknown. The file's name: new, or NULL. */
PyObject *il_place_find(const struct il_report *report, inlet_error *error);

/* --- console.c ------------------------------------------------------------------- */

/* What Python code can hold of a console: it outlives the handle. */
struct il_link {
    atomic_int uses;
    inlet_console *console; /* under il_lock(); NULL once closed */
};

/* The prompts: sys.ps1, and sys.ps2 for more lines of an input. */
enum { IL_PROMPT_FIRST, IL_PROMPT_MORE, IL_PROMPT_COUNT };

/* A command in progress. On the C stack; innermost first, all of one thread. */
struct il_command {
    struct il_command *outer;
    inlet_status outcome;   /* INLET_DONE until a step reports otherwise */
    PyObject *filename;     /* strong, or NULL */
    PyObject *pending;      /* strong: the lines that the input continues, or NULL */
    PyObject *source;       /* strong, or NULL */
    struct il_route *route; /* counted, or NULL */
    PyObject *mark;         /* strong: ends the claim on the standard streams */
    PyObject *shown;        /* strong: what the input before had shown, or NULL */
    struct timespec started;
    bool has_hook;                      /* sys.displayhook was ours when it began */
    PyObject *prompts[IL_PROMPT_COUNT]; /* strong: in sys when it began; or NULL */
    inlet_console *console;
    PyThreadState *state;       /* of the thread that runs it */
    struct il_command *beneath; /* in the same thread, of whichever console */
    int shield;                 /* code of the host runs in it, so deep */
    bool is_session;            /* it prompts for what it runs: inlet_interact() */
    bool is_no_input;           /* the result of the input before stays */
    bool is_numbered;           /* requests are for it; else for the one around it */
    bool is_armed;              /* an exception waits to be raised */
    atomic_bool is_deferred;    /* one is to be armed when the host's code is done */
};

/* The standard streams, numbered as their descriptors are. */
enum { IL_STREAM_IN, IL_STREAM_OUT, IL_STREAM_ERR, IL_STREAM_COUNT };

/* What became of the output of the present input. Under `turn`. */
struct il_output {
    pthread_mutex_t turn; /* held while the host's callback runs; nests */
    atomic_ulong writer;  /* the thread that is in it, or 0 */
    size_t limit;         /* of bytes an input, or 0 */
    size_t written;
    atomic_size_t left_out;
};

/* What became of the last input. */
struct il_outcome {
    bool is_there;
    inlet_status status;
    uint64_t nanoseconds;
    size_t left_out;
    unsigned interrupts;
    bool is_late;
    unsigned long record; /* the number of its exception, see `records`; or 0 */
    PyObject *shown;      /* strong: repr() of the last value shown, or NULL */
    inlet_error error;
};

/* What can interrupt the console's command. */
struct il_interrupt {
    bool is_wanted;
    int signal;               /* or 0 */
    int64_t limit;            /* in nanoseconds, or 0 */
    _Atomic int64_t deadline; /* INT64_MAX: none */
    atomic_ulong number;      /* of the command, odd while it runs */
    atomic_ulong asked_for;   /* the number that is to be interrupted, or 0 */
    atomic_ulong last_asked_for;
    atomic_int stage;      /* enum inlet_stage, of the last one */
    sem_t fired;           /* posted when one is armed, for who sleeps */
    _Atomic int64_t nudge; /* when to send the signal again; INT64_MAX: never */
    int64_t interval;      /* between two ticks, in nanoseconds, or 0 */
    _Atomic int64_t tick;  /* when the next one is due; INT64_MAX: none */
    atomic_bool is_ticked; /* it is due, and Python was asked to call us */
    unsigned hits;         /* raised in this input */
    bool is_forestalled;   /* the host's code has raised what is to be fired next */
    atomic_bool is_late;   /* its time limit was reached */
};

struct il_job;
struct il_typing;

/* Input that waits. Under `lock`, which is held for short times only. */
struct il_queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct il_job *first, *last; /* to be run */
    struct il_job *kept;         /* submitted with a ticket, the running one included */
    char *begun;                 /* the line that is not whole yet; raw memory */
    size_t begun_size, begun_room;
    bool skips_newline; /* the last line ended with CR: an LF belongs to it */
    size_t waiting;     /* bytes */
    size_t limit;       /* of these, or 0 */
    uint64_t tickets;
    int descriptor;         /* or -1 */
    atomic_bool is_awaited; /* who runs it waits until the console is free */
    bool is_run;
    bool is_finished;
};

enum { IL_STEP_WRITE, IL_STEP_READ, IL_STEP_TRACEBACK, IL_STEP_SYNTAX, IL_STEP_COUNT };

/* Names of the object's attributes that every line takes, as Python likes them best. */
enum { IL_NAME_PUSH, IL_NAME_BUFFER, IL_NAME_FILENAME, IL_NAME_COUNT };

struct inlet_console {
    inlet_console *previous, *next; /* under il_lock(), with these two: */
    bool is_listed;
    bool is_left;    /* nobody uses it, but its objects are there */
    atomic_int uses; /* one is the handle's */
    struct il_link *link;
    PyInterpreterState *interpreter;
    struct il_home *home;           /* counted: that, if it is one of ours; or NULL */
    PyObject *object;               /* strong; NULL once that has ended */
    PyObject *names[IL_NAME_COUNT]; /* strong, as long as `object` */
    PyObject *replaced[IL_STEP_COUNT]; /* strong: attributes that ours hide, or NULL */
    inlet_callbacks callbacks;
    void *data;
    atomic_ulong runner; /* the thread that runs a command; 0: none */
    struct il_command *command;
    PyObject *exception; /* strong: the last one, and its traceback; or NULL */
    PyObject *traceback;
    unsigned long records; /* how many exceptions there were */
    struct il_outcome outcome;

    bool is_of_module;        /* its namespace is a module's */
    bool is_private;          /* its session is its own */
    bool has_prompts;         /* somebody has set one */
    bool is_awaiting;         /* `await` is taken at the top of its commands */
    bool is_plain;            /* no editor at a terminal */
    char *history;            /* the file of what is typed there, or NULL */
    struct il_typing *typing; /* of the session that runs; or NULL */
    bool is_judge_failing;    /* `judge` has, and not called an input wrong */
    bool is_streamed;         /* counted in as one with streams, */
    bool is_reachable;        /* and as one that can be interrupted */
    PyObject *hook;           /* strong: its sys.displayhook, or NULL */
    PyObject *last_value;     /* strong: what we have put into `_`, or NULL */
    PyObject *prompts[IL_PROMPT_COUNT]; /* strong: its own, or NULL for the usual */
    PyObject *dialect;      /* strong: the compiler that asks `judge`; or NULL */
    PyObject *token;        /* strong: its link, once it was needed */
    struct il_route *route; /* counted: of its interpreter; or NULL */
    PyObject *streams[IL_STREAM_COUNT]; /* strong: its own, or NULLs */
    PyObject *writers[IL_STREAM_COUNT]; /* strong: their write(), the short way; NULL
                                           where somebody has touched the stream */
    struct il_queue queue;
    struct il_output output;
    struct il_interrupt interrupt;
};

/** Enter a public call on a console. On success il_console_leave() must follow. */
inlet_status il_console_enter(inlet_console *console, struct il_hold *hold,
                              inlet_error *error);

void il_console_leave(inlet_console *console, struct il_hold *hold);

/** Enter for a call that takes or gives objects: where the thread is, and there alone.
 */
inlet_status il_console_enter_here(inlet_console *console, struct il_hold *hold,
                                   inlet_error *error);

/** The lock for the console's interpreter. */
inlet_status il_console_hold(inlet_console *console, struct il_hold *hold,
                             inlet_error *error);

/** What Python keeps of a link, counted in: a capsule of this name. New reference. */
#define IL_LINK_NAME "inlet.console"
PyObject *il_link_object(struct il_link *link);

struct il_link *il_link_share(struct il_link *link);
void il_link_release(struct il_link *link);

/** The console behind a link, counted in: il_console_release() it. NULL if closed. */
inlet_console *il_console_acquire(struct il_link *link);

/** Become a user of a console whose handle is in use. Needs no lock. */
void il_console_share(inlet_console *console);

/** Count a user out; the last one out destroys. Python's lock is held, if any. */
void il_console_release(inlet_console *console);

/** The same without Python's lock, and where Python may have ended. */
void il_console_let_go(inlet_console *console);

/** Make a console by `config`, in `namespace` or, for NULL, where that says. Python's
 *  lock is held. */
inlet_console *il_console_open(const inlet_console_config *config, PyObject *namespace,
                               inlet_error *error);

/** Make a handle for an object, by what `config` says besides how to make that.
 *  Python's lock is held. */
inlet_console *il_console_wrap(PyObject *object, const inlet_console_config *config,
                               inlet_error *error);

/** The same with il_lock(), of any console there is: false if its last user is out. */
bool il_console_try_share(inlet_console *console);

/** The first console for which `visit`, called with il_lock(), gives true, or NULL. */
typedef bool (*il_console_visitor)(inlet_console *console, void *data);
inlet_console *il_console_find(il_console_visitor visit, void *data);

/** Around a fork(), with il_lock(): nobody is in the midst of changing a queue. */
void il_console_lock_queues(void);
void il_console_unlock_queues(void);

/** In the child of a fork(): make locks anew that other threads may have held. */
void il_console_renew_all(void);

/** Take away the Python side of every console of `interpreter` (NULL: of all), which
 * ends, or Inlet in it. Only forget it where Python is gone. */
void il_console_sever_all(PyInterpreterState *interpreter, bool python_lives);

/** Remember an exception for inlet_traceback(); NULL forgets. */
void il_console_record(inlet_console *console, PyObject *exception,
                       PyObject *traceback);

/** Format an exception as Python prints it; `traceback` may be NULL. New str. */
PyObject *il_console_format(PyObject *exception, PyObject *traceback);

/** The exception that is set, remembered and turned into a failure. */
inlet_status il_console_fail(inlet_console *console, inlet_error *error);

/* --- source.c -------------------------------------------------------------------- */

/** Take away the Python side of every source of `interpreter` (NULL: of all), which
 * ends. */
void il_source_sever_all(PyInterpreterState *interpreter, bool python_lives);

/* --- live.c ----------------------------------------------------------------------- */

/** In the child of a fork(): no thread is in an access to what is watched. */
void il_live_renew_all(void);

/* --- command.c -------------------------------------------------------------------- */

/** Begin a command: INLET_EBUSY if one runs, except around it where `nests`. */
inlet_status il_command_begin(struct il_command *command, inlet_console *console,
                              bool nests, inlet_error *error);

/** End it. `result` (stolen) is what the Python call gave, or NULL. */
inlet_status il_command_end(struct il_command *command, inlet_console *console,
                            PyObject *result, inlet_error *error);

/* --- result.c --------------------------------------------------------------------- */

/** Hand a result out, in the size that the caller knows. */
void il_result_give(const inlet_result *result, inlet_result *out);

/** A command begins: if it is an outermost one, nothing was shown yet. */
void il_result_begin(struct il_command *command, inlet_console *console);

/** It has ended so; `error` counts if the status is no answer that leaves it empty. */
void il_result_end(struct il_command *command, inlet_console *console,
                   inlet_status status, const inlet_error *error);

/* --- session.c: what of sys a console has for itself. Never fails ----------------- */

/** Lend sys the console's last exception, for pdb.pm(), if nobody else runs. */
void il_session_enter(struct il_command *command, inlet_console *console);

/** Take it back, and a display hook that the code has set. */
void il_session_leave(struct il_command *command, inlet_console *console);

/** Show a value in the console, as sys.displayhook. New reference. */
PyObject *il_session_show(inlet_console *console, PyObject *value);

/** An exception was shown: what that has left in sys is nobody else's. */
void il_session_settle(inlet_console *console);

/* --- prompt.c: its prompts. Never fail, if nothing else is said ------------------- */

/** Set them; NULL leaves one as it is. */
inlet_status il_prompt_set(inlet_console *console, const char *ps1, const char *ps2,
                           inlet_error *error);

/** It interacts from here to il_prompt_close(): sys.ps1 is its own for its code. */
void il_prompt_open(inlet_console *console);
void il_prompt_close(inlet_console *console);

/** Note what is in sys, for an outermost command of a console with its own session. */
void il_prompt_enter(struct il_command *command, inlet_console *console);

/** Take for the console what its code has put into sys.ps1 and sys.ps2. */
void il_prompt_settle(inlet_console *console);

/** The same, at the end of the command. */
void il_prompt_leave(struct il_command *command, inlet_console *console);

/** The usual ones again. */
void il_prompt_forget(inlet_console *console);

/** What is shown: new reference, or NULL with an exception. */
PyObject *il_prompt_find(inlet_console *console, int which);

/* --- callbacks.c ------------------------------------------------------------------ */

/** Put our steps on the console's object. 0 or -1. */
int il_callbacks_install(inlet_console *console);

/** Take them away again. */
void il_callbacks_remove(inlet_console *console);

/** Has the object a handle? */
bool il_callbacks_are_installed(PyObject *object);

/** The step without us: what the object or its class has. New reference. */
PyObject *il_callbacks_inherited(inlet_console *console, int step);

/** Is the step of this name, but for ours, that of the standard classes? */
bool il_callbacks_is_standard(inlet_console *console, const char *name);

/**
 * A line that the host gives to `ask`: INLET_DONE with a new str, INLET_PASS, or
 * negative with an exception, EOFError at the end of the input.
 */
typedef inlet_status (*il_asker)(inlet_console *console, const char *prompt,
                                 inlet_line *line);
inlet_status il_callbacks_read(inlet_console *console, il_asker ask, const char *prompt,
                               const char *what, PyObject **out_line);

/** The same for a prompt of Python's: any object, shown by its str(). */
inlet_status il_callbacks_ask(inlet_console *console, il_asker ask, PyObject *prompt,
                              const char *what, PyObject **out_line);

/* --- dialect.c: the host's second language ---------------------------------------- */

/** Put a compiler that asks the host on the console's object, if it has a judge. 0 or
 * -1. */
int il_dialect_install(inlet_console *console);

/** What the host's judge says of a text, with a NUL behind it: INLET_PASS too if there
 * is none, or it fails. Python's lock is not held. */
inlet_status il_dialect_ask(inlet_console *console, const char *text, size_t size);

/** Take it away again. */
void il_dialect_remove(inlet_console *console);

/* --- offers.c: what the host offers to somebody who types ------------------------- */

/* A place in an input: [start, end), around the cursor. */
struct il_offered {
    const char *text; /* the input, with a NUL behind it, */
    size_t size, cursor;
    size_t limit;      /* of items, or 0 for the usual one */
    size_t start, end; /* and the place, once the host was asked */
};

struct inlet_completion;

/**
 * Ask the host's callback, if there is one, and fill out the items: INLET_DONE;
 * INLET_PASS, *out as it was: it is Python's; or negative with an exception. Python's
 * lock is held, and let go of meanwhile.
 */
inlet_status il_offers_ask(inlet_console *console, struct il_offered *offered,
                           struct inlet_completion *out);

/* --- value.c ---------------------------------------------------------------------- */

/** *out_fresh goes to il_handle_settle() once the object has got where it belongs. */
inlet_status il_value_to_object(const inlet_value *value, PyObject **out_object,
                                PyObject **out_fresh, inlet_error *error);

/** An owned value. On a failure an exception is set, and the status says which kind
 * it is. */
inlet_status il_value_from_object(PyObject *object, inlet_kind kind,
                                  inlet_value *out_value);

/** Give out a str as an owned string value. 0 or -1. */
int il_value_from_str(PyObject *str, inlet_value *out_value);

/* --- namespace.c ------------------------------------------------------------------ */

/** Evaluate in the console's namespace. New reference. */
PyObject *il_namespace_evaluate(inlet_console *console, const char *expression);

/** A variable: new, or NULL without an exception if there is none of this name. */
PyObject *il_namespace_find(PyObject *locals, PyObject *name);

/** Set a variable. 0 or -1. */
inlet_status il_namespace_assign(inlet_console *console, const char *name,
                                 PyObject *object, inlet_error *error);

/* --- public structs --------------------------------------------------------------- */

/**
 * Copy a struct that begins with `size` from a caller that may be older (what it
 * does not know is zero) or newer (what we do not know must be zero).
 */
inlet_status il_struct_copy(void *out, size_t size, const void *given,
                            inlet_error *error);

#endif
