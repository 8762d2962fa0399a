"""Two moments of an object compared: snapshot() and diff()."""

from collections import deque
from contextlib import contextmanager

from _inlet import Value, _lock, path

from .parts import fetched, identity, is_object, is_pointer, parts, plain

LINES = 200


@contextmanager
def one_moment(object):
    """The program's lock, unless this thread has it already."""
    try:
        _lock(object, True)
        is_ours = True
    except RuntimeError:
        is_ours = False
    try:
        yield
    finally:
        if is_ours:
            _lock(object, False)


def collect(object, depth, limit):
    """{what stands behind the object's path: value} and whether that is all.

    Breadth first, so that what can be reached in several ways has its shortest name.
    """
    values, seen = {}, {identity(object)}
    waiting = deque([("", object, 0)])
    while waiting:
        before, value, hops = waiting.popleft()
        for suffix, fetch in parts(value):
            if len(values) >= limit:
                return values, False
            part = fetched(fetch)
            where = before + suffix
            if not is_object(part):
                values[where] = part
                continue
            is_hop = is_pointer(part)
            if is_hop:
                values[where] = plain(part)
            if is_hop and (not part or hops >= depth or identity(part) in seen):
                continue
            seen.add(identity(part))
            waiting.append((where, part, hops + is_hop))
    return values, True


class Snapshot:
    """The values of an object and of what its pointers lead to, at one moment."""

    def __init__(self, object, depth, limit):
        self.object = object
        self.name = path(object)
        self.depth = depth
        self.limit = limit
        with one_moment(object):
            self._values, self.is_whole = collect(object, depth, limit)

    def __len__(self):
        return len(self._values)

    def __iter__(self):
        return iter(self.items())

    def items(self):
        """(C path, value) of every part."""
        return [(self.name + where, value) for where, value in self._values.items()]

    def __getitem__(self, where):
        """A value by its C path, or by what stands behind the name of the object."""
        return self._values[where.removeprefix(self.name)]

    def compare(self, other=None):
        """What is different in another snapshot, or now."""
        if other is None:
            other = Snapshot(self.object, self.depth, self.limit)
        return Difference(self, other)

    def __repr__(self):
        more = "" if self.is_whole else " at least"
        return f"<snapshot of {self.name}:{more} {len(self)} values>"


def is_same(left, right):
    return left == right or (left != left and right != right)


class Absent:
    def __repr__(self):
        return "(nothing)"


ABSENT = Absent()


class Difference:
    """What has changed: (C path, value before, value after) of every part that did."""

    def __init__(self, before, after):
        self.is_whole = before.is_whole and after.is_whole
        old, new = before._values, after._values
        names = [*old, *(where for where in new if where not in old)]
        pairs = ((where, old.get(where, ABSENT), new.get(where, ABSENT))
                 for where in names)
        self.changes = [(before.name + where, left, right)
                        for where, left, right in pairs if not is_same(left, right)]

    def __len__(self):
        return len(self.changes)

    def __iter__(self):
        return iter(self.changes)

    def __getitem__(self, index):
        return self.changes[index]

    def __repr__(self):
        lines = [f"{where}: {left!r} -> {right!r}"
                 for where, left, right in self.changes[:LINES]]
        if len(self) > LINES:
            lines.append(f"... and {len(self) - LINES} more")
        if not self.is_whole:
            lines.append("(not all of it was compared: see limit)")
        return "\n".join(lines) or "no difference"


def snapshot(object, depth=4, limit=10000):
    """A copy of an object at this moment, to be compared with another one.

    Pointers to structs are followed, at most `depth` of them one behind the other, each
    struct once; at most `limit` values are kept.
    """
    if not isinstance(object, Value):
        raise TypeError(f"must be an object of the program, not {type(object).__name__}")
    return Snapshot(object, depth, limit)


def diff(before, after):
    """What is different in two snapshots, or in two objects of one type."""
    before, after = (one if isinstance(one, Snapshot) else snapshot(one)
                     for one in (before, after))
    return Difference(before, after)
