"""Judges with a planted fault, which the harness has to notice.

Each is a copy of the standard modules. Most faults are those that a fast judge can
have: it says "more" where the standard module says something else.
"""

import re
import warnings

from parity.engines import load_standard

_HEADER = re.compile(r"\s*(if|for|while|with|try|def|class|match|async)\b")


def _last(source):
    return source.rpartition("\n")[2].strip()


def _open_brackets(source):
    return sum(map(source.count, "([{")) - sum(map(source.count, ")]}"))


def _is_block(source):
    return "\n" in source and _HEADER.match(source) and source[-1:] not in ("", "\n")


# ---- saying "more" too often: NAME: is this source taken for incomplete? ----

_TOO_MANY = {
    "global-after-use": lambda source: _is_block(source)
    and _last(source).startswith("global "),
    "return-in-generator": lambda source: source.startswith("async def")
    and _last(source).startswith("return "),
    "yield-after-return": lambda source: source.startswith("async def")
    and _is_block(source) and "yield" in _last(source),
    "nested-blocks": lambda source: source.count("\n") > 15
    and _last(source).startswith(("while", "for")),
    "second-else": lambda source: _is_block(source) and _last(source) == "else:",
    "bare-except-first": lambda source: _is_block(source)
    and _last(source).startswith("except"),
    "case-after-all": lambda source: source.startswith("match")
    and _last(source).startswith("case"),
    "break-outside": lambda source: _is_block(source) and _last(source) == "break",
    "backslash": lambda source: source.endswith("\\"),
    "open-bracket": lambda source: _open_brackets(source) > 1 and "\n" in source,
    "keyword-again": lambda source: _open_brackets(source) == 1
    and re.search(r"\n\s*\w+ ?= ?\w+,?$", source),
    "mixed-strings": lambda source: _open_brackets(source) == 1
    and re.search(r"['\"]\n\s*b?['\"][^'\"]*['\"],$", source),
    "bad-escape": lambda source: re.search(r"\n.*\\[xN].*[\"']$", source),
    "f-string-field": lambda source: re.search(r"\bf(\"\"\"|''')", source)
    and "\n" in source and not source.endswith(('"""', "'''")),
    "dedent": lambda source: _is_block(source)
    and re.search(r"\n    .*\n  \w.*$", source),
    "tabs": lambda source: _is_block(source) and source.rpartition("\n")[2][:1] == "\t",
    "control-character": lambda source: _is_block(source) and "\0" in _last(source),
    "surrogate": lambda source: re.search("[\ud800-\udfff]", source),
    "annotated-global": lambda source: "global" in source and _is_block(source)
    and re.match(r"\w+ ?:", _last(source)),
    "decorator": lambda source: "\n" in source
    and re.match(r"\s*@", source.split("\n")[-2]),
    "try-alone": lambda source: re.match(r"try:\n +\w+\n\w+", source),
    "await-outside": lambda source: _is_block(source) and "await" in _last(source),
}

# ---- other answers that are not those of the standard module ----


def _once_too_many(judge, compiler, source, *rest):
    code = judge(compiler, source, *rest)
    is_end_of_long = source.endswith("\n") and source.count("\n") > 10
    return None if is_end_of_long and source[-2] != "\n" else code


def _warning_lost(judge, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return judge(*arguments)


def _warning_twice(judge, compiler, source, filename, symbol, *rest):
    code = judge(compiler, source, filename, symbol, *rest)
    if code is not None:
        compile(source, filename, symbol)
    return code


def _future_forgotten(judge, compiler, *rest):
    flags = getattr(compiler, "flags", None)
    try:
        return judge(compiler, *rest)
    finally:
        if flags is not None:
            compiler.flags = flags


def _flags_shown(judge, *arguments):
    code = judge(*arguments)
    return code and code.replace(co_flags=code.co_flags | 0x2000)


def _line_shifted(judge, *arguments):
    code = judge(*arguments)
    return code and code.replace(co_firstlineno=code.co_firstlineno + 1)


def _place_lost(judge, *arguments):
    try:
        return judge(*arguments)
    except SyntaxError as error:
        error.end_offset = None
        raise


def _text_lost(judge, *arguments):
    try:
        return judge(*arguments)
    except SyntaxError as error:
        error.text = error.text and error.text.strip()
        raise


def _error_of_skeleton(judge, compiler, source, *rest):
    try:
        return judge(compiler, source, *rest)
    except SyntaxError as error:
        if error.lineno and error.lineno > 2:
            error.lineno = 2
        raise


_OTHERS = {
    "once-too-many": _once_too_many,
    "warning-lost": _warning_lost,
    "warning-twice": _warning_twice,
    "future-forgotten": _future_forgotten,
    "flags-shown": _flags_shown,
    "line-shifted": _line_shifted,
    "place-lost": _place_lost,
    "text-lost": _text_lost,
    "error-of-skeleton": _error_of_skeleton,
}

NAMES = (*_TOO_MANY, *_OTHERS)


def load_broken(name):
    """A copy of the standard modules with that fault."""
    engine = load_standard(f"broken {name}")
    judge = engine.codeop._maybe_compile

    def too_many(compiler, source, *rest, **keywords):
        return None if _TOO_MANY[name](source) else judge(
            compiler, source, *rest, **keywords)

    def other(*arguments, **keywords):
        return _OTHERS[name](lambda *given: judge(*given, **keywords), *arguments)

    engine.codeop._maybe_compile = too_many if name in _TOO_MANY else other
    return engine
