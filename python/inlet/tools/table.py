"""An array of structs as columns."""

from itertools import islice

from _inlet import FaultError, Value, fields

from .parts import UNREADABLE, is_object, length, plain

WIDEST = 40


class Text(str):
    """A text that the prompt shows as it is."""

    def __repr__(self):
        return str(self)


def width(text):
    """The columns that a text takes on a terminal."""
    import unicodedata

    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text):
    """No wider than WIDEST."""
    if width(text) <= WIDEST:
        return text
    while width(text) > WIDEST - 3:
        text = text[:-1]
    return text + "..."


def show(value):
    """A cell: no line breaks and no control characters."""
    if isinstance(value, str):
        return cut("".join(c if c.isprintable() else ascii(c)[1:-1] for c in value))
    return cut(repr(plain(value)))


def reach(value, way):
    """What a field, or "config.limits[2]", is; nothing of it need be readable."""
    from _inlet import _way

    try:
        for step in _way(way):
            value = getattr(value, step) if isinstance(step, str) else value[step]
    except FaultError:
        return UNREADABLE
    return value


def align(text, size, is_number):
    space = " " * (size - width(text))
    return space + text if is_number else text + space


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def column(head, values):
    """The cells below a head, all of one width. Numbers are on the right."""
    shown = [show(value) for value in values]
    numeric = bool(values) and all(is_number(value) for value in values)
    size = max(width(one) for one in [head, *shown])
    return [align(one, size, numeric) for one in [head, *shown]]


def heads(row, names):
    if names:
        return list(names)
    return fields(row) if is_object(row) else []


def table(rows, *names, limit=50):
    """An array of structs, or what walk() gives, as a table: a row for each of them.

    `names` are fields, or ways such as "config.limits[2]"; all fields where none is given.
    At most `limit` rows are shown.
    """
    if limit < 0:
        raise ValueError("the limit is less than 0")
    count = length(rows) if isinstance(rows, (Value, list, tuple)) else None
    source = iter(rows)
    found = list(islice(source, limit))
    is_more = count > limit if count is not None else next(source, found) is not found
    names = heads(found[0], names) if found else list(names)
    columns = [column("", range(len(found)))]
    for name in names:
        columns.append(column(name, [reach(row, name) for row in found]))
    if not names:
        columns.append(column("value", found))
    lines = ["  ".join(cells).rstrip() for cells in zip(*columns)]
    if is_more:
        lines.append("... and more" if count is None else f"... and {count - limit} more")
    return Text("\n".join(lines))
