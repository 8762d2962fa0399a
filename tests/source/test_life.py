"""Memory, threads and calls from inside: a Source stays sound."""

import gc
import importlib.util
import json
import os
import subprocess
import sys
import threading
import weakref

import pytest

import inlet

ACTION = None


def act(event, arguments):
    if event == "compile" and ACTION is not None:
        ACTION()


sys.addaudithook(act)


@pytest.fixture
def action():
    """Set what happens whenever something is compiled."""

    def set_action(function):
        global ACTION
        ACTION = function

    yield set_action
    set_action(None)


def test_a_call_from_inside_a_call_is_refused(action):
    source = inlet.Source("x = 1\n")
    refused = []

    def meddle():
        for call in (source.verdict, source.clear, lambda: source.append("y"),
                     lambda: source.text, source.statements, source.indent, source.__init__):
            try:
                call()
            except RuntimeError as error:
                refused.append(str(error))

    action(meddle)
    status = source.verdict().status
    action(None)
    assert status == "complete"
    assert len(refused) == 7
    assert source.text == "x = 1\n"
    source.append("y = 2\n")
    assert source.verdict().status == "complete"


def test_an_exception_of_a_hook_leaves_the_source_as_it_was(action):
    source = inlet.Source("x = 1\ny = =\n")

    class Stop(BaseException):
        pass

    def stop():
        raise Stop

    action(stop)
    with pytest.raises(Stop):
        source.verdict()
    with pytest.raises(Stop):
        source.statements()
    action(None)
    assert source.verdict().error.lineno == 2


def test_an_ordinary_exception_of_a_hook_leaves_the_call(action):
    source = inlet.Source("x = 1\n")

    def stop():
        raise KeyError("no")

    action(stop)
    with pytest.raises(KeyError):
        source.verdict()
    action(None)
    assert source.verdict().status == "complete"
    assert [tuple(one) for one in source.statements()] == [(0, 1, True)]


def test_threads_that_share_a_source_get_answers_or_are_refused():
    source = inlet.Source("".join("x%d = 1\n" % i for i in range(200)))
    wrong, stop = [], threading.Event()

    def work(number):
        while not stop.is_set():
            try:
                source.replace(number, number + 1, "y = %d\n" % number)
                if source.verdict().status != "complete":
                    wrong.append(number)
                if len(source.statements()) != 200:
                    wrong.append(number)
            except RuntimeError:
                pass
            except BaseException as error:
                wrong.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        stop.wait(1)
        stop.set()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert wrong == []
    assert source.verdict().status == "complete"


def test_a_cycle_through_its_error_is_collected():
    class Editor(inlet.Source):
        pass

    source = Editor("x = =\n")
    source.verdict().error.source = source
    alive = weakref.ref(source)
    del source
    gc.collect()
    assert alive() is None


def test_many_sources_leave_no_objects_behind():
    def work():
        source = inlet.Source("def f(:\n", "name")
        source.verdict()
        source.replace(0, 1, "x = 1; y\n@d\ndef g(): pass\n")
        source.statements()
        source.lines()
        source.indent()

    for _ in range(20):
        work()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(200):
        work()
    gc.collect()
    assert len(gc.get_objects()) - before < 20


FAILING = os.path.join(os.path.dirname(__file__), "failing.py")


@pytest.mark.skipif(
    importlib.util.find_spec("_testcapi") is None, reason="this Python has no _testcapi"
)
@pytest.mark.parametrize("case", ["edit", "suggest", "judge", "grow", "list"])
def test_every_allocation_may_fail(case):
    done = subprocess.run(
        [sys.executable, FAILING, case],
        env=dict(os.environ, PYTHONMALLOC="malloc"),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600,
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["MemoryError"] > 0
    assert counts["broken"] == 0
    if case in ("edit", "suggest"):
        # CPython's compiler, which can crash without memory, has no part in these.
        assert counts["crashed"] == counts["other"] == 0, counts
    else:
        assert counts["other"] == 0, counts
