"""The hand-written hazards: what makes "still incomplete" hard to tell.

`hazards.txt` and `hazard_lines.txt` are the texts; here they are put into blocks, and
what is better constructed than written down is constructed: limits, characters, depth.
"""

import functools
import pathlib

from . import case as cases
from .case import Case
from .layout import indent_of

_HERE = pathlib.Path(__file__).parent

# What a statement may stand in; the last line says how deep.
_BLOCKS = (
    ["def f0():"],
    ["class C0:"],
    ["try:"],
    ["while 1:"],
    ["async def f0(a):"],
    ["try:", "  a", "except* E:"],
    ["try:", "  a", "finally:"],
    ["if 1:", "  a", "else:"],
    ["match 1:", " case 1:"],
    ["try:", " a", "except: b", "else:"],
    ["def f0(x):", "  global y", "  try:"],
    ["class C:", "  async def f(self):", "    for x in y:"],
    ["@a", "class C:", "\tdef f(self):", "\t\twith x:"],
    ["async def f0():", "  yield"],
    ["async def f0():", "  return 1"],
)
_BETWEEN = ("", "   ", "# c", "\t", "\f", "      # c", "\\")
_CHARACTERS = (
    "\0", "\ud800", "\udc80", "\r", "\f", "\v", "\x1a", "\x7f", "\xa0", "\u2028",
    "\ufeff", "\u3000", "\x85", "\x1c", "é", "€", "\U0001f600", "ﬁ", "\u200b", "\x01",
    "\x04", "ª",
)
_PLACES = (
    "    x@", "    @x", "    x = 1 @", "    # @", '    "@"', '    """@', '    b"@"',
    "@", "  @", "    @", "    f(@", "    x@ = 1", '    x = """a@b"""', "@    x",
    "    def @(): pass", "    global @", '    f"{@}"', '    f"""@', "    x = \\@",
    "    x #@",
)


@functools.lru_cache(1)
def written():
    """The statements of both files, as lists of lines with their topics."""
    found = [(case.name, tuple(case.lines)) for case in cases.read(_HERE / "hazards.txt")]
    topic = None
    for row in (_HERE / "hazard_lines.txt").read_text(encoding="utf-8").split("\n"):
        if row.startswith("# ") and topic is None:
            topic = row[2:]
        elif row == "":
            topic = None
        else:
            found.append((topic, (row,)))
    return found


def _in_block(block, lines):
    indent = indent_of(block[-1]) + "  "
    return [*block, *(indent + line for line in lines), indent + "pass", "", ""]


def _around(name, lines, rnd):
    """A hazard by itself, in two kinds of block, behind and before others."""
    yield Case(name, [*lines, "", ""])
    for block in rnd.sample(_BLOCKS, 2):
        yield Case(f"{name} in {block[-1]}", _in_block(block, lines))
    _, other = rnd.choice(written())
    block = rnd.choice(_BLOCKS)
    yield Case(f"{name} after another", _in_block(block, [*other, *lines]))
    inner = rnd.choice(_BLOCKS)
    deeper = _in_block(inner, lines)[:-3]
    yield Case(f"{name} in two blocks", _in_block(block, deeper))
    if len(lines) == 1:
        yield Case(f"{name} within brackets",
                   ["x = [", f"  {lines[0]}", "  , 1]", "", ""])
        yield Case(f"{name} after a row",
                   ["def f():", "  f(1,", f"    {lines[0]},", f"    {lines[0]}", ")", ""])


def _with_blanks(name, lines, rnd):
    if len(lines) > 1:
        at = rnd.randrange(1, len(lines) + 1)
        between = rnd.choice(_BETWEEN)
        yield Case(f"{name}, {between!r} inside",
                   [*lines[:at], between, *lines[at:], "", ""])


def _in_chunks(name, lines, rnd):
    if len(lines) < 2:
        return
    first, *others = lines
    name += " in chunks"
    yield rnd.choice((
        Case(name, [first, "\n".join(others), "", ""]),
        Case(name, ["\n".join(lines[:2]), *lines[2:], "", ""]),
        Case(name, ["\n".join(lines), ""]),
        Case(name, ["\n".join(lines) + "\n"]),
        Case(name, [first, *(line + "\n" for line in others), "", ""]),
        Case(name, [first, "\n" + "\n".join(others[:2]), "\n", ""])))


# ---- what is constructed ----


def _characters(rnd):
    for character in _CHARACTERS:
        for place in rnd.sample(_PLACES, 6):
            line, name = place.replace("@", character), f"character {character!a}"
            yield Case(name, ["def f():", line, "    y", "", ""])
            yield rnd.choice((
                Case(name, ["x = [1,", line, " 3]", "", ""]),
                Case(name, ['x = """1', line, ' 3"""', "", ""]),
                Case(name, ["x = f'''1{a}", line, " 3'''", "", ""]),
                Case(name, ["if 1:", line, "", ""]),
                Case(name, [line, "x", "", ""])))


def _stairs(header, count, step=1):
    return [" " * (step * number) + header for number in range(count)]


def _blocks():
    """Around CPython's limit of 20 nested blocks."""
    headers = ("while 1:", "for x in y:", "with a:", "try:", "if x:", "with a, b:")
    for count in (17, 18, 19, 20, 21, 22):
        for header in headers:
            lines = _stairs(header, count) + [" " * count + "pass"]
            if header == "try:":
                lines += [" " * number + "finally: pass" for number in range(count)][::-1]
            yield Case(f"{count} blocks {header}", [*lines, "", ""])
    for count in (5, 6, 7, 8, 10, 12):
        for end in ("except E as e:", "finally:", "except* E:"):
            lines = []
            for number in range(count):
                lines += [" " * number + "try: x", " " * number + end]
            yield Case(f"{count} handlers {end}",
                       [*lines, " " * count + "with a, b, c: y",
                        " " * count + "for x in y: break", "", ""])


def _levels():
    """Around the limit of 100 indents, and of 200 brackets."""
    for count in (97, 98, 99, 100, 101):
        for header in ("if x:", "class A:", "def f():"):
            yield Case(f"{count} indents",
                       [*_stairs(header, count), " " * count + "x", "", ""])
    for count in (197, 198, 199, 200, 201):
        yield Case(f"{count} brackets",
                   ["x = " + "(" * 50] + ["("] * (count - 50) + ["1", ")" * count, "", ""])
        yield Case(f"{count} brackets in a block",
                   ["if x:", " x = " + "[" * 50] + ["[" * 10] * ((count - 50) // 10)
                   + ["[" * (count % 10), "1", "]" * count, "", ""])
    for count in (10, 150, 250):
        yield Case(f"{count} elif", ["if x: y", *["elif x: y"] * count, "else: z", "", ""])
        yield Case(f"{count} elif in a function",
                   ["def f():", " if x:", "  y", *[" elif x:", "  y"] * count,
                    " else:", "  z", ""])


def _depths():
    """Well within, and well beyond, what the parser and the compiler can take."""
    for number in (20, 60, 90, 130, 190):
        for depth in (0, 5, 40):
            head, indent = _stairs("if x:", depth), " " * depth
            for opening, closing in ("()", "[]", "{}"):
                name = f"depth {depth}+{number} {opening}"
                yield Case(name, [*head, indent + "y = " + opening * number + "1"
                                  + closing * number, "", ""])
                inner = [*[opening] * (number - 1), "1", closing * number]
                yield Case(name, [*head, indent + "y = " + opening, *inner, "", ""])
    for number in (100, 300, 600):
        for text in ("- " * number + "1", "not " * number + "1", "1" + "**1" * number,
                     "1" + "+1" * number, "lambda: " * (number // 3) + "1",
                     "1" + " if 1 else 1" * number, "a" + ".b" * number,
                     "a" + "()" * number, "a" + "[0]" * number):
            for head in ([], _stairs("if x:", 30)):
                indent = " " * len(head)
                yield Case(f"chain of {number}", [*head, f"{indent}y = ({text})", "", ""])
                yield Case(f"chain of {number}, open",
                           [*head, f"{indent}y = ({text}", ", 2", ")", "", ""])


def _lengths():
    many = ", ".join(f"a{number}" for number in range(300))
    long = "x" * 300
    lines = {
        "name": [f"class {long}:", "  y", "  def f(self): pass"],
        "header": [f"def f({many}):", "  global a7"],
        "header, fine": [f"def f({many}):", "  x", "  y"],
        "case": ["match x:", f" case ({many}): a", " case 1: b", " case _: c",
                 " case 2: d"],
        "guard": ["match x:", f" case y if ({many}): a", " case 1: b", " case _: c"],
        "number": ["if x:", "  y = " + "1" * 5000, "  z"],
        "number in brackets": ["x = [1,", "1" * 5000, ",2]"],
        "sum": ["if x:", "  y = " + "+".join("z" * 1500), "  z"],
        "sum over lines": ["y = (", *["z +"] * 150, "z)"],
        "calls over lines": ["y = (a", *[".z(1,", "2)"] * 60, ")"],
        "row": ["x = [", f"  {many},", f"  [{many}],", f"  {many} {many}", "]"],
        "string": ['x = """', "a" * 20000, '"""'],
        "line": ["if x:", "  " + "y = 1; " * 500, "  global y"],
        "comment": ["if x:", "  # " + "c" * 20000, "  y"],
    }
    for name, rows in lines.items():
        yield Case(f"long {name}", [*rows, "", ""])


def _histories():
    """What was accepted before changes what is accepted now."""
    yield Case("annotations remembered",
               ["from __future__ import annotations", "def f(x: (yield)):", "  pass", "",
                "def f():", "  x: (yield) = 1", ""])
    yield Case("barry_as_FLUFL remembered",
               ["from __future__ import barry_as_FLUFL", "if a <> b:", "  c", "",
                "if a:", "  b != c", "", "x = (a", "<> b)", ""])
    yield Case("annotations remembered, then an error",
               ["from __future__ import annotations", "if x:", "  (", "  ]", "if x:",
                "  y: (yield)", ""])


def constructed():
    for make in (_blocks, _levels, _depths, _lengths, _histories):
        yield from make()


def variants(rnd):
    """A round of all of them."""
    found = []
    for topic, lines in written():
        for vary in (_around, _with_blanks, _in_chunks):
            found += vary(topic, list(lines), rnd)
    return [*found, *_characters(rnd), *constructed()]
