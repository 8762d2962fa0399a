"""Inlet in sub-interpreters: one engine each, and each with a GIL of its own."""

import sys
import textwrap

import pytest

from .child import check_child

# 3.11 and 3.12 offer _xxsubinterpreters, 3.13 and later _interpreters; the child
# processes below start with this so that both look alike.
PRELUDE = """
import sys
if sys.version_info >= (3, 13):
    import _interpreters

    def create(kind):
        return _interpreters.create(kind)

    def run(where, source):
        error = _interpreters.exec(where, source)
        if error is not None:
            raise AssertionError(error.errdisplay)

    destroy = _interpreters.destroy
else:
    import _xxsubinterpreters

    def create(kind):
        return _xxsubinterpreters.create(isolated=kind == "isolated")

    run = _xxsubinterpreters.run_string
    destroy = _xxsubinterpreters.destroy
"""

# Before 3.12 no interpreter had a GIL of its own, and `isolated` meant no threads.
KINDS = ["legacy", "isolated"]

TRY_ALL = """
import inlet
class Recorder(inlet.InteractiveConsole):
    written = ""
    def write(self, data):
        self.written += data
console = Recorder()
assert console.push("if 1:") is True
assert console.push("    x = 6 * 7") is True
assert console.push("") is False
assert console.locals["x"] == 42
console.push("1 +* 1")
console.push("1 / 0")
assert "SyntaxError" in console.written, console.written
assert "ZeroDivisionError" in console.written, console.written
assert inlet.compile_command("x = (") is None
assert inlet.compile_command("x = (\\n  1,") is None
for line in ("while x:", "  y = (", "  1,", "  2)"):
    assert console.push(line) is True
import inlet.live
assert inlet.live.readonly() is False
inlet.install()
import code
assert code is inlet.code
"""


WORK_HARD = (
    "import warnings\nwarnings.simplefilter('ignore')\n"
    + TRY_ALL
    + """
for i in range(3000):
    assert inlet.compile_command("y = %d" % i) is not None
    assert inlet.compile_command("while y:") is None
    console.push("x is %d" % i)
"""
)


def run_interpreters(body):
    """Run the body in a new Python; its sys.argv[1:] are the two sources above."""
    return check_child(PRELUDE + textwrap.dedent(body), TRY_ALL, WORK_HARD)


@pytest.mark.parametrize("kind", KINDS)
def test_the_package_works_in_a_sub_interpreter(kind):
    run_interpreters(
        f"""
        where = create({kind!r})
        run(where, sys.argv[1])
        destroy(where)
        """
    )


@pytest.mark.parametrize("kind", KINDS)
def test_interpreters_come_and_go(kind):
    run_interpreters(
        f"""
        import inlet
        for _ in range(12):
            where = create({kind!r})
            run(where, sys.argv[1])
            destroy(where)
        console = inlet.InteractiveConsole()
        assert console.push("x = 1") is False and console.locals["x"] == 1
        """
    )


@pytest.mark.parametrize("kind", KINDS)
def test_engines_are_apart(kind):
    run_interpreters(
        f"""
        import _inlet
        import inlet
        one, two = create({kind!r}), create({kind!r})
        run(one, sys.argv[1])
        run(two, "import sys, code, inlet; assert code is not inlet.code")
        import code
        assert code is not inlet.code
        mark = "import _inlet; assert not hasattr(_inlet, 'mark'); _inlet.mark = 1"
        run(one, mark)
        run(two, mark)
        assert not hasattr(_inlet, "mark")
        destroy(one)
        destroy(two)
        """
    )


def test_the_main_interpreter_may_import_last():
    run_interpreters(
        """
        where = create("legacy")
        run(where, sys.argv[1])
        destroy(where)
        exec(sys.argv[1])
        """
    )


@pytest.mark.skipif(
    sys.version_info < (3, 12), reason="no interpreter has its own GIL before 3.12"
)
def test_interpreters_run_at_the_same_time():
    run_interpreters(
        """
        import threading
        errors = []

        def work():
            where = create("isolated")
            try:
                run(where, sys.argv[2])
            except BaseException as error:
                errors.append(error)
            destroy(where)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors, errors
        """
    )
