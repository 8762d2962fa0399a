"""Values as text that is the same for the same behaviour.

Addresses, the depth of a recursion and what it happened to do at the end are the only
things left out of texts, and the engine's own frames the only thing left out of
tracebacks.  The modules' own names are told without the package they are in.
"""

import hashlib
import os
import re
import traceback
import types

_HERE = os.path.dirname(__file__) + os.sep
_ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]+|\bid='\d+'")
_REPEATED = re.compile(r"(\[Previous line repeated )\d+( more times?\])")
_MODULE = re.compile(r"<module '(?:inlet\.)?(code|codeop)' from '[^']*'>")
_DEPTH = re.compile(
    r"(maximum recursion depth exceeded) (?:while (?:calling|getting)|in) [\w ]+")
_TEXT_MAX = 4000
_DEEP = 200  # lines: a traceback longer than that is that of a recursion
_ENTRY = re.compile(r'^(\s*(?:\| )*)  File "(.*)", line \d+, in .*\n')


class Describer:
    """Describes for one engine, whose own frames it knows."""

    def __init__(self, engine):
        self._engine = engine

    # -- texts --

    def text(self, text):
        text = _ADDRESS.sub("at 0x...", text)
        text = _DEPTH.sub(r"\1", text)
        text = _REPEATED.sub(r"\1N\2", text)
        text = _MODULE.sub(r"<module '\1' from its file>", text)
        text = text.replace("inlet.codeop", "codeop").replace("inlet.code", "code")
        if 'File "' in text:
            text = self._without_own_entries(text)
            if text.count('\n') > _DEEP:
                text = "".join(_without_depth(text.splitlines(keepends=True)))
        return text if len(text) <= _TEXT_MAX else _shortened(text)

    def _without_own_entries(self, text):
        kept, inside = [], None
        for line in text.splitlines(keepends=True):
            entry = _ENTRY.match(line)
            if entry is not None:
                inside = entry[1] if self._is_hidden(entry[2]) else None
            elif inside is not None and not line.startswith(inside + "    "):
                inside = None
            if inside is None:
                kept.append(line)
        return "".join(kept)

    def _is_hidden(self, filename):
        return self._engine.owns(filename) or filename.startswith(_HERE)

    def value(self, value):
        try:
            text = repr(value)
        except BaseException as error:
            text = f"<repr raises {type(error).__name__}: {error}>"
        return self.text(text)

    def values(self, values):
        return {key: self.value(value) for key, value in values.items()}

    # -- tracebacks --

    def own_entries(self, tb):
        """How many entries at the head of a traceback are the engine's."""
        count = 0
        while tb is not None and self._engine.owns(tb.tb_frame.f_code.co_filename):
            count, tb = count + 1, tb.tb_next
        return count

    def traceback(self, tb):
        try:
            shown = traceback.extract_tb(tb)
        except ValueError:  # a file name that cannot be looked for
            return [f"{frame.f_code.co_filename!r} {frame.f_code.co_name} {line}"
                    for frame, line in traceback.walk_tb(tb)
                    if not self._is_hidden(frame.f_code.co_filename)]
        shown = [frame for frame in shown if not self._is_hidden(frame.filename)]
        return _without_depth(
            [self.text(line) for line in traceback.format_list(shown)])

    # -- exceptions --

    def exception(self, error, _seen=()):
        """All of an exception, with its chain."""
        if error is None:
            return None
        if any(error is seen for seen in _seen):
            return f"<{type(error).__name__} again>"
        _seen += (error,)
        described = {
            "type": type(error).__qualname__,
            "text": self._str(error),
            "args": self.value(error.args),
            "traceback": self.traceback(error.__traceback__),
        }
        for name in ("__notes__", "__suppress_context__"):
            if getattr(error, name, None):
                described[name] = self.value(getattr(error, name))
        if isinstance(error, SyntaxError):
            described["place"] = self.place(error)
        if isinstance(error, (SystemExit, StopIteration)):
            described["value"] = self.value(getattr(error, "code", None))
        if isinstance(error, BaseExceptionGroup):
            described["members"] = [
                self.exception(member, _seen) for member in error.exceptions
            ]
        for name in ("__cause__", "__context__"):
            if getattr(error, name) is not None:
                described[name] = self.exception(getattr(error, name), _seen)
        return described

    def _str(self, error):
        try:
            return self.text(str(error))
        except BaseException as other:
            return f"<str raises {type(other).__name__}: {other}>"

    def place(self, error):
        """The fields of a SyntaxError."""
        names = ("msg", "filename", "lineno", "offset", "end_lineno", "end_offset",
                 "text", "print_file_and_line")
        return {name: self.value(getattr(error, name)) for name in names}

    # -- code objects --

    def code(self, code):
        """Everything that two equal code objects share."""
        if not isinstance(code, types.CodeType):
            return self.value(code)
        names = sorted(
            name for name in dir(code)
            if name.startswith("co_")
            and name not in ("co_consts", "co_lnotab", "_co_code_adaptive")
            and not callable(getattr(code, name))
        )
        described = {name: repr(getattr(code, name)) for name in names}
        described["co_consts"] = [
            self.code(const) if isinstance(const, types.CodeType)
            else f"{type(const).__name__} {_constant(const)}"
            for const in code.co_consts
        ]
        described["lines"] = list(code.co_lines())
        described["positions"] = list(code.co_positions())
        return described


def _without_depth(lines):
    """A recursion without its depth: how it begins, and what else occurs in it."""
    if len(lines) <= _DEEP:
        return lines
    return lines[:_DEEP // 10] + sorted(set(lines[_DEEP // 10:]))


def _shortened(text):
    digest = hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[:200]} ... {len(text)} characters, SHA-1 {digest} ... {text[-200:]}"


def _constant(value):
    """Constants by type and text; the order in a frozenset is no matter."""
    if isinstance(value, frozenset):
        return sorted(map(_constant, value))
    if isinstance(value, tuple):
        return [_constant(item) for item in value]
    return f"{type(value).__name__} {value!r}"
