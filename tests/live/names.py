"""Looking at every name of a program: what a person at the prompt could do with it.

Runs inside programs, so it needs nothing but inlet.live.
"""

import collections
import itertools

from inlet.live import FaultError, Value, addressof, fields, path, ref, sizeof, typename

# What may come of a name, beside its value: a reason why it has none, a bad pointer.
EXPECTED = (AttributeError, FaultError, TypeError, ValueError, OverflowError,
            ReferenceError, IndexError)


def look_into(value):
    """Everything that can be asked of a value without changing it."""
    for ask in repr, str, dir, bool, typename, sizeof, addressof, path, fields, hash:
        ask_one(ask, value)
    ask_one(lambda: value.__doc__)
    ask_one(lambda: value[0])
    ask_one(lambda: list(itertools.islice(value, 8)))


def ask_one(ask, *arguments):
    try:
        return ask(*arguments)
    except EXPECTED as error:
        str(error).encode("utf-8", "surrogatepass")
        return None


def look_at_fields(value):
    for field in ask_one(fields, value) or ():
        found = ask_one(getattr, value, field)
        ask_one(repr, found)
        ask_one(ref, value, field)


def look_at(owner, name):
    """What the name is: "value", or the reason in its exception without its details."""
    try:
        value = getattr(owner, name)
    except EXPECTED as error:
        return type(error).__name__ + ": " + str(error)
    repr(value)
    if isinstance(value, Value):
        look_into(value)
        look_at_fields(value)
    return "value"


def look_at_all(program, limit=None):
    """Each name of the program: how many there are of what."""
    found = collections.Counter()
    for name in itertools.islice(dir(program), limit):
        found[look_at(program, name).partition(":")[0]] += 1
        ask_one(program.find, name)
    ask_one(program.find, "no such name")
    return found
