"""Values that are looked at again and again: watch()."""

import gc
import io
import math
import os
import sys
import threading
import time
import types

import pytest

from inlet import live
from inlet.live import tick, unwatch, watch
from inlet.tools.watch import clock

FAR = 100000


@pytest.fixture
def fake(monkeypatch):
    """The sys of watch(): pytest sets sys.stdout anew when a test begins."""
    fake = types.SimpleNamespace(stdout=None, _getframe=sys._getframe)
    monkeypatch.setattr("inlet.tools.watch.sys", fake)
    return fake


@pytest.fixture
def output(fake):
    fake.stdout = io.StringIO()
    return fake.stdout


@pytest.fixture(autouse=True)
def afresh():
    """Nothing is watched, and a thread may do it."""
    assert clock.watches == []
    yield
    unwatch()
    clock.is_ticked = False


def wait_for(condition):
    """Look again and again; the tests as a whole have a limit."""
    while not condition():
        time.sleep(0.001)


@pytest.fixture
def now():
    """Everything is due whenever tick() is called."""

    def look():
        for one in clock.watches:
            one.due = 0
        tick()

    tick()
    return look


def test_a_thread_tells_what_changes(state, output):
    watch(state, "active_users", 0.001)
    state.active_users = 5
    wait_for(lambda: "5" in output.getvalue())
    assert output.getvalue() == "state.active_users: 0 -> 5\n"
    state.active_users = 6
    wait_for(lambda: "6" in output.getvalue())
    assert output.getvalue().splitlines()[1] == "state.active_users: 5 -> 6"


def test_the_thread_ends_with_the_last_watch(state, output):
    first, second = watch(state, "count", 0.001), watch(state, "count", FAR)
    thread = clock.thread
    assert thread.is_alive() and thread.daemon
    first.stop()
    assert thread.is_alive()
    unwatch(second)
    thread.join()
    assert clock.thread is None
    third = watch(state, "count", FAR)
    assert clock.thread is not thread and third in clock.watches


def test_expressions_and_functions(state, output, now):
    number = 1
    by_text = watch("state.active_users + number", interval=FAR)
    watch(lambda: state.count, interval=FAR)
    state.active_users, state.count = 4, 2
    now()
    assert output.getvalue().splitlines() == [
        "state.active_users + number: 1 -> 5", "<lambda>: 4 -> 2"]
    assert by_text.name == "state.active_users + number"
    assert repr(by_text) == (
        f"<watch state.active_users + number, every {FAR:g} s: 5>") and number


def test_a_struct_tells_which_fields(state, output, now):
    watch(state.config, interval=FAR)
    watch(state, "list", FAR)
    now()
    assert output.getvalue() == ""
    state.config.max_connections = 7
    state.list = None
    now()
    lines = output.getvalue().splitlines()
    assert lines[0] == "state.config.max_connections: 100 -> 7"
    assert lines[1].startswith("state.list: 0x") and lines[1].endswith(" -> None")


def test_a_fault_is_told_once(state, output, now):
    seen = watch("state.bad.id", interval=FAR)
    now()
    now()
    assert output.getvalue() == ""  # so it was from the beginning
    state.bad = state.list
    now()
    state.bad = live.cast("struct node *", 16)
    now()
    now()
    lines = output.getvalue().splitlines()
    fault = "(FaultError: state.bad->id: cannot read 4 bytes at 0x18)"
    assert [line.partition(": ")[2] for line in lines] == [f"{fault} -> 1", f"1 -> {fault}"]
    assert not seen.is_over


def test_other_exceptions_are_told_once(state, output, now):
    values = iter([1, 2])
    watch(lambda: next(values), interval=FAR)
    for _ in range(4):
        now()
    assert output.getvalue().splitlines() == [
        "<lambda>: 1 -> 2", "<lambda>: 2 -> (StopIteration: )"]


def test_an_object_that_is_gone_is_told_and_looked_at_no_more(output, now):
    answers = [1]

    def look():
        if not answers:
            raise ReferenceError("state: the program has taken 'state' away")
        return answers.pop()

    seen = watch(look, interval=FAR)
    now()
    assert seen.is_over and clock.watches == []
    assert "taken 'state' away" in output.getvalue()


def test_it_ends_with_the_output(state, fake, now):
    fake.stdout = io.StringIO()
    seen = watch(state, "count", FAR)
    fake.stdout = io.StringIO()
    gc.collect()
    state.count = 0
    now()
    assert seen.is_over


def test_an_output_that_fails_ends_it(state, fake, now):
    class Broken(io.StringIO):
        def write(self, text):
            raise OSError("gone")

    fake.stdout = Broken()
    seen = watch(state, "count", FAR)
    state.count = 0
    now()
    assert seen.is_over


def test_values_that_cannot_be_compared_end_it(output, now):
    class Odd:
        def __eq__(self, other):
            raise KeyError

    seen = watch(Odd, interval=FAR)
    now()
    assert seen.is_over


def test_on_a_terminal_the_prompt_is_shown_again(state, fake, now):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    fake.stdout = stream = Terminal()
    fake.ps1 = "c> "
    watch(state, "count", FAR)
    state.count = 0
    now()
    assert stream.getvalue() == "\r\x1b[Kstate.count: 4 -> 0\nc> "


def test_from_the_first_tick_on_no_thread_looks(state, output):
    watch(state, "count", 0.001)
    thread = clock.thread
    tick()
    thread.join()
    output.truncate(0)
    output.seek(0)
    state.count = 1
    watch(state, "active_users", FAR)
    assert clock.thread is None and output.getvalue() == ""
    clock.watches[0].due = 0
    tick()
    assert "-> 1" in output.getvalue()


def test_the_last_looks_are_kept(state, output, now):
    seen = watch(state, "count", FAR)
    for count in range(1500):
        state.count = count % 5
        now()
    assert len(seen.history) == 1000 and seen.history[-1][1] == 1499 % 5


@pytest.mark.parametrize("interval", [0, -1, 0.0001, math.inf, math.nan])
def test_intervals_are_checked(state, interval):
    with pytest.raises(ValueError):
        watch(state, "count", interval)


def test_what_cannot_be_watched(state):
    for wrong in (5, None):
        with pytest.raises(TypeError):
            watch(wrong)
    with pytest.raises(TypeError):
        watch("state", "field")
    with pytest.raises(SyntaxError):
        watch("state.")
    with pytest.raises(AttributeError):
        watch(state, "nothing")
    with pytest.raises(TypeError):
        watch(state, "count", "x")


def test_a_watch_may_end_watches(state, output, now):
    def look():
        unwatch()
        return len(looks)

    looks = []
    watch(look, interval=FAR)
    now()
    assert clock.watches == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork()")
def test_a_child_begins_with_nothing(state, output):
    watch(state, "count", 0.001)
    child = os.fork()
    if child == 0:
        os._exit(0 if clock.watches == [] and clock.thread is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert clock.watches != []


def test_many_threads(state, output):
    def work():
        for _ in range(50):
            watch(state, "count", 0.001).stop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.watches == []
