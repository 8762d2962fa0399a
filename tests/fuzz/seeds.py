"""Writes inputs for the fuzz targets: the hazards of tests/linear, and large ones.

    python tests/fuzz/seeds.py FOLDER

FOLDER/seeds gets a file for each hazard, FOLDER/large what is too large to be changed a
million times and is played once.  The first byte of an input chooses options.
"""

import pathlib
import sys

_TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[0] = str(_TESTS)

from linear import hazards, kinds  # noqa: E402

_MILLION = 1_000_000
LARGE = {
    "line": b"x = [" + b"1, " * (10 * _MILLION // 3),
    "line-of-name": b"def f():\n  " + b"a" * (10 * _MILLION),
    "line-of-string": b"x = '''\n" + b"a\\" * (5 * _MILLION) + b"\n'''",
    "line-of-comment": b"if x:\n  #" + b"c" * (10 * _MILLION),
    "brackets": b"x = " + b"(" * 100_000,
    "brackets-by-line": b"x = \n" + b"([{\n" * 33_334,
    "closing-brackets": b"x = (\n" + b")" * 100_000,
    # For more of these CPython 3.13 itself takes time and memory by the square.
    "f-string-fields": b"x = f'''" + b"{" * 10_000 + b"\n" + b"{a:" * 3_000,
    "indents": b"".join(b" " * level + b"if x:\n" for level in range(10_000)),
    "indents-of-tabs": b"".join(b"\t" * level + b"if x:\n" for level in range(3_000)),
    "elifs": b"if x:\n  y\n" + b"elif z:\n  y\n" * 10_000,
    "decorators": b"@a\n" * 30_000,
    "continued": b"x = \\\n" * 30_000,
    "empty-lines": b"x = [\n" + b"\n" * _MILLION,
    "no-text": bytes(range(256)) * 4_000,
    "no-utf-8": b"if x:\n  y = '" + b"\xff\xfe\x80" * 300_000,
    "nul": b"if x:\n" + b"\0" * _MILLION,
    "operators": b"x = (a\n" + b"+ -not *" * 100_000,
    "declared-names": b"def f():\n  global " + b", ".join(
        b"n%d" % number for number in range(20_000)),
}


# What a terminal sends, and what the editor's files have.
EDITED = [
    b"a\x1b[200~def f():\r\n  x\x1b[201~\x1b[1;5D\x1b[97;5u\x1b[27;5;13~\x1bOA\x1b[A\x17\x19\x1by",
    b"b def f(x): 'a'\x1bhcwx\x1bdi(u.p2dwviwd\"ayyP/\x12",
    b"a\x18(ab\x18)\x18e\x1b3\x18e\x1bt\x1bu\x1f\x1f\x18h\x18>\x1b;\t\x1b\r",
    b"0set indent 2\nset mode vi\nbind C-x C-k kill-line\nbind f5 \"a\\r\"\nunbind C-z\nin vi\n",
    b"1_HiStOrY_V2_\nx\\040=\\0401\n#1700000000\nif x:\r\n  y\n",
    b"2@1700000000\n+def f():\n+  x\n.\n@1\n+y",
]


def seeds():
    for case in [*kinds.regressions(), *hazards.constructed()]:
        yield case.lines
    for number, (_, lines) in enumerate(hazards.written()):
        yield lines
        if number % 3 == 0:
            yield ["async def f(a):", "  return 1", *("  " + line for line in lines)]


def main():
    folder = pathlib.Path(sys.argv[1])
    for name in ("seeds", "large"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(EDITED):
        (folder / "seeds" / f"edited{number}").write_bytes(data)
    for number, lines in enumerate(seeds()):
        data = "\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass")
        if len(data) < 4096:
            (folder / "seeds" / f"{number:05}").write_bytes(bytes([number % 8]) + data)
    for name, data in LARGE.items():
        (folder / "large" / name).write_bytes(b"\1" + data)


if __name__ == "__main__":
    main()
