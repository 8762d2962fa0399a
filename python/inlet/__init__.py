"""A Python console inside a program: the modules code and codeop anew, in C.

The names of both modules are here, so that `import inlet as code` replaces the
standard module. `inlet.code` and `inlet.codeop` are drop-ins under their own
names, and `inlet.install()` puts them where `import code` finds them.
"""

from _inlet import (
    AsyncConsole,
    CommandCompiler,
    Compile,
    Completion,
    Completions,
    Description,
    DialectCompiler,
    Highlight,
    InteractiveConsole,
    InteractiveInterpreter,
    Quitter,
    Source,
    Span,
    Statement,
    Verdict,
    __version__,
    compile_command,
    complete,
    describe,
    embed,
    frame_locals,
    highlight,
    install,
    interact,
    uninstall,
)

__all__ = [
    "AsyncConsole",
    "CommandCompiler",
    "Compile",
    "Completion",
    "Completions",
    "Description",
    "DialectCompiler",
    "Highlight",
    "InteractiveConsole",
    "InteractiveInterpreter",
    "Source",
    "Span",
    "Statement",
    "Verdict",
    "compile_command",
    "complete",
    "describe",
    "embed",
    "frame_locals",
    "highlight",
    "install",
    "interact",
    "uninstall",
]


def __getattr__(name):
    # The drop-ins import what the standard modules import; most programs that
    # use this package need neither.
    if name in ("code", "codeop"):
        from importlib import import_module

        return import_module("inlet." + name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
