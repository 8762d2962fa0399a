"""Let the nth allocation of a command fail, for every n until none does.

Run as a program: `failing.py CASE`.  Prints a line of JSON: how often each outcome came,
by name.  Every n has a forked process of its own.
"""

import json
import os
import signal
import sys

import inlet

# In a row, without one that fails: then the work needs no further allocation.
ENOUGH = 40
PATIENCE = 60  # seconds after which a child counts as hanging

# "shown": the console has shown the MemoryError; "other": it has shown another exception.
OUTCOMES = ("done", "MemoryError", "shown", "other", "broken")

GLOBAL = 1


def canned(text):
    return compile(text, "<console>", "single")


PLAIN = canned("x = x + GLOBAL; new = x")
DECLARED = canned("global GLOBAL; GLOBAL = x; y = x")


class Cases:
    """Each takes a dict for what it has seen, and runs one command with faults."""

    def frame(self, seen, begin):
        x, y = 10, None
        console = self.make(inlet.frame_locals(), seen)
        begin()
        console.runcode(PLAIN)
        self.end()
        # Bound, or not; and what comes after works.
        assert x in (10, 11) and GLOBAL == 1 and y is None, (x, GLOBAL)
        console.runcode(PLAIN)
        assert x in (11, 12) and console.locals["new"] == x

    def declared(self, seen, begin):
        x, y = 10, None
        console = self.make(inlet.frame_locals(), seen)
        begin()
        console.runcode(DECLARED)
        self.end()
        assert GLOBAL in (1, 10) and y in (None, 10) and x == 10
        console.runcode(DECLARED)
        assert GLOBAL == 10 and y == 10

    def make_names(self, seen, begin):
        x = 10
        begin()
        names = inlet.frame_locals()
        self.end()
        names["x"] = 11
        assert x == 11

    @staticmethod
    def make(names, seen):
        console = inlet.InteractiveConsole(names)

        def show():
            error = sys.exc_info()[0]
            seen["shown"] = "shown" if issubclass(error, MemoryError) else "other"

        console.showtraceback = show
        return console

    @staticmethod
    def end():
        import _testcapi

        _testcapi.remove_mem_hooks()


def try_one(work, number):
    import _testcapi

    seen = {}

    def begin():
        if number:
            _testcapi.set_nomemory(number, number + 1)

    try:
        work(seen, begin)
        outcome = seen.get("shown", "done")
    except MemoryError:
        outcome = "MemoryError"
    except BaseException:
        _testcapi.remove_mem_hooks()
        import traceback

        traceback.print_exc()
        outcome = "broken"
    finally:
        _testcapi.remove_mem_hooks()
    return outcome


def fork_one(work, number):
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        status = len(OUTCOMES) - 1
        try:
            status = OUTCOMES.index(try_one(work, number))
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "crashed %d" % status if status < 0 else OUTCOMES[status]


def main(case):
    import _testcapi  # noqa: F401: loaded before the first fork

    work = getattr(Cases(), case)
    for _ in range(3):
        assert try_one(work, 0) == "done"
        globals()["GLOBAL"] = 1
    counts = dict.fromkeys(OUTCOMES, 0)
    in_row, number = 0, 0
    while in_row < ENOUGH:
        number += 1
        outcome = fork_one(work, number)
        counts[outcome] = counts.get(outcome, 0) + 1
        in_row = in_row + 1 if outcome == "done" else 0
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
