"""The program's own structs at the prompt: what can be done with them.

The fields of a struct are the attributes of the object that stands for it, all of them.
So everything else is a function here.
"""

from contextlib import contextmanager as _contextmanager

from _inlet import (
    Constant,
    FaultError,
    Value,
    _lock,
    addressof,
    cast,
    container_of,
    deref,
    fields,
    path,
    read,
    readonly,
    ref,
    sizeof,
    store,
    strdup,
    take,
    to_dict,
    typename,
)

__all__ = [
    "Constant",
    "FaultError",
    "Value",
    "addressof",
    "cast",
    "container_of",
    "deref",
    "fields",
    "locked",
    "path",
    "read",
    "readonly",
    "ref",
    "sizeof",
    "store",
    "strdup",
    "take",
    "to_dict",
    "typename",
    "walk",
]


@_contextmanager
def locked(object):
    """Keep the program's lock on the object, so that several looks see one moment."""
    _lock(object, True)
    try:
        yield object
    finally:
        _lock(object, False)


def walk(object, link):
    """Follow a linked list: the object, what its field `link` points to, and so on.

    Ends at NULL, and where the list comes back to its beginning.
    """
    start = addressof(object)
    while object:
        yield object
        object = getattr(object, link)
        if object and addressof(object) == start:
            return
