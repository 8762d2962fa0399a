"""A difference made small: fewer lines, then fewer tokens, while there is one."""

import dataclasses
import time

from .layout import indent_of, tokens_of

_SECONDS = 20  # a difference that is not small by then stays as it is


class _Minimiser:
    def __init__(self, comparison, difference):
        self._comparison = comparison
        self._end = time.monotonic() + _SECONDS
        self.best = difference

    def _is_in_time(self):
        return time.monotonic() < self._end

    def attempt(self, lines):
        """Is there a difference with these lines, too? It is the best one then."""
        found = self._comparison.run(self.best.case.with_lines(lines))
        if found is None:
            return False
        self.best = found
        return True

    @property
    def _lines(self):
        return self.best.case.lines

    def drop_lines(self):
        """By halves, quarters and so on, down to single lines."""
        size = max(len(self._lines) // 2, 1)
        while self._is_in_time():
            at, is_smaller = 0, False
            while at < len(self._lines) and self._is_in_time():
                if self.attempt(self._lines[:at] + self._lines[at + size:]):
                    is_smaller = True
                else:
                    at += size
            if size == 1 and not is_smaller:
                return
            size = max(size // 2, 1)

    def _rows_of_tokens(self):
        for number in range(len(self._lines)):
            if number < len(self._lines):
                yield number

    def drop_tokens(self):
        for number in self._rows_of_tokens():
            at = 0
            while number < len(self._lines) and self._is_in_time():
                tokens = tokens_of(self._lines[number])
                if at >= len(tokens):
                    break
                shorter = "".join(tokens[:at] + tokens[at + 1:])
                lines = [*self._lines[:number], shorter, *self._lines[number + 1:]]
                if not self.attempt(lines):
                    at += 1

    def flatten(self):
        """Less indentation, where it does not matter."""
        for number in self._rows_of_tokens():
            line = self._lines[number]
            for indent in ("", " ", "  "):
                if len(indent) < len(indent_of(line)) and self._is_in_time():
                    lines = list(self._lines)
                    lines[number] = indent + line.lstrip(" \t")
                    if self.attempt(lines):
                        break


def minimised(comparison, difference):
    """A difference no larger than the given one; the same kind of fault, mostly."""
    work = _Minimiser(comparison, difference)
    if not work.attempt(difference.case.lines):
        return difference
    for _ in range(2):
        work.drop_lines()
        work.drop_tokens()
    work.flatten()
    return dataclasses.replace(work.best, portion=difference.portion, is_minimal=True)
