/* SPDX-License-Identifier: MIT
 * Starting Python, joining it, stopping it. Warm.
 *
 * There is one Python per process, so this file holds process-wide state: one
 * struct, behind two locks. `lives` is held while Python starts or stops, and only
 * by a thread without Python's lock; `short_lock` for a few instructions, by anyone.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "host/capture.h"
#include "host/handle.h"
#include "host/home.h"
#include "host/interrupt.h"

enum state { STOPPED, RUNNING, STOPPING };

static struct {
    pthread_mutex_t lives;
    pthread_mutex_t short_lock;

    /* Under short_lock. */
    enum state state;
    size_t active; /* calls that have not returned */

    /* Under lives. */
    size_t starts; /* minus stops */
    bool is_ours;  /* we initialised Python */
    bool is_watched;
    pthread_t main_thread;
    PyThreadState *main_state; /* released; ours only */
    struct il_program program;
} runtime = {
    .lives = PTHREAD_MUTEX_INITIALIZER,
    .short_lock = PTHREAD_MUTEX_INITIALIZER,
};

void il_lock(void) { pthread_mutex_lock(&runtime.short_lock); }

void il_unlock(void) { pthread_mutex_unlock(&runtime.short_lock); }

/* Never wait for `lives` with Python's lock: who holds it may want that lock. */
static void lives_lock(void)
{
    if (pthread_mutex_trylock(&runtime.lives) == 0) {
        return;
    }
    bool was_attached = Py_IsInitialized() && il_thread_is_attached();
    PyThreadState *state = was_attached ? PyEval_SaveThread() : NULL;
    pthread_mutex_lock(&runtime.lives);
    if (was_attached) {
        PyEval_RestoreThread(state);
    }
}

static void lives_unlock(void) { pthread_mutex_unlock(&runtime.lives); }

/* Calls of this thread that have not returned. */
static _Thread_local size_t depth;

/* In the child of a fork() there is this thread alone: locks that others held are
 * nobody's now, and so are their calls. The short lock and those of the queues are
 * taken before, for the sake of what they guard. */
static void renew_after_fork(void)
{
    pthread_mutex_init(&runtime.lives, NULL);
    runtime.active = depth;
    il_due_renew();
    il_console_renew_all();
    il_live_renew_all();
    il_interrupt_renew();
    il_watcher_renew();
    il_capture_renew();
    il_home_renew();
    il_unlock();
}

static void lock_before_fork(void)
{
    il_lock();
    il_console_lock_queues();
}

static void unlock_after_fork(void)
{
    il_console_unlock_queues();
    il_unlock();
}

static void watch_forks(void)
{
    pthread_atfork(lock_before_fork, unlock_after_fork, renew_after_fork);
}

static void set_state(enum state state)
{
    il_lock();
    runtime.state = state;
    il_unlock();
}

inlet_status il_runtime_enter(void)
{
    il_lock();
    bool runs = runtime.state == RUNNING && Py_IsInitialized();
    runtime.active += runs;
    depth += runs;
    il_unlock();
    return runs ? INLET_DONE : INLET_ESTATE;
}

void il_runtime_leave(void)
{
    il_lock();
    runtime.active--;
    depth--;
    il_unlock();
}

struct il_program *il_runtime_program(void) { return &runtime.program; }

bool il_runtime_is_main_thread(void)
{
    return !runtime.is_ours || pthread_equal(runtime.main_thread, pthread_self());
}

bool inlet_is_running(void)
{
    il_lock();
    bool runs = runtime.state == RUNNING && Py_IsInitialized();
    il_unlock();
    return runs;
}

/* --- Python's configuration ------------------------------------------------------- */

static bool is_status_fine(PyStatus status, inlet_error *error, inlet_status *out)
{
    if (PyStatus_IsExit(status)) {
        il_error_clear(error);
        if (error != NULL) {
            error->code = INLET_EXIT;
            error->exit_code = status.exitcode;
        }
        *out = INLET_EXIT;
        return false;
    }
    if (PyStatus_IsError(status)) {
        *out = il_error_set(error, INLET_EPYTHON, status.err_msg);
        return false;
    }
    return true;
}

static PyStatus preconfigure(const inlet_config *given)
{
    PyPreConfig config;
    PyPreConfig_InitPythonConfig(&config);
    config.parse_argv = given->command_line;
    if (given->isolated) {
        config.isolated = 1;
        config.use_environment = 0;
    }
    if (given->command_line) {
        return Py_PreInitializeFromBytesArgs(&config, given->argc,
                                             (char **)given->argv);
    }
    /* Changing LC_CTYPE in the environment is for programs, not for libraries. */
    config.coerce_c_locale = 0;
    config.coerce_c_locale_warn = 0;
    return Py_PreInitialize(&config);
}

static PyStatus set_text(PyConfig *config, wchar_t **member, const char *text)
{
    return text == NULL ? PyStatus_Ok() : PyConfig_SetBytesString(config, member, text);
}

static PyStatus configure(PyConfig *config, const inlet_config *given)
{
    config->parse_argv = given->command_line;
    config->install_signal_handlers = given->signals;
    if (given->isolated) {
        config->isolated = 1;
        config->use_environment = 0;
        config->user_site_directory = 0;
        config->safe_path = 1;
    }
    if (given->no_site) {
        config->site_import = 0;
    }
    PyStatus status = set_text(config, &config->program_name, given->program);
    if (!PyStatus_Exception(status)) {
        status = set_text(config, &config->home, given->home);
    }
    if (!PyStatus_Exception(status) && given->argc > 0) {
        status = PyConfig_SetBytesArgv(config, given->argc, (char *const *)given->argv);
    }
    return PyStatus_Exception(status) ? status : PyConfig_Read(config);
}

static wchar_t *copy_wide(const wchar_t *text)
{
    return text == NULL ? NULL : wcsdup(text);
}

static void program_free(struct il_program *program)
{
    free(program->command);
    free(program->module);
    free(program->filename);
    memset(program, 0, sizeof *program);
}

/* 0 or -1 (out of memory). */
static int program_read(struct il_program *program, const PyConfig *config)
{
    program->is_named = true;
    program->skips_first_line = config->skip_source_first_line;
    program->command = copy_wide(config->run_command);
    program->module = copy_wide(config->run_module);
    program->filename = copy_wide(config->run_filename);
    return (config->run_command != NULL && program->command == NULL) ||
                   (config->run_module != NULL && program->module == NULL) ||
                   (config->run_filename != NULL && program->filename == NULL)
               ? -1
               : 0;
}

static inlet_status initialise(const inlet_config *given, PyConfig *config,
                               inlet_error *error)
{
    inlet_status bad;
    if (!is_status_fine(preconfigure(given), error, &bad)) {
        return bad;
    }
    PyConfig_InitPythonConfig(config);
    if (!is_status_fine(configure(config, given), error, &bad)) {
        return bad;
    }
    if (given->command_line && program_read(&runtime.program, config) < 0) {
        return il_error_set(error, INLET_ENOMEM, NULL);
    }
    if (il_module_announce() < 0) {
        return il_error_set(error, INLET_ENOMEM, NULL);
    }
    return is_status_fine(Py_InitializeFromConfig(config), error, &bad) ? INLET_DONE
                                                                        : bad;
}

/* --- Start and stop --------------------------------------------------------------- */

/* Python ended without inlet_stop(). Runs at its very end: no objects any more. */
static void note_end(void)
{
    set_state(STOPPED);
    il_console_sever_all(NULL, false);
    il_source_sever_all(NULL, false);
    il_handle_sever_all(NULL, false);
    runtime.is_watched = false;
    runtime.starts = 0;
}

/* What both ways of starting need, with Python's lock held. */
static inlet_status set_up(inlet_error *error)
{
    IL_AUTO_REF PyObject *module = NULL;
    inlet_status status = il_module_find(&module, error);
    if (status < 0) {
        return status;
    }
    if (il_alias_install() < 0 || il_home_watch() < 0) {
        return il_error_take(error);
    }
    if (!runtime.is_watched) {
        runtime.is_watched = Py_AtExit(note_end) == 0;
    }
    return INLET_DONE;
}

static inlet_status start_python(const inlet_config *given, inlet_error *error)
{
    PyConfig config;
    memset(&config, 0, sizeof config);
    inlet_status status = initialise(given, &config, error);
    PyConfig_Clear(&config);
    if (status != INLET_DONE) {
        program_free(&runtime.program);
        return status;
    }
    status = set_up(error);
    if (status < 0) {
        program_free(&runtime.program);
        Py_FinalizeEx();
        return status;
    }
    runtime.is_ours = true;
    runtime.main_thread = pthread_self();
    runtime.main_state = PyEval_SaveThread();
    return INLET_DONE;
}

static inlet_status join_python(inlet_error *error)
{
    bool was_attached = il_thread_is_attached();
    PyGILState_STATE gil = PyGILState_UNLOCKED;
    if (!was_attached) {
        gil = PyGILState_Ensure();
    }
    inlet_status status = set_up(error);
    if (!was_attached) {
        PyGILState_Release(gil);
    }
    runtime.is_ours = false;
    return status;
}

static inlet_status start(const inlet_config *config, inlet_error *error)
{
    if (runtime.starts > 0) {
        runtime.starts++;
        return INLET_DONE;
    }
    inlet_status status =
        Py_IsInitialized() ? join_python(error) : start_python(config, error);
    if (status == INLET_DONE) {
        runtime.starts = 1;
        set_state(RUNNING);
    }
    return status;
}

inlet_status inlet_start(const inlet_config *config, inlet_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    inlet_config known = INLET_CONFIG_INIT;
    il_error_clear(error);
    if (config != NULL) {
        inlet_status status = il_struct_copy(&known, sizeof known, config, error);
        if (status < 0) {
            return status;
        }
    }
    if (known.argc < 0 || (known.argc > 0 && known.argv == NULL) ||
        (known.command_line && known.argc == 0)) {
        return il_error_set(error, INLET_EINVAL, "argc and argv do not fit");
    }
    pthread_once(&once, watch_forks);
    lives_lock();
    inlet_status status = start(&known, error);
    lives_unlock();
    return status;
}

/* RUNNING to STOPPING, unless a call is in progress. */
static bool close_gate(void)
{
    il_lock();
    bool is_idle = runtime.active == 0;
    if (is_idle) {
        runtime.state = STOPPING;
    }
    il_unlock();
    return is_idle;
}

static inlet_status stop_python(inlet_error *error)
{
    PyEval_RestoreThread(runtime.main_state);
    runtime.main_state = NULL;
    il_console_sever_all(NULL, true);
    il_source_sever_all(NULL, true);
    if (!il_home_sweep()) {
        runtime.main_state = PyEval_SaveThread();
        return il_error_set(error, INLET_EBUSY, "a thread of a console does not end");
    }
    int result = Py_FinalizeEx();
    runtime.is_ours = false;
    program_free(&runtime.program);
    return result < 0 ? il_error_set(error, INLET_EIO, NULL) : INLET_DONE;
}

static void leave_python(void)
{
    bool was_attached = il_thread_is_attached();
    PyGILState_STATE gil = PyGILState_UNLOCKED;
    if (!was_attached) {
        gil = PyGILState_Ensure();
    }
    il_console_sever_all(NULL, true);
    il_source_sever_all(NULL, true);
    il_handle_sever_all(NULL, true);
    if (!was_attached) {
        PyGILState_Release(gil);
    }
}

/* They may be waiting for Python's lock. */
static void stop_threads(void)
{
    bool was_attached = Py_IsInitialized() && il_thread_is_attached();
    PyThreadState *state = was_attached ? PyEval_SaveThread() : NULL;
    il_capture_end();
    il_watcher_stop();
    if (was_attached) {
        PyEval_RestoreThread(state);
    }
}

static inlet_status stop(inlet_error *error)
{
    if (runtime.starts == 0) {
        return il_error_set(error, INLET_ESTATE, NULL);
    }
    if (runtime.starts > 1) {
        runtime.starts--;
        return INLET_DONE;
    }
    if (!il_runtime_is_main_thread()) {
        return il_error_set(error, INLET_ETHREAD,
                            "the thread that started Python has to stop it");
    }
    if (!close_gate()) {
        return il_error_set(error, INLET_EBUSY, NULL);
    }
    stop_threads();
    inlet_status status = INLET_DONE;
    if (runtime.is_ours) {
        status = stop_python(error);
        if (status == INLET_EBUSY) {
            set_state(RUNNING);
            return status;
        }
    } else if (Py_IsInitialized()) {
        leave_python();
    }
    runtime.starts = 0;
    set_state(STOPPED);
    return status;
}

inlet_status inlet_stop(inlet_error *error)
{
    il_error_clear(error);
    lives_lock();
    inlet_status status = stop(error);
    lives_unlock();
    return status;
}
