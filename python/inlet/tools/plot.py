"""Numbers as a picture: of text, or as PNG."""

import math
import sys

from _inlet import FaultError, Value

from .table import Text, is_number, reach
from .watch import Watch

BLOCKS = " ▁▂▃▄▅▆▇█"
PLAIN = " .:-=+*#@"
MOST = 1 << 20


def number(value):
    """A float, or None where there is nothing to be drawn."""
    try:
        found = float(value) if is_number(value) or isinstance(value, bool) else None
    except OverflowError:
        return None
    return found if found is not None and math.isfinite(found) else None


def elements(source, field):
    """The values of an array, of a field of its elements, or of what was watched."""
    found = source
    if isinstance(source, Watch):
        found = [value for _, value in source.history]
    elif isinstance(source, Value):
        found = (element(source, index) for index in range(len(source)))
    for count, value in enumerate(found):
        if count == MOST:
            raise ValueError(f"more than {MOST} values")
        is_part = field is not None and value is not None
        yield number(reach(value, field) if is_part else value)


def element(array, index):
    try:
        return array[index]
    except FaultError:
        return None


def squeeze(values, width):
    """At most `width` values, each the mean of those whose place it takes."""
    if len(values) <= width:
        return values
    edges = [len(values) * i // width for i in range(width + 1)]
    groups = [[one for one in values[a:b] if one is not None]
              for a, b in zip(edges, edges[1:])]
    return [math.fsum(one / len(group) for one in group) if group else None
            for group in groups]


def levels(values, height):
    """How many eighths of a line are filled, of `height` lines; 0 draws nothing."""
    known = [one for one in values if one is not None]
    low, high = min(known), max(known)
    span = high / 2 - low / 2  # half of it, which cannot be infinite
    steps = height * 8 - 1
    return [0 if one is None else
            1 + round((one / 2 - low / 2) / span * steps) if span else 1
            for one in values], low, high


def can_show(text):
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def draw(values, height):
    marks = BLOCKS if can_show(BLOCKS) else PLAIN
    filled, low, high = levels(values, height)
    size = max(len(f"{low:g}"), len(f"{high:g}"))
    lines = []
    for row in reversed(range(height)):
        label = high if row == height - 1 else low if row == 0 else None
        head = "" if label is None else f"{label:g}"
        cells = "".join(marks[max(0, min(8, one - row * 8))] for one in filled)
        lines.append(f"{head:>{size}} |{cells}".rstrip())
    return "\n".join(lines)


def draw_file(values, title, file):
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("plot(file=...) needs matplotlib") from error
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([math.nan if one is None else one for one in values])
    axes.set_title(title)
    figure.savefig(file)


def title_of(source, field):
    from _inlet import path

    name = (source.name if isinstance(source, Watch) else
            path(source) if isinstance(source, Value) else "")
    return " ".join(one for one in (name, field) if one)


def plot(source, field=None, *, width=60, height=8, file=None):
    """Draw numbers: an array, a field of its elements, any numbers, or what watch() saw.

    A text of Unicode's blocks, or of ASCII where the output has none; with `file`, such
    as "x.png", a picture by matplotlib. What is no finite number is a gap.
    """
    if not 1 <= width <= 1000 or not 1 <= height <= 100:
        raise ValueError("width is 1 to 1000, height 1 to 100")
    values = list(elements(source, field))
    if all(one is None for one in values):
        raise ValueError("there are no numbers to be drawn")
    if file is None:
        return Text(draw(squeeze(values, width), height))
    draw_file(values, title_of(source, field), file)
    return None
