"""The ways to ask line by line, the same for the standard modules and for Inlet.

A drive holds one console, or one growing source, of an engine (a pair of modules, see
`parity/engines.py`).  `push(line)` gives an answer (`answer.py`); after anything but
"more" it starts anew.  `flags()` are the compiler flags, by which it remembers future
statements.  After `restore(lines)` it is as if these lines, all incomplete, had just been
pushed; `preset(lines)` gets there without asking, which is right for an engine that
remembers nothing between two pushes.
"""

import sys
import warnings
import zlib

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


def choice_by(line, count):
    """A number below `count` that depends on the line only, the same for all engines."""
    return zlib.crc32(line.encode("utf-8", "surrogatepass")) % count


class PushChanging(PushBuffer):
    """Before a line something about the console changes, by the line's own choice."""

    def _change_flags(self):
        self._console.compile.compiler.flags ^= 0x2000

    def _change_filename(self):
        console = self._console
        console.filename = "<other>" if console.filename == "<input>" else "<input>"

    def _exchange_compiler(self):
        fresh = type(self._console.compile)()
        fresh.compiler.flags = self.flags()
        self._console.compile = fresh

    def _run_another(self):
        """Other sources through the same console, between the lines of this one."""
        console = self._console
        console.answer = None
        asked = [console.runsource(source) for source in ("if 1:\n  x", "x = (", "]")]
        return asked, console.answer

    def _ask_another(self):
        source = "\n".join(self._console.buffer)
        return [self._ask(one) for one in (source, source + "\n", "if x:\n  (", "")]

    def _ask(self, source):
        try:
            return self._console.compile(source) is None
        except Exception as error:
            return answer.of_error(error)

    def _lengthen(self):
        self._console.buffer.append("  # a line from outside")

    def _shorten(self):
        del self._console.buffer[-1:]

    def _copy(self):
        self._console.buffer = self._console.buffer.copy()

    CHANGES = (_change_flags, _change_filename, _exchange_compiler, _run_another,
               _ask_another, _lengthen, _shorten, _copy)

    def push(self, line):
        choice = choice_by(line, 5 * len(self.CHANGES))
        told = self.CHANGES[choice](self) if choice < len(self.CHANGES) else None
        return (*super().push(line), told, tuple(self._console.buffer))


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
        given = self._ask("\n".join(self._lines))
        if given != answer.MORE:
            self._lines = []
        return given

    def _ask(self, source):
        try:
            code = self._compile(source, "<input>", self._symbol)
        except Exception as error:
            return answer.of_error(error)
        return answer.MORE if code is None else answer.of_code(code)

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


class GrowingEdited(GrowingCommand):
    """The same of an editor: between two lines it asks about other texts, too."""

    def _others(self, lines):
        last = lines[-1]
        yield lines[:-1]  # what was answered a moment ago
        yield [*lines[:-1], last[: len(last) // 2]]  # the line in the making
        yield ["if 1:", *("  " + line for line in lines)]  # another text
        yield [*lines, ""]  # a newline at the end
        yield [*lines, "  ", last]  # some lines at once
        yield lines[len(lines) // 2 :]
        yield [*lines[: len(lines) // 2], "x", *lines[len(lines) // 2 :]]

    def push(self, line):
        given = super().push(line)
        if given == answer.MORE and choice_by(line, 3) == 0:
            others = list(self._others(self._lines))
            chosen = others[choice_by(line + "?", len(others))]
            given = (*given, self._ask("\n".join(chosen)))
        return given


class Appending:
    """A text that grows and is edited, as an editor keeps it: `inlet.Source`.

    The standard module is asked about the whole text each time, by a compiler that
    remembers nothing, as a Source does.
    """

    def __init__(self, engine, case):
        self._case = case
        self._lines = []
        make = getattr(engine, "source", None)
        self._source = make and make(symbol=case.symbol, flags=case.flags)
        self._compiler = engine.codeop.CommandCompiler

    def push(self, line):
        if self._source is not None:
            self._source.append("\n" + line if self._lines else line)
        self._lines.append(line)
        given = self._ask()
        if given == answer.MORE:
            return (*given, self._edited(line))
        self.preset([])
        return given

    def _ask(self):
        try:
            if self._source is None:
                return self._ask_standard()
            status, error = self._source.verdict()
        except Exception as raised:
            return answer.of_error(raised)
        if error is not None:
            return answer.of_error(error)
        return answer.MORE if status == "incomplete" else ("code",)

    def _ask_standard(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiler = self._compiler()
            compiler.compiler.flags |= self._case.flags
            code = compiler("\n".join(self._lines), "<input>", self._case.symbol)
        return answer.MORE if code is None else ("code",)

    def _edited(self, line):
        """What is said while a line is another one, for some lines."""
        at = choice_by(line, 4 * len(self._lines))
        if at >= len(self._lines):
            return None
        before = self._lines[at]
        self._exchange(at, before[: len(before) // 2])
        given = self._ask()
        self._exchange(at, before)
        return given

    def _exchange(self, at, line):
        if self._source is not None:
            # Several lines that were pushed at once are as many lines to a Source.
            start = sum(one.count("\n") + 1 for one in self._lines[:at])
            stop = start + self._lines[at].count("\n") + 1
            if at < len(self._lines) - 1:
                self._source.replace(start, stop, line + "\n")
            else:
                self._source.delete(min(start, len(self._source)), len(self._source))
                self._source.append(line)
        self._lines[at] = line

    def flags(self):
        return 0

    def preset(self, lines):
        self._lines = list(lines)
        if self._source is not None:
            self._source.clear()
            self._source.append("\n".join(lines))

    def restore(self, lines):
        self.preset(lines)
        return True


DRIVES = {
    "push": Push,
    "push-buffer": PushBuffer,
    "push-buffer-in-place": PushBufferInPlace,
    "push-shown": PushShown,
    "push-seen": PushSeen,
    "push-compiler": PushCompiler,
    "growing": Growing,
    "growing-command": GrowingCommand,
    "push-changing": PushChanging,
    "growing-edited": GrowingEdited,
    "appending": Appending,
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
    "push-changing": 8,
    "growing-edited": 6,
    "appending": 8,
}


def choose(rnd, names=tuple(WEIGHTS), weights=tuple(WEIGHTS.values())):
    return rnd.choices(names, weights)[0]
