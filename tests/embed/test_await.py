"""AsyncConsole: `await` at the prompt."""

import asyncio
import contextlib
import contextvars
import gc
import io
import os
import signal
import sys
import threading
import warnings

import pytest

import inlet

NAME = contextvars.ContextVar("NAME", default=None)


@contextlib.contextmanager
def opened(loop=None, **names):
    console = inlet.AsyncConsole({"asyncio": asyncio, **names}, loop=loop)
    try:
        yield console
    finally:
        console.close()


@contextlib.contextmanager
def running_loop():
    """A loop that runs in a thread: (loop, thread)."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop, thread
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def shown_by(console, *lines):
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        for line in lines:
            console.push(line)
    return both.getvalue()


def last_line(text):
    return text.splitlines()[-1]


# ---- what may be awaited ----

SESSIONS = {
    "value": (["await asyncio.sleep(0, 5)"], "5\n"),
    "none": (["await asyncio.sleep(0)"], ""),
    "binding": (["x = await asyncio.sleep(0, 5)", "x"], "5\n"),
    "plain": (["1 + 1"], "2\n"),
    "for": (["async def f():", "    yield 1; yield 2", "", "async for i in f():",
             "    print(i)", ""], "1\n2\n"),
    "with": (["lock = asyncio.Lock()", "async with lock:", "    lock.locked()", ""],
             "True\n"),
    "comprehension": (["async def f():", "    yield 1; yield 2", "",
                       "[i async for i in f()]"], "[1, 2]\n"),
    "element": (["[await asyncio.sleep(0, i) for i in (1, 2)]"], "[1, 2]\n"),
    "in a block": (["if True:", "    print(await asyncio.sleep(0, 3))", ""], "3\n"),
    "gather": (["await asyncio.gather(*[asyncio.sleep(0, i) for i in (1, 2)])"],
               "[1, 2]\n"),
    "task": (["t = asyncio.create_task(asyncio.sleep(0, 9))", "await t"], "9\n"),
    "loop in plain code": (["asyncio.get_running_loop().is_running()"], "True\n"),
    "timeout": (["await asyncio.wait_for(asyncio.sleep(0, 1), 60)"], "1\n"),
    "thread": (["await asyncio.to_thread(lambda: 4)"], "4\n"),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_what_may_be_awaited(name):
    lines, expected = SESSIONS[name]
    with opened() as console:
        assert shown_by(console, *lines) == expected
    with running_loop() as (loop, thread), opened(loop) as console:
        assert shown_by(console, *lines) == expected

    async def host():
        console = inlet.AsyncConsole({"asyncio": asyncio})
        both = io.StringIO()
        with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
            for line in lines:
                await console.push_async(line)
        return both.getvalue()

    assert asyncio.run(host()) == expected


def test_other_consoles_answer_as_ever():
    console = inlet.InteractiveConsole({"asyncio": asyncio})
    shown = shown_by(console, "await asyncio.sleep(0)")
    assert last_line(shown) == "SyntaxError: 'await' outside function"


# ---- what stays from command to command ----

def test_context_variables_stay():
    with opened(NAME=NAME) as console:
        shown = shown_by(console, "_ = NAME.set(1)", "NAME.get()",
                         "await asyncio.sleep(0); _ = NAME.set(2)", "NAME.get()",
                         "async def f(): NAME.set(3)", "", "await f(); NAME.get()")
    assert shown == "1\n2\n3\n"
    assert NAME.get() is None


def test_what_changes_around_the_console_is_seen_in_it():
    with opened(NAME=NAME) as console:
        token = NAME.set("outer")
        try:
            assert shown_by(console, "NAME.get()") == "'outer'\n"
            shown_by(console, "_ = NAME.set('inner')")
            assert NAME.get() == "outer"
            assert shown_by(console, "NAME.get()") == "'inner'\n"
            NAME.set("again")
            assert shown_by(console, "NAME.get()") == "'again'\n"
        finally:
            NAME.reset(token)


def test_tasks_go_on_while_a_later_command_awaits():
    with opened() as console:
        shown = shown_by(
            console, "seen = []", "async def work():", "    for i in range(3):",
            "        seen.append(i); await asyncio.sleep(0)", "",
            "task = asyncio.create_task(work())", "await asyncio.sleep(0.01)", "seen")
    assert shown == "[0, 1, 2]\n"


def test_tasks_go_on_while_nothing_is_typed_where_the_loop_is_the_hosts():
    with running_loop() as (loop, thread), opened(loop) as console:
        done = threading.Event()
        console.locals["done"] = done
        shown_by(console, "async def work():", "    await asyncio.sleep(0)",
                 "    done.set()", "", "task = asyncio.create_task(work())")
        assert done.wait(60)


# ---- errors and ends ----

def test_errors_look_as_in_any_console():
    with opened() as console:
        shown = shown_by(console, "async def f():", "    1 / 0", "", "await f()")
    assert shown == (
        "Traceback (most recent call last):\n"
        '  File "<console>", line 1, in <module>\n'
        '  File "<console>", line 2, in f\n'
        "ZeroDivisionError: division by zero\n")


def test_errors_in_another_thread_look_so_too():
    with running_loop() as (loop, thread), opened(loop) as console:
        shown = shown_by(console, "1 / 0", "await asyncio.sleep(0); 1 / 0")
    assert shown == 2 * (
        "Traceback (most recent call last):\n"
        '  File "<console>", line 1, in <module>\n'
        "ZeroDivisionError: division by zero\n")


LEAVING = ["raise SystemExit(3)", "import sys; sys.exit(3)",
           "await asyncio.sleep(0); raise SystemExit(3)"]


@pytest.mark.parametrize("line", LEAVING)
def test_leaving_leaves_the_console_and_not_the_loop(line):
    with opened() as console:
        with pytest.raises(SystemExit) as caught:
            console.push(line)
        assert caught.value.code == 3
        console.resetbuffer()
        assert shown_by(console, "await asyncio.sleep(0, 1)") == "1\n"
    with running_loop() as (loop, thread), opened(loop) as console:
        with pytest.raises(SystemExit):
            console.push(line)
        assert loop.is_running()

    async def host():
        console = inlet.AsyncConsole({"asyncio": asyncio})
        with pytest.raises(SystemExit):
            await console.push_async(line)
        return "goes on"

    assert asyncio.run(host()) == "goes on"


def test_a_command_that_cancels_itself():
    with opened() as console:
        shown = shown_by(console, "asyncio.current_task().cancel(); "
                                  "await asyncio.sleep(60)", "1")
    assert "CancelledError" in shown and shown.endswith("\n1\n")


def test_a_command_that_others_cancel():
    with opened() as console:
        shown = shown_by(
            console, "async def cancel(task):", "    task.cancel()", "",
            "me = asyncio.current_task(); t = asyncio.create_task(cancel(me)); "
            "await asyncio.sleep(60)", "1")
    assert "CancelledError" in shown and shown.endswith("\n1\n")


def test_a_loop_that_is_stopped_runs_on_for_the_command():
    with opened() as console:
        shown = shown_by(console, "asyncio.get_running_loop().stop()",
                         "asyncio.get_running_loop().stop(); await asyncio.sleep(0, 1)",
                         "await asyncio.sleep(0, 2)")
    assert shown == "1\n2\n"


def test_a_loop_in_the_loop_is_refused():
    with warnings.catch_warnings(), opened() as console:
        warnings.simplefilter("ignore")
        shown = shown_by(console, "asyncio.run(asyncio.sleep(0))")
        sys.last_exc = sys.last_value = sys.last_traceback = None
        gc.collect()
    assert last_line(shown).startswith("RuntimeError: asyncio.run() cannot be called")


def test_a_loop_that_has_ended():
    loop = asyncio.new_event_loop()
    loop.close()
    with opened(loop) as console:
        assert last_line(shown_by(console, "1")) == "RuntimeError: Event loop is closed"
        console.loop = None
        assert shown_by(console, "1") == "1\n"


def test_a_loop_that_stops_under_a_command():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    with opened(loop) as console:
        shown = shown_by(console, "asyncio.get_running_loop().stop(); "
                                  "await asyncio.Event().wait()")
    thread.join()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert last_line(shown) == (
        "RuntimeError: the event loop stopped before the command was over")


def test_a_console_inside_of_a_running_loop():
    async def host():
        with opened() as console:
            return shown_by(console, "1 + 1", "await asyncio.sleep(0)")

    shown = asyncio.run(host())
    assert shown.startswith("2\n")
    assert last_line(shown) == (
        "RuntimeError: an event loop runs in this thread: only push_async() of the "
        "console can await on it")


def test_a_console_in_a_command_of_a_console():
    with opened() as console:
        console.locals["console"] = console
        console.locals["inlet"] = inlet
        shown = shown_by(console, "console.runsource('1 + 1')",
                         "inlet.AsyncConsole().push('2 + 2')")
    assert shown == "2\nFalse\n4\nFalse\n"


# ---- push_async() ----

def test_push_async_answers_what_push_does():
    async def host():
        console = inlet.AsyncConsole()
        return [await console.push_async(line) for line in ["if 1:", "    x = 1", ""]]

    assert asyncio.run(host()) == [True, True, False]


def test_push_async_lets_other_tasks_run():
    async def host():
        event = asyncio.Event()
        console = inlet.AsyncConsole({"event": event})
        pushed = console.push_async("x = await event.wait()")
        await asyncio.sleep(0)
        assert not pushed.done()
        event.set()
        assert await pushed is False
        return console.locals["x"]

    assert asyncio.run(host()) is True


def test_push_async_wants_its_loop_and_one_command_at_a_time():
    console = inlet.AsyncConsole({"asyncio": asyncio})
    with pytest.raises(RuntimeError, match="no running event loop"):
        console.push_async("1")

    async def host():
        first = console.push_async("await asyncio.sleep(0)")
        with pytest.raises(RuntimeError, match="a command runs in the console"):
            console.push_async("1")
        await first
        console.loop = asyncio.new_event_loop()
        with pytest.raises(RuntimeError, match="does not run in this thread"):
            console.push_async("1")
        console.loop.close()

    asyncio.run(host())


def test_push_async_is_cancelled_with_who_awaits_it():
    async def host():
        seen = []
        console = inlet.AsyncConsole({"asyncio": asyncio, "seen": seen})
        for line in ["try:", "    await asyncio.sleep(600)", "finally:",
                     "    seen.append('cancelled')"]:
            await console.push_async(line)
        both = io.StringIO()
        with contextlib.redirect_stderr(both):
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(console.push_async(""), 0.01)
            while not seen:
                await asyncio.sleep(0)
        return both.getvalue()

    assert asyncio.run(host()) == ""


def test_push_async_takes_overridden_steps():
    class Shell(inlet.AsyncConsole):
        def push(self, line, *rest, **more):
            return super().push(line.removeprefix("! "), *rest, **more)

    async def host():
        console = Shell({"asyncio": asyncio})
        await console.push_async("! x = await asyncio.sleep(0, 1)")
        return console.locals["x"]

    assert asyncio.run(host()) == 1


# ---- interrupts ----

class Soon:
    """Called in a command: SIGINT to this process, once, soon after it has begun."""

    def __init__(self):
        self.thread = None

    def __call__(self):
        if self.thread is None:
            self.thread = threading.Thread(target=os.kill,
                                           args=(os.getpid(), signal.SIGINT))
            self.thread.start()


INTERRUPTED = {
    "sleep": ["soon(); await asyncio.sleep(600)"],
    "event": ["soon(); await asyncio.Event().wait()"],
    "busy": ["while True: soon()", ""],
    "busy coroutine": ["async def f():", "    while True: soon()", "", "await f()"],
    "busy loop": ["while True: soon(); await asyncio.sleep(0)", ""],
    "thread": ["soon(); await asyncio.to_thread(ended.wait)"],
    "later": ["await asyncio.sleep(0.05); soon(); await asyncio.sleep(600)"],
    "by a task": ["async def f(): soon()", "",
                  "t = asyncio.create_task(f()); await asyncio.sleep(600)"],
}


@pytest.mark.parametrize("what", INTERRUPTED)
def test_an_interrupt_ends_the_command_and_nothing_else(what):
    ended = threading.Event()
    soon = Soon()
    with opened(ended=ended, soon=soon) as console:
        shown_by(console, "event = asyncio.Event()",
                 "other = asyncio.create_task(event.wait())")
        shown = shown_by(console, *INTERRUPTED[what])
        soon.thread.join()
        ended.set()
        assert last_line(shown) == "KeyboardInterrupt"
        assert shown_by(console, "event.set(); await other") == "True\n"
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_ends_a_wait_for_another_thread():
    soon = Soon()
    with running_loop() as (loop, thread), opened(loop, soon=soon) as console:
        shown = shown_by(console, "soon(); await asyncio.sleep(600)")
        soon.thread.join()
        assert last_line(shown) == "KeyboardInterrupt"
        assert shown_by(console, "await asyncio.sleep(0, 1)") == "1\n"


def test_code_that_is_cancelled_may_clean_up():
    soon = Soon()
    with opened(soon=soon) as console:
        shown_by(console, "async def f():",
                 "    try: await asyncio.sleep(0); soon(); await asyncio.sleep(600)",
                 "    finally: print('cleaned', await asyncio.sleep(0, 'up'))", "")
        shown = shown_by(console, "await f()")
        soon.thread.join()
    assert shown.startswith("cleaned up\n") and last_line(shown) == "KeyboardInterrupt"


def test_a_handler_of_the_commands_own_stays():
    before = signal.getsignal(signal.SIGINT)
    with opened(signal=signal) as console:
        try:
            shown_by(console, "_ = signal.signal(signal.SIGINT, signal.SIG_IGN)")
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGINT, before)


# ---- life ----

def test_closing_cancels_tasks_and_a_new_loop_comes_when_needed():
    console = inlet.AsyncConsole({"asyncio": asyncio})
    shown = shown_by(console, "async def f():", "    try: await asyncio.sleep(600)",
                     "    finally: print('ended')", "", "t = asyncio.create_task(f())",
                     "await asyncio.sleep(0)", "first = asyncio.get_running_loop()")
    both = io.StringIO()
    with contextlib.redirect_stdout(both):
        console.close()
        console.close()
    assert (shown, both.getvalue()) == ("", "ended\n")
    assert console.locals["first"].is_closed()
    assert shown_by(console, "await asyncio.sleep(0, 1)") == "1\n"
    console.close()


def test_a_console_that_is_dropped_closes_its_loop():
    console = inlet.AsyncConsole({"asyncio": asyncio})
    shown_by(console, "loop = asyncio.get_running_loop()")
    loop = console.locals["loop"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del console
        gc.collect()
    assert loop.is_closed()


def test_interact_closes_what_it_has_opened():
    lines = iter(["await asyncio.sleep(0, 5)", "loop = asyncio.get_running_loop()"])

    def read(prompt):
        for line in lines:
            return line
        raise EOFError

    console = inlet.AsyncConsole({"asyncio": asyncio})
    console.raw_input = read
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        console.interact("hello", "bye")
    assert both.getvalue() == "hello\n5\n\nbye\n"
    assert console.locals["loop"].is_closed()


def test_in_the_frame_of_a_caller():
    def caller():
        x = 1
        with contextlib.closing(inlet.AsyncConsole(inlet.frame_locals())) as console:
            shown = shown_by(console, "import asyncio",
                             "x = await asyncio.sleep(0, x + 1)",
                             "[await asyncio.sleep(0, x) for i in 'a'], (lambda: x)()",
                             "global ASYNC; ASYNC = await asyncio.sleep(0, x)")
        return shown, x

    try:
        assert caller() == ("([2], 2)\n", 2)
        assert ASYNC == 2  # noqa: F821
    finally:
        globals().pop("ASYNC", None)


class Foreign:
    """A loop with the interface of asyncio's and another way to make tasks."""

    def __init__(self, loop):
        self.loop = loop

    def __getattr__(self, name):
        return getattr(self.loop, name)

    def create_task(self, coroutine):
        return self.loop.create_task(coroutine)


def test_a_foreign_loop_whose_tasks_take_no_context():
    loop = asyncio.new_event_loop()
    with opened(Foreign(loop)) as console:
        assert shown_by(console, "await asyncio.sleep(0, 5)") == "5\n"
    loop.close()


# ---- the judge ----

TEXTS = [
    "await x", "x = await y", "async for i in x:\n    pass\n", "async with x:\n  y\n",
    "[i async for i in x]", "await", "await x y", "def f():\n    await x\n",
    "if 1:\n    await x\n", "(await\n  x)", "f'{await x}'", "x = [await y,\n\n 1]\n",
    "async def f():\n    await x\n", "class A:\n    await x\n", "lambda: await x",
    "await x; yield", "try:\n    await x\nfinally:\n    async with y: z\n",
    "for i in await x:\n    if i:\n        await i\n\n", "return await x",
    "await '''\n\n'''", "@await x\ndef f(): pass\n", "await x if y else z\n",
]


def verdict(compiler, text):
    try:
        code = compiler(text, "<input>", "single")
    except SyntaxError as error:
        return error.args
    return code and (code.co_flags, code.co_code)


def test_the_judge_says_what_codeop_says():
    """Each text, and each of its beginnings line by line as a console pushes it."""
    import ast
    import codeop

    for text in TEXTS:
        lines = text.split("\n")
        standard, ours = codeop.CommandCompiler(), inlet.CommandCompiler()
        console = inlet.AsyncConsole()
        console.runcode = lambda code: None
        console.showsyntaxerror = lambda *args, **more: None
        for compiler in (standard, ours):
            compiler.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        assert console.compile.compiler.flags == ours.compiler.flags
        for end in range(1, len(lines) + 1):
            beginning = "\n".join(lines[:end])
            expected = verdict(standard, beginning)
            assert verdict(ours, beginning) == expected, beginning
            assert console.push(lines[end - 1]) == (expected is None), beginning
            if expected is not None:
                break
