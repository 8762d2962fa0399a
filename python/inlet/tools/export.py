"""Objects as JSON."""

import math

from _inlet import Value

from .parts import (
    Address,
    fetched,
    identity,
    is_object,
    is_pointer,
    length,
    parts,
    plain,
)

LIMIT = 100000


def finite(number):
    """JSON has no word for the others."""
    return number if math.isfinite(number) else repr(number)


class Writer:
    """Makes what json can write of objects; `left` are the values there is room for."""

    def __init__(self, depth):
        self.depth = depth
        self.left = LIMIT
        self.open = set()  # the objects that we are in

    def simple(self, value):
        self.left -= 1
        if self.left < 0:
            raise ValueError(f"more than {LIMIT} values")
        value = plain(value)
        if isinstance(value, complex):
            return {"real": finite(value.real), "imag": finite(value.imag)}
        if isinstance(value, float):
            return finite(value)
        return repr(value) if isinstance(value, Address) else value

    def whole(self, value, hops):
        key = identity(value)
        if key in self.open:
            return self.simple(value)
        self.open.add(key)
        try:
            found = [(suffix, self.convert(fetched(fetch), hops))
                     for suffix, fetch in parts(value)]
        finally:
            self.open.remove(key)
        if not found:
            return [] if length(value) is not None else {}
        if found and found[0][0].startswith("["):
            return [one for _, one in found]
        return {suffix.lstrip(".->"): one for suffix, one in found}

    def convert(self, value, hops):
        if not is_object(value):
            return self.simple(value)
        if is_pointer(value) and length(value) is None:
            if not value or hops >= self.depth or not any(True for _ in parts(value)):
                return self.simple(value)
            hops += 1
        return self.whole(value, hops)


def to_json(object, depth=0, indent=None):
    """An object as JSON: structs as objects, arrays as lists.

    Pointers are "0x..." or null; to structs they are followed, at most `depth` of them
    one behind the other, but never to what they are in.
    """
    import json

    if not isinstance(object, Value):
        raise TypeError(f"must be an object of the program, not {type(object).__name__}")
    value = Writer(depth).whole(object, 0)
    return json.dumps(value, indent=indent, allow_nan=False)
