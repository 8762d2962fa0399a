"""Overrides from before Python 3.13, mended so that the standard modules run them.

Since 3.13 `showsyntaxerror` is called with `source=`.  The standard modules fail on an
override without it; Inlet does not, and so shows what the standard modules show with
the override mended.
"""

import functools
import inspect
import os


def mend(cls):
    """Let the override accept what it is called with, where the run asks for it."""
    override = cls.__dict__["showsyntaxerror"]
    parameters = inspect.signature(override).parameters.values()
    is_current = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters)
    if is_current or "INLET_CLIENT_MENDED" not in os.environ:
        return

    @functools.wraps(override)
    def showsyntaxerror(self, filename=None, **ignored):
        return override(self, filename)

    cls.showsyntaxerror = showsyntaxerror
