/* SPDX-License-Identifier: MIT
 * The console's thread. It is the one that starts Python, so that it is Python's main
 * thread, and system calls in it can be interrupted, too.
 */
#include "console.h"

#include <signal.h>
#include <string.h>

/* So much may wait to be shown. Code that writes more waits. */
enum { ROOM = 1 << 16 };

/* --- Messages --------------------------------------------------------------------- */

/* Output goes on with the message before it. Gives true if the queue was empty. */
static bool append(struct console *console, enum message_kind kind, const char *text)
{
    struct message *last = g_queue_peek_tail(&console->messages);
    console->size += strlen(text);
    if (last != NULL && last->kind == kind && kind != MESSAGE_PROMPT) {
        g_string_append(last->text, text);
        return false;
    }
    struct message *message = g_new(struct message, 1);
    message->kind = kind;
    message->text = g_string_new(text);
    g_queue_push_tail(&console->messages, message);
    return last == NULL;
}

static void post(struct console *console, enum message_kind kind, const char *text)
{
    g_mutex_lock(&console->lock);
    while (console->size > ROOM && !console->is_closing) {
        g_cond_wait(&console->changed, &console->lock);
    }
    bool is_first = append(console, kind, text);
    g_mutex_unlock(&console->lock);
    if (is_first) {
        g_idle_add(console->notify, console->data);
    }
}

struct message *console_take(struct console *console)
{
    g_mutex_lock(&console->lock);
    struct message *message = g_queue_pop_head(&console->messages);
    if (message != NULL) {
        console->size -= message->text->len;
        g_cond_broadcast(&console->changed);
    }
    g_mutex_unlock(&console->lock);
    return message;
}

void message_free(struct message *message)
{
    g_string_free(message->text, TRUE);
    g_free(message);
}

/* --- Callbacks, in the console's thread ------------------------------------------- */

static inlet_status on_output(void *data, inlet_stream stream, const char *text,
                              size_t length)
{
    char *shown = g_strndup(text, length);
    post(data, stream == INLET_STDERR ? MESSAGE_ERROR : MESSAGE_OUTPUT, shown);
    g_free(shown);
    return INLET_DONE;
}

/* A line at a time: so what is typed ahead is there for code that reads, too. */
static void feed_next(struct console *console)
{
    g_mutex_lock(&console->lock);
    char *line = console->has_line ? NULL : g_queue_pop_head(&console->lines);
    if (line != NULL) {
        console->has_line = true;
        console->is_cancelled = false;
    }
    g_mutex_unlock(&console->lock);
    if (line != NULL) {
        inlet_feed(console->handle, line, strlen(line), NULL);
        inlet_feed(console->handle, "\n", 1, NULL);
        g_free(line);
    }
}

static void on_result(void *data, uint64_t ticket, const inlet_result *result)
{
    struct console *console = data;
    (void)ticket;
    if (result->status == INLET_EXIT) {
        return;
    }
    post(console, MESSAGE_PROMPT, result->status == INLET_MORE ? "... " : ">>> ");
    g_mutex_lock(&console->lock);
    console->has_line = false;
    g_mutex_unlock(&console->lock);
    feed_next(console);
}

static char *wait_for_line(struct console *console)
{
    char *line = NULL;
    g_mutex_lock(&console->lock);
    console->wants_line = true;
    while (!console->is_cancelled && !console->is_closing &&
           (line = g_queue_pop_head(&console->lines)) == NULL) {
        g_cond_wait(&console->changed, &console->lock);
    }
    console->wants_line = console->is_cancelled = false;
    g_mutex_unlock(&console->lock);
    return line;
}

static inlet_status on_input(void *data, const char *prompt, bool is_secret,
                             inlet_line *line)
{
    (void)is_secret;
    post(data, MESSAGE_PROMPT, prompt);
    char *text = wait_for_line(data);
    if (text == NULL) {
        return INLET_INTERRUPT;
    }
    inlet_status status = inlet_line_set(line, text, strlen(text));
    g_free(text);
    return status;
}

/* --- The thread ------------------------------------------------------------------- */

static inlet_console *open_handle(struct console *console)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.output = on_output;
    callbacks.input = on_input;
    callbacks.result = on_result;
    config.callbacks = &callbacks;
    config.data = console;
    config.interruptible = true;
    config.interrupt_signal = SIGUSR1;
    if (inlet_start(NULL, &console->error) != INLET_DONE) {
        return NULL;
    }
    return inlet_console_new(&config, &console->error);
}

static void *run(void *data)
{
    struct console *console = data;
    inlet_console *handle = open_handle(console);
    g_mutex_lock(&console->lock);
    console->handle = handle;
    console->is_ready = true;
    g_cond_broadcast(&console->changed);
    g_mutex_unlock(&console->lock);
    if (handle == NULL) {
        return NULL;
    }
    inlet_serve(handle, NULL);
    post(console, MESSAGE_OVER, "");
    g_mutex_lock(&console->lock);
    console->is_over = true;
    g_cond_broadcast(&console->changed);
    g_mutex_unlock(&console->lock);
    /* The program may be in a call, of a completion for instance. */
    while (inlet_stop(NULL) == INLET_EBUSY) {
        g_usleep(1000);
    }
    return NULL;
}

bool console_open(struct console *console, GSourceFunc notify, gpointer data)
{
    memset(console, 0, sizeof *console);
    g_mutex_init(&console->lock);
    g_cond_init(&console->changed);
    g_queue_init(&console->messages);
    g_queue_init(&console->lines);
    console->notify = notify;
    console->data = data;
    console->thread = g_thread_new("console", run, console);
    g_mutex_lock(&console->lock);
    while (!console->is_ready) {
        g_cond_wait(&console->changed, &console->lock);
    }
    g_mutex_unlock(&console->lock);
    return console->handle != NULL;
}

void console_close(struct console *console)
{
    struct message *message;
    inlet_finish(console->handle, NULL);
    g_mutex_lock(&console->lock);
    console->is_closing = true;
    g_cond_broadcast(&console->changed);
    while (!console->is_over) {
        /* The code may catch an interrupt: ask until it has ended. */
        inlet_interrupt(console->handle);
        gint64 until = g_get_monotonic_time() + G_TIME_SPAN_SECOND / 10;
        g_cond_wait_until(&console->changed, &console->lock, until);
    }
    g_mutex_unlock(&console->lock);
    g_thread_join(console->thread);
    g_idle_remove_by_data(console->data);
    inlet_console_free(console->handle);
    while ((message = console_take(console)) != NULL) {
        message_free(message);
    }
    g_queue_clear_full(&console->lines, g_free);
    g_mutex_clear(&console->lock);
    g_cond_clear(&console->changed);
}

/* --- For the program, in its thread ----------------------------------------------- */

void console_enter(struct console *console, const char *line)
{
    g_mutex_lock(&console->lock);
    g_queue_push_tail(&console->lines, g_strdup(line));
    g_cond_broadcast(&console->changed);
    g_mutex_unlock(&console->lock);
    feed_next(console);
}

bool console_stop(struct console *console)
{
    /* Code that reads, or is just about to, would wait for the line with the interrupt:
     * that waits for the callback. */
    g_mutex_lock(&console->lock);
    bool wants_line = console->wants_line;
    console->is_cancelled = true;
    g_queue_clear_full(&console->lines, g_free);
    g_cond_broadcast(&console->changed);
    g_mutex_unlock(&console->lock);
    return wants_line || inlet_interrupt(console->handle) == INLET_MORE;
}
