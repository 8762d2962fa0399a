"""Lines of one shape: the same tokens, with other names, numbers and strings.

The judge asks the compiler about one of them and takes its word for the others, so
here is what makes a difference between them: equal names, names that mean something to
CPython, numbers and strings that are wrong.
"""

import keyword
import re

_NAMES = ("a", "b", "c", "x", "self", "_", "__a", "_C__a", "__debug__", "__class__", "type",
          "match", "case", "print", "exec", "lazy", "super", "annotations", "__future__",
          "é", "\N{LATIN SMALL LIGATURE FI}", "fi")
_NUMBERS = ("0", "1", "12", "01", "1j", "1.0", "0x1", "1_0", "1_", "00", "1e5", "5" * 30,
            "1if", ".5", "5.")
_STRINGS = ("'s'", "b's'", r"'\x41'", r"'\x4'", r"r'\x'", "''", "'''q'''", "f'{a}'",
            "f'{(a := 1)}'", "u'k'", "b'é'", "'é'", r"'\N{DASH}'", "'__a'")
_WORD = re.compile(r"""(?P<string>(?:\b[rbuf]{1,2})?(?:'[^'\\]*'|"[^"\\]*")(?!['"]))|"""
                   r"(?P<name>\b[^\W\d]\w*)|(?P<number>\b\d[\w.]*)")
_CHOICES = {"string": _STRINGS, "name": _NAMES, "number": _NUMBERS}


def _exchange(rnd, line, how_often, names):
    def other(found):
        text, kind = found.group(), found.lastgroup
        is_kept = kind == "name" and (keyword.iskeyword(text) or text in "bruf")
        if is_kept or rnd.random() > how_often:
            return text
        return rnd.choice(names if kind == "name" else _CHOICES[kind])

    return _WORD.sub(other, line)


def twin(rnd, lines):
    """The lines with some words exchanged, mostly in a few of them."""
    names = rnd.choices(_NAMES, k=4) + ["a", "b"]
    how_often = rnd.choice((0.1, 0.3, 0.8))
    share = rnd.choice((0.1, 0.3, 1))
    return [_exchange(rnd, line, how_often, names) if rnd.random() < share else line
            for line in lines]


# ---- lines where it matters which names are the same ----

_HEADERS = ("if a:", "while a:", "def f(a):", "async def f():", "class C:", "try:",
            "for a in b:", "with a:")
_LINES = re.split(r" \| |\n", """\
N(N=1, N=2) | N(N, *N, **N) | lambda N, N: N | lambda N, *, N=1: N | [(N := 1) for N in N]
N = [N for N in N if (N := N)] | def N(N, N): return N | def N(N, /, N=1, *N, **N): N
async def N(N, *N, **N): pass | global N | global N; N = 1 | global N; N: int | N: N = N
class N(N, N=1, N=2): pass | import N.N as N | from N import N, N as N | N.N = N(N=N)
def N[N, N](): pass | class N[N, N]: pass | type N[N, N] = N | type N = N | print N
from __future__ import N | N = 1 + 1 | N = 's' 's' | N('s' % (N, 1)) | del N, N.N | return N
for N in N: pass | with N as N: pass | N += 1 | N = N = N[N:1] | assert N, N | raise N | N N
if N.N == 1: pass | while 1: N | yield N | await N | N[1]: 1 | lazy import N | exec N | (N,
N(N=1, | [N for N in N, | lambda N, N: | {1: 's', | {**N, | def N(N, N, | 's' 's' ( | '''N
""".strip())
_CASES = re.split(r" \| |\n", """\
case [N, N]: pass | case {1: N, 1: N}: pass | case {'s': N, **N}: pass | case N(N=N, N=N): pass
case N|N: pass | case N: pass | case N if N: pass | case 1 + 1: pass | case 1: pass
case N.N: pass | case (N as N): pass | case [N, *N]: pass | case 's'|'s' as N: pass
""".strip())


def block(rnd):
    """A header and simple lines of few shapes, with names from a few."""
    names = rnd.choices(_NAMES, k=2) + ["a", "b", "c"]
    is_match = rnd.random() < 0.15
    choices = rnd.choices(_CASES if is_match else _LINES, k=rnd.randint(2, 5))
    lines = [_exchange(rnd, rnd.choice(choices), 0.2, names) for _ in range(10)]
    lines = [re.sub(r"\bN\b", lambda _: rnd.choice(names), line) for line in lines]
    return ["match a:" if is_match else rnd.choice(_HEADERS),
            *("  " + line.strip() for line in lines), ""]
