"""The program's own structs at the prompt: what can be done with them.

The fields of a struct are the attributes of the object that stands for it, all of them.
So everything else is a function here.
"""

from contextlib import contextmanager as _contextmanager

from _inlet import (
    Constant,
    FaultError,
    Memory,
    Overloads,
    Program,
    Value,
    _lock,
    _walkers,
    addressof,
    cast,
    container_of,
    deref,
    fields,
    hint,
    mem,
    path,
    program,
    read,
    readonly,
    ref,
    release,
    sizeof,
    static_calls,
    store,
    strdup,
    take,
    to_dict,
    typename,
    walk,
)

from inlet.tools.export import to_json
from inlet.tools.plot import plot
from inlet.tools.snapshot import Difference, Snapshot, diff, snapshot
from inlet.tools.table import table
from inlet.tools.watch import Watch, tick, unwatch, watch

__all__ = [
    "Constant",
    "Difference",
    "FaultError",
    "Memory",
    "Overloads",
    "Program",
    "Snapshot",
    "Value",
    "Watch",
    "addressof",
    "cast",
    "container_of",
    "deref",
    "diff",
    "fields",
    "hint",
    "locked",
    "mem",
    "path",
    "plot",
    "program",
    "read",
    "readonly",
    "ref",
    "release",
    "sizeof",
    "snapshot",
    "static_calls",
    "store",
    "strdup",
    "table",
    "take",
    "tick",
    "to_dict",
    "to_json",
    "typename",
    "unwatch",
    "walk",
    "walker",
    "watch",
]


@_contextmanager
def locked(object=None):
    """Keep the program's lock on the object, so that several looks see one moment.

    Without an object: the lock that the program has for all that has none of its own.
    """
    _lock(object, True)
    try:
        yield object
    finally:
        _lock(object, False)


def walker(type):
    """Say how the elements of a type are found: walk() of such an object calls it.

    The type is its name, "struct dict", or an object of it. The decorated function takes
    the object, or a pointer to it, and gives what can be iterated.
    """
    name = type if isinstance(type, str) else typename(type)
    name = " ".join(name.removeprefix("const ").rstrip(" *").split())

    def register(function):
        _walkers[name] = function
        return function

    return register
