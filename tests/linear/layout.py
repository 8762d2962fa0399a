"""Tokens laid out in lines, as people and programs break them."""

import re

_TIGHT = frozenset(",)]}:.")
_TOKEN = re.compile(
    r"\s+|[A-Za-z_]\w*|\d[\w.]*|\"\"\"|'''|\*\*=?|//=?|>>=?|<<=?|->|:=|[-+*/%&|^@=!<>]=|.",
    re.S)
_BETWEEN = ("", "   ", "# comment", "\t", "\\", "\f")


def tokens_of(line):
    """A rough split that loses nothing: ''.join() gives the line back."""
    return _TOKEN.findall(line)


def indent_of(line):
    return line[:len(line) - len(line.lstrip(" \t"))]


def without_blank(lines):
    """The lines without those that end a statement at a console; one ends it."""
    return [line for line in lines if line.strip()] + [""]


def lines_of(tokens, rnd, indent="", often=0.25):
    """Lines of one statement; inside brackets (or by a backslash) they break."""
    rows, depth = [indent], 0
    for token in tokens:
        depth += token in ("(", "[", "{")
        is_first = rows[-1] == indent and len(rows) == 1
        is_tight = is_first or token in _TIGHT and rnd.random() < 0.5
        rows[-1] += ("" if is_tight else " ") + token
        depth -= token in (")", "]", "}")
        if depth > 0 and rnd.random() < often:
            _break(rows, rnd)
        elif rnd.random() < 0.01:
            rows[-1] += " \\"
            rows.append(" ")
    return "\n".join(rows).split("\n")


def _break(rows, rnd):
    if rnd.random() < 0.08:
        rows[-1] += rnd.choice(("  # c", " \\", "\\"))
    if rnd.random() < 0.05:
        rows.append(rnd.choice(_BETWEEN))
    rows.append(" " * rnd.randrange(6))


def chunked(lines, rnd):
    """Some neighbouring lines pushed as one."""
    rows = []
    for line in lines:
        if rows and rnd.random() < 0.3:
            rows[-1] += "\n" + line
        else:
            rows.append(line)
    return rows
