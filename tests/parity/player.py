"""Plays a session through an engine and records everything that can be seen."""

import builtins
import copy
import pprint
import sys
import warnings

from .describe import Describer
from .stage import LAST_NAMES, PROMPT_NAMES, Stage

INPUTS_MAX = 100  # lines asked for after the end of the input: a loop that cannot end
# The memory of shown warnings carries the version of the filters, which the standard
# module counts up with each line and Inlet does not: see test_differences.py.
NOT_SHOWN = ("__builtins__", "__warningregistry__")


class Stop:
    """In place of a line: raw_input raises this."""

    def __init__(self, error):
        self.error = error


class EndlessLoop(BaseException):
    """The console goes on asking although the input has ended."""


class Record:
    """The list of events of one play."""

    def __init__(self, describer):
        self._describer = describer
        self.events = []

    def note(self, what, *details):
        self.events.append((what, *map(self._described, details)))

    def _described(self, detail):
        if type(detail) is str:
            return self._describer.text(detail)
        if isinstance(detail, str):
            return type(detail).__name__, self._describer.text(str(detail))
        return self._describer.value(detail)

    def error(self, what, error):
        self.events.append((what, self._describer.exception(error)))

    def plain(self, what, described):
        self.events.append((what, described))

    def lines(self):
        return pprint.pformat(self.events, width=100, sort_dicts=False).split("\n")


class Play:
    """One session, one engine, one way to drive it."""

    def __init__(self, engine, session, drive):
        self._engine = engine
        self._session = session
        self._drive = drive
        self._describer = Describer(engine)
        self._record = Record(self._describer)
        self._steps = iter(session.steps)
        self._asked_after_end = 0
        self._host = {
            "__name__": "host", "code": engine.code, "codeop": engine.codeop,
            "sys": sys, "builtins": builtins, "warnings": warnings, "copy": copy,
            "note": self._record.note, "note_error": self._record.error,
            "note_traceback": self._note_traceback, "stop": Stop,
        }

    def run(self):
        action = self._session.options.get("warnings", "default")
        stage = Stage(self._record.note, stdin=self._stdin_lines(),
                      warning_action=action)
        with stage:
            self._guard("escaped", getattr(self, "_drive_by_" + self._drive))
            self._note_end(stage)
        return self._record.lines()

    # -- what the session file says --

    def _evaluate(self, text):
        return eval(compile(text, "<host>", "eval"), self._host)

    def _option(self, name, default=None):
        text = self._session.options.get(name)
        return default if text is None else self._evaluate(text)

    def _given_options(self, *names):
        return {name: self._option(name) for name in names
                if name in self._session.options}

    def _execute(self, step):
        exec(compile(step.text, "<host>", "exec"), self._host)

    def _inputs(self):
        """The lines of input; host code in between is executed on the way."""
        for step in self._steps:
            if step.kind == "host":
                self._guard("host code raised", lambda: self._execute(step))
            elif step.kind == "expression":
                yield self._evaluate(step.text)
            else:
                yield step.text

    def _open(self):
        """Run the host code at the head, then make the console unless it did."""
        steps = self._session.steps
        if steps[0].kind == "host":
            self._execute(next(self._steps))
        if "console" not in self._host:
            arguments = self._given_options("locals", "filename", "local_exit")
            self._host["console"] = self._engine.code.InteractiveConsole(**arguments)
        return self._host["console"]

    # -- drives --

    def _drive_by_push(self):
        console = self._open()
        extra = {}
        if "symbol" in self._session.options:
            extra["_symbol"] = self._session.options["symbol"]
        for line in self._inputs():
            self._record.note("push", line)
            self._guard("push raised", lambda: self._record.note(
                "push returned", self._host["console"].push(line, **extra)))
            self._note_buffer(console)

    def _drive_by_interact(self):
        console = self._open()
        inputs = self._inputs()
        if "raw_input" not in vars(console):
            console.raw_input = lambda prompt: self._answer(prompt, inputs)
        self._host["answer"] = lambda prompt: self._answer(prompt, inputs)
        self._record.note("interact returned", console.interact(
            **self._given_options("banner", "exitmsg")))

    def _drive_by_function(self):
        steps = self._session.steps
        if steps[0].kind == "host":
            self._execute(next(self._steps))
        inputs = self._inputs()
        arguments = self._given_options("banner", "exitmsg", "local_exit")
        if "locals" in self._session.options:
            arguments["local"] = self._option("locals")
        self._record.note("interact returned", self._engine.code.interact(
            readfunc=lambda prompt: self._answer(prompt, inputs), **arguments))

    def _drive_by_stdin(self):
        console = self._open()
        self._record.note("interact returned", console.interact(
            **self._given_options("banner", "exitmsg")))

    def _drive_by_source(self):
        console = self._open()
        source = self._whole(list(self._inputs()))
        arguments = self._given_options("filename")
        if "symbol" in self._session.options:
            arguments["symbol"] = self._session.options["symbol"]
        self._guard("runsource raised", lambda: self._record.note(
            "runsource returned", console.runsource(source, **arguments)))

    def _drive_by_command(self):
        """The verdict on each beginning of the input, by the three functions."""
        engine = self._engine
        remembering = engine.codeop.CommandCompiler()
        arguments = self._given_options("filename")
        if "symbol" in self._session.options:
            arguments["symbol"] = self._session.options["symbol"]
        lines = []
        for line in self._inputs():
            lines.append(line)
            source = self._whole(lines)
            for name, function in (
                ("codeop.compile_command", engine.codeop.compile_command),
                ("code.compile_command", engine.code.compile_command),
                ("CommandCompiler", remembering),
            ):
                self._record.note(name, source)
                self._guard("raised", lambda: self._record.plain(
                    "compiled", self._describer.code(function(source, **arguments))))
            self._record.note("flags", remembering.compiler.flags)

    @staticmethod
    def _whole(lines):
        if len(lines) == 1:
            return lines[0]
        return "\n".join(lines)

    # -- input --

    def _answer(self, prompt, inputs):
        self._record.note("prompt", prompt)
        self._note_buffer(self._host.get("console"))
        for line in inputs:
            if isinstance(line, Stop):
                raise line.error
            return line
        self._asked_after_end += 1
        if self._asked_after_end > INPUTS_MAX:
            raise EndlessLoop
        raise EOFError

    def _stdin_lines(self):
        return [step.text + "\n" for step in self._session.steps]

    # -- records --

    def _guard(self, what, function):
        try:
            function()
        except BaseException as error:
            self._record.error(what, error)

    def _note_buffer(self, console):
        if hasattr(console, "buffer"):
            self._record.note("buffer", console.buffer)

    def _note_traceback(self, tb):
        self._record.plain("traceback", self._describer.traceback(tb))

    def _note_end(self, stage):
        console = self._host.get("console")
        if console is not None:
            namespace = getattr(console, "locals", None)
            if isinstance(namespace, dict):
                namespace = {key: value for key, value in namespace.items()
                             if key not in NOT_SHOWN}
                self._record.plain("namespace", self._describer.values(namespace))
            compiler = getattr(getattr(console, "compile", None), "compiler", None)
            self._record.note("flags", getattr(compiler, "flags", None))
        self._note_last()
        for name in PROMPT_NAMES:
            self._record.note(name, getattr(sys, name, "absent"))
        self._record.note("exit and quit changed", stage.builtin_is_changed("exit"),
                          stage.builtin_is_changed("quit"))
        self._record.note("filters changed", stage.filters_changed())

    def _note_last(self):
        for name in LAST_NAMES:
            value = getattr(sys, name, "absent")
            if isinstance(value, BaseException):
                self._record.error(name, value)
            elif name == "last_traceback" and not isinstance(value, str):
                self._record.plain(name, self._describer.traceback(value))
            else:
                self._record.note(name, value)
        self._record.note("last_exc is last_value",
                          getattr(sys, "last_exc", None)
                          is getattr(sys, "last_value", None))


def play(engine, session, drive):
    return Play(engine, session, drive).run()
