/* SPDX-License-Identifier: MIT
 * Hosts that use CPython themselves: they initialise it, hold its lock or not, have
 * sub-interpreters, and hand objects through inlet/python.h. Every test has a Python of
 * its own.
 */
#include <inlet/python.h>

#include <inlet/handle.h>
#include <inlet/source.h>

#include "streams.h"

#include <pthread.h>

static int initialise(void **state)
{
    (void)state;
    Py_InitializeEx(0);
    return 0;
}

static int finalise(void **state)
{
    (void)state;
    return Py_FinalizeEx();
}

static void run_python(const char *statements)
{
    if (PyRun_SimpleString(statements) != 0) {
        fail_msg("failed: %s", statements);
    }
}

/* --- The lock --------------------------------------------------------------------- */

static void use_console(void)
{
    struct sink sink;
    inlet_console *console = host_open(&sink);
    assert_status(inlet_push(console, "1/0", NULL), INLET_RAISED);
    host_run(console, "x = 1");
    host_assert_true(console, "x == 1");
    inlet_console_free(console);
}

static void a_host_that_holds_the_lock_keeps_it(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_true(PyGILState_Check());
    use_console();
    assert_true(PyGILState_Check());
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_true(PyGILState_Check());
    assert_true(Py_IsInitialized());
}

static void a_host_that_has_released_the_lock_does_not_get_it(void **state)
{
    (void)state;
    PyThreadState *saved = PyEval_SaveThread();
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_false(PyGILState_Check());
    use_console();
    assert_false(PyGILState_Check());
    assert_status(inlet_stop(NULL), INLET_DONE);
    PyEval_RestoreThread(saved);
}

static void *use_from_thread(void *data)
{
    inlet_console *console = data;
    host_run(console, "y = 2");
    PyGILState_STATE gil = PyGILState_Ensure();
    host_run(console, "z = y + 1");
    PyGILState_Release(gil);
    return NULL;
}

static void threads_come_in_either_way(void **state)
{
    pthread_t thread;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(NULL);
    PyThreadState *saved = PyEval_SaveThread();
    assert_int_equal(pthread_create(&thread, NULL, use_from_thread, console), 0);
    pthread_join(thread, NULL);
    host_assert_true(console, "z == 3");
    PyEval_RestoreThread(saved);
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void an_exception_that_is_set_stays_set(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    PyErr_SetString(PyExc_LookupError, "mine");
    use_console();
    assert_true(PyErr_ExceptionMatches(PyExc_LookupError));
    PyErr_Clear();
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void python_may_end_while_a_console_has_its_own_interpreter(void **state)
{
    inlet_error error;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    (void)state;
    Py_InitializeEx(0);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    config.own_interpreter = true;
    inlet_console *console = inlet_console_new(&config, &error);
    if (PY_VERSION_HEX < 0x030C0000) {
        assert_null(console);
        assert_status(error.code, INLET_EVERSION);
    } else {
        host_run(console, "x = 1");
        assert_true(PyGILState_Check());
        assert_null(inlet_console_object(console));
        assert_status(inlet_put_object(console, "x", Py_None, NULL), INLET_ETHREAD);
    }
    assert_int_equal(Py_FinalizeEx(), 0);
    inlet_console_free(console);
}

static void python_may_end_without_inlet_stop(void **state)
{
    inlet_error error;
    (void)state;
    Py_InitializeEx(0);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(NULL);
    assert_int_equal(Py_FinalizeEx(), 0);
    assert_false(inlet_is_running());
    assert_status(inlet_push(console, "1", &error), INLET_ESTATE);
    Py_InitializeEx(0);
    assert_status(inlet_push(console, "1", &error), INLET_ESTATE);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_status(inlet_push(console, "1", &error), INLET_ESTATE);
    inlet_console_free(console);
    use_console();
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_int_equal(Py_FinalizeEx(), 0);
}

/* --- The module ------------------------------------------------------------------- */

static void a_joined_python_gets_the_module(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    run_python("import _inlet, sys\n"
               "assert sys.modules['_inlet'] is _inlet\n"
               "assert _inlet.__spec__.name == '_inlet' == _inlet.__name__\n"
               "assert _inlet.compile_command('x = 1') is not None\n");
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void a_module_of_the_same_kind_is_adopted(void **state)
{
    (void)state;
    run_python("import os, sys\n"
               "sys.path.insert(0, os.path.join(os.environ['INLET_BUILD'], 'python'))\n"
               "import _inlet, inlet\n"
               "assert _inlet.__file__.endswith('.so')\n");
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(NULL);
    PyObject *object = inlet_console_object(console);
    PyObject *module = PyImport_ImportModule("_inlet");
    PyObject *class = PyObject_GetAttrString(module, "InteractiveConsole");
    assert_int_equal(PyObject_IsInstance(object, class), 1);
    Py_DECREF(class);
    Py_DECREF(module);
    Py_DECREF(object);
    host_run(console, "import inlet; assert inlet.InteractiveConsole");
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void a_module_of_another_kind_is_refused(void **state)
{
    static const char *const others[] = {
        "import sys, types; m = types.ModuleType('_inlet')",
        "m._abi = -1",
        "m._abi = 'x'",
        "m._abi = 2 ** 100",
    };
    inlet_error error;
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        run_python(others[i]);
        run_python("sys.modules['_inlet'] = m");
        assert_status(inlet_start(NULL, &error), INLET_EVERSION);
        assert_string_not_equal(error.message, "");
        assert_false(inlet_is_running());
    }
    run_python("del sys.modules['_inlet']");
    assert_status(inlet_start(NULL, &error), INLET_DONE);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void without_the_package_the_module_stands_for_it(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    run_python("import runpy, sys\n"
               "try: runpy.run_module('inlet')\n"
               "except ImportError as error: assert 'No code object' in str(error)\n"
               "else: assert 0\n"
               "assert 'inlet' not in sys.modules\n"
               "import inlet, _inlet\n"
               "assert inlet is _inlet\n"
               "try: import inlet.nothing\n"
               "except ModuleNotFoundError: pass\n"
               "else: assert 0\n"
               "try: import inlets\n"
               "except ModuleNotFoundError: pass\n"
               "else: assert 0\n");
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    run_python("import sys\n"
               "names = [getattr(f, '__name__', '') for f in sys.meta_path]\n"
               "assert names.count('_inlet_alias') == 1, names\n");
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void an_installed_package_wins(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    run_python("import os, sys\n"
               "sys.path.insert(0, os.path.join(os.environ['INLET_BUILD'], 'python'))\n"
               "import inlet, inlet.code, _inlet\n"
               "assert inlet.__path__\n"
               "assert inlet.InteractiveConsole is _inlet.InteractiveConsole\n");
    assert_status(inlet_stop(NULL), INLET_DONE);
}

/* --- Sub-interpreters ------------------------------------------------------------- */

static inlet_status use_other(void *data, const char *text, size_t length)
{
    (void)text;
    (void)length;
    /* The thread is attached to nothing here, and comes from a sub-interpreter. */
    inlet_console *console = inlet_console_new(NULL, NULL);
    *(inlet_status *)data =
        inlet_run(console, "import sys; assert sys.modules['marked']", NULL);
    inlet_console_free(console);
    return INLET_DONE;
}

static inlet_status ignore_text(void *data, const char *text, size_t length)
{
    (void)data;
    (void)text;
    (void)length;
    return INLET_DONE;
}

/* Python 3.11 loses two objects when an interpreter ends that has used contextvars at
 * the same time as another one: not for the leak checker, if there is one. */
/* NOLINTBEGIN(bugprone-reserved-identifier) */
extern void __lsan_disable(void) __attribute__((weak));
extern void __lsan_enable(void) __attribute__((weak));
/* NOLINTEND(bugprone-reserved-identifier) */

static void set_leak_check(bool is_on)
{
    void (*set)(void) = is_on ? __lsan_enable : __lsan_disable;
    if (set != NULL) {
        set();
    }
}

/* What is printed there comes to the console there. */
static void print_inside(void)
{
    static struct streams streams;
    streams_open(&streams, 0);
    streams_assert_prints(&streams, "print('inside')", "inside\n");
    assert_status(inlet_push(streams.console, "42", NULL), INLET_DONE);
    host_assert_true(streams.console, "_ == 42");
    inlet_console_free(streams.console);
}

static void a_console_lives_in_the_interpreter_of_its_thread(void **state)
{
    inlet_error error;
    inlet_status inside = INLET_EINVAL;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = use_other;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.data = &inside;
    (void)state;
    set_leak_check(false);
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *outer = host_open(NULL);
    PyThreadState *first = PyThreadState_Get();
    PyThreadState *second = Py_NewInterpreter();
    assert_non_null(second);
    run_python("import sys; sys.modules['marked'] = 1");
    inlet_console *inner = inlet_console_new(&config, &error);
    assert_non_null(inner);
    host_assert_true(inner, "'marked' in __import__('sys').modules");
    assert_status(inlet_push(outer, "1", &error), INLET_ETHREAD);
    assert_status(inlet_push(inner, "1/0", &error), INLET_RAISED);
    assert_status(inside, INLET_DONE);
    PyThreadState_Swap(first);
    assert_status(inlet_push(inner, "1", &error), INLET_ETHREAD);
    host_assert_true(outer, "'marked' not in __import__('sys').modules");
    host_run(outer, "import sys; before = sys.stdout");
    PyThreadState_Swap(second);
    print_inside();
    inlet_console_free(inner);
    Py_EndInterpreter(second);
    PyThreadState_Swap(first);
    host_assert_true(outer, "sys.stdout is before");
    inlet_console_free(outer);
    assert_status(inlet_stop(NULL), INLET_DONE);
    set_leak_check(true);
}

/* Own locks, where this Python has them: there a slip is no mere bad manners. */
static PyThreadState *open_interpreter(void)
{
#if PY_VERSION_HEX >= 0x030C0000
    PyThreadState *state = NULL;
    PyInterpreterConfig config = {
        .allow_threads = 1,
        .check_multi_interp_extensions = 1,
        .gil = PyInterpreterConfig_OWN_GIL,
    };
    assert_false(PyStatus_Exception(Py_NewInterpreterFromConfig(&state, &config)));
#else
    PyThreadState *state = Py_NewInterpreter();
#endif
    assert_non_null(state);
    return state;
}

static inlet_status do_nothing(void *data, inlet_call *call)
{
    (void)data;
    (void)call;
    return INLET_DONE;
}

static void note_release(void *data) { *(int *)data += 1; }

/* A console whose namespace sets `*released` when it goes, with an exception kept. */
static inlet_console *open_noted(int *released)
{
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = ignore_text;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    inlet_console *console = inlet_console_new(&config, NULL);
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "noted";
    function.call = do_nothing;
    function.data = released;
    function.release = note_release;
    *released = 0;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    set_leak_check(false);
    assert_status(inlet_push(console, "many = [object() for _ in range(1000)]", NULL),
                  INLET_DONE);
    set_leak_check(true);
    assert_status(inlet_push(console, "x y", NULL), INLET_INVALID);
    return console;
}

static void a_console_is_freed_from_any_interpreter(void **state)
{
    int released[2];
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    PyThreadState *first = PyThreadState_Get();
    PyThreadState *second = open_interpreter();
    inlet_console *one = open_noted(&released[0]);
    inlet_console *two = open_noted(&released[1]);
    PyThreadState_Swap(first);
    inlet_console_free(one);
    assert_int_equal(released[0], 1);
    assert_ptr_equal(PyThreadState_Get(), first);
    PyEval_SaveThread();
    inlet_console_free(two);
    assert_int_equal(released[1], 1);
    PyEval_RestoreThread(second);
    run_python("import gc; gc.collect()");
    Py_EndInterpreter(second);
    PyThreadState_Swap(first);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void a_console_closes_with_its_interpreter(void **state)
{
    inlet_error error;
    int released;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    PyThreadState *first = PyThreadState_Get();
    PyThreadState *second = open_interpreter();
    inlet_console *console = open_noted(&released);
    Py_EndInterpreter(second);
    assert_int_equal(released, 1);
    /* The next interpreter may lie where the one that ended lay. */
    PyThreadState_Swap(first);
    PyThreadState *third = open_interpreter();
    assert_status(inlet_push(console, "1", &error), INLET_ESTATE);
    inlet_console_free(console);
    Py_EndInterpreter(third);
    PyThreadState_Swap(first);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void stopping_closes_the_consoles_of_all_interpreters(void **state)
{
    inlet_error error;
    int released[2];
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *outer = open_noted(&released[0]);
    PyThreadState *first = PyThreadState_Get();
    PyThreadState *second = open_interpreter();
    inlet_console *inner = open_noted(&released[1]);
    PyThreadState_Swap(first);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_int_equal(released[0] + released[1], 2);
    assert_status(inlet_push(inner, "1", &error), INLET_ESTATE);
    inlet_console_free(inner);
    inlet_console_free(outer);
    PyThreadState_Swap(second);
    Py_EndInterpreter(second);
    PyThreadState_Swap(first);
}

/* --- Handles ---------------------------------------------------------------------- */

static const inlet_class noted_class = {
    sizeof(inlet_class), "Noted", NULL, note_release, NULL, 0, NULL, 0};

static void stopping_destroys_and_revokes_what_python_keeps(void **state)
{
    static int destroyed, released;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = open_noted(&released);
    assert_status(
        inlet_put(console, "thing", inlet_handle(&noted_class, &destroyed), NULL),
        INLET_DONE);
    assert_status(inlet_push(console, "import sys; sys.thing = thing", NULL),
                  INLET_DONE);
    inlet_console_free(console);
    assert_int_equal(destroyed, 0);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_int_equal(destroyed, 1);
    run_python("import sys; assert repr(sys.thing) == '<Noted, gone>'; del sys.thing");
    assert_int_equal(destroyed, 1);
}

static void a_handle_belongs_to_an_interpreter(void **state)
{
    static int destroyed, released;
    inlet_value value = inlet_none();
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *outer = open_noted(&released);
    PyThreadState *first = PyThreadState_Get();
    PyThreadState *second = open_interpreter();
    inlet_console *inner = open_noted(&released);
    const inlet_value thing = inlet_handle(&noted_class, &destroyed);
    assert_status(inlet_put(inner, "thing", thing, NULL), INLET_DONE);
    assert_status(inlet_get_handle(inner, "thing", &noted_class, &value, NULL),
                  INLET_DONE);
    PyThreadState_Swap(first);
    assert_status(inlet_put(outer, "thing", thing, NULL), INLET_ETHREAD);
    assert_int_equal(destroyed, 0);
    PyThreadState_Swap(second);
    Py_EndInterpreter(second);
    assert_int_equal(destroyed, 1);
    PyThreadState_Swap(first);
    inlet_value_clear(&value);
    inlet_console_free(inner);
    /* Now it can be had here. */
    assert_status(inlet_put(outer, "thing", thing, NULL), INLET_DONE);
    inlet_console_free(outer);
    run_python("import gc; gc.collect()");
    assert_int_equal(destroyed, 2);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static inlet_source_text *open_source(void)
{
    inlet_source_text *source = inlet_source_new(NULL, NULL);
    assert_status(inlet_source_append(source, "x = 1\n", 6, NULL), INLET_DONE);
    return source;
}

static void a_source_is_freed_from_any_interpreter_or_closes_with_its_own(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    PyThreadState *first = PyThreadState_Get();
    PyThreadState *second = open_interpreter();
    inlet_source_text *freed = open_source();
    inlet_source_text *closed = open_source();
    PyThreadState_Swap(first);
    assert_status(inlet_source_append(freed, "y", 1, &error), INLET_ETHREAD);
    inlet_source_free(freed);
    assert_ptr_equal(PyThreadState_Get(), first);
    PyThreadState_Swap(second);
    Py_EndInterpreter(second);
    PyThreadState_Swap(first);
    PyThreadState *third = open_interpreter();
    assert_status(inlet_source_append(closed, "y", 1, &error), INLET_ESTATE);
    inlet_source_free(closed);
    inlet_source_text *stopped = open_source();
    PyThreadState_Swap(first);
    assert_status(inlet_stop(NULL), INLET_DONE);
    assert_status(inlet_source_append(stopped, "y", 1, &error), INLET_ESTATE);
    inlet_source_free(stopped);
    PyThreadState_Swap(third);
    Py_EndInterpreter(third);
    PyThreadState_Swap(first);
}

/* --- Objects ---------------------------------------------------------------------- */

static void a_handle_has_its_object(void **state)
{
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(NULL);
    PyObject *object = inlet_console_object(console);
    assert_true(PyObject_HasAttrString(object, "push"));
    PyObject *result = PyObject_CallMethod(object, "push", "s", "from_python = 1");
    Py_XDECREF(result);
    host_assert_true(console, "from_python == 1");
    inlet_console_free(console);
    assert_null(inlet_console_object(NULL));
    Py_DECREF(object);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static const char subclass[] =
    "import _inlet\n"
    "class Shell(_inlet.InteractiveConsole):\n"
    "    seen = []\n"
    "    def runsource(self, source, *rest, **more):\n"
    "        if source.startswith('%'):\n"
    "            self.write('command ' + source[1:])\n"
    "            return False\n"
    "        return super().runsource(source, *rest, **more)\n"
    "    def showtraceback(self):\n"
    "        self.seen.append(__import__('sys').exc_info()[0])\n"
    "        super().showtraceback()\n"
    "shell = Shell({'mine': 1})\n"
    "shell.raw_input = lambda prompt: 'kept'\n";

static void an_object_of_a_subclass_is_opened_as_it_is(void **state)
{
    struct sink sink;
    inlet_error error;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = sink_write;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    run_python(subclass);
    PyObject *shell = PyObject_GetAttrString(PyImport_AddModule("__main__"), "shell");
    inlet_console *console = inlet_console_adopt(shell, &callbacks, &sink, &error);
    assert_non_null(console);
    assert_null(inlet_console_adopt(shell, NULL, NULL, &error));
    assert_status(error.code, INLET_EBUSY);
    sink_clear(&sink);
    assert_status(inlet_push(console, "%list", NULL), INLET_DONE);
    assert_string_equal(sink.text, "command list");
    assert_status(inlet_push(console, "mine / 0", &error), INLET_RAISED);
    assert_string_equal(error.type, "ZeroDivisionError");
    run_python("assert shell.seen == [ZeroDivisionError]");
    inlet_console_free(console);
    run_python("assert set(vars(shell)) & {'write', 'showtraceback', 'raw_input'} == "
               "{'raw_input'}\n"
               "assert shell.raw_input('') == 'kept'\n");
    console = inlet_console_adopt(shell, NULL, NULL, &error);
    assert_non_null(console);
    inlet_console_free(console);
    Py_DECREF(shell);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void what_is_no_console_is_not_opened(void **state)
{
    inlet_error error;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    assert_null(inlet_console_adopt(Py_None, NULL, NULL, &error));
    assert_status(error.code, INLET_ETYPE);
    assert_null(inlet_console_adopt(NULL, NULL, NULL, &error));
    assert_status(error.code, INLET_EINVAL);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static void objects_go_in_and_out(void **state)
{
    inlet_error error;
    PyObject *back = NULL;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = host_open(NULL);
    PyObject *list = PyList_New(0);
    assert_status(inlet_put_object(console, "items", list, NULL), INLET_DONE);
    host_run(console, "items.append(5)");
    assert_int_equal(PyList_GET_SIZE(list), 1);
    assert_status(inlet_get_object(console, "items", &back, NULL), INLET_DONE);
    assert_ptr_equal(back, list);
    Py_DECREF(back);
    assert_status(inlet_get_object(console, "nothing", &back, &error), INLET_EPYTHON);
    assert_string_equal(error.type, "NameError");
    assert_null(PyErr_Occurred());
    assert_status(inlet_put_object(console, "x", NULL, NULL), INLET_EINVAL);
    assert_status(inlet_get_object(console, "\xff", &back, NULL), INLET_EENCODING);
    Py_DECREF(list);
    inlet_console_free(console);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

static inlet_status first_of(void *data, inlet_call *call)
{
    PyObject *list = inlet_arg_object(call, 0);
    (void)data;
    if (list == NULL || inlet_arg_object(call, 5) != NULL) {
        return INLET_EINVAL;
    }
    PyObject *item = PySequence_GetItem(list, 0);
    if (item == NULL) {
        return INLET_EPYTHON; /* the exception stays set */
    }
    inlet_status status = inlet_return_object(call, item);
    Py_DECREF(item);
    return status;
}

static inlet_status fail_with_object(void *data, const char *text, size_t length)
{
    (void)text;
    (void)length;
    PyGILState_STATE gil = PyGILState_Ensure();
    PyErr_SetObject(PyExc_KeyError, data);
    inlet_status status = inlet_fail_object();
    PyGILState_Release(gil);
    return status;
}

static void callbacks_may_speak_cpython(void **state)
{
    inlet_error error;
    PyObject *key = PyUnicode_FromString("the key");
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    callbacks.write = fail_with_object;
    inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
    config.callbacks = &callbacks;
    config.data = key;
    (void)state;
    assert_status(inlet_start(NULL, NULL), INLET_DONE);
    inlet_console *console = inlet_console_new(&config, NULL);
    inlet_function function = INLET_FUNCTION_INIT;
    function.name = "first_of";
    function.call = first_of;
    function.min_args = function.max_args = 1;
    assert_status(inlet_put_function(console, &function, NULL), INLET_DONE);
    host_assert_true(console, "first_of([len]) is len");
    assert_status(inlet_get_int(console, "first_of([])", NULL, &error), INLET_EPYTHON);
    assert_string_equal(error.type, "IndexError");
    assert_status(inlet_push(console, "1/0", &error), INLET_EPYTHON);
    assert_string_equal(error.type, "KeyError");
    assert_string_equal(error.message, "'the key'");
    assert_null(PyErr_Occurred());
    assert_status(inlet_fail_object(), INLET_ESTATE);
    inlet_console_free(console);
    Py_DECREF(key);
    assert_status(inlet_stop(NULL), INLET_DONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, initialise, finalise)
    const struct CMUnitTest tests[] = {
        TEST(a_host_that_holds_the_lock_keeps_it),
        TEST(a_host_that_has_released_the_lock_does_not_get_it),
        TEST(threads_come_in_either_way),
        TEST(an_exception_that_is_set_stays_set),
        cmocka_unit_test(python_may_end_without_inlet_stop),
        cmocka_unit_test(python_may_end_while_a_console_has_its_own_interpreter),
        TEST(a_joined_python_gets_the_module),
        TEST(a_module_of_the_same_kind_is_adopted),
        TEST(a_module_of_another_kind_is_refused),
        TEST(without_the_package_the_module_stands_for_it),
        TEST(an_installed_package_wins),
        TEST(a_console_lives_in_the_interpreter_of_its_thread),
        TEST(a_console_is_freed_from_any_interpreter),
        TEST(a_console_closes_with_its_interpreter),
        TEST(stopping_closes_the_consoles_of_all_interpreters),
        TEST(a_source_is_freed_from_any_interpreter_or_closes_with_its_own),
        TEST(stopping_destroys_and_revokes_what_python_keeps),
        TEST(a_handle_belongs_to_an_interpreter),
        TEST(a_handle_has_its_object),
        TEST(an_object_of_a_subclass_is_opened_as_it_is),
        TEST(what_is_no_console_is_not_opened),
        TEST(objects_go_in_and_out),
        TEST(callbacks_may_speak_cpython),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
