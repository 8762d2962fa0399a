"""The console of Python's own prompt since 3.13, its lines typed by this program."""

import sys
from unittest import mock

from inputs import COMMANDS

from _pyrepl import simple_interact
from _pyrepl.console import InteractiveColoredConsole


def play(console, **options):
    """Type all commands at the loop, which asks first whether more lines follow."""
    commands = iter(COMMANDS)

    def multiline_input(more_lines, ps1, ps2):
        for command in commands:
            print(f"{command!r} more: {more_lines(command)}", flush=True)
            return command
        raise EOFError

    with mock.patch.object(simple_interact, "multiline_input", multiline_input), \
            mock.patch.object(sys, "stderr", sys.stdout):
        while True:
            try:
                simple_interact.run_multiline_interactive_console(console, **options)
            except (AssertionError, TypeError) as error:
                # The loop asserts that no more is wanted; and Python 3.13.0 fails to
                # show an error that has no line.
                print("the loop ended", repr(error))
                console.resetbuffer()
                continue
            break


console = InteractiveColoredConsole({"__name__": "__main__"}, filename="<stdin>")
play(console)
print(sorted(console.locals), console.compile.compiler.flags)

import __future__  # noqa: E402

console = InteractiveColoredConsole({}, "<given>", local_exit=True)
play(console, future_flags=__future__.annotations.compiler_flag)
print(sorted(console.locals), console.compile.compiler.flags, console.local_exit)
