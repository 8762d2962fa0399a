"""Let the nth allocation of some work on a Source fail, for every n until none does.

Run as a program: `failing.py CASE`. Prints how often each outcome came, as JSON. Every n
has a forked process of its own.
"""

import json
import os
import sys

# In a row, without one that fails: then the work needs no further allocation.
ENOUGH = 40
OUTCOMES = ("done", "MemoryError", "broken", "other")
CRASHED = "crashed"

TEXT = "import a\n\nclass A:\n    def f(self):\n        return (1,\n            2)\nx = 1; y\n"
MORE = "def g():\n    '''text\n    more'''\n"


def make():
    import inlet

    source = inlet.Source(TEXT)
    source.verdict()
    return source


class Work:
    """The cases: each does something to a source that is good before and after."""

    @staticmethod
    def edit(source):
        source.append(MORE)
        source.replace(1, 2, "# one\n# two\n# three\n# four\n# five\n")
        source.delete(1, 3)
        source.lines()
        source.text

    @staticmethod
    def suggest(source):
        source.replace(4, 5, "        return f(1,\n")
        source.indent(5)
        source.indent()

    @staticmethod
    def judge(source):
        source.replace(4, 5, "        return f(1, \n")
        source.verdict()

    @staticmethod
    def grow(source):
        source.append("def g():\n")
        for number in range(8):
            source.append("    x = %d\n" % number)
            source.verdict()

    @staticmethod
    def list(source):
        source.append(MORE)
        source.statements()


def is_sound(source):
    """Is the source as good as a new one with its text?"""
    import inlet

    fresh = inlet.Source(source.text)
    return (
        source.verdict().status == fresh.verdict().status
        and source.statements() == fresh.statements()
        and source.lines() == fresh.lines()
        and source.indent() == fresh.indent()
    )


def try_one(work, number):
    import _testcapi

    source = make()
    _testcapi.set_nomemory(number, number + 1)
    try:
        work(source)
        outcome = "done"
    except MemoryError:
        outcome = "MemoryError"
    except BaseException:
        outcome = "other"
    finally:
        _testcapi.remove_mem_hooks()
    if outcome in ("done", "MemoryError") and not is_sound(source):
        outcome = "broken"
    return OUTCOMES.index(outcome)


def fork_one(work, number):
    child = os.fork()
    if child == 0:
        # A crash on purpose is not worth a report.
        os.close(2)
        status = len(OUTCOMES) - 1
        try:
            status = try_one(work, number)
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return CRASHED if status < 0 else OUTCOMES[min(status, len(OUTCOMES) - 1)]


def main(case):
    import _testcapi  # noqa: F401  loaded before the first fork

    work = getattr(Work, case)
    for _ in range(3):
        source = make()
        work(source)
        assert is_sound(source)
    counts = dict.fromkeys(OUTCOMES + (CRASHED,), 0)
    in_row, number = 0, 0
    while in_row < ENOUGH:
        number += 1
        outcome = fork_one(work, number)
        counts[outcome] += 1
        in_row = in_row + 1 if outcome == "done" else 0
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
