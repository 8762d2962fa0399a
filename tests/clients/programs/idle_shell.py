"""IDLE's shell without its window: the interpreter of the window, and the other one.

`ModifiedInterpreter` compiles here and runs the code here, or in a process of its own
by remote calls, as IDLE does by default.
"""

import sys
import time

from inputs import COMMANDS

from idlelib import pyshell, run


class Stream:
    """One of the streams that the shell's window offers to the interpreters."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, name):
        self.name = name

    def write(self, data):
        print("  ", self.name, repr(data))
        return len(data)

    def flush(self):
        pass

    def readline(self, *args):
        return "typed\n"

    def isatty(self):
        return True


class Text:
    """The window's text: notes what is asked of it."""

    def tag_remove(self, *args):
        print("   tag_remove", args)

    def after(self, interval, call):
        return "later"

    def after_cancel(self, what):
        pass


class Shell:
    """What `ModifiedInterpreter` uses of the window."""

    executing = canceled = closing = False
    pollinterval = 10
    width = 80
    flist = None

    def __init__(self):
        self.text = Text()
        self.stdin = Stream("stdin")
        self.console = Stream("console")
        self.stdout = Stream("stdout")
        self.stderr = Stream("stderr")

    def write(self, data, tags=()):
        print("   written", repr(data), tags)
        return len(data)

    def readline(self):
        return "typed\n"

    def beginexecuting(self):
        self.executing = True

    def endexecuting(self):
        self.executing = False

    def resetoutput(self):
        print("   resetoutput")

    def showprompt(self):
        print("   showprompt")

    def colorize_syntax_error(self, text, position):
        print("   error at", position)

    def getvar(self, name):
        return 0


def play(interpreter, wait=lambda: None):
    for command in COMMANDS:
        print(repr(command))
        try:
            print("  ", interpreter.runsource(command))
        except BaseException as error:
            print("   raised", repr(error))
        wait()
    interpreter.execsource("whole = 1\nprint(whole)\n1 / 0\n")
    wait()
    interpreter.execsource("whole = = 1\n")
    wait()
    print(interpreter.compile.compiler.flags == interpreter.original_compiler_flags)


def play_here():
    shell = Shell()
    interpreter = pyshell.ModifiedInterpreter(shell)
    interpreter.locals = {"__name__": "__main__"}
    out, sys.stderr = sys.stderr, shell.stderr
    try:
        play(interpreter)
    finally:
        sys.stderr = out


def play_apart():
    pyshell.use_subprocess = True
    shell = Shell()
    interpreter = pyshell.ModifiedInterpreter(shell)
    assert interpreter.start_subprocess()

    def wait():
        limit = time.monotonic() + 60
        while interpreter.active_seq is not None:
            assert time.monotonic() < limit, "no answer from the other process"
            interpreter.poll_subprocess()

    wait()
    play(interpreter, wait)
    print(repr("input()"))
    interpreter.runsource("input('? ')")
    wait()
    interpreter.kill_subprocess()


def play_executive():
    """The other process's side: code that `codeop` compiled, run by `Executive`."""
    import codeop
    from unittest import mock

    run.idlelib.testing = True
    executive = run.Executive(mock.Mock())
    compiler = codeop.CommandCompiler()
    with mock.patch.object(run, "print_exception", run.traceback.print_exc):
        for command in COMMANDS:
            try:
                compiled = compiler(command, "<pyshell#0>")
            except (OverflowError, SyntaxError, ValueError) as error:
                print(repr(command), repr(error))
                continue
            print(repr(command), compiled is not None)
            if compiled is not None:
                executive.runcode(compiled)


play_here()
play_apart()
play_executive()
