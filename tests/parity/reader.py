"""Reads session files; `sessions/README.md` describes their format."""

import ast
import dataclasses
import pathlib
import re
import sys

SESSIONS = pathlib.Path(__file__).parent / "sessions"
PLAIN_DRIVES = ("push", "interact", "stdin", "source", "command")
SCRIPTED_DRIVES = ("push", "interact")
ALL_DRIVES = PLAIN_DRIVES + ("function",)
OPTIONS = {
    "drive", "python", "symbol", "filename", "banner", "exitmsg", "local_exit",
    "locals", "warnings",
}


class FormatError(Exception):
    """A session file that cannot be read; says where."""


@dataclasses.dataclass
class Step:
    """One step: kind is "text", "expression" or "host"."""

    kind: str
    text: str


@dataclasses.dataclass
class Session:
    topic: str
    name: str
    line: int
    options: dict = dataclasses.field(default_factory=dict)
    steps: list = dataclasses.field(default_factory=list)

    @property
    def drives(self):
        if "drive" in self.options:
            return tuple(self.options["drive"].split())
        if "symbol" in self.options:
            # interact() has no symbol, and push() has one since 3.13 only.
            has_symbol = sys.version_info >= (3, 13)
            return ("push",) * has_symbol + ("source", "command")
        kinds = {step.kind for step in self.steps}
        if "host" in kinds or "stop(" in "".join(
                step.text for step in self.steps if step.kind == "expression"):
            return SCRIPTED_DRIVES
        if "expression" in kinds:
            return tuple(drive for drive in PLAIN_DRIVES if drive != "stdin")
        return PLAIN_DRIVES

    @property
    def unfit_reason(self):
        """Why the running Python cannot play this session, or None."""
        for bound in self.options.get("python", "").split():
            match = re.fullmatch(r"(>=|<)(\d+)\.(\d+)(?:\.(\d+))?", bound)
            if match is None:
                raise FormatError(f"{self.topic}:{self.line}: python {bound!r}")
            wanted = tuple(int(part) for part in match.groups()[1:] if part)
            enough = sys.version_info[:3] >= wanted
            if enough != (match[1] == ">="):
                return f"for Python {bound}"
        return None


def _add_line(session, line, where):
    if line.startswith("@"):
        text = line[2:] if line.startswith("@ ") else line[1:]
        if session.steps and session.steps[-1].kind == "host":
            session.steps[-1].text += text + "\n"
        else:
            session.steps.append(Step("host", text + "\n"))
    elif line.startswith(">="):
        session.steps.append(Step("expression", line[2:].strip()))
    elif line.startswith("> ") or line == ">":
        session.steps.append(Step("text", line[2:]))
    elif line.startswith(":"):
        name, _, value = line[1:].partition(" ")
        if name not in OPTIONS or name in session.options:
            raise FormatError(f"{where}: option {name!r}")
        session.options[name] = value.strip()
    elif line and not line.startswith("#"):
        raise FormatError(f"{where}: cannot read {line!r}")


def _check(session):
    where = f"{session.topic}:{session.line}"
    if not session.steps:
        raise FormatError(f"{where}: no steps")
    for drive in session.drives:
        if drive not in ALL_DRIVES:
            raise FormatError(f"{where}: drive {drive!r}")
    for step in session.steps:
        if step.kind != "text":
            ast.parse(step.text, mode="eval" if step.kind == "expression" else "exec")
    session.unfit_reason


def read_file(path):
    sessions, names = [], set()
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        where = f"{path.name}:{number}"
        if line.startswith("== "):
            name = line[3:].strip()
            if name in names:
                raise FormatError(f"{where}: a second session {name!r}")
            names.add(name)
            sessions.append(Session(path.stem, name, number))
        elif sessions:
            _add_line(sessions[-1], line, where)
        elif line and not line.startswith("#"):
            raise FormatError(f"{where}: text before the first session")
    for session in sessions:
        _check(session)
    return sessions


def read_all():
    return [session for path in sorted(SESSIONS.glob("*.txt"))
            for session in read_file(path)]
