"""The kinds of input: each a generator of cases from a random source, without end.

`real` with a share of the files and `regressions` do end.
"""

import functools
import pathlib

from . import case as cases
from . import corpus, drives, hazards, programs, twins
from .case import Case
from .layout import chunked, without_blank
from .mutations import Mutation
from .surroundings import FILTERS

_HERE = pathlib.Path(__file__).parent
# compile() flags that a host may set: await at the top level (as the asyncio console
# does), annotations, barry_as_FLUFL.
_FLAGS = (0x2000, 0x1000000, 0x400000)
_MOST = 40  # lines of an ordinary statement
_DEPTH = 600  # of one that is there for depth
_AFTER = 7  # lines that are looked at after a change


def _surrounded(rnd, case):
    """The case with a random drive, flags and warning filter."""
    case.drive = drives.choose(rnd)
    if case.asked < 1 and case.drive in ("push-changing", "appending"):
        case.drive = "push"  # both engines would have to see every line
    case.flags = rnd.choice(_FLAGS) if rnd.random() < 0.06 else 0
    case.warnings = rnd.choice(list(FILTERS)) if rnd.random() < 0.3 else "always"
    if case.drive.startswith(("growing", "appending")) and rnd.random() < 0.3:
        case.symbol = rnd.choice(("exec", "exec", "exec", "eval"))
    return case


@functools.lru_cache(1)
def files():
    """All real files; the installed ones are fewer, but other people's."""
    return corpus.standard_files() + corpus.installed_files()


@functools.lru_cache(64)
def _statements(path, most):
    found = corpus.statements(path, most)
    return [lines for lines in found if any(map(str.strip, lines))]


def share(number, count):
    """The files that are the share `number` of `count`, about the same size each."""
    return files()[number::count]


def real(rnd, paths=None):
    """Every statement of some files: as a console gets it, and with blank lines."""
    paths = [rnd.choice(files()) for _ in range(400)] if paths is None else paths
    for path in paths:
        for lines in _statements(path, _MOST):
            yield _surrounded(rnd, Case(path, without_blank(lines)))
            if any(not line.strip() for line in lines):
                yield _surrounded(rnd, Case(path, [*lines, "", ""]))


def deep(rnd):
    """Long statements, real and sometimes with a change near the end."""
    while True:
        found = _statements(rnd.choice(files()), _DEPTH)
        found = [lines for lines in found if len(lines) > _DEPTH / 3]
        for lines in rnd.sample(found, min(2, len(found))):
            plain = without_blank(lines)
            if rnd.random() < 0.5:
                plain[-12:] = Mutation(plain[-12:], rnd).lines
            yield _surrounded(rnd, Case("deep", [*plain, ""], asked=1 / 23))


def mutated(rnd):
    while True:
        path = rnd.choice(files())
        found = [lines for lines in _statements(path, _MOST) if len(lines) > 2]
        for lines in rnd.sample(found, min(3, len(found))):
            plain = [*lines, ""] if rnd.random() < 0.1 else without_blank(lines)
            for _ in range(10):
                yield _surrounded(rnd, _mutate(path, plain, rnd))


def _mutate(path, lines, rnd):
    """A mutation, or two; what follows it is looked at, mostly not to the end."""
    change = Mutation(lines, rnd)
    changed, first = change.lines, change.first
    if rnd.random() < 0.25 and changed:
        again = Mutation(changed, rnd)
        changed, first = again.lines, min(first, again.first)
    if rnd.random() > 0.12:
        changed = changed[:first + _AFTER]
    return Case(path, [*changed, "", ""])


def _twins(rnd):
    """Statements, each several times with other names, numbers and strings."""
    while True:
        for _ in range(8):
            yield _surrounded(rnd, Case("twins", twins.block(rnd), guided=True))
        lines = rnd.choice((programs.statement, programs.small, _program, _real_one))(rnd)
        for _ in range(4):
            yield _surrounded(rnd, Case("twins", [*twins.twin(rnd, lines), "", ""],
                                        guided=rnd.random() < 0.5))


def _real_one(rnd):
    found = _statements(rnd.choice(files()), _MOST)
    return without_blank(rnd.choice(found)) if found else ["pass"]


def _generated(make):
    def kind(rnd):
        name = make.__name__.strip("_")
        while True:
            lines = make(rnd)
            if rnd.random() < 0.08:
                lines = chunked(lines, rnd)
            yield _surrounded(rnd, Case(name, lines, guided=rnd.random() < 0.75))

    return kind


def _program(rnd):
    wrong = rnd.choice((0.01, 0.05, 0.1))
    return programs.program(rnd, rnd.choice((10, 20, 35)), wrong)


def regressions(rnd=None):
    """Each difference that was found once, in its own surroundings."""
    for case in cases.read(_HERE / "regressions.txt"):
        yield case.with_lines([*case.lines, "", ""])


def _hazards(rnd):
    while True:
        found = hazards.variants(rnd)
        rnd.shuffle(found)
        for case in found:
            yield _surrounded(rnd, case)


KINDS = {
    "real": real,
    "deep": deep,
    "mutated": mutated,
    "programs": _generated(_program),
    "statements": _generated(programs.statement),
    "strings": _generated(programs.strings),
    "collections": _generated(programs.collection),
    "small": _generated(programs.small),
    "parts": _generated(programs.parts),
    "twins": _twins,
    "hazards": _hazards,
    "regressions": regressions,
}
# Shares of a run, in pushes.
WEIGHTS = {
    "real": 20,
    "mutated": 22,
    "programs": 13,
    "statements": 7,
    "strings": 8,
    "collections": 7,
    "small": 10,
    "parts": 8,
    "twins": 10,
    "hazards": 12,
    "deep": 1,
}
