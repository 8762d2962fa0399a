"""Two engines, push by push."""

import collections
import dataclasses

from . import answer
from .case import show
from .drives import DRIVES
from .surroundings import Record, quiet_traceback


@dataclasses.dataclass
class Difference:
    """Where two engines parted: at the last line of `case`."""

    case: object
    expected: object
    got: object
    portion: str = ""
    is_minimal: bool = False

    def __str__(self):
        parts = [f"{self.case.name}: at line {len(self.case.lines)} [{self.portion}]"]
        for title, one in (("standard", self.expected), ("tested", self.got)):
            parts.append(f"  {title:9}{shortened(one)}")
        if not self.is_minimal:
            parts.append("  (not by these lines alone: repeat the portion)")
        return "\n".join(parts) + "\n\n" + show(self.case)


def shortened(value, most=1500):
    text = ascii(value)
    return text if len(text) <= most else f"{text[:most]} ... ({len(text)} characters)"


class Comparison:
    """Compares `tested` with `standard` and counts what it saw."""

    def __init__(self, standard, tested):
        self._engines = standard, tested
        self._record = Record()
        self._filter = None
        self.pushes = 0
        self.cases = 0
        self.verdicts = collections.Counter()

    def __enter__(self):
        self._open = [quiet_traceback(), self._record.kept()]
        for block in self._open:
            block.__enter__()
        return self

    def __exit__(self, *exc_info):
        for block in reversed(self._open):
            block.__exit__(*exc_info)

    def run(self, case):
        """The first difference, or None."""
        if case.warnings != self._filter:
            self._record.filter(case.warnings)
            self._filter = case.warnings
        self.cases += 1
        drives = [DRIVES[case.drive](engine, case) for engine in self._engines]
        play = self._guided if case.guided else self._straight
        if case.asked < 1:
            play = self._sampled
        return play(case, *drives)

    def _show(self, drive, line):
        """All that one push shows."""
        given = drive.push(line)
        return given, self._record.take(), drive.flags()

    def _both(self, standard, tested, line):
        return self._ask(standard, line), self._show(tested, line)

    def _ask(self, standard, line):
        expected = self._show(standard, line)
        self.pushes += 1
        self.verdicts[expected[0][0]] += 1
        return expected

    def _straight(self, case, standard, tested):
        for number, line in enumerate(case.lines):
            expected, got = self._both(standard, tested, line)
            if expected != got:
                return Difference(case.with_lines(case.lines[:number + 1]),
                                  expected, got)
        return None

    def _guided(self, case, standard, tested):
        """A line that is an error is compared, then left out."""
        kept = []
        for line in case.lines:
            expected, got = self._both(standard, tested, line)
            if expected != got:
                return Difference(case.with_lines([*kept, line]), expected, got)
            verdict = expected[0][0]
            if verdict == "more":
                kept.append(line)
            elif verdict == "code":
                kept = []
            else:
                standard.preset(kept)
                if not tested.restore(kept):
                    return Difference(case.with_lines(kept), answer.MORE, "another")
        return None

    def _sampled(self, case, standard, tested):
        """Long cases: the standard module is asked now and then."""
        every = round(1 / case.asked)
        start = 0
        for number, line in enumerate(case.lines):
            got = self._show(tested, line)
            if got[0][0] == "more" and (number - start) % every:
                continue
            standard.preset(case.lines[start:number])
            expected = self._ask(standard, line)
            if expected != got:
                return Difference(case.with_lines(case.lines[:number + 1]),
                                  expected, got)
            if got[0][0] == "error":
                return None
            if got[0][0] == "code":
                start = number + 1
        return None
