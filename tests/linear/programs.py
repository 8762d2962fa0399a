"""Generated programs: mostly valid, from random tokens in random lines."""

from .layout import indent_of, lines_of
from .mutations import mutate_tokens
from .syntax import GRAMMAR, fstring

# What may follow a suite, at its own level.
_CLAUSES = {
    "if": ("elif", "else"),
    "elif": ("elif", "else"),
    "for": ("else",),
    "while": ("else",),
    "try": ("except", "except*", "bare", "finally"),
    "except": ("except", "else", "finally", "bare"),
    "except*": ("except*", "else", "finally"),
    "bare": ("else", "finally", "except"),
    "else": ("finally",),
}
_ANY_CLAUSE = ("elif", "else", "except", "finally", "except*", "case")
_FIRST = (["def", "f", "(", "a", ")"], ["async", "def", "f", "(", "a", ")"])
_UNITS = ("    ", "  ", " ", "\t", "        ")
_FILLERS = ("", "  ", "# c", "      # c", "\t", "\f", "    ", "  \\")
_CONTEXTS = (
    ["def f(a):"], ["async def f():"], ["class C:"], ["for x in y:"], ["if a:"],
    ["try:"], ["match a:", " case 1:"], ["with a:"], ["if a:", "  b", "else:"],
    ["try:", "  a", "except:"], ["class C:", " def f(self):", "  while 1:"],
    ["async def f():", " for x in y:"], ["try:", " a", "except* E:"],
    ["def f(x):", " global y", " try:"], ["@a", "@b", "def f():"],
    ["async def f():", " yield", " if x:"],
    ["async def f():", " return 1", " while y:"],
)
_STARTS = (
    "x =", "return", "x = f", "x = [", "x = (", "x = {", "f(a,", "f(a=", "x = y %",
    "yield", "(", "[", "", "", "with", "for x in", "assert", "del", "case",
)
_AFTER = (
    ",", "%", "+", '.join(', ")", "]", "}", ":", "\n", ", b", "% (a,", '"x"', "b'y'",
    "if", "for", "\\\n", "x", "=",
)
_HEADERS = (
    "if x:", "elif x:", "else:", "for x in y:", "while x:", "try:", "except:",
    "except E:", "except E as x:", "except* E:", "finally:", "with x:", "with x as y:",
    "def f(x):", "def f():", "async def f():", "class C:", "match x:", "case 1:",
    "case _:", "case x:", "case x if y:", "async for x in y:", "async with x:",
    "def f[T]():", "if (x :=", "@x",
)
_SMALL = (
    "x", "x = 1", "global x", "global x, y", "nonlocal x", "x: int", "y: int = 1",
    "return", "return 1", "return x,", "yield", "yield x", "x = yield", "await x",
    "break", "continue", "pass", "del x", "import x", "(x := 1)", "lambda: (yield)",
    "[x for x in y]", "f(x=1)", "[x async for x in y]",
    "from __future__ import annotations", "x = (yield)", "raise x", "def g(): yield",
    "class D: x: int", "if x: return 1", "type X = int", "x;", "x; y: int",
)
_PARTS = (
    "(", "[", "{", "f(", "x[", "x = (", "x = [", "x = {", "return (", "with (", "del (",
    ")", "]", "}", "):", "]:", "x,", "x=1,", "y=2,", "*x,", "**x,", "x: y,", "x:", "x",
    "y,", "1,", "for x in y", "async for x in y", "if x", "else y", "lambda x,",
    "lambda:", "= x", "=", ":= x", ", x", ".x", "and x", "not", "in y", "is", "x if y",
    "(yield)", "yield", '"a"', 'b"a"', 'f"{x}"', "r'\\x'", "'\\x'", "# c", "\\", "x \\",
    "= (", "()", "[x]", "{x: y}", "+", "as x,", "as x", "import (", "x as y,", "*",
    "/,", "-> x:", "await x,", ";", "'''", '"""', "f'''", 'f"""{', "{x", "!r}", ":{y}}",
    "}}", "{{", "b'''", "x'''", "''' % (",
)
_COLLECTIONS = (
    ("x = [", "item", "]"),
    ("x = {", "pair", "}"),
    ("f(", "argument", ")"),
    ("x = (", "item", ")"),
    ("def f(", "annotated", "): pass"),
    ("x = {", "item", "}"),
    ("class C(", "argument", "): pass"),
    ("x[", "index", "]"),
    ("with (", "manager", "): pass"),
    ("from x import (", "alias", ")"),
    ("case = (", "item", ")"),
    ("del (", "place", ")"),
    ("for (", "target", ") in x: pass"),
    ("(", "target", ") = x"),
    ("@f(", "argument", ")"),
    ("return [", "item", "]"),
    ("x = lambda ", "parameter", ": (1)"),
)
_MANY = 60  # lines: a statement that became longer is cut


class Program:
    """A random compound statement; `lines` when made."""

    def __init__(self, rnd, size=30, wrong=0.04):
        self._rnd = rnd
        self._wrong = wrong
        self._unit = rnd.choice(_UNITS)
        self._open = []  # of [indent, kind, is_suite], from outside
        self.lines = []
        self._fresh = True
        first = rnd.choice(_FIRST) if rnd.random() < 0.6 else None
        self._header("", first)
        while len(self.lines) < size and self._open:
            self._step()
        self.lines.append("")

    def _chance(self, probability):
        return self._rnd.random() < probability

    def _make(self, rule, depth=0):
        return GRAMMAR.make(self._rnd, rule, depth)

    def _emit(self, tokens, indent):
        if self._chance(self._wrong):
            tokens = mutate_tokens(tokens, self._rnd)
        self.lines += lines_of(tokens, self._rnd, indent)

    def _step(self):
        indent, kind, is_suite = self._open[-1]
        if self._chance(0.03):
            self.lines.append(self._rnd.choice(_FILLERS))
        if is_suite and (self._fresh or self._chance(0.62)):
            self._inside(indent + self._unit, kind)
        else:
            self._fresh = False
            self._after(indent, kind)

    def _inside(self, indent, kind):
        self._fresh = False
        if kind == "match" and self._chance(0.97):
            self._clause(["case", *self._make("case")], indent, "case", push=True)
        elif self._chance(0.3) and len(self._open) < 7:
            self._header(indent)
        else:
            self._emit(self._make("simple"), indent)

    def _header(self, indent, tokens=None):
        tokens = tokens or self._make("header", 1)
        if tokens[0] in ("def", "class", "async") and self._chance(0.12):
            for _ in range(self._rnd.randrange(1, 3)):
                self._emit(["@", *self._make("expr", 2)], indent)
        self._clause(tokens, indent, tokens[0], push=True)

    def _clause(self, tokens, indent, kind, push):
        """A header with its suite to come, or with the suite on its line."""
        is_suite = kind == "match" or self._chance(0.87)
        body = [] if is_suite else self._make("simple")
        self._emit([*tokens, ":", *body], indent)
        entry = [indent, kind, is_suite]
        self._open[len(self._open) - (not push):] = [entry]
        self._fresh = is_suite

    def _after(self, indent, kind):
        choices = _CLAUSES.get(kind, ())
        if choices and (kind == "try" or self._chance(0.6)):
            clause = self._rnd.choice(choices if self._chance(0.95) else _ANY_CLAUSE)
            self._clause(self._clause_tokens(clause), indent, clause, push=False)
        else:
            self._open.pop()

    def _clause_tokens(self, kind):
        name = ["as", *self._make("name")] if self._chance(0.5) else []
        return {
            "elif": lambda: ["elif", *self._make("expr", 2)],
            "except": lambda: ["except", "E", *name],
            "except*": lambda: ["except", "*", "E", *name],
            "bare": lambda: ["except"],
            "case": lambda: ["case", *self._make("case")],
        }.get(kind, lambda: [kind])()


def program(rnd, size=30, wrong=0.04):
    return Program(rnd, size, wrong).lines


def _in_context(rnd, rows):
    """The lines of a statement inside some blocks, with an end."""
    context = rnd.choice(_CONTEXTS)
    indent = indent_of(context[-1]) + "    "
    first, *others = rows
    return [*context, indent + first, *others[:_MANY], indent + "pass", ""]


def statement(rnd, wrong=0.3):
    """A simple statement over several lines, often wrong."""
    rule = rnd.choice(("simple", "simple", "expr"))
    tokens = GRAMMAR.make(rnd, rule)
    if rnd.random() < 0.3:
        tokens = GRAMMAR.make(rnd, "target") + ["="] + tokens
    for _ in range(3):
        if rnd.random() < wrong:
            tokens = mutate_tokens(tokens, rnd)
    rows = lines_of(tokens, rnd, "", rnd.choice((0.15, 0.4, 0.8)))
    if rnd.random() < 0.5:
        return rows[:_MANY] + ["", ""]
    return _in_context(rnd, rows)


def strings(rnd):
    """A statement made of strings, over several lines."""
    parts = [rnd.choice(_STARTS)] if rnd.random() < 0.7 else []
    for _ in range(rnd.randrange(1, 4)):
        parts += fstring(rnd)
        if rnd.random() < 0.4:
            parts.append(rnd.choice(_AFTER))
    text = " ".join(parts)
    if rnd.random() < 0.5:
        text += rnd.choice((")", "]", "}", "))", ")]", "])"))
    rows = text.split("\n")
    return rows + ["", ""] if rnd.random() < 0.35 else _in_context(rnd, rows)


def collection(rnd):
    """Rows of a literal or of a call, one by one: what the judge may forget."""
    opening, rule, closing = rnd.choice(_COLLECTIONS)
    rows = [opening]
    for _ in range(rnd.randrange(3, 14)):
        kind = rule if rnd.random() < 0.93 else rnd.choice(("pair", "argument", "comp"))
        tokens = GRAMMAR.make(rnd, kind, rnd.choice((2, 3, 4)))
        if rnd.random() < 0.04:
            tokens = mutate_tokens(tokens, rnd)
        comma = [","] if rnd.random() < 0.97 else []
        rows += lines_of(tokens + comma, rnd, "    ", 0.1)
    rows.append(closing)
    return rows + ["", ""] if rnd.random() < 0.5 else _in_context(rnd, rows)

def small(rnd):
    """Tiny lines in any order, some levels deep: many states on little space."""
    lines, depth = [], 0
    for _ in range(rnd.randrange(4, 18)):
        kind = rnd.random()
        line = rnd.choice(_HEADERS if kind < 0.4 else _SMALL if kind < 0.75 else _PARTS)
        lines.append(" " * depth + line)
        if line.endswith(":") and rnd.random() < 0.95:
            depth += 1
        elif rnd.random() < 0.3:
            depth = rnd.randrange(depth + 1)
    return [*lines, ""]


def parts(rnd):
    """Pieces of one expression, a line each."""
    lines = [rnd.choice(_PARTS) for _ in range(rnd.randrange(3, 16))]
    if rnd.random() < 0.4:
        lines[0] = "x = " + rnd.choice("([{")
    if rnd.random() < 0.4:
        lines = [line + rnd.choice(_PARTS) for line in lines]
    return [*lines, ""] if rnd.random() < 0.6 else _in_context(rnd, lines)
