"""Memory that runs out: the nth allocation fails, for every n until the work is done.

`_testcapi.set_nomemory` lets it fail.  What is right is a MemoryError, or the answer as
always, since CPython and the console get over some failures; afterwards everything has
to work, and the warning filters have to be as they were.

Some of CPython's own functions, its compiler first of all, return without an exception
or crash when certain allocations fail.  What rests on them may do so as often as it
does with the standard modules, and no more often.
"""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("_testcapi") is None,
    reason="this Python has no _testcapi",
)

FAILING = os.path.join(os.path.dirname(__file__), "failing.py")

CASES = [
    # These use CPython's compiler.
    "complete",
    "incomplete",
    "blank",
    "wrong",
    "push",
    "push_block",
    "push_wrong",
    "push_raising",
    # These bring a compiler of their own, or none.
    "make_compiler",
    "make_console",
    "run_canned",
    "more_canned",
    "error_canned",
    "session_canned",
    "judge_canned",
]
BAD = ("SystemError", "other", "broken", "crashed")


def count_outcomes(module, case):
    """How often each outcome came, by name."""
    # With Python's own allocator, what its compiler breaks shows at random later.
    done = subprocess.run(
        [sys.executable, FAILING, module, case],
        env=dict(os.environ, PYTHONMALLOC="malloc"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def count_bad(counts):
    return sum(counts[outcome] for outcome in BAD)


@pytest.mark.parametrize("case", CASES)
def test_every_allocation_may_fail(case):
    ours, standard = count_outcomes("inlet", case), count_outcomes("standard", case)
    assert ours["MemoryError"] > 0
    assert ours["filters changed"] == 0
    assert count_bad(ours) <= count_bad(standard), (ours, standard)
    # Where CPython's compiler crashes for us, the standard module, which compiles more
    # often, meets a crash or a SystemError.
    assert ours["crashed"] <= standard["crashed"] + standard["SystemError"]
