"""What both engines meet: warning filters, and a record of the warnings shown."""

import contextlib
import sys
import warnings

# What a user may have set.  The last three are there because a filter can look at
# everything about a warning, and may turn it into an error.
FILTERS = {
    "always": [("always",)],
    "default": [("default",)],
    "ignore": [("ignore",)],
    "error": [("error",)],
    "error-message": [("always",), ("error", "invalid escape")],
    "error-line": [("always",), ("error", "", Warning, "", 3)],
    "error-category": [("ignore",), ("error", "", SyntaxWarning)],
}


def _add(action, message="", category=Warning, module="", lineno=0):
    warnings.filterwarnings(action, message, category, module, lineno)


class Record:
    """The warnings that were shown since it was asked last."""

    def __init__(self):
        self._seen = []

    def _note(self, message, category, filename, lineno, file=None, line=None):
        # Some are given the place of whoever called the compiler.
        place = (filename, lineno) if filename == "<input>" else "the caller's"
        self._seen.append((category.__name__, str(message), place))

    def take(self):
        if not self._seen:
            return ()
        seen, self._seen = tuple(self._seen), []
        return seen

    @contextlib.contextmanager
    def kept(self):
        """Show warnings to this record while the block runs."""
        with warnings.catch_warnings():
            warnings.showwarning = self._note
            yield self

    def filter(self, name):
        """Put the filters of that name in force, inside the block."""
        warnings.resetwarnings()
        for one in FILTERS[name]:
            _add(*one)


@contextlib.contextmanager
def quiet_traceback():
    """What SyntaxErrors leave in sys.last_value and the like stays out of sight."""
    names = ("last_type", "last_value", "last_traceback", "last_exc")
    before = {name: getattr(sys, name) for name in names if hasattr(sys, name)}
    try:
        yield
    finally:
        for name in names:
            if hasattr(sys, name):
                delattr(sys, name)
        vars(sys).update(before)
