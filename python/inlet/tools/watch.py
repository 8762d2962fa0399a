"""Values that are looked at again and again: watch().

One thread of an interpreter looks at all of them; in a program with a loop, whose state
must only be touched where the loop says so, that one calls tick() instead.
"""

import contextvars
import math
import sys
import threading
import time
import weakref
from collections import deque

from _inlet import FaultError, Value, _kind, path

from .parts import is_object, plain
from .snapshot import Snapshot

KEPT = 1000
LEAST = 0.001
LIMIT = 1000


class Watch:
    """Something that is looked at every `interval` seconds; changes are printed.

    `history` has the last 1000 looks: (seconds, value) of each.
    """

    def __init__(self, name, look, interval):
        self.name = name
        self.interval = interval
        self.history = deque(maxlen=KEPT)
        self.is_over = False
        self.due = time.monotonic() + interval
        self._look = look
        self._context = contextvars.copy_context()
        self._stream = output()
        self._last = None

    def stop(self):
        """Look no more."""
        self.is_over = True
        clock.remove(self)

    def __repr__(self):
        state = "over" if self.is_over else f"every {self.interval:g} s"
        return f"<watch {self.name}, {state}: {shown(self._last)}>"

    def begin(self):
        self._last = self._read()

    def look(self):
        """Look, and tell what has changed. For the clock, in the context of the console."""
        if self._stream() is None:
            self.stop()
            return
        before, self._last = self._last, self._read()
        text = change(self.name, before, self._last)
        if text and not self.is_over:
            tell(text)
        if isinstance(self._last, Failure) and self._last.is_final:
            self.stop()

    def _read(self):
        try:
            value = self._look()
            value = keep(value) if is_object(value) else value
            self.history.append((time.time(), value))
        except Exception as error:
            return Failure(error)
        return value

    def run(self):
        self.due = time.monotonic() + self.interval
        try:
            self._context.run(self.look)
        except Exception:  # the output has failed, or a comparison: nobody could be told
            self.stop()


class Failure:
    """A look that came to nothing. Two of one text are the same."""

    def __init__(self, error):
        self.text = f"{type(error).__name__}: {error}"
        self.is_final = isinstance(error, ReferenceError)

    def __eq__(self, other):
        return isinstance(other, Failure) and self.text == other.text

    __hash__ = None

    def __repr__(self):
        return f"({self.text})"


def keep(value):
    """What can be compared later: of a pointer its address, of anything else a copy."""
    return plain(value) if _kind(value) == "pointer" else Snapshot(value, 0, LIMIT)


def shown(value):
    return f"{len(value)} values" if isinstance(value, Snapshot) else repr(value)


def change(name, before, after):
    if isinstance(before, Snapshot) and isinstance(after, Snapshot):
        found = before.compare(after)
        return repr(found) if found else ""
    if before is after or type(before) is type(after) and before == after:
        return ""
    return f"{name}: {shown(before)} -> {shown(after)}"


def output():
    """A weak reference to the stream of this console, which ends with it.

    What stands in sys.stdout may be asked for the stream of whoever asks: then it is its
    methods that tell which it is.
    """
    try:
        return weakref.ref(sys.stdout.writable.__self__)
    except (AttributeError, TypeError):
        return lambda: True


def tell(text):
    """Print above the prompt: on a terminal it is cleared, and shown again."""
    stream = sys.stdout
    if stream is None:
        return
    if stream.isatty():
        prompt = getattr(sys, "ps1", "")
        stream.write(f"\r\x1b[K{text}\n{prompt}")
    else:
        stream.write(text + "\n")
    stream.flush()


class Clock:
    """Who looks: a thread, or tick()."""

    def __init__(self):
        self.changed = threading.Condition()
        self.watches = []
        self.thread = None
        self.is_ticked = False

    def add(self, watch):
        with self.changed:
            self.watches.append(watch)
            if self.thread is None and not self.is_ticked:
                self.thread = start(self.serve)
            self.changed.notify()

    def remove(self, watch=None):
        with self.changed:
            gone = [one for one in self.watches if watch is None or one is watch]
            self.watches = [one for one in self.watches if one not in gone]
            self.changed.notify()
        for one in gone:
            one.is_over = True

    def due(self):
        now = time.monotonic()
        with self.changed:
            return [one for one in self.watches if one.due <= now]

    def tick(self):
        self.is_ticked = True
        with self.changed:
            self.changed.notify()
        for one in self.due():
            one.run()

    def wait(self):
        """Until something is due: False if there is nothing to wait for any more."""
        with self.changed:
            while self.watches and not self.is_ticked:
                rest = min(one.due for one in self.watches) - time.monotonic()
                if rest <= 0:
                    return True
                self.changed.wait(rest)
            self.thread = None
            return False

    def serve(self):
        while self.wait():
            for one in self.due():
                if not one.is_over:
                    one.run()

    def close(self):
        thread = self.thread
        self.remove()
        if thread is not None and thread is not threading.current_thread():
            thread.join(1)


def start(work):
    """A thread that nobody waits for; some interpreters have no such threads."""
    import atexit

    atexit.register(clock.close)
    thread = threading.Thread(target=work, name="inlet.live.watch")
    try:
        thread.daemon = True
        thread.start()
    except RuntimeError:
        thread = threading.Thread(target=work, name="inlet.live.watch")
        thread.start()
    return thread


clock = Clock()


def renew():
    """In the child of a fork(): the thread is not there, and the lock may be held."""
    clock.__init__()


def looker(expression, field, frame):
    """(name, function) of what is to be watched."""
    if isinstance(expression, Value):
        if field is None:
            return path(expression), lambda: expression
        getattr(expression, field)
        return path(expression) + "." + field, lambda: getattr(expression, field)
    if field is not None:
        raise TypeError("only objects of the program have fields")
    if isinstance(expression, str):
        code = compile(expression, "<watch>", "eval")
        names, own = frame.f_globals, frame.f_locals
        return expression, lambda: eval(code, names, own)
    if callable(expression):
        return getattr(expression, "__name__", repr(expression)), expression
    raise TypeError("must be an object of the program, an expression or a function, "
                    f"not {type(expression).__name__}")


def watch(expression, field=None, interval=1.0):
    """Print what changes, until unwatch() or the end of the console.

    `expression` is an object of the program, perhaps with a field; or an expression as
    str; or a function. It is looked at every `interval` seconds. What cannot be read is
    told once, and looked at again; what was taken away is told, and that is all.
    """
    if not LEAST <= interval < math.inf:
        raise ValueError(f"the interval is {LEAST} seconds or more")
    found = Watch(*looker(expression, field, sys._getframe(1)), float(interval))
    found.begin()
    clock.add(found)
    return found


def unwatch(watch=None):
    """Look no more at that, or at anything."""
    if watch is None:
        clock.remove()
    else:
        watch.stop()


def tick():
    """Look at what is due, here and now, and from now on only in tick().

    For programs with a loop: it calls this where its state is whole.
    """
    clock.tick()


def _register():
    import os

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=renew)


_register()
