"""Many threads, each with a console of its own."""

import sys
import threading
import warnings

import pytest

import inlet

THREADS = 8
ROUNDS = 150

SCRIPT = [
    ("x = {number}", False),
    ("for i in range(3):", True),
    ("    x += i", True),
    ("", False),
    ("y = '''one", True),
    ("two'''", False),
    ("1 +", False),
    ("z = x is 1", False),
    ("raise ValueError(x)", False),
]


class Recorder(inlet.InteractiveConsole):
    def __init__(self):
        super().__init__()
        self.written = []

    def write(self, data):
        self.written.append(data)


@pytest.fixture
def rapid_switches():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def quiet_hook(monkeypatch):
    """Warnings that are shown go to a list instead of the terminal."""
    shown = []
    monkeypatch.setattr(
        warnings, "showwarning", lambda message, *rest, **more: shown.append(message)
    )
    return shown


def in_threads(work):
    """Run work(number) in every thread at once; the exceptions that left them."""
    errors = []
    barrier = threading.Barrier(THREADS)

    def run(number):
        barrier.wait()
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_every_thread_gets_its_own_answers(rapid_switches, quiet_hook):
    def work(number):
        for _ in range(ROUNDS):
            console = Recorder()
            for line, is_more in SCRIPT:
                assert console.push(line.format(number=number)) is is_more
            assert console.locals["x"] == number + 3
            assert console.locals["y"] == "one\ntwo"
            written = "".join(console.written)
            assert written.count("SyntaxError") == 1
            assert f"ValueError: {number + 3}\n" in written

    assert in_threads(work) == []


def test_the_warning_filters_stay_as_they_were(rapid_switches, quiet_hook):
    before = list(warnings.filters)

    def work(number):
        for i in range(ROUNDS):
            inlet.compile_command(f"a{i} is {number + 1000}")
            inlet.compile_command("if a is 1:")

    assert in_threads(work) == []
    assert list(warnings.filters) == before


def test_a_hosts_own_warnings_are_shown_meanwhile(rapid_switches, quiet_hook):
    warnings.simplefilter("always", UserWarning)
    stop = threading.Event()

    def compile_on():
        while not stop.is_set():
            inlet.compile_command("while x is 1:")

    thread = threading.Thread(target=compile_on)
    thread.start()
    try:
        for i in range(ROUNDS):
            warnings.warn(f"mine {i}", UserWarning)
    finally:
        stop.set()
        thread.join()
    mine = [str(one) for one in quiet_hook if "mine" in str(one)]
    assert mine == [f"mine {i}" for i in range(ROUNDS)]


def test_a_shared_compiler_is_safe(rapid_switches):
    compiler = inlet.CommandCompiler()

    def work(number):
        for i in range(ROUNDS):
            assert compiler(f"x = {i}") is not None
            assert compiler("if x:") is None
            with pytest.raises(SyntaxError):
                compiler("x +* 1")

    assert in_threads(work) == []
