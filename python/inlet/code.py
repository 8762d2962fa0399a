"""The standard module code, in C.

Every name of the standard module is here, and a name that is replaced here takes
effect in the classes and functions, as it does there.
"""

import sys
import traceback

import _inlet
from _inlet import (
    CommandCompiler,
    InteractiveConsole,
    InteractiveInterpreter,
    compile_command,
    interact,
)

if sys.version_info >= (3, 13):
    import builtins

    from _inlet import Quitter

__all__ = [
    "InteractiveInterpreter",
    "InteractiveConsole",
    "interact",
    "compile_command",
]

_inlet._bind("code", globals())
del _inlet
