"""Random operations on random objects of a program, as a fixed seed gives them.

Nothing here knows which tables, or which debug information, the objects come from: it is
given some of them, and the part of memory that may be written.
"""

import copy
import itertools
import pickle
import random

from inlet import live

# What may be raised, and by nothing else.
DOCUMENTED = (
    live.FaultError, TypeError, ValueError, OverflowError, AttributeError, LookupError,
    ReferenceError, RecursionError, MemoryError,
)
ADDRESSES = [0, 1, 16, 0x7FFFDEAD0000, 1 << 63, 2**64 - 8]
SIZES = [0, 1, 2, 3, 7, 8, 100, 2**16, 2**31, 2**40, 2**61, 2**64]
TEXTS = ["", "x", "id", "next", "a" * 300, "é", "\udcff", "a\0b", "next.", "next[0]",
         "__class__", "class_", "struct node *"]


class Driver:
    """Drives objects; what comes out is driven in its turn."""

    def __init__(self, roots, types, low, high, seed):
        self.roots = list(roots)
        self.types = types
        self.range = (low, high)
        self.random = random.Random(seed)
        self.pool = list(roots)
        self.done = {}

    # --- Choices

    def choose(self, *choices):
        return self.random.choice(choices)

    def value(self):
        return self.random.choice(self.pool)

    def index(self):
        return self.choose(0, 1, 2, -1, 5, -7, self.random.randrange(-200, 200), 2**40,
                           2**70)

    def way(self, value):
        names = live.fields(value)
        return self.random.choice(names) if names and self.random.random() < 0.9 else (
            self.random.choice(TEXTS))

    def type(self):
        return self.choose(self.value(), *self.types, *TEXTS)

    def thing(self):
        return self.choose(
            0, 1, -1, 300, 2**31, 2**64, 1.5, 1e300, float("nan"), True, None, b"xy",
            [1, 2], (), {}, {"id": 5}, {"nothing": 1}, self.value(), self.value(),
            *TEXTS[:8])

    def may_write(self, value, size):
        start = live.addressof(value)
        return self.range[0] <= start and start + size <= self.range[1]

    # --- Operations

    def get(self):
        value = self.value()
        return getattr(value, self.way(value))

    def set(self):
        value = self.value()
        name = self.way(value)
        if name in live.fields(value) and self.may_write(value, 4096):
            setattr(value, name, self.thing())

    def delete(self):
        value = self.value()
        delattr(value, self.way(value))

    def get_item(self):
        return self.value()[self.index()]

    def get_slice(self):
        value = self.value()
        if len(value) < 10000:
            step = self.choose(None, 1, -1, 3)
            return value[self.index():self.index():step][:50]
        return None

    def set_item(self):
        value, index = self.value(), self.random.randrange(-3, 4)
        if self.may_write(value, 1 << 16) and self.may_write(value - 10, 1):
            value[index] = self.thing()

    def set_slice(self):
        value = self.value()
        if self.may_write(value, 1 << 16):
            value[self.index():self.index()] = self.thing()

    def store(self):
        value = self.value()
        if self.may_write(value, 1 << 16):
            live.store(value, self.thing())

    def add(self):
        return self.choose(lambda a, b: a + b, lambda a, b: b + a, lambda a, b: a - b)(
            self.value(), self.choose(self.index(), self.value(), "x"))

    def compare(self):
        left, right = self.value(), self.choose(self.value(), None, 5)
        assert (left == right) is not (left != right)
        return self.choose(hash, bool, len)(left)

    def show(self):
        shown = self.choose(repr, str, format)(self.value())
        assert len(shown) < 20000

    def help(self):
        value = self.value()
        dir(value), value.__doc__, live.path(value), live.typename(value)
        return live.sizeof(value, self.choose(None, self.way(value)))

    def loop(self):
        return list(itertools.islice(self.value(), 20))

    def contains(self):
        value = self.value()
        if len(value) < 10000:
            self.thing() in value

    def copies(self):
        value = self.value()
        try:
            self.choose(copy.copy, copy.deepcopy, pickle.dumps)(value)
        except TypeError:
            return
        assert False, "it was copied"

    def cast(self):
        return live.cast(self.type(), self.choose(self.value(), *ADDRESSES, self.thing()))

    def container(self):
        return live.container_of(self.value(), self.type(), self.random.choice(TEXTS))

    def take(self):
        return live.take(self.value(), self.random.choice(SIZES))

    def deref(self):
        return self.choose(live.deref, lambda x: live.ref(x, self.way(x)))(self.value())

    def bytes(self):
        size = self.random.choice(SIZES[:8])
        return self.choose(live.read, live.mem)(self.value(), size) and None

    def walk(self):
        value = self.value()
        type = self.choose(None, None, self.type())
        steps = live.walk(value, self.way(value), type,
                          type and self.random.choice(TEXTS), limit=30,
                          first=self.choose(None, None, self.way(value)))
        return list(steps)

    def whole(self):
        value = self.value()
        if live.sizeof(value) < 10000:
            live.snapshot(value, limit=200).compare()
            live.to_json(value, depth=2)
            live.table([value], limit=3)

    def lock(self):
        with live.locked(self.value()):
            pass

    # --- Driving

    def keep(self, found):
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, live.Value):
                self.pool.append(one)
        if len(self.pool) > 200:
            self.pool = self.roots + self.random.sample(self.pool, 50)

    def step(self):
        name = self.random.choice(OPERATIONS)
        try:
            self.keep(getattr(self, name)())
            self.done[name] = self.done.get(name, 0) + 1
        except DOCUMENTED:
            pass

    def run(self, count):
        for _ in range(count):
            self.step()


OPERATIONS = [
    "get", "get", "get", "set", "set", "delete", "get_item", "get_item", "get_slice",
    "set_item", "set_slice", "store", "add", "add", "compare", "show", "help", "loop",
    "contains", "copies", "cast", "cast", "container", "take", "deref", "deref", "bytes",
    "walk", "whole", "lock",
]
