"""A case: lines to push, and the surroundings they are pushed in.

The text form, for `hazards.txt` and `regressions.txt`, is written to be read:

    ## the name of the case [warnings=error flags=0x2000]
    def f():
        x = 1
    ~
    ~'    y\\x00'

An empty line ends a case; several cases may share a name.  `~` stands for an empty
line, and `~` with a Python literal for a line that the file cannot show (or for several
lines that are pushed at once).  What stands in brackets is optional: `drive` names a
drive of `drives.py` (push), `symbol` is single, exec or eval, `flags` are added to those
of the compiler, `warnings` names a filter of `surroundings.py` (always), `since` and
`until` are the first and the last minor version of Python 3 that the case is for.
"""

import ast
import dataclasses
import re
import sys

_HEADER = re.compile(r"## (?P<name>[^\[]+?)(?: \[(?P<options>[^\]]*)\])?$")
_PLAIN = re.compile(r"[^~#\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]"
                    r"[^\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*")


@dataclasses.dataclass
class Case:
    name: str
    lines: list
    drive: str = "push"
    symbol: str = "single"
    flags: int = 0
    warnings: str = "always"
    # The share of the lines at which the standard module is asked; it is always asked
    # where the tested engine says anything but "more".
    asked: float = 1.0
    # A guided case drops a line that is an error and goes on before it.
    guided: bool = False

    def with_lines(self, lines):
        """The same surroundings for other lines, which are all compared."""
        return dataclasses.replace(self, lines=list(lines), guided=False)


def _options(text):
    for option in (text or "").split():
        name, value = option.split("=")
        if name in ("flags", "since", "until"):
            value = int(value, 0)
        yield name, value


def _is_for_this_python(options):
    since, until = options.pop("since", 0), options.pop("until", 99)
    return since <= sys.version_info[1] <= until


def _line(text):
    if not text.startswith("~"):
        return text
    return ast.literal_eval(text[1:]) if text != "~" else ""


def read(path):
    """The cases of a file that are for the running Python."""
    with open(path, encoding="utf-8", newline="\n") as file:
        rows = file.read().split("\n")
    name, options, lines = None, {}, []
    for row in rows + [""]:
        if row == "":
            if lines and _is_for_this_python(dict(options)):
                kept = {key: value for key, value in options.items()
                        if key not in ("since", "until")}
                yield Case(name, lines, **kept)
            lines = []
        elif row.startswith("## "):
            header = _HEADER.match(row)
            assert header and not lines, f"{path}: {row!r}"
            name, options = header["name"], dict(_options(header["options"]))
        elif name is not None:
            lines.append(_line(row))


def show(case):
    """The case as text that read() understands."""
    options = []
    for field in dataclasses.fields(Case):
        value = getattr(case, field.name)
        if field.name in ("drive", "symbol", "flags", "warnings"):
            if value != field.default:
                shown = hex(value) if field.name == "flags" else value
                options.append(f"{field.name}={shown}")
    header = f"## {case.name}" + (f" [{' '.join(options)}]" if options else "")
    return "\n".join([header, *map(_show_line, case.lines)]) + "\n"


def _show_line(line):
    if line == "":
        return "~"
    return line if _PLAIN.fullmatch(line) and line.rstrip() == line \
        else "~" + ascii(line)
