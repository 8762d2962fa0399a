"""Random edits of real texts, each compared with the standard library.

Run as a program it goes on for a while and prints what differed:

    python -m source.walk [--seed N] [--seconds S] [--keep FOLDER]      (in tests/)
"""

import argparse
import glob
import os
import random
import time

import inlet

from . import oracle

PIECES = """( ) [ ] { } ' " ''' \"\"\" \\ : , ; # . = * @ == -> := ! ? $ ` _
x 1 x~=~1 0777 1_ 1e 0x print~1 pass return yield await~x break continue
del~x lambda lambda: not async await global global~x nonlocal nonlocal~x
if~x: elif~x: else: for~x~in~y: while~x: try: except: except~E: except*~E:
finally: with~x: match~x: case~1: case~_: def~f(): def~f(x,~x): class~A:
class~B[T]: async~def~g(): async~with~x: async~for~x~in~y: type~X~=~int
x:~int x:~int~=~(yield) x~=~y~=~z import~* from~m~import~*
from~__future__~import~annotations from~__future__~import~barry_as_FLUFL
from~__future__~import~nothing from~__future__~import~division
__debug__ __debug__~=~1 f" f' f"{ f"{x f''' t" rb' br" b'é' '\\N{x}' '\\x' u'' {x:~y}
[(x~:=~y)~for~z~in~w] @d x~is~1 assert~(x,~y) 'a' \"doc\"
é ü~=~1 ９ \ud800 \ufeff \x00
""".split()
PIECES = [piece.replace("~", " ") for piece in PIECES] + [
    "\n",
    "\n\n",
    "    ",
    "  ",
    " ",
    "\t",
    "\f",
    "\r",
    "\r\n",
    "\x0b",
    "\x1c",
    "\u2028",
    "x = (\n",
    "if x:\n    y\n",
    "'''\n",
]


def standard_files():
    """The modules of the standard library and its tests."""
    root = os.path.dirname(os.__file__)
    return sorted(glob.glob(os.path.join(root, "**", "*.py"), recursive=True))


def read(path, keeps_returns=False):
    """The text of a file, or None where it is no UTF-8."""
    try:
        with open(path, encoding="utf-8", newline="" if keeps_returns else None) as file:
            return file.read()
    except (UnicodeDecodeError, OSError):
        return None


class Edits:
    """Random edits of a list of lines: (start, stop, text) for Source.replace()."""

    def __init__(self, chance):
        self.chance = chance

    def piece(self):
        return self.chance.choice(PIECES)

    def make(self, lines):
        at = self.chance.randrange(len(lines) + 1)
        kinds = [self.insert, self.indented]
        if at < len(lines):
            kinds += [self.put_in] * 3 + [self.cut, self.delete, self.double, self.shift]
        return self.chance.choice(kinds)(lines, at)

    def insert(self, lines, at):
        return at, at, self.piece() + "\n"

    def indented(self, lines, at):
        return at, at, self.chance.choice([" ", "  ", "    ", "\t"]) + self.piece() + "\n"

    def put_in(self, lines, at):
        column = self.chance.randrange(len(lines[at]) + 1)
        line = lines[at][:column] + self.piece() + lines[at][column:]
        return at, at + 1, line + "\n"

    def cut(self, lines, at):
        first = self.chance.randrange(len(lines[at]) + 1)
        last = first + self.chance.choice([1, 1, 2, 10])
        return at, at + 1, lines[at][:first] + lines[at][last:] + "\n"

    def delete(self, lines, at):
        return at, min(len(lines), at + self.chance.choice([1, 1, 2, 5])), ""

    def double(self, lines, at):
        return at, at, lines[self.chance.randrange(len(lines))] + "\n"

    def shift(self, lines, at):
        line = lines[at]
        return at, at + 1, (line[1:] if self.chance.random() < 0.5 else " " + line) + "\n"


def is_blank(text):
    """Does codeop put "pass" in its place?"""
    lines = [line.strip() for line in text.split("\n")]
    return not any(line and line[0] != "#" for line in lines)


class Walk:
    """One text, edited step by step; differences go to `report(text, ours, standard)`."""

    def __init__(self, text, chance, report, symbol="exec", flags=0):
        self.source = inlet.Source(text, symbol=symbol, flags=flags)
        self.chance, self.report = chance, report
        self.symbol, self.flags = symbol, flags
        self.compared = 0
        assert self.source.text == text
        self.check()

    def check(self):
        """Compare the verdict, and the statements of a valid text."""
        text = self.source.text
        expected = oracle.standard(text, symbol=self.symbol, flags=self.flags)
        found = oracle.ours(self.source)
        self.compared += 1
        if found != expected:
            self.report(text, found, expected)
        elif found[0] == "complete" and self.symbol == "exec" and "\r" not in text:
            if not self.flags and not is_blank(text):
                self.check_statements(text)

        else:
            self.check_order()

    def check_order(self):
        """Statements of any text stand in it, one after the other."""
        end = 0
        for one in self.source.statements():
            assert end <= one.start < one.stop <= len(self.source) or one.valid
            end = one.start if one.valid else one.stop

    def check_statements(self, text):
        found = [(one.start, one.stop) for one in self.source.statements()]
        expected = oracle.boundaries(text)
        if found != expected:
            self.report(text, found, expected)

    def step(self):
        """An edit, and often its undoing."""
        lines = self.source.lines()
        start, stop, text = Edits(self.chance).make(lines)
        before = self.source.text
        self.source.replace(start, stop, text)
        self.check()
        assert 0 <= len(self.source.indent(self.chance.randrange(len(self.source) + 1)))
        if self.chance.random() < 0.5:
            new = len(self.source) - len(lines) + stop - start
            self.source.replace(
                start, start + new, "".join(line + "\n" for line in lines[start:stop])
            )
            if before.endswith("\n"):
                assert self.source.text == before
            self.check()


def grow(text, chance, report):
    """Add a text to an empty one, line by line; answers how often it compared."""
    symbol = chance.choice(["exec", "exec", "single"])
    leads = symbol == "single" or chance.random() < 0.3
    flags = chance.choice([0, 0, 0, 0x1000000])
    source = inlet.Source(symbol=symbol, flags=flags)
    grown, lines = "", text.split("\n")
    compared = 0
    for number, line in enumerate(lines):
        more = ("\n" if leads and number else "") + line + ("" if leads else "\n")
        at = chance.choice([0, 1, len(line)]) if chance.random() < 0.1 else 0
        for piece in filter(None, (more[:at], more[at:])):
            source.append(piece)
            grown += piece
            expected = oracle.standard(grown, symbol=symbol, flags=flags)
            found = oracle.ours(source)
            compared += 1
            if found != expected:
                report(grown, found, expected)
        if symbol == "single" and oracle.ours(source)[0] != "incomplete":
            return compared
    assert source.text == grown
    return compared


def statements_of(text, chance):
    """A statement of a text, or some lines of it, now and then with an edit in it."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line[:1] not in ("", " ", "#", ")")]
    first = chance.choice(starts or [0])
    lines = lines[first : first + chance.choice([3, 10, 40, 80])]
    for _ in range(chance.choice([0, 0, 1, 1, 3])):
        start, stop, new = Edits(chance).make(lines)
        lines[start:stop] = new.split("\n")[:-1]
    return "\n".join(lines)


def texts(chance, files):
    """Texts to walk on, without end: files and pieces of files."""
    while True:
        text = read(chance.choice(files), chance.random() < 0.2)
        if text is None or (len(text) > 60000 and chance.random() < 0.9):
            continue
        if chance.random() < 0.5:
            lines = text.split("\n")
            first = chance.randrange(len(lines))
            text = "\n".join(lines[first : first + chance.choice([3, 10, 40])])
        yield text


def walk(seed, seconds, report, files=None):
    """Walk for some seconds; answers how often it compared."""
    chance = random.Random(seed)
    end, compared = time.monotonic() + seconds, 0
    for text in texts(chance, files or standard_files()):
        if time.monotonic() > end:
            return compared
        if chance.random() < 0.4:
            for _ in range(10):
                compared += grow(statements_of(text, chance), chance, report)
            continue
        symbol = chance.choice(["exec"] * 8 + ["single", "eval"])
        flags = chance.choice([0] * 8 + [0x2000, 0x1000000])
        one = Walk(text, chance, report, symbol, flags)
        for _ in range(chance.choice([2, 5, 20])):
            one.step()
        compared += one.compared


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", metavar="FOLDER", help="write the texts there")
    options = parser.parse_args()
    differences = []

    def report(text, ours, standard):
        differences.append(text)
        print("differs:", ours, standard, flush=True)
        if options.keep:
            path = os.path.join(options.keep, "%d-%d.py" % (options.seed, len(differences)))
            with open(path, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                file.write(text)

    compared = walk(options.seed, options.seconds, report)
    print("seed %d: %d compared, %d differ" % (options.seed, compared, len(differences)))
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
