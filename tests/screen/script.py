"""Scripted sessions: what is typed, and what the terminal shows after it.

A file of sessions/ has many of them:

    == the name
    40x6 looks vi EDITOR=ed set="indent 2"
    > "ab" left
    | >>> a▏b
    :>>>>
    > enter
    ^ a row that has scrolled away
    | >>> ▏

The line below the name is the terminal's size, and then: `looks`, so that colours are
compared as well; `vi`, `kinds` (menus with kinds and documentation), `hints` (signatures
of calls); `set=` and `bind=` for lines of settings; NAME=VALUE of the environment.

What is typed are keys by their names, as in the editor's settings, with `*3` behind them
to repeat them, and texts in quotes; or one of these:

    paste "text"    as a terminal with bracketed paste sends it
    burst "text"    the bytes in one go, as a terminal without that pastes
    print "text"    printed above the prompt, by the program
    resize 30x6     the terminal gets another size
    suspend         Ctrl-Z, and back
    over            the program has ended by itself

In quotes there are \\n \\r \\t \\e \\" \\\\ and \\xHH. Then follow the rows, with ▏ where the
cursor is, before them those that have scrolled away, and below a row its looks, a letter
for each character. Letters stand in LETTERS, or in the file as `% x = words`.

With INLET_RECORD=1 the tests write what they see into the files, for a human to review.
"""

import dataclasses
import re
import shlex

MARK = "▏"

LETTERS = {
    "": " ",
    "bold magenta": ">",  # prompt
    "bold blue": "k",  # keyword
    "cyan": "b",  # builtin
    "green": "s",  # string
    "brown": "n",  # number
    "red": "c",  # comment
    "magenta": "@",  # decorator
    "underline red": "e",  # error
    "bold": "d",  # what is defined; the parameter that is typed
    "bold black": "g",  # ghost, hint, kind, message: pyte's bright black
    "reverse": "r",  # selected, chosen, hidden
    "bold underline": "m",  # matching bracket
    "underline": "f",  # found
    "italic": "i",  # documentation
    "dim": "~",
}

ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "e": b"\x1b", '"': b'"', "\\": b"\\"}
TOKEN = re.compile(r'("(?:[^"\\]|\\.)*"|[^\s"*]+|\*(?!\d))(?:\*(\d+))?(?=\s|$)')
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)")

# Keys that have no character, as xterm sends them: a letter, or a number and `~`.
LETTERED = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
NUMBERED = {"insert": 2, "delete": 3, "page-up": 5, "page-down": 6, "f5": 15, "f6": 17,
            "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24}
CODED = {"enter": 13, "tab": 9, "backspace": 127, "escape": 27, "space": 32}
SINGLE = {"f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS",
          "enter": b"\r", "tab": b"\t", "backspace": b"\x7f", "escape": b"\x1b",
          "space": b" ", "S-tab": b"\x1b[Z", "C-space": b"\0", "C-_": b"\x1f",
          "C-/": b"\x1f", "C-]": b"\x1d", "C-\\": b"\x1c"}


def key_bytes(name):
    """What a terminal sends for a key."""
    if name in SINGLE:
        return SINGLE[name]
    *held, plain = re.findall(r"[CMS]-(?=.)|.+", name)
    bits = sum({"S-": 1, "M-": 2, "C-": 4}[modifier] for modifier in held)
    if plain in LETTERED:
        how = "1;%d" % (bits + 1) if bits else ""
        return ("\x1b[%s%s" % (how, LETTERED[plain])).encode()
    if plain in NUMBERED:
        how = ";%d" % (bits + 1) if bits else ""
        return ("\x1b[%d%s~" % (NUMBERED[plain], how)).encode()
    if "M-" in held:
        return b"\x1b" + key_bytes(name.replace("M-", "", 1))
    if plain in CODED and bits:
        return b"\x1b[%d;%du" % (CODED[plain], bits + 1)
    if bits == 4 and plain.isascii() and plain.isalpha():
        return bytes([ord(plain) & 31])
    if bits or len(plain) > 1:
        raise ValueError("no key: " + name)
    return plain.encode()


def unquote(quoted):
    """The bytes of a text in quotes."""
    out, at = b"", 1
    for found in ESCAPE.finditer(quoted, 1, len(quoted) - 1):
        out += quoted[at : found.start()].encode()
        code = found.group(1)
        out += bytes.fromhex(code[1:]) if code[0] == "x" and len(code) == 3 else ESCAPES[code]
        at = found.end()
    return out + quoted[at:-1].encode()


def tokens_of(line):
    """The words of a line that is typed: [(word, how often)]."""
    found, at = [], 0
    while at < len(line):
        token = TOKEN.match(line, at)
        if token is None:
            raise ValueError("what is " + line[at:])
        found.append((token.group(1), int(token.group(2) or 1)))
        at = token.end()
        while line[at : at + 1] == " ":
            at += 1
    return found


def keys_of(line):
    """What is sent for a line of keys and texts: bytes for each key."""
    for word, count in tokens_of(line):
        if word.startswith('"'):
            text = unquote(word)
            try:
                keys = [char.encode() for char in text.decode()]
            except UnicodeDecodeError:
                keys = [bytes([byte]) for byte in text]
        else:
            keys = [key_bytes(word)]
        yield from keys * count


@dataclasses.dataclass
class Step:
    typed: str
    line: int  # of the file, from 0
    wanted: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Session:
    path: object
    name: str
    header: str = ""
    steps: list = dataclasses.field(default_factory=list)

    def options(self):
        """(columns, rows, the flags, the environment)."""
        size, *rest = shlex.split(self.header)
        columns, rows = map(int, size.split("x"))
        flags, environment, settings = set(), {}, ""
        for word in rest:
            name, equals, value = word.partition("=")
            if name in ("set", "bind", "unbind"):
                settings += f"{name} {value}\n"
            elif equals:
                environment[name] = value
            else:
                flags.add(name)
        assert flags <= {"looks", "vi", "kinds", "hints"}, flags
        settings += "set mode vi\n" if "vi" in flags else ""
        environment.update(EDITOR_WITH=" ".join(flags), EDITOR_SETTINGS=settings)
        return columns, rows, flags, environment


def parse(path):
    """The sessions of a file, and its letters."""
    sessions, letters = [], dict(LETTERS)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("== "):
            sessions.append(Session(path, line[3:]))
        elif line.startswith("% "):
            letter, _, look = line[2:].partition(" = ")
            letters[look] = letter
        elif line.startswith("> "):
            sessions[-1].steps.append(Step(line[2:], number))
        elif line[:1] in ("|", ":", "^"):
            sessions[-1].steps[-1].wanted.append(line)
        elif line and not line.startswith("#"):
            assert not sessions[-1].header, f"{path.name}:{number + 1}"
            sessions[-1].header = line
    return sessions, letters


def draw_row(screen, y):
    """A row as a file has it, with the cursor's mark, and its looks."""
    cursor = screen.cursor
    marks = y == cursor.y and not cursor.hidden
    looks = iter(screen.looks(y))
    text, letters = "", []
    for x in range(screen.columns):
        if marks and x == cursor.x:
            text, letters = text + MARK, [*letters, ""]
        data = screen.buffer[y][x].data
        if data:
            text += data
            letters += [next(looks), *[""] * (len(data) - 1)]
    if marks and cursor.x == screen.columns:
        text += MARK
    return text.rstrip(), letters


def draw(screen, gone, letters, has_looks):
    """What a terminal shows, as lines of a file. `letters` may get new ones."""
    lines = ["^ " + row for row in gone]
    used = max(len(screen.rows), 0 if screen.cursor.hidden else screen.cursor.y + 1)
    for y in range(used):
        text, looks = draw_row(screen, y)
        lines.append(("| " + text).rstrip())
        if has_looks and any(looks):
            row = "".join(letter_for(look, letters) for look in looks)
            lines.append((": " + row).rstrip())
    return [line.rstrip() for line in lines]


def letter_for(look, letters):
    if look not in letters:
        unused = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                  if c not in letters.values()]
        letters[look] = unused[0]
    return letters[look]


def record(path, seen, letters):
    """Write what was seen, {line: rows}, into the file. What nothing was seen for stays."""
    lines = path.read_text(encoding="utf-8").splitlines()
    out, fresh = [], None
    for number, line in enumerate(lines):
        is_wanted = line[:1] in ("|", ":", "^")
        if not (is_wanted and fresh):
            out.append(line)
        if not is_wanted:
            fresh = number in seen
            out += seen.get(number, [])
    known = {line[2:3] for line in lines if line.startswith("% ")}
    more = [f"% {letter} = {look}" for look, letter in letters.items()
            if look not in LETTERS and letter not in known]
    path.write_text("\n".join(more + out) + "\n", encoding="utf-8")
