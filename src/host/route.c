/* SPDX-License-Identifier: MIT
 * The route of an interpreter: made with the first console that has streams or a
 * session of its own, taken down with the last. Warm.
 */
#include "host/interrupt.h"

#include <string.h>

#include "core/compat.h"

static const char *const names[IL_STREAM_COUNT] = {"stdin", "stdout", "stderr"};

/* One for each interpreter that has a console with streams. Under il_lock(). */
static struct il_route *routes;

/* --- Life ------------------------------------------------------------------------- */

struct il_route *il_route_share(struct il_route *route)
{
    atomic_fetch_add(&route->uses, 1);
    return route;
}

void il_route_release(struct il_route *route)
{
    if (route == NULL || atomic_fetch_sub(&route->uses, 1) != 1) {
        return;
    }
    il_link_release(route->fallback);
    Py_CLEAR(route->variable);
    Py_CLEAR(route->buffer_type);
    Py_CLEAR(route->interrupt_type);
    Py_CLEAR(route->signal_before);
    Py_CLEAR(route->sys);
    Py_CLEAR(route->hook_key);
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        Py_CLEAR(route->prompt_keys[which]);
    }
    Py_CLEAR(route->write_key);
    for (int i = 0; i < IL_LAST_COUNT; i++) {
        Py_CLEAR(route->last_keys[i]);
    }
    for (int which = 0; which < IL_STREAM_COUNT; which++) {
        Py_CLEAR(route->stream_keys[which]);
        Py_CLEAR(route->inner[which]);
    }
    PyMem_RawFree(route);
}

/* The route of the present interpreter, borrowed, or NULL. */
static struct il_route *find_route(void)
{
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    il_lock();
    struct il_route *route = routes;
    while (route != NULL && route->interpreter != interpreter) {
        route = route->next;
    }
    il_unlock();
    return route;
}

static void enlist(struct il_route *route)
{
    il_lock();
    route->next = routes;
    routes = route;
    il_unlock();
}

void il_route_forget(struct il_route *route)
{
    for (struct il_route **at = &routes; *at != NULL; at = &(*at)->next) {
        if (*at == route) {
            *at = route->next;
            break;
        }
    }
}

static void delist(struct il_route *route)
{
    il_lock();
    il_route_forget(route);
    il_unlock();
}

void il_route_forget_all(void)
{
    il_lock();
    routes = NULL;
    il_unlock();
}

/* --- Up and down ------------------------------------------------------------------ */

/* The names in sys, so that taking the streams down needs no memory. */
static int make_keys(struct il_route *route)
{
    for (int which = 0; which < IL_STREAM_COUNT; which++) {
        route->stream_keys[which] = PyUnicode_InternFromString(names[which]);
        if (route->stream_keys[which] == NULL) {
            return -1;
        }
    }
    return 0;
}

static int fill(struct il_route *route)
{
    IL_AUTO_REF PyObject *type = il_proxy_type();
    for (int which = 0; type != NULL && which < IL_STREAM_COUNT; which++) {
        IL_AUTO_REF PyObject *present =
            il_session_get_of_sys(route, route->stream_keys[which]);
        Py_XSETREF(route->inner[which], Py_NewRef(present == NULL ? Py_None : present));
        route->proxy[which] = il_proxy_new(type, route, which);
        if (route->proxy[which] == NULL) {
            return -1;
        }
    }
    return type == NULL ? -1 : 0;
}

/* What somebody put over ours since stays. */
static void restore_streams(struct il_route *route)
{
    for (int which = 0; which < IL_STREAM_COUNT; which++) {
        PyObject *key = route->stream_keys[which];
        IL_AUTO_REF PyObject *proxy = route->proxy[which];
        IL_AUTO_REF PyObject *present = il_session_get_of_sys(route, key);
        route->proxy[which] = NULL;
        if (proxy != NULL && present == proxy) {
            il_session_set_of_sys(route, key, route->inner[which]);
        }
    }
}

static void take_streams_down(struct il_route *route)
{
    il_detour_remove(route, 0, IL_DETOUR_STREAMS);
    restore_streams(route);
}

static int put_streams_up(struct il_route *route)
{
    if (fill(route) < 0) {
        return -1;
    }
    for (int which = 0; which < IL_STREAM_COUNT; which++) {
        if (PyDict_SetItem(route->sys, route->stream_keys[which], route->proxy[which]) <
            0) {
            return -1;
        }
    }
    il_detour_install(route, 0, IL_DETOUR_STREAMS);
    return 0;
}

static void take_down(struct il_route *route)
{
    delist(route);
    il_detour_remove(route, IL_DETOUR_DISPLAY, IL_DETOUR_DISPLAY + 1);
    il_route_release(route);
}

static struct il_route *make_route(void)
{
    struct il_route *route = PyMem_RawCalloc(1, sizeof *route);
    if (route == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    static atomic_ulong count;
    atomic_init(&route->uses, 1);
    route->number = atomic_fetch_add(&count, 1) + 1;
    route->interpreter = PyInterpreterState_Get();
    route->variable = PyContextVar_New("inlet.console", NULL);
    route->write_key = PyUnicode_InternFromString("write");
    route->buffer_type = route->variable == NULL ? NULL : il_stream_type();
    if (route->buffer_type == NULL || route->write_key == NULL ||
        make_keys(route) < 0 || il_session_prepare(route) < 0 ||
        il_prompt_prepare(route) < 0) {
        il_route_release(route);
        return NULL;
    }
    enlist(route);
    il_detour_install(route, IL_DETOUR_DISPLAY, IL_DETOUR_DISPLAY + 1);
    return route;
}

/* --- Consoles --------------------------------------------------------------------- */

static int make_streams(inlet_console *console, struct il_route *route)
{
    console->is_streamed = true;
    if (route->streamed++ == 0 && put_streams_up(route) < 0) {
        return -1;
    }
    for (int which = 0; which < IL_STREAM_COUNT; which++) {
        console->streams[which] = il_stream_new(console->link, route, which);
        if (console->streams[which] == NULL) {
            return -1;
        }
        if (which != IL_STREAM_IN) {
            console->writers[which] = il_stream_writer(console->streams[which]);
            if (console->writers[which] == NULL) {
                return -1;
            }
        }
    }
    return 0;
}

static bool has_streams(const inlet_console *console)
{
    return console->callbacks.output != NULL || console->callbacks.input != NULL;
}

static int make_interruptible(inlet_console *console, struct il_route *route)
{
    console->is_reachable = true;
    if (route->interruptible++ > 0) {
        return 0;
    }
    if (route->interrupt_type == NULL) {
        route->interrupt_type = il_interrupt_type();
    }
    if (route->interrupt_type == NULL || il_interrupt_watch_forks() < 0) {
        return -1;
    }
    il_detour_install(route, IL_DETOUR_SLEEP, IL_DETOUR_SLEEP + 1);
    return 0;
}

int il_route_join(inlet_console *console)
{
    if (!has_streams(console) && !console->is_private &&
        !console->interrupt.is_wanted) {
        return 0;
    }
    struct il_route *route = find_route();
    if (route == NULL) {
        route = make_route();
    }
    if (route == NULL) {
        return -1;
    }
    route->consoles++;
    console->route = il_route_share(route);
    if (console->interrupt.is_wanted && make_interruptible(console, route) < 0) {
        return -1;
    }
    return has_streams(console) ? make_streams(console, route) : 0;
}

void il_route_quit(inlet_console *console)
{
    struct il_route *route = console->route;
    if (route == NULL) {
        return;
    }
    console->route = NULL;
    for (int which = 0; which < IL_STREAM_COUNT; which++) {
        Py_CLEAR(console->streams[which]);
        Py_CLEAR(console->writers[which]);
    }
    if (console->is_streamed && --route->streamed == 0) {
        take_streams_down(route);
    }
    if (console->is_reachable && --route->interruptible == 0) {
        il_detour_remove(route, IL_DETOUR_SLEEP, IL_DETOUR_SLEEP + 1);
        il_interrupt_restore_signal(route);
    }
    if (--route->consoles == 0) {
        take_down(route);
    }
    il_route_release(route);
}

/* --- Whose streams ---------------------------------------------------------------- */

int il_route_enter(struct il_command *command, inlet_console *console)
{
    struct il_route *route = console->route == NULL ? find_route() : console->route;
    if (route == NULL) {
        return 0;
    }
    if (console->token == NULL) {
        console->token = il_link_object(console->link);
    }
    command->mark = console->token == NULL
                        ? NULL
                        : PyContextVar_Set(route->variable, console->token);
    if (command->mark == NULL) {
        return -1;
    }
    command->route = il_route_share(route);
    il_detour_catch_up(route);
    return 0;
}

void il_route_leave(struct il_command *command)
{
    if (command->mark == NULL) {
        return;
    }
    if (PyContextVar_Reset(command->route->variable, command->mark) < 0) {
        /* The code has changed the context under its own feet. */
        PyErr_Clear();
    }
    Py_CLEAR(command->mark);
    il_route_release(command->route);
    command->route = NULL;
}

/* The link that a thread keeps for inlet_output_thread(). */
static pthread_key_t own_link;
static pthread_once_t own_link_once = PTHREAD_ONCE_INIT;
static bool has_own_link;

static void release_own_link(void *link) { il_link_release(link); }

static void make_own_link(void)
{
    has_own_link = pthread_key_create(&own_link, release_own_link) == 0;
}

/* The console behind a link, if its streams are this route's. Counted in. */
static inlet_console *console_behind(struct il_link *link, struct il_route *route)
{
    inlet_console *console = link == NULL ? NULL : il_console_acquire(link);
    if (console != NULL && (console->route != route || !has_streams(console))) {
        il_console_release(console);
        return NULL;
    }
    return console;
}

static inlet_console *console_of_thread(struct il_route *route)
{
    return has_own_link ? console_behind(pthread_getspecific(own_link), route) : NULL;
}

static inlet_console *console_of_rest(struct il_route *route)
{
    il_lock();
    struct il_link *link =
        route->fallback == NULL ? NULL : il_link_share(route->fallback);
    il_unlock();
    inlet_console *console = console_behind(link, route);
    il_link_release(link);
    return console;
}

inlet_console *il_route_fallback(void)
{
    struct il_link *link = NULL;
    il_lock();
    for (struct il_route *at = routes; at != NULL && link == NULL; at = at->next) {
        link = at->fallback == NULL ? NULL : il_link_share(at->fallback);
    }
    il_unlock();
    inlet_console *console = link == NULL ? NULL : il_console_acquire(link);
    il_link_release(link);
    return console;
}

/* The link in the context, borrowed as long as nothing else runs; NULL if there is
 * none, or if its console is closed. */
static struct il_link *link_of_context(struct il_route *route)
{
    PyObject *object = NULL;
    if (PyContextVar_Get(route->variable, NULL, &object) < 0) {
        PyErr_Clear();
    }
    struct il_link *link =
        object == NULL ? NULL : PyCapsule_GetPointer(object, IL_LINK_NAME);
    Py_XDECREF(object);
    return link;
}

/* What the host's callback itself causes to be written must not come back to it. */
static inlet_console *unless_inside(inlet_console *console)
{
    if (console != NULL && il_output_is_inside(console)) {
        il_console_release(console);
        return NULL;
    }
    return console;
}

inlet_console *il_route_running(struct il_route *route)
{
    struct il_link *link = link_of_context(route);
    return link == NULL ? NULL : il_console_acquire(link);
}

inlet_console *il_route_console(struct il_route *route)
{
    inlet_console *console = il_route_running(route);
    if (console != NULL) {
        /* A console without streams of its own has those of the process. */
        if (console->route == route && has_streams(console)) {
            return unless_inside(console);
        }
        il_console_release(console);
        return NULL;
    }
    console = console_of_thread(route);
    return unless_inside(console == NULL ? console_of_rest(route) : console);
}

/* --- The public functions --------------------------------------------------------- */

static inlet_status check_streams(inlet_console *console, inlet_error *error)
{
    return console->route == NULL || !has_streams(console)
               ? il_error_set(error, INLET_EINVAL,
                              "the console has neither an output nor an input callback")
               : INLET_DONE;
}

/* Let go of the link of the thread, and keep `link` (stolen). */
static inlet_status keep_link(struct il_link *link, inlet_error *error)
{
    pthread_once(&own_link_once, make_own_link);
    struct il_link *old = has_own_link ? pthread_getspecific(own_link) : NULL;
    if (!has_own_link || pthread_setspecific(own_link, link) != 0) {
        il_link_release(link);
        return il_error_set(error, INLET_ENOMEM, NULL);
    }
    il_link_release(old);
    return INLET_DONE;
}

inlet_status inlet_output_thread(inlet_console *console, inlet_error *error)
{
    struct il_hold hold;
    il_error_clear(error);
    if (console == NULL) {
        return keep_link(NULL, error);
    }
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = check_streams(console, error);
    if (status == INLET_DONE) {
        status = keep_link(il_link_share(console->link), error);
    }
    il_console_leave(console, &hold);
    return status;
}

/* `link` is stolen. */
static void set_fallback(struct il_route *route, struct il_link *link)
{
    il_lock();
    struct il_link *old = route->fallback;
    route->fallback = link;
    il_unlock();
    il_link_release(old);
}

static inlet_status clear_fallback(inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_hold_begin(&hold, error);
    if (status < 0) {
        return status;
    }
    struct il_route *route = find_route();
    if (route != NULL) {
        set_fallback(route, NULL);
    }
    il_hold_end(&hold);
    return INLET_DONE;
}

inlet_status inlet_output_fallback(inlet_console *console, inlet_error *error)
{
    struct il_hold hold;
    il_error_clear(error);
    if (console == NULL) {
        return clear_fallback(error);
    }
    inlet_status status = il_console_enter(console, &hold, error);
    if (status < 0) {
        return status;
    }
    status = check_streams(console, error);
    if (status == INLET_DONE) {
        set_fallback(console->route, il_link_share(console->link));
    }
    il_console_leave(console, &hold);
    return status;
}
