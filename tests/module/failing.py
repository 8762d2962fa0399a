"""Let the nth allocation of a piece of work fail, for every n until none does.

Run as a program: `failing.py MODULE CASE`.  MODULE is where the classes come from: one
of `inlet`, or `standard` for `code` and `codeop`.  It prints a line of JSON: how often
each outcome came, by name.

Every n has a forked process of its own, since CPython's own compiler may crash when
memory runs out in it, and every n starts from the same state.
"""

import json
import os
import sys
import warnings

# In a row, without one that fails: then the work needs no further allocation.
ENOUGH = 40

OUTCOMES = (
    "done",
    "MemoryError",
    "SystemError",
    "other",
    "filters changed",
    "broken",
)
CRASHED = "crashed"


class Cases:
    """What is done; `api` is the module with the names of code and codeop."""

    def __init__(self, api):
        self.api = api
        self.code = compile("x = 1", "<input>", "single")

    # With CPython's compiler.

    def complete(self):
        self.api.compile_command("x = 1")

    def incomplete(self):
        self.api.compile_command("if x:")

    def blank(self):
        self.api.compile_command("# nothing")

    def wrong(self):
        try:
            self.api.compile_command("x +* 1")
        except SyntaxError:
            pass

    def push(self):
        self.make_console().push("x = 1")

    def push_block(self):
        console = self.make_console()
        for line in ("if 1:", "    x = 2", ""):
            console.push(line)

    def push_wrong(self):
        self.make_console().push("x +* 1")

    def push_raising(self):
        self.make_console().push("1 / 0")

    # Without it: every outcome but a MemoryError is the console's own doing.

    def make_compiler(self):
        self.api.CommandCompiler()

    def make_console(self):
        console = self.api.InteractiveConsole()
        console.write = self.write
        return console

    def run_canned(self):
        console = self.make_console()
        console.compile = lambda source, filename, symbol: self.code
        console.push("anything")

    def more_canned(self):
        console = self.make_console()
        console.compile = lambda source, filename, symbol: None
        console.push("anything")

    def error_canned(self):
        def refuse(source, filename, symbol):
            raise SyntaxError("no", ("<input>", 1, 1, source, 1, 2))

        console = self.make_console()
        console.compile = refuse
        console.push("anything")

    def session_canned(self):
        lines = ["one", "two", "three"]

        def read(prompt):
            if not lines:
                raise EOFError
            return lines.pop()

        console = self.make_console()
        console.compile = lambda source, filename, symbol: self.code
        console.raw_input = read
        console.interact("", "")

    def judge_canned(self):
        self.api.codeop.compile = lambda *args, **options: self.code
        try:
            self.api.compile_command("anything")
        finally:
            del self.api.codeop.compile

    @staticmethod
    def write(data):
        pass


def load(name):
    if name == "inlet":
        import inlet
        import inlet.code
        import inlet.codeop

        return inlet
    import code
    import codeop

    code.codeop = codeop
    code.CommandCompiler = codeop.CommandCompiler
    return code


def works(api):
    """Does the console still do its work?"""
    console = api.InteractiveConsole()
    is_more = [console.push(line) for line in ("if 1:", "    x = 41 + 1", "")]
    return is_more == [True, True, False] and console.locals["x"] == 42


def try_one(work, api, number):
    """The index of the outcome when allocation `number` fails."""
    import _testcapi

    before = list(warnings.filters)
    _testcapi.set_nomemory(number, number + 1)
    try:
        work()
        outcome = "done"
    except MemoryError:
        outcome = "MemoryError"
    except SystemError:
        outcome = "SystemError"
    except BaseException:
        outcome = "other"
    finally:
        _testcapi.remove_mem_hooks()
    if outcome in ("done", "MemoryError"):
        if warnings.filters != before:
            outcome = "filters changed"
        elif not works(api):
            outcome = "broken"
    return OUTCOMES.index(outcome)


def fork_one(work, api, number):
    child = os.fork()
    if child == 0:
        # A crash on purpose is not worth a report.
        os.close(2)
        status = len(OUTCOMES) - 1
        try:
            status = try_one(work, api, number)
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status < 0:
        return CRASHED
    # Beyond them: a sanitizer ended the process.
    return OUTCOMES[min(status, len(OUTCOMES) - 1)]


def main(module, case):
    import _testcapi  # loaded before the first fork

    warnings.simplefilter("ignore")
    api = load(module)
    work = getattr(Cases(api), case)
    for _ in range(3):
        assert works(api)
        work()
    counts = dict.fromkeys(OUTCOMES + (CRASHED,), 0)
    in_row, number = 0, 0
    while in_row < ENOUGH:
        number += 1
        outcome = fork_one(work, api, number)
        counts[outcome] += 1
        in_row = in_row + 1 if outcome == "done" else 0
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
