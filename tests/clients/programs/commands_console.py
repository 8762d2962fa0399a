"""A debugger's console: lines with % are its commands, the rest is Python."""

import code
import shlex
import sys

COMMANDS = {}


def command(function):
    COMMANDS[function.__name__] = function
    return function


@command
def echo(console, *words):
    print(*words)


@command
def names(console):
    print(sorted(name for name in console.locals if not name.startswith("__")))


@command
def run(console, *words):
    """A command that goes back to Python."""
    return console.push(" ".join(words))


class Console(code.InteractiveConsole):
    def runsource(self, source, filename="<input>", symbol="single"):
        if not source.startswith("%"):
            return super().runsource(source, filename, symbol)
        try:
            name, *words = shlex.split(source[1:])
        except ValueError as error:
            self.write(f"{error}: more\n")
            return True
        # `push` forgets its lines only after this returns.
        self.resetbuffer()
        try:
            COMMANDS[name](self, *words)
        except KeyError:
            self.write(f"no command {name!r}\n")
        except Exception:
            self.showtraceback()
        return False

    def raw_input(self, prompt=""):
        return super().raw_input(f"{len(self.locals) - self.before}{prompt}")

    def write(self, data):
        sys.stderr.write("| " + data)

    def showtraceback(self):
        self.write("failed:\n")
        super().showtraceback()


console = Console({"prog": "the debugged"}, "<debugger>")
console.before = len(console.locals) + 1  # and __builtins__
console.interact("Commands begin with %", "bye")
print(console.buffer, console.filename)
