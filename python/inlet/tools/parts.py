"""What an object of the program consists of, as C names it."""

from functools import partial
from operator import getitem

from _inlet import FaultError, Value, _kind, addressof, fields, typename

UNREADABLE = "<unreadable>"


class Address(int):
    """Where a pointer points, shown as C shows it."""

    def __repr__(self):
        return hex(self)

    __str__ = __repr__


def length(value):
    """How many elements an array or a pointer has, or None where nothing says so."""
    try:
        return len(value)
    except TypeError:
        return None


def parts(value):
    """(what stands behind the path, a function that fetches it) of each part.

    A struct has its fields, an array its elements, a pointer those of what it points to
    as far as that is known.
    """
    kind = _kind(value)
    count = length(value) if kind in ("array", "pointer") else None
    if count is not None:
        for index in range(count):
            yield f"[{index}]", partial(getitem, value, index)
    elif kind in ("record", "pointer"):
        connector = "." if kind == "record" else "->"
        for name in fields(value):
            yield connector + name, partial(getattr, value, name)


def is_object(value):
    return isinstance(value, Value)


def is_pointer(value):
    return is_object(value) and _kind(value) == "pointer"


def identity(value):
    """The same for an object and for every pointer to it."""
    name = typename(value)
    if is_pointer(value):
        name = name.removeprefix("const ").removesuffix("*").rstrip()
    return addressof(value), name


def plain(value):
    """What stands for a pointer where it is not followed."""
    return (Address(addressof(value)) if value else None) if is_pointer(value) else value


def fetched(fetch):
    """What a function of parts() gives, or in words why it gives nothing."""
    try:
        return fetch()
    except FaultError:
        return UNREADABLE
    except (MemoryError, ReferenceError):
        raise
    except Exception as error:  # a name that cannot be used, a function of the program
        return f"<{type(error).__name__}: {error}>"
