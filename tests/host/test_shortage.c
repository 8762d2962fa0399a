/* SPDX-License-Identifier: MIT
 * Every allocation, descriptor and thread that is asked for fails once, see faults.h:
 * the streams and descriptors of a console, prompts, a second language, frames, await,
 * edited texts, interpreters of their own. And every callback fails once.
 */
#include "faults.h"
#include "streams.h"

#include <inlet/editor.h>
#include <inlet/source.h>

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

static struct streams streams;
static struct sink sink;
static inlet_console *console;
static PyObject *frame; /* of a generator that waits */

static struct stat real[3]; /* what descriptors 1 and 2 are bound to */

static bool is_bound_as_before(int descriptor)
{
    struct stat now;
    return fstat(descriptor, &now) == 0 && now.st_ino == real[descriptor].st_ino &&
           now.st_dev == real[descriptor].st_dev;
}

/* Everything works, and nothing is left of what was tried: a failure where not. */
static inlet_status check_all(void)
{
    sink_clear(&sink);
    bool works = inlet_reset(console, &fault_error) == INLET_DONE &&
                 inlet_push(console, "works = 'on'", &fault_error) == INLET_DONE &&
                 inlet_push(console, "works +", &fault_error) == INLET_INVALID &&
                 inlet_push(console, "1/0", &fault_error) == INLET_RAISED &&
                 strstr(sink.text, "ZeroDivisionError") != NULL && !PyErr_Occurred();
    if (works) {
        works = inlet_run(console,
                          "assert (sys.stdin, sys.stdout, sys.stderr) == std\n"
                          "assert not hasattr(sys, 'ps1') and time.sleep is sleep\n",
                          &fault_error) == INLET_DONE;
    }
    if (!works) {
        print_error("afterwards: %s: %s %s\n", inlet_status_name(fault_error.code),
                    fault_error.type, fault_error.message);
    }
    return works && is_bound_as_before(1) && is_bound_as_before(2) ? INLET_DONE
                                                                   : INLET_EPYTHON;
}

static inlet_console_config config_with(inlet_callbacks *callbacks)
{
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    *callbacks = (inlet_callbacks)INLET_CALLBACKS_INIT;
    callbacks->output = streams_output;
    callbacks->input = streams_input;
    memset(&streams, 0, sizeof streams);
    config.callbacks = callbacks;
    config.data = &streams;
    return config;
}

/* Push the lines, ended by NULL, as long as they can be. */
static inlet_status push_lines(inlet_console *other, const char *const *lines)
{
    inlet_status status = INLET_DONE;
    while (*lines != NULL && status >= 0) {
        status = inlet_push(other, *lines++, &fault_error);
    }
    return status;
}

/* Open a console, push lines and close it. */
static inlet_status push_into_new(const inlet_console_config *config,
                                  const char *const *lines)
{
    inlet_console *other = inlet_console_new(config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = push_lines(other, lines);
    inlet_console_free(other);
    return status;
}

/* --- Descriptors ------------------------------------------------------------------ */

/* `speak` was compiled before: it writes to descriptor 1, and to sys.stdout. */
static inlet_status capture_descriptors(void)
{
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    config.share = console;
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_capture_start(other, &fault_error);
    if (status == INLET_DONE) {
        inlet_value value = inlet_none();
        status = inlet_get(other, "speak", INLET_REPR, &value, &fault_error);
        inlet_value_clear(&value);
        inlet_status stopped = inlet_capture_stop(NULL);
        status = stopped < 0 ? INLET_ESTATE : status;
    }
    inlet_console_free(other);
    return status;
}

static inlet_status capture_for_the_fallback(void)
{
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_output_fallback(other, &fault_error);
    if (status == INLET_DONE) {
        status = inlet_output_thread(other, &fault_error);
    }
    if (status == INLET_DONE) {
        status = inlet_capture_start(NULL, &fault_error);
    }
    if (status == INLET_DONE) {
        (void)!write(1, "\xc3", 1);
        (void)!write(2, "text\n", 5);
    }
    inlet_console_free(other);
    inlet_capture_stop(NULL);
    inlet_output_thread(NULL, NULL);
    return status;
}

/* --- Prompts and sessions --------------------------------------------------------- */

static const char *const *next_line;

static inlet_status give_line(void *data, const char *prompt, inlet_line *line)
{
    (void)data, (void)prompt;
    const char *text = *next_line;
    if (text == NULL) {
        return INLET_END;
    }
    next_line++;
    return inlet_line_set(line, text, strlen(text));
}

static inlet_status ask_for_prompts(inlet_console *other)
{
    inlet_value text = inlet_none();
    inlet_status status = inlet_prompts_set(other, "one ", "two ", &fault_error);
    if (status == INLET_DONE) {
        status = inlet_push(other, "import sys; sys.ps1 = sys.ps2 + '!'", &fault_error);
    }
    if (status == INLET_DONE) {
        status = inlet_prompt_get(other, &text, &fault_error);
        inlet_value_clear(&text);
    }
    return status;
}

static inlet_status prompt_for_lines(void)
{
    static const char *const lines[] = {"if 1:", "  sys.ps1 = 'x'", "", "str(sys.ps1)",
                                        NULL};
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    callbacks.read_line = give_line;
    config.ps1 = "in: ";
    next_line = lines;
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = ask_for_prompts(other);
    if (status >= 0) {
        status = inlet_interact(other, "", "", &fault_error);
    }
    inlet_console_free(other);
    return status;
}

static inlet_status renew_a_session(void)
{
    inlet_value text = inlet_none();
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_push(other, "if 1:", &fault_error);
    if (status >= 0) {
        status = inlet_pending_text(other, &text, &fault_error);
        inlet_value_clear(&text);
    }
    if (status >= 0) {
        status = inlet_renew(other, &fault_error);
    }
    if (status >= 0) {
        status = inlet_push(other, "'anew'", &fault_error);
    }
    inlet_console_free(other);
    return status;
}

/* --- A second language ------------------------------------------------------------ */

static inlet_status judge(void *data, const char *text, size_t length)
{
    (void)data;
    if (*text != ':') {
        return INLET_PASS;
    }
    if (strcmp(text, ":wrong") == 0) {
        inlet_fail(NULL, "no such command: %s", text + 1);
        return INLET_INVALID;
    }
    return text[length - 1] == '+' ? INLET_MORE : INLET_DONE;
}

static inlet_status run_command(void *data, inlet_call *call)
{
    const char *text = "";
    size_t length = 0;
    (void)data;
    inlet_status status = inlet_arg_string(call, 0, &text, &length);
    if (status < 0) {
        return status;
    }
    if (strcmp(text, ":fail") == 0) {
        return inlet_fail("LookupError", "not %s", "there");
    }
    if (strcmp(text, ":python") == 0) {
        return inlet_run(inlet_call_console(call), "1 / 0", NULL);
    }
    return inlet_return(call, inlet_string(text));
}

static inlet_status offer(void *data, const char *text, size_t length, size_t cursor,
                          inlet_offers *offers)
{
    (void)data;
    (void)cursor;
    inlet_status status = inlet_offer_place(offers, 0, length);
    for (int i = 0; i < 20 && status == INLET_DONE; i++) {
        status = inlet_offer(offers, text, INLET_ITEM_COMMAND, "what it does");
    }
    return status;
}

static inlet_status complete_command(inlet_console *other)
{
    inlet_completion found = INLET_COMPLETION_INIT;
    inlet_status status =
        inlet_complete(other, ":go", 3, 3, NULL, &found, &fault_error);
    assert_true(status < 0 || found.count == 20);
    inlet_completion_clear(&found);
    return status;
}

static inlet_status speak_two_languages(void)
{
    static const char *const lines[] = {":go",   ":long +", "end",   ":wrong", ":fail",
                                        ":exit", ":python", "x = 1", NULL};
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    callbacks.judge = judge;
    callbacks.run = run_command;
    callbacks.complete = offer;
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = push_lines(other, lines);
    if (status >= 0) {
        status = inlet_check(other, ":wrong", &fault_error);
    }
    if (status >= 0) {
        status = complete_command(other);
    }
    inlet_console_free(other);
    return status;
}

/* --- Frames, await, texts --------------------------------------------------------- */

static inlet_status open_in_a_frame(void)
{
    static const char *const lines[] = {
        "y = x + 1",        "f = lambda: [x + i for i in (y,)]",
        "class C: z = x",   "global w; w = f()",
        "del y, f, C, w",   "nothing",
        "x, mine = 1, [x]", NULL};
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    inlet_value value = inlet_none();
    inlet_console *other = inlet_console_new_in_frame(frame, &config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = push_lines(other, lines);
    if (status >= 0) {
        status = inlet_get(other, "mine[0] + x", INLET_ANY, &value, &fault_error);
        inlet_value_clear(&value);
    }
    if (status == INLET_EPYTHON) {
        status = INLET_ENOMEM;
    }
    inlet_console_free(other);
    return status;
}

/* Where asyncio itself has lost a task, only a time limit ends the input. */
static inlet_status await_something(void)
{
    static const char *const lines[] = {"import asyncio",
                                        "x = await asyncio.sleep(0, 5)",
                                        "async def f(): return x",
                                        "await f()",
                                        "await f() / 0",
                                        "for i in (1,):",
                                        "    await f()",
                                        "",
                                        NULL};
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    config.top_level_await = true;
    config.time_limit = 500;
    return push_into_new(&config, lines);
}

static inlet_status set_a_loop(void)
{
    static const char *const lines[] = {"x = 1", NULL};
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    config.top_level_await = true;
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_console_set_loop(other, Py_None, &fault_error);
    if (status >= 0) {
        status = push_lines(other, lines);
    }
    inlet_console_free(other);
    return status;
}

static inlet_status ask_about(inlet_source_text *text)
{
    inlet_statement statements[4];
    size_t count = 0;
    inlet_value part = inlet_none();
    inlet_status status = inlet_source_verdict(text, &fault_error);
    if (status >= 0) {
        status = inlet_source_statements(text, 0, statements, 4, &count, &fault_error);
    }
    if (status >= 0) {
        status = inlet_source_lines(text, 0, 2, &part, &fault_error);
        inlet_value_clear(&part);
    }
    if (status >= 0) {
        status = inlet_source_indent(text, 2, &part, &fault_error);
        inlet_value_clear(&part);
    }
    return status;
}

static inlet_status edit_a_text(void)
{
    static const char body[] =
        "def f(x):\n    return x\n\ny = f(1)\nclass C:\n  z = (\n";
    inlet_source_text *text = inlet_source_new(NULL, &fault_error);
    if (text == NULL) {
        return fault_error.code;
    }
    inlet_status status =
        inlet_source_append(text, body, sizeof body - 1, &fault_error);
    if (status >= 0) {
        status = ask_about(text);
    }
    if (status >= 0) {
        status = inlet_source_replace(text, 3, 4, "y = = 1", 7, &fault_error);
    }
    if (status >= 0) {
        status = inlet_source_delete(text, 5, 6, &fault_error);
    }
    if (status >= 0) {
        status = ask_about(text);
    }
    inlet_source_free(text);
    return status;
}

/* --- Interpreters of their own ---------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030C0000

/* Where CPython makes and ends one it bears no fault, but it may refuse. */
PyStatus Py_NewInterpreterFromConfig(PyThreadState **out,
                                     const PyInterpreterConfig *config)
{
    if (fault_is_due()) {
        return PyStatus_NoMemory();
    }
    __typeof__(Py_NewInterpreterFromConfig) *make =
        (__typeof__(make))dlsym(RTLD_NEXT, "Py_NewInterpreterFromConfig");
    faults_pause();
    PyStatus status = make(out, config);
    faults_resume();
    return status;
}

void Py_EndInterpreter(PyThreadState *state)
{
    __typeof__(Py_EndInterpreter) *end =
        (__typeof__(end))dlsym(RTLD_NEXT, "Py_EndInterpreter");
    faults_pause();
    end(state);
    faults_resume();
}

/* What Python imports there is its own matter. */
PyObject *PyImport_ImportModule(const char *name)
{
    if (fault_is_due()) {
        return PyErr_NoMemory();
    }
    __typeof__(PyImport_ImportModule) *import =
        (__typeof__(import))dlsym(RTLD_NEXT, "PyImport_ImportModule");
    faults_pause();
    PyObject *module = import(name);
    faults_resume();
    return module;
}

static inlet_status open_at_home(void)
{
    inlet_callbacks callbacks;
    inlet_console_config config = config_with(&callbacks);
    int64_t number = 0;
    config.own_interpreter = true;
    config.interruptible = true;
    inlet_console *other = inlet_console_new(&config, &fault_error);
    if (other == NULL) {
        return fault_error.code;
    }
    inlet_status status = inlet_put(other, "x", inlet_int(5), &fault_error);
    if (status == INLET_DONE) {
        status = inlet_get_int(other, "x", &number, &fault_error);
    }
    config.own_interpreter = false;
    config.share = other;
    inlet_console *beside =
        status < 0 ? NULL : inlet_console_new(&config, &fault_error);
    inlet_console_free(other);
    inlet_console_free(beside);
    return status < 0 || beside != NULL ? status : fault_error.code;
}

static void open_at_home_with_each_fault(void **state)
{
    (void)state;
    fail_some(open_at_home, check_all, true, 7);
}

#endif

FAULT_TEST_OF(capture_descriptors, check_all, false)
FAULT_TEST_OF(capture_for_the_fallback, check_all, false)
FAULT_TEST_OF(prompt_for_lines, check_all, true)
FAULT_TEST_OF(renew_a_session, check_all, true)
FAULT_TEST_OF(speak_two_languages, check_all, true)
FAULT_TEST_OF(open_in_a_frame, check_all, true)
FAULT_TEST_OF(await_something, check_all, true)
FAULT_TEST_OF(set_a_loop, check_all, true)
FAULT_TEST_OF(edit_a_text, check_all, true)

static int set_up(void **state)
{
    (void)state;
    if (faults_begin() < 0 || fstat(1, &real[1]) < 0 || fstat(2, &real[2]) < 0) {
        return -1;
    }
    console = host_open(&sink);
    host_run(console, "import traceback, linecache, tokenize, asyncio, os, sys, time\n"
                      "sleep, std = time.sleep, (sys.stdin, sys.stdout, sys.stderr)\n"
                      "class Speak:\n"
                      "    def __repr__(self):\n"
                      "        os.write(1, b'spo\\xc3\\xa4ken\\xff')\n"
                      "        print('printed')\n"
                      "        return 'spoken'\n"
                      "speak = Speak()\n"
                      "def suspended():\n"
                      "    x = 20\n"
                      "    mine = None\n"
                      "    yield sys._getframe()\n"
                      "generator = suspended()\n"
                      "frame = next(generator)\n");
    if (inlet_get_object(console, "frame", &frame, &fault_error) != INLET_DONE) {
        return -1;
    }
    /* What is imported once is imported now. */
    return check_all() < 0 || await_something() < 0 || check_all() < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    Py_CLEAR(frame);
    return faults_end(console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(capture_descriptors), FAULT_TEST(capture_for_the_fallback),
        FAULT_TEST(prompt_for_lines),    FAULT_TEST(renew_a_session),
        FAULT_TEST(speak_two_languages), FAULT_TEST(open_in_a_frame),
        FAULT_TEST(await_something),     FAULT_TEST(set_a_loop),
        FAULT_TEST(edit_a_text),
    };
#if PY_VERSION_HEX >= 0x030C0000
    const struct CMUnitTest homes[] = {FAULT_TEST(open_at_home)};
    if (faults_skipped() != 0) {
        return cmocka_run_group_tests(homes, set_up, tear_down);
    }
#endif
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
