"""Damaged debug information never ends a program: see damage.py.

INLET_DAMAGES=N tries so many of each library; the fixed seeds begin at 0.
"""

import os
import pathlib
import re
import subprocess
import sys

import pytest

from . import builds
from .builds import FIXTURE, Lacking, run

DAMAGES = int(os.environ.get("INLET_DAMAGES", "250"))
PROCESSES = 2

LIBRARIES = {
    "gcc, DWARF 5": ("gcc", "-O1", "-gdwarf-5"),
    "gcc, DWARF 4": ("gcc", "-O1", "-gdwarf-4", "-fdebug-types-section"),
    "clang, DWARF 5": ("clang", "-O1", "-gdwarf-5"),
    "clang, DWARF 4": ("clang", "-O1", "-gdwarf-4"),
}


@pytest.mark.parametrize("how", LIBRARIES.values(), ids=LIBRARIES)
def test_no_damage_ends_the_program(how, tmp_path):
    builds.require_provider()
    library = tmp_path / "things.so"
    sources = [FIXTURE / name for name in ("things.c", "other.c", "library.c")]
    try:
        run(*how, "-shared", "-fPIC", "-pthread", *sources, "-o", library)
    except Lacking as reason:
        pytest.skip(str(reason))
    share = DAMAGES // PROCESSES
    script = pathlib.Path(__file__).with_name("damage.py")
    children = [
        subprocess.Popen(
            [sys.executable, script, library, tmp_path, str(part * share), str(share)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace")
        for part in range(PROCESSES)]
    said = [child.communicate()[0] for child in children]
    for child, text in zip(children, said):
        assert child.returncode == 0, text[-6000:]
        assert re.search(rf"^damaged: {share} failed:$", text, re.M)
