/* SPDX-License-Identifier: MIT
 * The host's turn while a command runs in its only thread.
 */
#include "host.h"

#include <pthread.h>
#include <unistd.h>

/* A host that ends what runs at the third tick, in one of these ways. */
struct ticking {
    inlet_console *console;
    inlet_console *other;
    int ticks;
    void (*at_tick)(struct ticking *self);
    inlet_status answer; /* of the third */
    inlet_status inside, beside;
};

static inlet_status tick(void *data)
{
    struct ticking *self = data;
    self->ticks++;
    if (self->at_tick != NULL) {
        self->at_tick(self);
    }
    return self->ticks == 3 ? self->answer : INLET_DONE;
}

static inlet_console *open_with(struct ticking *self, uint32_t time_limit)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    callbacks.tick = tick;
    config.callbacks = &callbacks;
    config.data = self;
    config.time_limit = time_limit;
    config.tick_interval = 1;
    inlet_console *console = inlet_console_new(&config, &error);
    if (console == NULL) {
        fail_msg("no console: %s", error.message);
    }
    self->console = console;
    host_run(console, "import time; ends = False");
    self->ticks = 0;
    return console;
}

/* What the code looks for. */
static void end_at_third(struct ticking *self)
{
    if (self->ticks == 3) {
        assert_status(inlet_put(self->console, "ends", inlet_bool(true), NULL),
                      INLET_DONE);
    }
}

static void a_loop_is_ticked(void **state)
{
    struct ticking self = {.at_tick = end_at_third};
    (void)state;
    inlet_console *console = open_with(&self, 0);
    assert_status(inlet_push(console, "while not ends: pass", NULL), INLET_MORE);
    assert_status(inlet_push(console, "", NULL), INLET_DONE);
    assert_true(self.ticks >= 3);
    inlet_console_free(console);
}

static void a_sleep_is_ticked(void **state)
{
    struct ticking self = {.answer = INLET_INTERRUPT};
    inlet_error error;
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    inlet_console *console = open_with(&self, 0);
    assert_status(inlet_push(console, "time.sleep(600)", &error), INLET_RAISED);
    assert_string_equal(error.type, "KeyboardInterrupt");
    assert_true(self.ticks >= 3);
    assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
    inlet_result_clear(&result);
    assert_status(inlet_push(console, "x = 1", NULL), INLET_DONE);
    inlet_console_free(console);
}

static void fail_at_third(struct ticking *self)
{
    if (self->ticks == 3) {
        self->answer = inlet_fail("LookupError", "tick %d", self->ticks);
    }
}

static void a_failure_is_raised_where_the_code_is(void **state)
{
    struct ticking self = {.at_tick = fail_at_third};
    (void)state;
    inlet_console *console = open_with(&self, 0);
    host_run(console, "try:\n"
                      "    caught = None\n"
                      "    while True: pass\n"
                      "except LookupError as error:\n"
                      "    caught = str(error)\n");
    host_assert_true(console, "caught == 'tick 3'");
    inlet_console_free(console);
}

static void interrupt_at_third(struct ticking *self)
{
    if (self->ticks == 3) {
        self->inside = inlet_interrupt(self->console);
    }
}

static void a_button_may_interrupt_what_runs(void **state)
{
    struct ticking self = {.at_tick = interrupt_at_third};
    inlet_error error;
    (void)state;
    inlet_console *console = open_with(&self, 0);
    assert_status(inlet_run(console, "while True: pass", &error), INLET_RAISED);
    assert_string_equal(error.type, "KeyboardInterrupt");
    assert_status(self.inside, INLET_MORE);
    self.ticks = 0;
    assert_status(inlet_run(console, "time.sleep(600)", &error), INLET_RAISED);
    inlet_console_free(console);
}

static void use_consoles(struct ticking *self)
{
    self->inside = inlet_push(self->console, "x = 1", NULL);
    self->beside = inlet_push(self->other, "x = 1", NULL);
    end_at_third(self);
}

static void others_can_be_used_meanwhile(void **state)
{
    struct ticking self = {.at_tick = use_consoles, .other = host_open(NULL)};
    (void)state;
    inlet_console *console = open_with(&self, 0);
    host_run(console, "while not ends: pass");
    assert_status(self.inside, INLET_EBUSY);
    assert_status(self.beside, INLET_DONE);
    inlet_console_free(console);
    inlet_console_free(self.other);
}

/* Another host of this kind, whose code runs inside. */
static void run_there(struct ticking *self)
{
    if (self->ticks == 3) {
        self->beside = inlet_run(self->other, "time.sleep(0.05)", NULL);
    }
    end_at_third(self);
}

static void code_inside_is_not_ticked(void **state)
{
    struct ticking inner = {0};
    struct ticking self = {.at_tick = run_there, .other = open_with(&inner, 0)};
    (void)state;
    inlet_console *console = open_with(&self, 0);
    inner.ticks = 0;
    host_run(console, "while not ends: pass");
    assert_status(self.beside, INLET_DONE);
    assert_int_equal(inner.ticks, 0);
    inner.answer = INLET_INTERRUPT;
    assert_status(inlet_run(self.other, "while True: pass", NULL), INLET_RAISED);
    inlet_console_free(console);
    inlet_console_free(self.other);
}

/* Ticks of before are not those of the function's time. */
static inlet_status work(void *data, inlet_call *call)
{
    struct ticking *self = data;
    int before = self->ticks;
    inlet_call_pause(call);
    usleep(50000);
    inlet_call_resume(call);
    self->inside = self->ticks == before ? INLET_DONE : INLET_EBUSY;
    return INLET_DONE;
}

static void code_of_the_host_is_not_ticked(void **state)
{
    struct ticking self = {.at_tick = end_at_third};
    inlet_function function = INLET_FUNCTION_INIT;
    (void)state;
    inlet_console *console = open_with(&self, 0);
    function.name = "work";
    function.call = work;
    function.data = &self;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    self.inside = INLET_EBUSY;
    host_run(console, "work()\nwhile not ends: pass");
    assert_status(self.inside, INLET_DONE);
    inlet_console_free(console);
}

static void *run_in_thread(void *data)
{
    struct ticking *self = data;
    self->inside =
        inlet_run(self->console, "time.sleep(0.05)\nfor i in range(10000): pass", NULL);
    return NULL;
}

static void other_threads_are_not_ticked(void **state)
{
    struct ticking self = {0};
    pthread_t thread;
    (void)state;
    inlet_console *console = open_with(&self, 0);
    assert_int_equal(pthread_create(&thread, NULL, run_in_thread, &self), 0);
    pthread_join(thread, NULL);
    assert_status(self.inside, INLET_DONE);
    assert_int_equal(self.ticks, 0);
    /* It goes on in the main thread. */
    self.answer = INLET_INTERRUPT;
    assert_status(inlet_run(console, "while True: pass", NULL), INLET_RAISED);
    inlet_console_free(console);
}

static void take_time(struct ticking *self)
{
    usleep(700000);
    end_at_third(self);
}

static void its_time_does_not_count(void **state)
{
    struct ticking self = {.at_tick = take_time};
    inlet_result result = INLET_RESULT_INIT;
    (void)state;
    inlet_console *console = open_with(&self, 2000);
    host_run(console, "while not ends: pass");
    assert_status(inlet_result_get(console, &result, NULL), INLET_DONE);
    assert_false(result.is_late);
    inlet_result_clear(&result);
    inlet_console_free(console);
}

static void close_at_third(struct ticking *self)
{
    end_at_third(self);
    if (self->ticks == 3) {
        inlet_console_free(self->console);
    }
}

static void it_may_close_the_console(void **state)
{
    struct ticking self = {.at_tick = close_at_third};
    (void)state;
    inlet_console *console = open_with(&self, 0);
    assert_status(inlet_run(console, "while not ends: pass", NULL), INLET_DONE);
}

static void another_interpreter_has_none(void **state)
{
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    int minor = 0;
    (void)state;
    callbacks.tick = tick;
    config.callbacks = &callbacks;
    config.own_interpreter = true;
    assert_null(inlet_console_new(&config, &error));
    bool has_own = sscanf(inlet_python_version(), "3.%d", &minor) == 1 && minor >= 12;
    assert_status(error.code, has_own ? INLET_EINVAL : INLET_EVERSION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_is_ticked),
        cmocka_unit_test(a_sleep_is_ticked),
        cmocka_unit_test(a_failure_is_raised_where_the_code_is),
        cmocka_unit_test(a_button_may_interrupt_what_runs),
        cmocka_unit_test(others_can_be_used_meanwhile),
        cmocka_unit_test(code_inside_is_not_ticked),
        cmocka_unit_test(code_of_the_host_is_not_ticked),
        cmocka_unit_test(other_threads_are_not_ticked),
        cmocka_unit_test(its_time_does_not_count),
        cmocka_unit_test(it_may_close_the_console),
        cmocka_unit_test(another_interpreter_has_none),
    };
    return cmocka_run_group_tests(tests, host_setup, host_teardown);
}
