"""The ways to ask line by line, the same for the standard modules and for Inlet.

A drive holds one console, or one growing source, of an engine (a pair of modules, see
`parity/engines.py`).  `push(line)` gives an answer (`answer.py`); after anything but
"more" it starts anew.  `flags()` are the compiler flags, by which it remembers future
statements.  After `restore(lines)` it is as if these lines, all incomplete, had just been
pushed; `preset(lines)` gets there without asking, which is right for an engine that
remembers nothing between two pushes.
"""

import sys

from . import answer


class Push:
    """InteractiveConsole.push(), with running and showing taken over."""

    def __init__(self, engine, case):
        self._console = self._class(engine)({}, "<input>")
        self._console.compile.compiler.flags |= case.flags

    def _class(self, engine):
        """The subclass, one for each engine: making a class takes long."""
        name = type(self).__name__
        made = vars(engine).setdefault("linear_classes", {})
        if name not in made:
            made[name] = self._make(engine.code.InteractiveConsole)
        return made[name]

    def _make(self, base):
        class Console(base):
            def runcode(self, code):
                self.answer = answer.of_code(code)

            def showsyntaxerror(self, filename=None, **keywords):
                self.answer = (*answer.of_error(sys.exc_info()[1]), filename,
                               *keywords.items())

        return Console

    def push(self, line):
        console = self._console
        try:
            more = console.push(line)
        except Exception as error:  # what the console does not show
            console.resetbuffer()
            return ("raised", *answer.of_error(error))
        if more:
            return answer.MORE
        return console.answer

    def flags(self):
        return self._console.compile.compiler.flags

    def preset(self, lines):
        self._console.buffer = list(lines)

    def restore(self, lines):
        return all(self.push(line)[0] == "more" for line in lines)


class PushBuffer(Push):
    """The same; lines are restored by setting the buffer from outside."""

    def restore(self, lines):
        self.preset(lines)
        return True


class PushBufferInPlace(Push):
    """The same; what stands in the console's own list is exchanged."""

    def restore(self, lines):
        self._console.buffer[:] = lines
        return True


class PushShown(Push):
    """The step showsyntaxerror is the engine's own; the hook sees the error."""

    def _make(self, base):
        class Console(base):
            def runcode(self, code):
                self.answer = answer.of_code(code)

        return Console

    def push(self, line):
        def hook(kind, error, traceback):
            self._console.answer = answer.of_error(error)

        before, sys.excepthook = sys.excepthook, hook
        try:
            return super().push(line)
        finally:
            sys.excepthook = before


class PushSeen(Push):
    """Every step is overridden, and what each is handed belongs to the answer."""

    def _make(self, base):
        class Console(super()._make(base)):
            def runsource(self, source, *rest, **keywords):
                self.seen = [source, *rest, *keywords.items()]
                return super().runsource(source, *rest, **keywords)

            def resetbuffer(self):
                vars(self).setdefault("seen", []).append("reset")
                super().resetbuffer()

        return Console

    def push(self, line):
        given = super().push(line)
        return (*given, tuple(self._console.seen), tuple(self._console.buffer))


class PushCompiler(Push):
    """The console's `compile` is a function of the program's own."""

    def __init__(self, engine, case):
        super().__init__(engine, case)
        inner = self._inner = self._console.compile
        seen = self._seen = []

        def compile(source, filename="<input>", symbol="single"):
            seen.append((source, filename, symbol))
            return inner(source, filename, symbol)

        self._console.compile = compile

    def push(self, line):
        self._seen.clear()
        given = super().push(line)
        return (*given, tuple(self._seen))

    def flags(self):
        return self._inner.compiler.flags


class Growing:
    """A CommandCompiler asked with a source that grows by a line each time."""

    def __init__(self, engine, case):
        self._symbol = case.symbol
        self._lines = []
        self._begin(engine, case)

    def _begin(self, engine, case):
        self._compile = engine.codeop.CommandCompiler()
        self._compile.compiler.flags |= case.flags

    def push(self, line):
        self._lines.append(line)
        try:
            code = self._compile("\n".join(self._lines), "<input>", self._symbol)
        except Exception as error:
            self._lines = []
            return answer.of_error(error)
        if code is None:
            return answer.MORE
        self._lines = []
        return answer.of_code(code)

    def flags(self):
        return self._compile.compiler.flags

    def preset(self, lines):
        self._lines = list(lines)

    def restore(self, lines):
        self.preset(lines)
        return True


class GrowingCommand(Growing):
    """compile_command(), likewise; it has no memory of future statements."""

    def _begin(self, engine, case):
        self._compile = engine.codeop.compile_command

    def flags(self):
        return 0


DRIVES = {
    "push": Push,
    "push-buffer": PushBuffer,
    "push-buffer-in-place": PushBufferInPlace,
    "push-shown": PushShown,
    "push-seen": PushSeen,
    "push-compiler": PushCompiler,
    "growing": Growing,
    "growing-command": GrowingCommand,
}
# How often a drive is taken where a case does not ask for one.
WEIGHTS = {
    "push": 50,
    "push-buffer": 4,
    "push-buffer-in-place": 4,
    "push-shown": 5,
    "push-seen": 5,
    "push-compiler": 3,
    "growing": 16,
    "growing-command": 13,
}


def choose(rnd, names=tuple(WEIGHTS), weights=tuple(WEIGHTS.values())):
    return rnd.choices(names, weights)[0]
