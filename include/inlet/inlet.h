/* SPDX-License-Identifier: MIT
 *
 * Inlet: a Python console inside a C or C++ program.
 *
 *     inlet_start(NULL, NULL);
 *     inlet_console *console = inlet_console_new(NULL, NULL);
 *     inlet_put(console, "answer", inlet_int(42), NULL);
 *     inlet_interact(console, NULL, NULL, NULL);
 *     inlet_console_free(console);
 *     inlet_stop(NULL);
 *
 * The rules that hold everywhere:
 *
 *  - A negative status is a failure: the call could not do its work. Zero and up
 *    are answers. Whatever the user's code does (an exception, unfinished input,
 *    a syntax error, exit()) is an answer.
 *  - Text is UTF-8. Text that goes in is read during the call only. Text that
 *    comes out in an inlet_value is yours until inlet_value_clear().
 *  - `error` is always last, may be NULL, needs no preparation and holds nothing
 *    to free.
 *  - Results stand before `error`; after a failure they are as they were.
 *  - Any thread may call, whether or not it holds Python's lock (the GIL): every
 *    function takes what it needs and gives it back.
 *  - NULL for a console, or for an argument that is not said to be optional, is
 *    the failure INLET_EINVAL, never a crash. So a program may check once, at the
 *    end of a row of calls.
 *  - Structs that begin with `size` are made by their INLET_..._INIT macro, and
 *    zero in a member means what is usual.
 *
 * Each function's comment says, as far as it is not obvious: its answers, its own
 * failures besides the common ones (inlet_status), who owns what, and which thread
 * may call it.
 */
#ifndef INLET_INLET_H
#define INLET_INLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <inlet/status.h>
#include <inlet/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Statuses ------------------------------------------------------------------ */

/**
 * The name of a status, "INLET_MORE"; "INLET_?" for a number that is none.
 *
 * Since: 0.1
 */
INLET_API const char *inlet_status_name(inlet_status status);

/**
 * A status in words, without a full stop. Static, in English.
 *
 * Since: 0.1
 */
INLET_API const char *inlet_status_text(inlet_status status);

/**
 * Why a call failed, or what the user's code did.
 *
 * Filled on a failure and with the answers INLET_INVALID, INLET_RAISED and
 * INLET_EXIT; all zero with every other. Texts are UTF-8, end with a NUL and are
 * cut between characters where the array is full: inlet_traceback() and
 * inlet_message() give them whole.
 */
typedef struct inlet_error {
    inlet_status code;  /**< the status of the call */
    int exit_code;      /**< for the process, as python3 has it; else 0 */
    int line;           /**< from 1; 0 where unknown */
    int column;         /**< from 1, in characters; 0 where unknown */
    int end_line;       /**< the place ends here, or 0 */
    int end_column;     /**< just past the end, or 0 */
    char type[64];      /**< "ValueError", "package.module.Error"; or empty */
    char message[512];  /**< without the type */
    char filename[256]; /**< where `line` is to be looked up; or empty */
} inlet_error;

/* --- Versions ------------------------------------------------------------------ */

/** The version of the library, "0.1.0". Since: 0.1 */
INLET_API const char *inlet_version(void);

/** The version of Python inside, as in sys.version. Since: 0.1 */
INLET_API const char *inlet_python_version(void);

#include <inlet/value.h>

/* --- Start and stop ------------------------------------------------------------ */

/** How inlet_start() sets Python up. */
typedef struct inlet_config {
    size_t size;

    /** What becomes sys.argv, in the encoding of the locale, as main() has it. */
    int argc;
    char *const *argv;

    /**
     * Read `argv` as the command line of python3, argv[0] included: options such
     * as -E, -O or -X apply, and inlet_run_main() runs what it names.
     */
    bool command_line;

    /** What python3's -I does: no environment, no user's site folder. */
    bool isolated;

    /** What python3's -S does: do not import `site`. */
    bool no_site;

    /**
     * Let Python handle SIGINT (KeyboardInterrupt) and ignore SIGPIPE. Without
     * this no signal handler of the process is touched.
     */
    bool signals;

    /** Name or path of the program, from which Python finds itself; or NULL. */
    const char *program;

    /** Where Python's library lives, as PYTHONHOME; or NULL. */
    const char *home;
} inlet_config;

/* clang-format off */
#define INLET_CONFIG_INIT                                                              \
    {sizeof(inlet_config), 0, NULL, false, false, false, false, NULL, NULL}
/* clang-format on */

/**
 * Start Python, or join the one that runs in this process.
 *
 * The host may have initialised Python itself, and the calling thread may hold the
 * GIL or not: it is left as it was found. A Python started here is left without
 * the GIL, so that every thread may call. Starting again, here or in a library that
 * uses Inlet too, adds one to a count and changes nothing (`config` is not read).
 *
 * Answers:  INLET_DONE; INLET_EXIT if the command line only asked for something
 *           like a version, which was printed, or was wrong, which was said on
 *           stderr: leave with error->exit_code
 * Fails:    INLET_EVERSION if the Python joined has an Inlet of another kind;
 *           INLET_EPYTHON if Python cannot start: error->message says why
 * Owner:    everything in `config` is read during the call only; NULL for all usual
 * Thread:   any; the thread that starts Python is Python's main thread
 * Since:    0.1
 */
INLET_API inlet_status inlet_start(const inlet_config *config, inlet_error *error);

/**
 * Undo one inlet_start(). The last one closes every console, whose handles then
 * only wait for inlet_console_free(), and finalises Python if inlet_start() had
 * started it.
 *
 * Fails:    INLET_EBUSY inside a callback or while another thread is in a call;
 *           INLET_ETHREAD if it is not the thread that started Python;
 *           INLET_EIO if Python stopped, but sys.stdout could not be flushed
 *           (python3 then exits with 120)
 * Thread:   the one that started Python; any, where it was joined
 * Since:    0.1
 */
INLET_API inlet_status inlet_stop(inlet_error *error);

/** May the other functions be called? Since: 0.1 */
INLET_API bool inlet_is_running(void);

/* --- Consoles ------------------------------------------------------------------ */

/**
 * A console: a namespace, a line buffer, and the callbacks of the host.
 *
 * To Python it is an `inlet.InteractiveConsole`. A process may have many. One runs
 * one command at a time: another thread that wants to run something meanwhile gets
 * INLET_EBUSY, but may put and get values.
 *
 * It lives in the interpreter in which it was opened: the main one, unless the
 * calling thread was attached to another, or it has its own (`own_interpreter`). A
 * console of a sub-interpreter that somebody else has made can be used by threads that
 * are attached to it (INLET_ETHREAD otherwise), and closes when that ends: then its
 * handle only waits for inlet_console_free().
 */
typedef struct inlet_console inlet_console;

/** The line that a read_line callback gives; see inlet_line_set(). */
typedef struct inlet_line inlet_line;

/**
 * The console writes: banners, tracebacks, prompts of its own. (What the user's
 * code prints goes to Python's sys.stdout.)
 *
 * `text` is UTF-8 (a lone surrogate comes as Python escapes it), may hold NULs, and
 * has a NUL behind it.
 *
 * Answers:  INLET_DONE; INLET_PASS to have it written to sys.stderr;
 *           INLET_INTERRUPT; a failure (see inlet_fail()), which ends the running
 *           command with that exception
 * Thread:   the one that runs the command; Python's lock is released
 */
typedef inlet_status (*inlet_write_fn)(void *data, const char *text, size_t length);

/**
 * The console wants a line.
 *
 * Answers:  INLET_DONE after inlet_line_set() (without it the line is empty);
 *           INLET_END; INLET_INTERRUPT; INLET_PASS to have it read by input();
 *           a failure, which leaves inlet_interact() with that exception
 * Thread:   the one that runs the command; Python's lock is released
 */
typedef inlet_status (*inlet_read_line_fn)(void *data, const char *prompt,
                                           inlet_line *line);

/**
 * Give the line, without its newline (one at its end is dropped).
 *
 * Fails:    INLET_EENCODING
 * Owner:    `text` is copied
 * Thread:   inside the read_line callback that got `line`
 * Since:    0.1
 */
INLET_API inlet_status inlet_line_set(inlet_line *line, const char *text,
                                      size_t length);

/** The standard streams that code writes to. */
typedef enum inlet_stream {
    INLET_STDOUT = 1, /**< sys.stdout: what is printed */
    INLET_STDERR = 2  /**< sys.stderr: tracebacks, warnings, logging */
} inlet_stream;

/**
 * Code of the console has written to a standard stream. Called for every write, so
 * there is nothing to flush; calls for one console never overlap.
 *
 * `text` is UTF-8, may hold NULs, and has a NUL behind it. Bytes written to
 * sys.stdout.buffer come as text too: a character that is not yet whole waits for its
 * rest, and what is no UTF-8 comes as Python's hexadecimal escapes.
 *
 * While it waits, the code waits: so a slow reader costs no memory.
 *
 * Answers:  INLET_DONE; INLET_PASS to have it written to the stream of the process;
 *           INLET_INTERRUPT; a failure, which is raised where the code has written
 * Thread:   the one that writes; Python's lock is released
 */
typedef inlet_status (*inlet_output_fn)(void *data, inlet_stream stream,
                                        const char *text, size_t length);

/**
 * Code of the console reads a line: input(), sys.stdin, getpass(), a debugger. What
 * input() and a debugger ask was written to INLET_STDOUT before, and `prompt` is empty;
 * getpass() gives it, and wants a line that is not shown while it is typed.
 *
 * Answers:  as inlet_read_line_fn, INLET_PASS to read from sys.stdin of the process. An
 *           inlet_interrupt() that waits for the callback comes with INLET_INTERRUPT
 * Thread:   the one that reads; Python's lock is released
 */
typedef inlet_status (*inlet_input_fn)(void *data, const char *prompt, bool is_secret,
                                       inlet_line *line);

/**
 * Whose is this input: Python's, or that of the host's second language?
 *
 * `text` is the input so far, without the newline at its end, and has a NUL behind it.
 * Asked at the first line of what is typed at a prompt (inlet_push(), inlet_feed(),
 * inlet_interact(), INLET_SINGLE), at each further line as long as the input is the
 * second language's, and by inlet_check(). It should only look.
 *
 * Answers:  INLET_PASS: Python's, and so are the lines that go on with it; INLET_DONE:
 *           it is complete, `run` is called; INLET_MORE: it is unfinished;
 *           INLET_INVALID: it is wrong, and what inlet_fail() was told says why;
 *           INLET_INTERRUPT, a failure: that is raised as if the input had run
 * Thread:   the one that runs the command; Python's lock is released
 */
typedef inlet_status (*inlet_judge_fn)(void *data, const char *text, size_t length);

/** One call of a C function: its arguments and its result. */
typedef struct inlet_call inlet_call;

/**
 * Run an input of the second language: argument 0 of `call`, a string.
 *
 * What inlet_return() is told is shown as the value of an expression is, unless it is
 * None, and stands in inlet_result. inlet_call_console() is the console, which may run
 * Python by inlet_run(). Everything that holds for C functions holds here.
 *
 * Answers:  INLET_DONE; INLET_EXIT: leave the console; INLET_RAISED, INLET_INVALID and
 *           INLET_EXIT of an inlet_run(), to hand them on; INLET_INVALID also where it
 *           has said itself what is wrong: nothing more is shown, and the statements
 *           behind it in a text of many are not run; INLET_INTERRUPT; a failure, which
 *           is raised
 * Thread:   the one that runs the command; Python's lock is held
 */
typedef inlet_status (*inlet_run_fn)(void *data, inlet_call *call);

/** What is offered to somebody who types; see inlet_offer() in <inlet/editor.h>. */
typedef struct inlet_offers inlet_offers;

/**
 * What may stand at the cursor of an input that is typed?
 *
 * Asked by inlet_complete(), and at Tab by the editor of inlet_interact(), before they
 * look at the text as Python. `text` is the input with all its lines so far, also what
 * is typed behind the cursor, and has a NUL behind it. The callback offers by
 * inlet_offer(), for a place that it names by inlet_offer_place().
 *
 * Answers:  INLET_DONE: what it has offered, if only nothing; INLET_PASS: it is
 *           Python's, and what was offered is forgotten; INLET_INTERRUPT, a failure:
 *           that is the answer of inlet_complete(), and nothing is offered
 * Thread:   the one that completes; Python's lock is released
 */
typedef inlet_status (*inlet_complete_fn)(void *data, const char *text, size_t length,
                                          size_t cursor, inlet_offers *offers);

/**
 * A command has run for another `tick_interval`: time to look after what else the
 * thread has to do, as drawing its windows. Called between two instructions of Python
 * code, so in the midst of whatever that is at, and in time.sleep(); only in Python's
 * main thread, and not while other code of the host, or C code, runs in the command.
 *
 * The rules are those of every callback: the console is busy, others may be used. What
 * Python code runs inside is not ticked itself. The time that it takes counts neither
 * for the time limit nor for the interval.
 *
 * Answers:  INLET_DONE; INLET_INTERRUPT; a failure, which is raised where the code is.
 *           An inlet_interrupt() that was asked for inside comes when it returns
 * Thread:   Python's main thread, which runs the command; Python's lock is released
 */
typedef inlet_status (*inlet_tick_fn)(void *data);

/** What became of an input; see <inlet/host.h>. */
typedef struct inlet_result inlet_result;

/**
 * An input from the console's queue has been dealt with; also with INLET_MORE, so that
 * a prompt can be shown. `ticket` is that of inlet_submit(), or 0.
 *
 * Owner:    *result is good until the callback returns
 * Thread:   the one that runs the queue; Python's lock is released
 */
typedef void (*inlet_result_fn)(void *data, uint64_t ticket,
                                const inlet_result *result);

/**
 * What a console asks its host to do. NULL: as in Python's own console.
 *
 * With `output` or `input` the standard streams of the code that runs in the console
 * are the console's own, see <inlet/host.h>. Without `input` such code that
 * reads gets io.UnsupportedOperation at once, and without `output` it writes to the
 * streams of the process.
 */
typedef struct inlet_callbacks {
    size_t size;
    inlet_write_fn write;
    inlet_read_line_fn read_line;
    inlet_output_fn output;
    inlet_input_fn input;
    inlet_result_fn result;
    inlet_judge_fn judge; /**< both or none: a second language beside Python */
    inlet_run_fn run;
    inlet_tick_fn tick; /**< makes the console interruptible */
    inlet_complete_fn complete;
} inlet_callbacks;

#define INLET_CALLBACKS_INIT                                                           \
    {                                                                                  \
        sizeof(inlet_callbacks), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL  \
    }

/** How inlet_console_new() sets a console up. */
typedef struct inlet_console_config {
    size_t size;

    /** Read during the call only; `data` is the first argument of each. */
    const inlet_callbacks *callbacks;
    void *data;

    /** What tracebacks call the input; NULL for "<console>". */
    const char *filename;

    /** Work in this module's namespace, for instance "__main__" (made if need be). */
    const char *module;

    /** Work in the namespace of this console. */
    inlet_console *share;

    /** exit() and quit() in inlet_interact() end the loop only (INLET_DONE). */
    bool local_exit;

    /** How many bytes one input may write to `output`; the rest is left out, and a
     *  line in brackets says so. 0: any number. */
    size_t output_limit;

    /** Share with the interpreter, as Python's own console does, what otherwise is its
     *  own: `_` (in `builtins`), sys.displayhook, and sys.last_exc with its kin. */
    bool shares_session;

    /** Let inlet_interrupt() stop what runs, see <inlet/host.h>: a thread of the
     *  library stands by for it. */
    bool interruptible;

    /** A signal that the process does not use, with which inlet_interrupt() may wake
     *  system calls of Python's main thread; or 0. */
    int interrupt_signal;

    /** Interrupt an input that takes longer, in milliseconds, and once a second from
     *  then on; waiting for `input` does not count. 0: none. */
    uint32_t time_limit;

    /** How many bytes may wait in the queue, the end of each line included; see
     *  inlet_feed(). 0: any number. */
    size_t queue_limit;

    /** Its prompts, what sys.ps1 and sys.ps2 are in its code; NULL for the usual ones.
     *  See inlet_prompts_set() in <inlet/host.h>. */
    const char *ps1, *ps2;

    /** Take `await` at the top of an input, on an event loop: the console's own, or
     *  that of inlet_console_set_loop() in <inlet/python.h>. */
    bool top_level_await;

    /**
     * Live in an interpreter of its own, with a lock of its own: consoles that do run
     * Python at the same time, and share neither modules nor anything else. It ends
     * with the console, and with those that `share` it. Every thread may use it. Needs
     * Python 3.12 (INLET_EVERSION before).
     */
    bool own_interpreter;

    /** How long code runs, in milliseconds, between two calls of `tick`, which is for
     *  consoles of the main interpreter (INLET_EINVAL elsewhere). 0: 50. */
    uint32_t tick_interval;

    /** At a terminal inlet_interact() has an editor; with this it reads lines as
     *  Python's input() does. */
    bool plain;

    /** The file for what is typed in the editor, which others may share; NULL for the
     *  user's own, `inlet/history` in $XDG_STATE_HOME; "" for none. */
    const char *history;
} inlet_console_config;

#define INLET_CONSOLE_CONFIG_INIT                                                      \
    {                                                                                  \
        sizeof(inlet_console_config), NULL, NULL, NULL, NULL, NULL, false, 0, false,   \
            false, 0, 0, 0, NULL, NULL, false, false, 0, false, NULL                   \
    }

/**
 * Open a console. Without `module` and `share` its namespace is new.
 *
 * Fails:    gives NULL, and `error` says why
 * Owner:    inlet_console_free()
 * Since:    0.1
 */
INLET_API inlet_console *inlet_console_new(const inlet_console_config *config,
                                           inlet_error *error);

/**
 * Close a console and free its handle; NULL is all right. From one of its own
 * callbacks, or while another thread runs a command in it, it takes effect when
 * that command returns. The handle is not to be used any more either way.
 *
 * Thread:   any, attached to whichever interpreter
 * Since: 0.1
 */
INLET_API void inlet_console_free(inlet_console *console);

/**
 * Hand one line to the console, without its newline (one at its end is dropped).
 *
 * It is added to the pending input, which runs as soon as it is complete. After an
 * answer other than INLET_MORE nothing is pending.
 *
 * Answers:  INLET_DONE, INLET_MORE, INLET_INVALID, INLET_RAISED, INLET_EXIT
 * Fails:    INLET_EBUSY while a command runs in this console, so in its callbacks
 * Since:    0.1
 */
INLET_API inlet_status inlet_push(inlet_console *console, const char *line,
                                  inlet_error *error);

/** The same with a length, for lines that may hold NULs. Since: 0.1 */
INLET_API inlet_status inlet_push_n(inlet_console *console, const char *line,
                                    size_t length, inlet_error *error);

/**
 * Is there unfinished input?
 *
 * Answers:  INLET_MORE if there is, else INLET_DONE
 * Since:    0.1
 */
INLET_API inlet_status inlet_pending(inlet_console *console, inlet_error *error);

/**
 * Drop the unfinished input.
 *
 * Fails:    INLET_EBUSY while a command runs in this console
 * Since:    0.1
 */
INLET_API inlet_status inlet_reset(inlet_console *console, inlet_error *error);

/** Which rule of the grammar a source has to match. */
typedef enum inlet_mode {
    INLET_EXEC,   /**< any number of statements */
    INLET_SINGLE, /**< one, as typed at a prompt; values of expressions are shown */
    INLET_EVAL    /**< one expression */
} inlet_mode;

/** A source with all that can be said of it. */
typedef struct inlet_source {
    size_t size;
    const char *text;
    size_t length;
    const char *filename; /**< NULL for the console's */
    inlet_mode mode;
} inlet_source;

#define INLET_SOURCE_INIT                                                              \
    {                                                                                  \
        sizeof(inlet_source), NULL, 0, NULL, INLET_EXEC                                \
    }

/**
 * Run a whole source: statements, one or many, ended by the end of the text.
 *
 * The pending input does not matter and stays. May be called inside a C function
 * that the console's own code called.
 *
 * Answers:  INLET_DONE, INLET_INVALID, INLET_RAISED, INLET_EXIT; INLET_MORE if the
 *           source ends in the middle of a statement: nothing has run
 * Fails:    INLET_EBUSY while another thread runs a command in this console
 * Since:    0.1
 */
INLET_API inlet_status inlet_run(inlet_console *console, const char *source,
                                 inlet_error *error);

/** The same with a length, a file name and a mode. Since: 0.1 */
INLET_API inlet_status inlet_run_source(inlet_console *console,
                                        const inlet_source *source, inlet_error *error);

/**
 * Judge a source as inlet_push() would, and run nothing.
 *
 * The judge is the algorithm of Python's own console. Future statements that the
 * console has seen count; those in `source` are not remembered. No warning is shown.
 * The code of the source that was checked last is kept: running that source next, by
 * the same name, compiles nothing.
 *
 * Answers:  INLET_DONE: complete; INLET_MORE: unfinished; INLET_INVALID: no
 *           Python, and `error` says what is wrong and where
 * Since:    0.1
 */
INLET_API inlet_status inlet_check(inlet_console *console, const char *source,
                                   inlet_error *error);

/** The same with a length, a file name and a mode. Since: 0.1 */
INLET_API inlet_status inlet_check_source(inlet_console *console,
                                          const inlet_source *source,
                                          inlet_error *error);

/**
 * Prompt, read and run until the input ends.
 *
 * `banner` and `exit_message` are written before and after: NULL for the usual
 * ones, "" for none. Lines come from the read_line callback, else from input().
 *
 * Answers:  INLET_DONE at the end of the input, or by exit() with local_exit;
 *           INLET_EXIT
 * Fails:    INLET_EBUSY while a command runs in this console; INLET_EPYTHON if
 *           reading a line or writing failed
 * Since:    0.1
 */
INLET_API inlet_status inlet_interact(inlet_console *console, const char *banner,
                                      const char *exit_message, inlet_error *error);

/**
 * The traceback of the console's last INLET_INVALID, INLET_RAISED or INLET_EXIT, or
 * of the exception that made a call on it fail, as Python prints it: a string, or
 * None if there was none since the console was opened.
 *
 * The exception and what it refers to stay alive until the next one, or until
 * inlet_forget().
 *
 * Owner:    inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_traceback(inlet_console *console, inlet_value *out_text,
                                       inlet_error *error);

/**
 * Its message alone and whole. After INLET_EXIT this is what python3 prints before
 * it leaves, or None where it prints nothing.
 *
 * Owner:    inlet_value_clear()
 * Since:    0.1
 */
INLET_API inlet_status inlet_message(inlet_console *console, inlet_value *out_text,
                                     inlet_error *error);

/** Let go of the exception that inlet_traceback() would show. Since: 0.1 */
INLET_API inlet_status inlet_forget(inlet_console *console, inlet_error *error);

/* --- The namespace ------------------------------------------------------------- */

/**
 * Set a variable.
 *
 * Fails:    INLET_EENCODING; INLET_ERANGE if it is nested too deep; INLET_ETYPE if a
 *           list or dict is the key of a dict; INLET_EINVAL for a value of a kind
 *           that can only come out (INLET_OTHER and what follows it)
 * Owner:    `value` is copied
 * Since:    0.1
 */
INLET_API inlet_status inlet_put(inlet_console *console, const char *name,
                                 inlet_value value, inlet_error *error);

/**
 * Evaluate an expression, most often a name, and give its value as `kind`.
 *
 * INLET_INT and the others of integers take what Python takes as an index,
 * INLET_DOUBLE what float() takes without parsing text, INLET_BYTES any bytes-like
 * object, INLET_BOOL and INLET_REPR everything. INLET_LIST and INLET_TUPLE take
 * whatever can be iterated over, but no text, bytes or dict; INLET_DICT takes what has
 * keys(). What is in them comes as by INLET_ANY.
 *
 * INLET_ANY loses nothing: an int is INLET_INT if it fits, else INLET_UINT, else
 * INLET_BIG; and what has no kind of its own (a set, a bytearray) is INLET_OTHER.
 *
 * Fails:    INLET_EPYTHON with the exception that evaluating raised, NameError or
 *           SyntaxError among them; INLET_ETYPE; INLET_ERANGE if an integer does not
 *           fit, or a list is too deep (holds itself, for one) or too large;
 *           INLET_EENCODING if a string has lone surrogates
 * Owner:    *out_value is cleared by inlet_value_clear(); what it held before is
 *           overwritten
 * Since:    0.1
 */
INLET_API inlet_status inlet_get(inlet_console *console, const char *expression,
                                 inlet_kind kind, inlet_value *out_value,
                                 inlet_error *error);

/**
 * Delete a variable.
 *
 * Fails:    INLET_EPYTHON with a NameError if there is none
 * Since:    0.1
 */
INLET_API inlet_status inlet_delete(inlet_console *console, const char *name,
                                    inlet_error *error);

static inline inlet_status inlet_get_int(inlet_console *console, const char *expression,
                                         int64_t *out, inlet_error *error)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_get(console, expression, INLET_INT, &value, error);
    if (status == INLET_DONE && out) {
        *out = value.as.integer;
    }
    return status;
}

/* The same in other widths: inlet_get_uint(), inlet_get_int8(), inlet_get_int16(),
 * inlet_get_int32(), inlet_get_uint8(), inlet_get_uint16(), inlet_get_uint32(). */
#define INLET_GET_INTEGER(name, type, wanted, member)                                  \
    static inline inlet_status inlet_get_##name(                                       \
        inlet_console *console, const char *expression, type *out, inlet_error *error) \
    {                                                                                  \
        inlet_value value = inlet_none();                                              \
        inlet_status status = inlet_get(console, expression, wanted, &value, error);   \
        if (status == INLET_DONE && out) {                                             \
            *out = INLET_CAST(type, value.as.member);                                  \
        }                                                                              \
        return status;                                                                 \
    }

INLET_GET_INTEGER(uint, uint64_t, INLET_UINT, natural)
INLET_GET_INTEGER(int8, int8_t, INLET_INT8, integer)
INLET_GET_INTEGER(int16, int16_t, INLET_INT16, integer)
INLET_GET_INTEGER(int32, int32_t, INLET_INT32, integer)
INLET_GET_INTEGER(uint8, uint8_t, INLET_UINT8, natural)
INLET_GET_INTEGER(uint16, uint16_t, INLET_UINT16, natural)
INLET_GET_INTEGER(uint32, uint32_t, INLET_UINT32, natural)
#undef INLET_GET_INTEGER

static inline inlet_status inlet_get_double(inlet_console *console,
                                            const char *expression, double *out,
                                            inlet_error *error)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_get(console, expression, INLET_DOUBLE, &value, error);
    if (status == INLET_DONE && out) {
        *out = value.as.real;
    }
    return status;
}

static inline inlet_status inlet_get_bool(inlet_console *console,
                                          const char *expression, bool *out,
                                          inlet_error *error)
{
    inlet_value value = inlet_none();
    inlet_status status = inlet_get(console, expression, INLET_BOOL, &value, error);
    if (status == INLET_DONE && out) {
        *out = value.as.boolean;
    }
    return status;
}

#include <inlet/function.h>

/**
 * Inside a callback: say which exception the failure is.
 *
 * `type` names a class: "ValueError", "socket.timeout" (its module is imported);
 * NULL is RuntimeError. The message is formatted as by printf(). The exception is
 * raised if the callback returns a failure, and forgotten if it does not.
 *
 * Answers:  always a failure, to be returned: INLET_EPYTHON, INLET_EINVAL if
 *           `type` names no exception (that is raised then), INLET_ESTATE outside
 *           callbacks
 * Thread:   the one that runs the callback
 * Since:    0.1
 */
INLET_API inlet_status inlet_fail(const char *type, const char *format, ...)
    INLET_PRINTF(2, 3);

/* --- Being a program ----------------------------------------------------------- */

/**
 * Run what the command line given to inlet_start() names, as python3 does: -c, -m, a
 * script, or a standard input that is no terminal. It runs in `__main__`, with
 * sys.path[0] set; an exception that nothing catches is printed.
 *
 * Answers:  INLET_DONE, INLET_RAISED, INLET_EXIT: it was run; leave with
 *           error->exit_code (0, 1 or what was asked for; 2 if the script cannot
 *           be opened; 130 after a KeyboardInterrupt, where python3 ends by
 *           SIGINT), unless a console is wanted (sys.flags.inspect);
 *           INLET_PASS: nothing is named, so a console is wanted
 * Fails:    INLET_EINVAL if there was no `command_line`; INLET_EBUSY the second time
 * Thread:   Python's main thread
 * Since:    0.1
 */
INLET_API inlet_status inlet_run_main(inlet_error *error);

#ifdef __cplusplus
}
#endif

#endif
