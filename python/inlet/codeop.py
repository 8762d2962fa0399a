"""The standard module codeop, in C.

Every name of the standard module is here, and a name that is replaced here takes
effect in the classes and functions, as it does there.
"""

import __future__
import sys
import warnings

import _inlet
from _inlet import (
    CommandCompiler,
    Compile,
    _compile,
    _maybe_compile,
    compile_command,
)

_features = [getattr(__future__, fname) for fname in __future__.all_feature_names]

__all__ = ["compile_command", "Compile", "CommandCompiler"]

PyCF_DONT_IMPLY_DEDENT = 0x200
PyCF_ALLOW_INCOMPLETE_INPUT = 0x4000
if sys.version_info >= (3, 13, 1):
    PyCF_ONLY_AST = 0x400
if sys.version_info < (3, 13):

    def _is_syntax_error(err1, err2):
        """Tell whether two SyntaxErrors are the same; nothing uses it."""
        text1, text2 = repr(err1), repr(err2)
        both_open = "was never closed" in text1 and "was never closed" in text2
        return not both_open and text1 == text2


_inlet._bind("codeop", globals())
del _inlet, sys
