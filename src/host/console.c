/* SPDX-License-Identifier: MIT
 * Consoles: made, counted, remembered, closed. Warm.
 *
 * A handle's memory goes when the last user is out: the handle itself is one, every
 * public call and every callback in progress is another. Its Python side goes
 * earlier where Python ends first.
 */
#include "host/capture.h"
#include "host/home.h"
#include "host/interrupt.h"
#include "host/queue.h"

#include <string.h>

#include "core/compat.h"

/* All consoles, for inlet_stop(). Under il_lock(). */
static inlet_console *consoles;

/* --- Links ------------------------------------------------------------------------ */

static struct il_link *link_new(inlet_console *console)
{
    struct il_link *link = PyMem_RawCalloc(1, sizeof *link);
    if (link != NULL) {
        atomic_init(&link->uses, 1);
        link->console = console;
    }
    return link;
}

void il_link_release(struct il_link *link)
{
    if (link != NULL && atomic_fetch_sub(&link->uses, 1) == 1) {
        PyMem_RawFree(link);
    }
}

struct il_link *il_link_share(struct il_link *link)
{
    atomic_fetch_add(&link->uses, 1);
    return link;
}

static void free_link_object(PyObject *object)
{
    il_link_release(PyCapsule_GetPointer(object, IL_LINK_NAME));
}

PyObject *il_link_object(struct il_link *link)
{
    PyObject *object = PyCapsule_New(link, IL_LINK_NAME, free_link_object);
    if (object != NULL) {
        il_link_share(link);
    }
    return object;
}

/* Whoever was the last may be in another interpreter, and no lock of Python's keeps him
 * from destroying it meanwhile. */
bool il_console_try_share(inlet_console *console)
{
    int uses = atomic_load(&console->uses);
    while (uses > 0) {
        if (atomic_compare_exchange_weak(&console->uses, &uses, uses + 1)) {
            return true;
        }
    }
    return false;
}

inlet_console *il_console_acquire(struct il_link *link)
{
    inlet_console *running = il_interrupt_running();
    if (running != NULL && running->link == link && running->object != NULL) {
        /* Its command counts, so it will not go: no lock is needed. */
        atomic_fetch_add(&running->uses, 1);
        return running;
    }
    il_lock();
    inlet_console *console = link->console;
    bool is_in = console != NULL && il_console_try_share(console);
    il_unlock();
    return is_in ? console : NULL;
}

/* --- Life ------------------------------------------------------------------------- */

static void enlist(inlet_console *console)
{
    il_lock();
    console->next = consoles;
    if (consoles != NULL) {
        consoles->previous = console;
    }
    consoles = console;
    console->is_listed = true;
    il_unlock();
}

static void delist_locked(inlet_console *console)
{
    if (console->next != NULL) {
        console->next->previous = console->previous;
    }
    if (console->previous != NULL) {
        console->previous->next = console->next;
    } else if (consoles == console) {
        consoles = console->next;
    }
    console->next = console->previous = NULL;
    console->is_listed = false;
}

static void delist(inlet_console *console)
{
    il_lock();
    delist_locked(console);
    il_unlock();
}

/* From now on Python code that holds one of our steps finds no console. */
static void unlink_console(inlet_console *console)
{
    il_lock();
    console->link->console = NULL;
    il_unlock();
}

/* Let go of all objects, in the interpreter that they belong to; without memory to go
 * there they are lost. An exception that is set stays. */
static void sever(inlet_console *console)
{
    struct il_visit visit;
    if (console->object == NULL) {
        return;
    }
    PyObject *raised = il_raised_take();
    if (il_visit_begin(&visit, console->interpreter) == 0) {
        il_callbacks_remove(console);
        il_dialect_remove(console);
        il_prompt_forget(console);
        il_route_quit(console);
        il_console_record(console, NULL, NULL);
        Py_CLEAR(console->outcome.shown);
        Py_CLEAR(console->hook);
        Py_CLEAR(console->last_value);
        Py_CLEAR(console->token);
        for (int i = 0; i < IL_NAME_COUNT; i++) {
            Py_CLEAR(console->names[i]);
        }
        Py_CLEAR(console->object);
        il_visit_end(&visit);
    }
    if (raised != NULL) {
        il_raised_give(raised);
    }
}

static void free_memory(inlet_console *console)
{
    pthread_mutex_destroy(&console->output.turn);
    sem_destroy(&console->interrupt.fired);
    PyMem_RawFree(console->history);
    il_queue_fini(&console->queue);
    il_link_release(console->link);
    PyMem_RawFree(console);
}

static void destroy(inlet_console *console)
{
    delist(console);
    unlink_console(console);
    sever(console);
    il_home_release(console->home);
    free_memory(console);
}

void il_console_share(inlet_console *console) { atomic_fetch_add(&console->uses, 1); }

void il_console_release(inlet_console *console)
{
    if (atomic_fetch_sub(&console->uses, 1) == 1) {
        destroy(console);
    }
}

/* The same without Python, which has ended or is about to: whoever ends it takes the
 * objects away, and the rest then if nobody else is left. */
static void leave_dead(inlet_console *console)
{
    il_lock();
    bool is_last = atomic_fetch_sub(&console->uses, 1) == 1;
    bool is_listed = console->is_listed;
    console->is_left = is_last && is_listed;
    il_unlock();
    if (is_last && !is_listed) {
        free_memory(console);
    }
}

/* With il_lock(): become a user of a console, also of one that was left. Not of one
 * that somebody destroys. */
static bool take_over(inlet_console *console)
{
    if (console->is_left) {
        console->is_left = false;
        atomic_store(&console->uses, 1);
        return true;
    }
    return il_console_try_share(console);
}

/* Take a console of an interpreter, or of any for NULL, out of the list: counted in. */
static inlet_console *take_console(const PyInterpreterState *interpreter)
{
    il_lock();
    inlet_console *console = consoles;
    while (console != NULL &&
           ((interpreter != NULL && console->interpreter != interpreter) ||
            !take_over(console))) {
        console = console->next;
    }
    if (console != NULL) {
        delist_locked(console);
    }
    il_unlock();
    return console;
}

/* They are gone, or lost. */
static void forget_objects(inlet_console *console)
{
    console->object = console->exception = console->traceback = NULL;
    console->outcome.shown = console->hook = console->last_value = NULL;
    console->token = console->dialect = NULL;
    memset(console->prompts, 0, sizeof console->prompts);
    memset(console->names, 0, sizeof console->names);
    memset(console->streams, 0, sizeof console->streams);
    memset(console->writers, 0, sizeof console->writers);
    console->route = NULL;
}

inlet_console *il_console_find(il_console_visitor visit, void *data)
{
    il_lock();
    inlet_console *console = consoles;
    while (console != NULL && !visit(console, data)) {
        console = console->next;
    }
    il_unlock();
    return console;
}

/* The interpreter of ours that the console has counted in, and does not any more; or
 * NULL. */
static struct il_home *forget_home(inlet_console *console)
{
    il_lock();
    struct il_home *home = console->home;
    console->home = NULL;
    il_unlock();
    return home;
}

void il_console_sever_all(PyInterpreterState *interpreter, bool python_lives)
{
    inlet_console *console;
    while ((console = take_console(interpreter)) != NULL) {
        unlink_console(console);
        il_queue_finish(&console->queue);
        if (python_lives) {
            sever(console);
        }
        forget_objects(console);
        struct il_home *home = forget_home(console);
        if (atomic_fetch_sub(&console->uses, 1) == 1) {
            free_memory(console);
        }
        if (python_lives) {
            il_home_release(home);
        }
    }
    if (!python_lives) {
        il_route_forget_all();
    } else if (interpreter != NULL) {
        /* Its consoles are out of the list, so the watcher does not come back. */
        il_due_wait();
    }
}

void il_console_lock_queues(void)
{
    for (inlet_console *console = consoles; console != NULL; console = console->next) {
        pthread_mutex_lock(&console->queue.lock);
    }
}

void il_console_unlock_queues(void)
{
    for (inlet_console *console = consoles; console != NULL; console = console->next) {
        pthread_mutex_unlock(&console->queue.lock);
    }
}

void il_console_renew_all(void)
{
    for (inlet_console *console = consoles; console != NULL; console = console->next) {
        il_output_renew(&console->output);
        il_queue_renew(&console->queue);
        if (console->home != NULL) {
            /* Python takes the main interpreter along and no other. */
            il_route_forget(console->route);
            forget_objects(console);
            console->link->console = NULL;
            console->home = NULL;
        }
    }
}

static inlet_console *console_new(const inlet_callbacks *callbacks, void *data)
{
    inlet_console *console = PyMem_RawCalloc(1, sizeof *console);
    struct il_link *link = console == NULL ? NULL : link_new(console);
    if (link == NULL) {
        PyMem_RawFree(console);
        PyErr_NoMemory();
        return NULL;
    }
    atomic_init(&console->uses, 1);
    il_output_init(&console->output);
    atomic_init(&console->interrupt.deadline, INT64_MAX);
    atomic_init(&console->interrupt.nudge, INT64_MAX);
    atomic_init(&console->interrupt.tick, INT64_MAX);
    sem_init(&console->interrupt.fired, 0, 0);
    il_queue_init(&console->queue);
    console->link = link;
    console->callbacks = *callbacks;
    console->data = data;
    console->interpreter = PyInterpreterState_Get();
    return console;
}

static int make_names(inlet_console *console)
{
    static const char *const names[IL_NAME_COUNT] = {"push", "buffer", "filename"};
    for (int i = 0; i < IL_NAME_COUNT; i++) {
        console->names[i] = PyUnicode_InternFromString(names[i]);
        if (console->names[i] == NULL) {
            return -1;
        }
    }
    return 0;
}

/* What has to be done to the object. 0 or -1. */
static int equip(inlet_console *console)
{
    if (make_names(console) < 0) {
        return -1;
    }
    if (console->interrupt.is_wanted && il_watcher_start() < 0) {
        PyErr_NoMemory();
        return -1;
    }
    return il_callbacks_install(console) < 0 || il_dialect_install(console) < 0
               ? -1
               : il_route_join(console);
}

static int copy_history(inlet_console *console, const char *path)
{
    size_t size = path == NULL ? 0 : strlen(path) + 1;
    console->history = size == 0 ? NULL : PyMem_RawMalloc(size);
    if (console->history != NULL) {
        memcpy(console->history, path, size);
    }
    return size > 0 && console->history == NULL ? -1 : 0;
}

inlet_console *il_console_wrap(PyObject *object, const inlet_console_config *config,
                               inlet_error *error)
{
    inlet_callbacks known = INLET_CALLBACKS_INIT;
    if (config->callbacks != NULL &&
        il_struct_copy(&known, sizeof known, config->callbacks, error) < 0) {
        return NULL;
    }
    if ((known.judge == NULL) != (known.run == NULL)) {
        il_error_set(error, INLET_EINVAL, "`judge` and `run` need each other");
        return NULL;
    }
    inlet_console *console = console_new(&known, config->data);
    if (console == NULL) {
        il_error_take(error);
        return NULL;
    }
    console->output.limit = config->output_limit;
    console->queue.limit = config->queue_limit;
    console->is_private = !config->shares_session;
    console->is_of_module = config->module != NULL;
    console->is_awaiting = config->top_level_await;
    console->is_plain = config->plain;
    console->interrupt.is_wanted =
        config->interruptible || config->time_limit > 0 || known.tick != NULL;
    console->interrupt.signal = config->interrupt_signal;
    console->interrupt.limit = (int64_t)config->time_limit * 1000000;
    console->object = Py_NewRef(object);
    enlist(console);
    if (copy_history(console, config->history) < 0) {
        il_error_set(error, INLET_ENOMEM, NULL);
        il_console_release(console);
        return NULL;
    }
    if (il_tick_set(console, config->tick_interval, error) < 0) {
        il_console_release(console);
        return NULL;
    }
    if (il_interpreter_watch() < 0 || equip(console) < 0) {
        il_error_take(error);
        il_console_release(console);
        return NULL;
    }
    if (il_prompt_set(console, config->ps1, config->ps2, error) < 0) {
        il_console_release(console);
        return NULL;
    }
    return console;
}

/* --- Public calls on a console ---------------------------------------------------- */

static inlet_status check_console(inlet_console *console, inlet_error *error)
{
    if (console->object == NULL) {
        return il_error_set(
            error, INLET_ESTATE,
            "the console's Python has ended, or inlet_stop() closed it");
    }
    if (console->interpreter != PyInterpreterState_Get()) {
        return il_error_set(error, INLET_ETHREAD,
                            "the thread is attached to another interpreter");
    }
    return INLET_DONE;
}

/* Those of the main interpreter are open to a thread that is in one of ours. */
inlet_status il_console_hold(inlet_console *console, struct il_hold *hold,
                             inlet_error *error)
{
    bool is_main = console->object != NULL && il_home_is_here() &&
                   console->interpreter == PyInterpreterState_Main();
    return console->home != NULL || is_main
               ? il_hold_begin_in(hold, console->home, console->interpreter, error)
               : il_hold_begin(hold, error);
}

/* The lock is held. */
static inlet_status count_in(inlet_console *console, struct il_hold *hold,
                             inlet_error *error)
{
    atomic_fetch_add(&console->uses, 1);
    inlet_status status = check_console(console, error);
    if (status < 0) {
        il_console_leave(console, hold);
    }
    return status;
}

inlet_status il_console_enter(inlet_console *console, struct il_hold *hold,
                              inlet_error *error)
{
    il_error_clear(error);
    if (console == NULL) {
        return il_error_set(error, INLET_EINVAL, "the console is NULL");
    }
    inlet_status status = il_console_hold(console, hold, error);
    return status < 0 ? status : count_in(console, hold, error);
}

inlet_status il_console_enter_here(inlet_console *console, struct il_hold *hold,
                                   inlet_error *error)
{
    il_error_clear(error);
    if (console == NULL) {
        return il_error_set(error, INLET_EINVAL, "the console is NULL");
    }
    inlet_status status = il_hold_begin(hold, error);
    return status < 0 ? status : count_in(console, hold, error);
}

void il_console_leave(inlet_console *console, struct il_hold *hold)
{
    il_console_release(console);
    il_hold_end(hold);
}

void inlet_console_free(inlet_console *console)
{
    if (console != NULL) {
        il_queue_finish(&console->queue);
        il_capture_drop(console);
        il_console_let_go(console);
    }
}

/* Count a user out, unless it is the last one, who has more to do. */
static bool try_count_out(inlet_console *console)
{
    int uses = atomic_load(&console->uses);
    while (uses > 1) {
        if (atomic_compare_exchange_weak(&console->uses, &uses, uses - 1)) {
            return true;
        }
    }
    return false;
}

void il_console_let_go(inlet_console *console)
{
    struct il_hold hold;
    if (try_count_out(console)) {
        return;
    }
    if (il_console_hold(console, &hold, NULL) == INLET_DONE) {
        il_console_release(console);
        il_hold_end(&hold);
    } else {
        leave_dead(console);
    }
}

/* --- The last exception ----------------------------------------------------------- */

void il_console_record(inlet_console *console, PyObject *exception, PyObject *traceback)
{
    Py_XINCREF(exception);
    Py_XINCREF(traceback);
    il_lock();
    PyObject *old_exception = console->exception;
    PyObject *old_traceback = console->traceback;
    console->exception = exception;
    console->traceback = traceback;
    console->records++;
    il_unlock();
    Py_XDECREF(old_exception);
    Py_XDECREF(old_traceback);
}

inlet_status il_console_fail(inlet_console *console, inlet_error *error)
{
    PyObject *exception = il_raised_take();
    if (exception != NULL) {
        IL_AUTO_REF PyObject *traceback = PyException_GetTraceback(exception);
        il_console_record(console, exception, traceback);
        il_raised_give(exception);
    }
    return il_error_take(error);
}

/* The last exception and its traceback: new references, or NULLs. */
static void get_record(inlet_console *console, PyObject **out_exception,
                       PyObject **out_traceback)
{
    il_lock();
    *out_exception = Py_XNewRef(console->exception);
    *out_traceback = Py_XNewRef(console->traceback);
    il_unlock();
}

PyObject *il_console_format(PyObject *exception, PyObject *traceback)
{
    IL_AUTO_REF PyObject *module = PyImport_ImportModule("traceback");
    if (module == NULL) {
        return NULL;
    }
    IL_AUTO_REF PyObject *lines = PyObject_CallMethod(
        module, "format_exception", "OOO", (PyObject *)Py_TYPE(exception), exception,
        traceback == NULL ? Py_None : traceback);
    IL_AUTO_REF PyObject *empty = PyUnicode_FromString("");
    return lines == NULL || empty == NULL ? NULL : PyUnicode_Join(empty, lines);
}

static PyObject *message_of(PyObject *exception)
{
    if (PyErr_GivenExceptionMatches(exception, PyExc_SystemExit)) {
        IL_AUTO_REF PyObject *printed = NULL;
        il_error_exit_code(exception, &printed);
        return printed == NULL ? Py_NewRef(Py_None) : PyObject_Str(printed);
    }
    if (PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError)) {
        PyObject *text = PyObject_GetAttrString(exception, "msg");
        if (text != NULL && PyUnicode_Check(text)) {
            return text;
        }
        Py_XDECREF(text);
        PyErr_Clear();
    }
    return PyObject_Str(exception);
}

typedef PyObject *(*text_maker)(PyObject *exception, PyObject *traceback);

static PyObject *format_message(PyObject *exception, PyObject *Py_UNUSED(traceback))
{
    return message_of(exception);
}

/* Hand out a text about the last exception, or None. */
static inlet_status give_text(inlet_console *console, text_maker make,
                              inlet_value *out_text, inlet_error *error)
{
    IL_AUTO_REF PyObject *exception = NULL;
    IL_AUTO_REF PyObject *traceback = NULL;
    get_record(console, &exception, &traceback);
    IL_AUTO_REF PyObject *text =
        exception == NULL ? Py_NewRef(Py_None) : make(exception, traceback);
    if (text == NULL) {
        return il_error_take(error);
    }
    if (text == Py_None) {
        *out_text = inlet_none();
        return INLET_DONE;
    }
    return il_value_from_str(text, out_text) < 0 ? il_error_take(error) : INLET_DONE;
}

static inlet_status ask_text(inlet_console *console, text_maker make,
                             inlet_value *out_text, inlet_error *error)
{
    struct il_hold hold;
    il_error_clear(error);
    if (out_text == NULL) {
        return il_error_set(error, INLET_EINVAL, "there is no place for the text");
    }
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = give_text(console, make, out_text, error);
    il_console_leave(console, &hold);
    return status;
}

inlet_status inlet_traceback(inlet_console *console, inlet_value *out_text,
                             inlet_error *error)
{
    return ask_text(console, il_console_format, out_text, error);
}

inlet_status inlet_message(inlet_console *console, inlet_value *out_text,
                           inlet_error *error)
{
    return ask_text(console, format_message, out_text, error);
}

inlet_status inlet_forget(inlet_console *console, inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        il_console_record(console, NULL, NULL);
        il_console_leave(console, &hold);
    }
    return status;
}

/* --- Opening ---------------------------------------------------------------------- */

/* The dict of the module `name`, made if need be. New reference. */
static PyObject *module_namespace(const char *name)
{
    PyObject *module = PyImport_AddModule(name);
    return module == NULL ? NULL : Py_NewRef(PyModule_GetDict(module));
}

/* The namespace that a config asks for; None for a new one. New reference. */
static inlet_status find_namespace(const inlet_console_config *config,
                                   PyObject **out_locals, inlet_error *error)
{
    if (config->share != NULL && config->module != NULL) {
        return il_error_set(error, INLET_EINVAL, "both `module` and `share` are given");
    }
    PyObject *locals;
    if (config->share != NULL) {
        inlet_status status = check_console(config->share, error);
        if (status < 0) {
            return status;
        }
        locals = PyObject_GetAttrString(config->share->object, "locals");
    } else if (config->module != NULL) {
        locals = module_namespace(config->module);
    } else {
        locals = Py_NewRef(Py_None);
    }
    if (locals == NULL) {
        return il_error_take(error);
    }
    *out_locals = locals;
    return INLET_DONE;
}

static PyObject *make_object(PyObject *module, const inlet_console_config *config,
                             PyObject *locals)
{
    const char *name = config->top_level_await ? "AsyncConsole" : "InteractiveConsole";
    IL_AUTO_REF PyObject *class = PyObject_GetAttrString(module, name);
    IL_AUTO_REF PyObject *none = PyTuple_New(0);
    IL_AUTO_REF PyObject *keywords =
        Py_BuildValue("{sOsO}", "locals", locals, "local_exit",
                      config->local_exit ? Py_True : Py_False);
    if (class == NULL || none == NULL || keywords == NULL) {
        return NULL;
    }
    if (config->filename != NULL) {
        IL_AUTO_REF PyObject *filename = PyUnicode_DecodeFSDefault(config->filename);
        if (filename == NULL ||
            PyDict_SetItemString(keywords, "filename", filename) < 0) {
            return NULL;
        }
    }
    return PyObject_Call(class, none, keywords);
}

inlet_console *il_console_open(const inlet_console_config *config, PyObject *namespace,
                               inlet_error *error)
{
    IL_AUTO_REF PyObject *module = NULL;
    IL_AUTO_REF PyObject *locals = Py_XNewRef(namespace);
    if (il_module_find(&module, error) < 0 ||
        (locals == NULL && find_namespace(config, &locals, error) < 0)) {
        return NULL;
    }
    IL_AUTO_REF PyObject *object = make_object(module, config, locals);
    if (object == NULL) {
        il_error_take(error);
        return NULL;
    }
    return il_console_wrap(object, config, error);
}

/* In an interpreter that is made for it. */
static inlet_console *open_at_home(const inlet_console_config *config,
                                   inlet_error *error)
{
    struct il_hold hold;
    inlet_console *console = NULL;
    struct il_home *home = il_home_new(error);
    if (home != NULL &&
        il_hold_begin_in(&hold, home, home->interpreter, error) == INLET_DONE) {
        console = il_alias_install() < 0 ? NULL : il_console_open(config, NULL, error);
        if (console != NULL) {
            console->home = il_home_share(home);
        } else if (PyErr_Occurred()) {
            il_error_take(error);
        }
        il_hold_end(&hold);
    }
    il_home_release(home);
    return console;
}

/* Beside the console whose namespace it works in. */
static inlet_console *open_here(const inlet_console_config *config, inlet_error *error)
{
    inlet_console *console = il_console_open(config, NULL, error);
    if (console != NULL && config->share != NULL && config->share->home != NULL) {
        console->home = il_home_share(config->share->home);
    }
    return console;
}

static inlet_status check_config(const inlet_console_config *config, inlet_error *error)
{
    return config->own_interpreter && config->share != NULL
               ? il_error_set(error, INLET_EINVAL,
                              "a namespace cannot be shared with another interpreter")
               : INLET_DONE;
}

inlet_console *inlet_console_new(const inlet_console_config *config, inlet_error *error)
{
    inlet_console_config known = INLET_CONSOLE_CONFIG_INIT;
    struct il_hold hold;
    il_error_clear(error);
    if ((config != NULL && il_struct_copy(&known, sizeof known, config, error) < 0) ||
        check_config(&known, error) < 0) {
        return NULL;
    }
    inlet_status status = known.share == NULL
                              ? il_hold_begin(&hold, error)
                              : il_console_hold(known.share, &hold, error);
    if (status < 0) {
        return NULL;
    }
    inlet_console *console =
        known.own_interpreter ? open_at_home(&known, error) : open_here(&known, error);
    il_hold_end(&hold);
    return console;
}
