"""What is compared: a private copy of the standard modules, and Inlet.

Both are an `Engine`: a pair of modules with the names of `code` and `codeop`.  The
engine under test is chosen by the environment variable INLET_PARITY_ENGINE:

    inlet       (default) the `inlet` package found on the path
    standard    a second copy of the standard modules: the suite judges itself
    broken:NAME a copy with the fault NAME of `faults.py`: the suite has to notice
"""

import contextlib
import importlib.util
import os
import sys
import sysconfig

NAMES = ("code", "codeop")


class Engine:
    """A pair of modules that offers what `code` and `codeop` offer."""

    def __init__(self, name, code, codeop, own_files):
        self.name = name
        self.code = code
        self.codeop = codeop
        self._own_files = tuple(own_files)

    def __repr__(self):
        return f"<engine {self.name}>"

    def owns(self, filename):
        """Is this the file name of a frame of the engine itself?"""
        return any(
            filename == own or (own.endswith(os.sep) and filename.startswith(own))
            for own in self._own_files
        )

    @contextlib.contextmanager
    def installed(self):
        """Put the pair into sys.modules for a while (pickling looks there)."""
        before = {name: sys.modules.get(name) for name in NAMES}
        sys.modules.update(code=self.code, codeop=self.codeop)
        try:
            yield self
        finally:
            for name, module in before.items():
                if module is None:
                    del sys.modules[name]
                else:
                    sys.modules[name] = module


def source_path(name):
    """The file of a standard module, whatever sys.modules says about its name."""
    return os.path.join(sysconfig.get_path("stdlib"), name + ".py")


def _execute(name, edit):
    path = source_path(name)
    with open(path, encoding="utf-8") as file:
        source = file.read()
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    exec(compile(edit(name, source), path, "exec"), module.__dict__)
    return module


def load_standard(name="standard", edit=lambda module, source: source):
    """A fresh copy of the standard modules; `edit` may change their sources."""
    before = sys.modules.get("codeop")
    sys.modules["codeop"] = codeop = _execute("codeop", edit)
    try:
        code = _execute("code", edit)
    finally:
        if before is None:
            del sys.modules["codeop"]
        else:
            sys.modules["codeop"] = before
    return Engine(name, code, codeop, [source_path(name) for name in NAMES])


def load_inlet():
    import inlet

    package = os.path.dirname(inlet.__file__) + os.sep
    return Engine("inlet", inlet.code, inlet.codeop, [package, "<inlet>"])


def load_tested():
    """The engine under test."""
    wanted = os.environ.get("INLET_PARITY_ENGINE", "inlet")
    kind, _, detail = wanted.partition(":")
    if kind == "inlet":
        return load_inlet()
    if kind == "standard":
        return load_standard("second copy")
    if kind == "broken":
        from .faults import load_broken

        return load_broken(detail)
    raise ValueError(f"INLET_PARITY_ENGINE={wanted!r}: not an engine")


def files_in(traceback):
    """The file names of a traceback's entries."""
    found = []
    while traceback is not None:
        found.append(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next
    return found
