"""A known surrounding for a console: streams, hooks, prompts, warnings, builtins.

A stage is set up before each play and taken down after it, so that one session
cannot reach the next one, and both engines meet the same world.
"""

import builtins
import io
import linecache
import random
import sys
import warnings

SYS_NAMES = (
    "stdin", "stdout", "stderr", "excepthook", "__excepthook__", "displayhook",
    "__displayhook__", "ps1", "ps2", "last_type", "last_value", "last_traceback",
    "last_exc", "tracebacklimit", "dont_write_bytecode", "warnoptions",
)
LAST_NAMES = ("last_type", "last_value", "last_exc", "last_traceback")
PROMPT_NAMES = ("ps1", "ps2")

_ABSENT = object()


class Output(io.TextIOBase):
    """A text stream that notes every call; as strict as the real ones."""

    def __init__(self, name, note, errors):
        self._name = name
        self._note = note
        self._errors = errors

    encoding = "utf-8"

    @property
    def errors(self):
        return self._errors

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(
                f"write() argument must be str, not {type(text).__name__}")
        text.encode(self.encoding, self._errors)
        self._note(f"{self._name}.write", text)
        return len(text)

    def flush(self):
        self._note(f"{self._name}.flush")

    def close(self):
        self._note(f"{self._name}.close")

    def __del__(self):
        """Being collected is no closing; that can be at any time."""


class Input(io.TextIOBase):
    """Standard input that gives prepared lines and notes who asks."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, note, lines=()):
        self._note = note
        self._lines = iter(lines)

    def readable(self):
        return True

    def readline(self, size=-1):
        self._note("stdin.readline")
        for line in self._lines:
            return line() if callable(line) else line
        return ""

    def close(self):
        self._note("stdin.close")

    def __del__(self):
        """As for the outputs."""


class Stage:
    """A context manager; `note(what, *details)` is called for each event."""

    def __init__(self, note, *, stdin=(), warning_action="default"):
        self._note = note
        self._stdin = stdin
        self._action = warning_action

    def __enter__(self):
        self._keep()
        sys.stdin = Input(self._note, self._stdin)
        sys.stdout = Output("stdout", self._note, "strict")
        sys.stderr = Output("stderr", self._note, "backslashreplace")
        sys.excepthook = sys.__excepthook__
        sys.displayhook = sys.__displayhook__
        for name in PROMPT_NAMES + LAST_NAMES + ("tracebacklimit",):
            _put(sys, name, _ABSENT)
        vars(builtins).pop("_", None)
        random.seed(0)
        linecache.clearcache()
        self._set_warnings()
        return self

    def _keep(self):
        self._sys = {name: getattr(sys, name, _ABSENT) for name in SYS_NAMES}
        self._builtins = dict(vars(builtins))
        self._recursion_limit = sys.getrecursionlimit()
        self._catch = warnings.catch_warnings()
        self._catch.__enter__()

    def _set_warnings(self):
        # Test runners record warnings; here they are to be shown as in a program.
        warnings.showwarning = _show_warning
        warnings.resetwarnings()
        if self._action != "none":
            warnings.simplefilter(self._action)
        vars(warnings).get("onceregistry", {}).clear()
        self.filters = list(warnings.filters)

    def filters_changed(self):
        return list(warnings.filters) != self.filters

    def builtin_is_changed(self, name):
        before = self._builtins.get(name, _ABSENT)
        return vars(builtins).get(name, _ABSENT) is not before

    def __exit__(self, *exc_info):
        self._catch.__exit__(*exc_info)
        sys.setrecursionlimit(self._recursion_limit)
        namespace = vars(builtins)
        namespace.update(self._builtins)
        for name in set(namespace) - set(self._builtins):
            del namespace[name]
        for name, value in self._sys.items():
            _put(sys, name, value)


def _show_warning(message, category, filename, lineno, file=None, line=None):
    text = warnings.formatwarning(message, category, filename, lineno, line)
    (sys.stderr if file is None else file).write(text)


def _put(owner, name, value):
    if value is not _ABSENT:
        setattr(owner, name, value)
    elif hasattr(owner, name):
        delattr(owner, name)
