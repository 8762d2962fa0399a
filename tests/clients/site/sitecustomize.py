"""Prepares the process of a client: the engine under test goes in place first.

Python imports this before the client's own code.  The environment says what to do:

    INLET_CLIENT_ENGINE    standard | inlet | broken:FAULT
    INLET_CLIENT_PACKAGES  a folder to look for packages in, last
    INLET_CLIENT_WITNESS   a file that gets one line about the engine at the end

A fault spoils one step of Inlet's classes, and is there to show that a test notices.
"""

import atexit
import json
import os
import sys
import types


def lose_more(code, codeop):
    whole = code.InteractiveInterpreter.runsource

    def runsource(self, *args, **kwargs):
        whole(self, *args, **kwargs)
        return False

    code.InteractiveInterpreter.runsource = runsource


def lose_filename(code, codeop):
    whole = code.InteractiveInterpreter.runsource

    def runsource(self, source, filename="<input>", symbol="single"):
        return whole(self, source, "<lost>", symbol)

    code.InteractiveInterpreter.runsource = runsource


def lose_symbol(code, codeop):
    whole = codeop.CommandCompiler.__call__

    def __call__(self, source, filename="<input>", symbol="single"):
        return whole(self, source, filename, "single")

    codeop.CommandCompiler.__call__ = __call__


def run_nothing(code, codeop):
    code.InteractiveInterpreter.runcode = lambda self, compiled: None


def add_frame(code, codeop):
    def runcode(self, compiled):
        try:
            eval("exec(compiled, namespace)",
                 {"compiled": compiled, "namespace": self.locals})
        except SystemExit:
            raise
        except BaseException:
            self.showtraceback()

    code.InteractiveInterpreter.runcode = runcode


def catch_exit(code, codeop):
    def runcode(self, compiled):
        try:
            exec(compiled, self.locals)
        except BaseException:
            self.showtraceback()

    code.InteractiveInterpreter.runcode = runcode


def hide_traceback(code, codeop):
    code.InteractiveInterpreter.showtraceback = lambda self: None


def hide_syntax_error(code, codeop):
    code.InteractiveInterpreter.showsyntaxerror = lambda self, *args, **kwargs: None


def write_nothing(code, codeop):
    code.InteractiveInterpreter.write = lambda self, data: None


def forget_flags(code, codeop):
    whole = codeop.CommandCompiler.__call__

    def __call__(self, *args, **kwargs):
        self.compiler = codeop.Compile()
        return whole(self, *args, **kwargs)

    codeop.CommandCompiler.__call__ = __call__


def never_more(code, codeop):
    whole = codeop.CommandCompiler.__call__

    def __call__(self, source, filename="<input>", symbol="single"):
        compiled = whole(self, source, filename, symbol)
        return compile("None", filename, symbol) if compiled is None else compiled

    codeop.CommandCompiler.__call__ = __call__
    codeop.compile_command = code.compile_command = codeop.CommandCompiler()


def keep_buffer(code, codeop):
    code.InteractiveConsole.resetbuffer = lambda self: self.__dict__.setdefault(
        "buffer", [])


def lose_prompt(code, codeop):
    whole = code.InteractiveConsole.raw_input
    code.InteractiveConsole.raw_input = lambda self, prompt="": whole(self)


def lose_messages(code, codeop):
    whole = code.InteractiveConsole.interact

    def interact(self, banner=None, exitmsg=None):
        return whole(self, "", "")

    code.InteractiveConsole.interact = interact


def lose_locals(code, codeop):
    whole = code.InteractiveInterpreter.__init__
    code.InteractiveInterpreter.__init__ = lambda self, locals=None: whole(self, {})


def lose_push_filename(code, codeop):
    whole = code.InteractiveConsole.push

    def push(self, line, filename=None, _symbol="single"):
        return whole(self, line, None, _symbol)

    code.InteractiveConsole.push = push


FAULTS = {name: fault for name, fault in list(globals().items())
          if isinstance(fault, types.FunctionType)}


def all_subclasses(cls):
    for subclass in cls.__subclasses__():
        yield subclass
        yield from all_subclasses(subclass)


def bear_witness():
    """Write down which modules the client had, and its classes over them."""
    code = sys.modules.get("code")
    base = getattr(code, "InteractiveInterpreter", None)
    names = [f"{cls.__module__}.{cls.__qualname__}" for cls in all_subclasses(base)] \
        if base else []
    line = json.dumps({"code": getattr(code, "__name__", None), "classes": names})
    with open(os.environ["INLET_CLIENT_WITNESS"], "a", encoding="utf-8") as file:
        file.write(line + "\n")


def prepare():
    engine, _, fault = os.environ["INLET_CLIENT_ENGINE"].partition(":")
    if os.environ.get("INLET_CLIENT_PACKAGES"):
        sys.path.append(os.environ["INLET_CLIENT_PACKAGES"])
    if engine != "standard":
        import inlet

        inlet.install()
    if fault:
        import code
        import codeop

        FAULTS[fault](code, codeop)
    atexit.register(bear_witness)


if "INLET_CLIENT_ENGINE" in os.environ:
    prepare()
