"""A portion of a run: one kind, one seed, some pushes. The same portion does the same.

Its text form, as in `mutated:81723:5000`, repeats it; `real:81723:all/7/160` is the
seventh part (from 0) of 160 of all real files.
"""

import dataclasses
import random
import time
from collections import Counter

from . import kinds
from .compare import Comparison
from .engines import load_standard, load_tested
from .minimise import minimised

# Enough to see what kind of fault it is.
_MOST_DIFFERENCES = 5


@dataclasses.dataclass
class Portion:
    kind: str
    seed: int
    pushes: int = 0
    part: tuple = None  # (number, count): of the real files

    @classmethod
    def read(cls, text):
        kind, seed, amount = text.split(":")
        if amount.startswith("all/"):
            return cls(kind, int(seed), part=tuple(map(int, amount.split("/")[1:])))
        return cls(kind, int(seed), int(amount))

    def __str__(self):
        amount = "all/%d/%d" % self.part if self.part else self.pushes
        return f"{self.kind}:{self.seed}:{amount}"

    def cases(self):
        rnd = random.Random(f"{self.kind} {self.seed}")
        make = kinds.KINDS[self.kind]
        return make(rnd, kinds.share(*self.part)) if self.part else make(rnd)


@dataclasses.dataclass
class Tally:
    """What came of portions."""

    pushes: int = 0
    cases: int = 0
    verdicts: Counter = dataclasses.field(default_factory=Counter)
    kinds: Counter = dataclasses.field(default_factory=Counter)
    seconds: float = 0.0
    differences: list = dataclasses.field(default_factory=list)
    crashes: list = dataclasses.field(default_factory=list)

    @property
    def is_clean(self):
        return not self.differences and not self.crashes

    def add(self, other):
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            setattr(self, field.name, value + getattr(other, field.name))


def run(portion, standard=None, tested=None, trace=None):
    """Compare for a portion; `trace`, a file, is told each case before it runs."""
    begin = time.process_time()
    tally = Tally()
    with Comparison(standard or load_standard(), tested or load_tested()) as comparison:
        for case in portion.cases():
            if trace is not None:
                print(ascii(case), file=trace, flush=True)
            difference = comparison.run(case)
            if difference is not None:
                tally.differences.append(_minimised(comparison, difference, portion))
            tally.pushes, tally.cases = comparison.pushes, comparison.cases
            is_done = not portion.part and tally.pushes >= portion.pushes
            if is_done or len(tally.differences) >= _MOST_DIFFERENCES:
                break
    tally.verdicts = comparison.verdicts
    tally.kinds[portion.kind] = tally.pushes
    tally.seconds = time.process_time() - begin
    return tally


def _minimised(comparison, difference, portion):
    difference.portion = str(portion)
    pushes, verdicts = comparison.pushes, comparison.verdicts.copy()
    smaller = minimised(comparison, difference)
    comparison.pushes, comparison.verdicts = pushes, verdicts
    return smaller
