"""Consoles that tell which of their steps are called, in which order, with what."""

import functools
import sys

from .describe import Describer

STEPS = (
    "runsource", "runcode", "showsyntaxerror", "showtraceback", "_showtraceback",
    "_excepthook", "write", "raw_input", "push", "resetbuffer", "interact",
)


class Trace:
    """The calls met, as lines; values described for one engine."""

    def __init__(self, engine):
        self.engine = engine
        self.lines = []
        self._depth = 0
        self._describer = Describer(engine)

    def note(self, *values):
        text = " ".join(
            value if isinstance(value, str) else self._describer.value(value)
            for value in values
        )
        self.lines.append("  " * self._depth + self._describer.text(text))

    def error(self, what, error):
        self.note(what, type(error).__name__, str(error), "context",
                  repr(error.__context__))
        for line in self._describer.traceback(error.__traceback__):
            self.note("   ", line.rstrip())

    def call(self, name, arguments, keywords, function):
        """Note one call, what is being handled in it, and how it ended."""
        self.note("call", name, self._values(arguments), self._values(keywords))
        self._note_handled()
        self._depth += 1
        try:
            result = function(*arguments, **keywords)
        except BaseException as error:
            self._depth -= 1
            self.note("raised", name, type(error).__name__, str(error))
            raise
        self._depth -= 1
        self.note("returned", name, result)
        return result

    def _values(self, values):
        """Arguments by value, tracebacks by their entries."""
        if isinstance(values, dict):
            return {key: self._value(value) for key, value in values.items()}
        return tuple(map(self._value, values))

    def _value(self, value):
        if type(value).__name__ == "traceback":
            return self.entries(value)
        return self._describer.value(value)

    def entries(self, tb):
        """(entries of the engine at the head, all others by function name)"""
        own = self._describer.own_entries(tb)
        names = []
        while tb is not None:
            if not self.engine.owns(tb.tb_frame.f_code.co_filename):
                names.append(f"{tb.tb_frame.f_code.co_name}:{tb.tb_lineno}")
            tb = tb.tb_next
        return own, names

    def _note_handled(self):
        type_, value, tb = sys.exc_info()
        if type_ is None:
            return
        own, names = self.entries(tb)
        self.note("  handling", type_.__name__, str(value), "others", names)
        # One entry of the engine stands before the user's, and hosts strip it. How
        # often an error went through the engine on other ways is its own affair.
        if names and names[0].startswith("<module>"):
            self.note("  own entries", own)


# ---- ways to put a step of one's own in place ----

def by_subclass(trace, base, names):
    """Methods that call super()."""
    def method(name):
        def step(self, *arguments, **keywords):
            original = getattr(super(cls, self), name)
            return trace.call(name, arguments, keywords, original)
        return step

    cls = type("Traced", (base,), {name: method(name) for name in names
                                   if name_is_for(base, name)})
    return cls()


def by_base_call(trace, base, names):
    """Methods that call the base's function with self."""
    def method(name):
        def step(self, *arguments, **keywords):
            original = functools.partial(getattr(base, name), self)
            return trace.call(name, arguments, keywords, original)
        return step

    return type("Traced", (base,), {name: method(name) for name in names
                                    if name_is_for(base, name)})()


def by_instance(trace, base, names):
    """Functions in the instance's __dict__."""
    console = base()
    for name in names:
        if name_is_for(base, name):
            setattr(console, name, _wrapped(trace, name, getattr(console, name)))
    return console


def by_class_change(trace, base, names):
    """The class is changed when the console exists already."""
    cls = type("Traced", (base,), {})
    console = cls()
    for name in names:
        if name_is_for(base, name):
            original = getattr(console, name)
            setattr(cls, name, staticmethod(_wrapped(trace, name, original)))
    return console


def by_class_assignment(trace, base, names):
    """The instance's __class__ is changed."""
    traced = type(by_subclass(trace, base, names))
    console = base()
    console.__class__ = traced
    if hasattr(console, "resetbuffer"):
        console.resetbuffer()
    return console


def by_property(trace, base, names):
    """Properties that give a callable."""
    def prop(name):
        def get(self):
            trace.note("get", name)
            return _wrapped(trace, name, getattr(super(cls, self), name))
        return property(get)

    cls = type("Traced", (base,), {name: prop(name) for name in names
                                   if name_is_for(base, name)})
    return cls()


def by_getattribute(trace, base, names):
    """__getattribute__ hands out each step."""
    def get(self, name):
        value = super(cls, self).__getattribute__(name)
        return _wrapped(trace, name, value) if name in names else value

    cls = type("Traced", (base,), {"__getattribute__": get})
    return cls()


def by_callable_object(trace, base, names):
    """Objects with __call__ as class attributes, which do not bind."""
    class Step:
        def __init__(self, name):
            self.name = name

        def __call__(self, *arguments, **keywords):
            original = functools.partial(getattr(base, self.name), console)
            return trace.call(self.name, arguments, keywords, original)

    cls = type("Traced", (base,), {name: Step(name) for name in names
                                   if name_is_for(base, name)
                                   and name != "resetbuffer"})
    console = cls()
    return console


def by_descriptor(trace, base, names):
    """functools.partialmethod, a descriptor that is no function."""
    def step(name, self, *arguments, **keywords):
        original = getattr(super(cls, self), name)
        return trace.call(name, arguments, keywords, original)

    def method(name):
        return functools.partialmethod(lambda self, *arguments, **keywords:
                                       step(name, self, *arguments, **keywords))

    cls = type("Traced", (base,), {name: method(name) for name in names
                                   if name_is_for(base, name)})
    return cls()


def by_mixin(trace, base, names):
    """A class beside the console, before it in the order of bases."""
    def method(name):
        def step(self, *arguments, **keywords):
            original = getattr(super(mixin, self), name)
            return trace.call(name, arguments, keywords, original)
        return step

    mixin = type("Mixin", (), {name: method(name) for name in names
                               if name_is_for(base, name)})
    return type("Traced", (mixin, base), {})()


WAYS = {
    function.__name__: function
    for function in (
        by_subclass, by_base_call, by_instance, by_class_change, by_class_assignment,
        by_property, by_getattribute, by_callable_object, by_descriptor, by_mixin,
    )
}


def name_is_for(base, name):
    return hasattr(base, name)


def _wrapped(trace, name, original):
    def step(*arguments, **keywords):
        return trace.call(name, arguments, keywords, original)
    return step
