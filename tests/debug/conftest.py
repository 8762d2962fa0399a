"""A library of C with tables, compiled once, and its state as Python sees it.

The library stands for the program: what a host does by inlet_watch() is done here by the
same request to the extension.
"""

import ctypes
import mmap
import os
import pathlib
import shutil
import subprocess

import pytest

import _inlet
from inlet import live

HERE = pathlib.Path(__file__).parent
BUILD = os.environ.get("INLET_BUILD", "")


class Watching(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("flags", ctypes.c_uint),
                ("lock", ctypes.c_void_p), ("data", ctypes.c_void_p)]


class Request(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("type", ctypes.c_void_p),
                ("names", ctypes.c_void_p), ("object", ctypes.c_void_p),
                ("watching", Watching), ("watched", ctypes.c_void_p)]


new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype = ctypes.py_object
new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


def watch(name, table, address, flags=0):
    """The Value of an object; it lives as long as the process."""
    request = Request(name.encode(), table, None, address,
                      Watching(ctypes.sizeof(Watching), flags))
    return _inlet._watch(new_capsule(ctypes.byref(request), b"inlet.live.request", None))


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    compiler = shutil.which("cc") or pytest.skip("no C compiler")
    file = tmp_path_factory.mktemp("library") / "library.so"
    subprocess.run(
        [compiler, "-std=c17", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-g",
         "-I", HERE.parents[1] / "include", "-I", os.path.join(BUILD, "include"),
         HERE / "library.c", "-o", file],
        check=True)
    return ctypes.CDLL(str(file))


def address_of(library, name):
    return ctypes.addressof(ctypes.c_char.in_dll(library, name))


def table_of(library, name):
    return ctypes.c_void_p.in_dll(library, "table_of_" + name).value


@pytest.fixture
def state(library):
    """The state as it is at first."""
    library.renew()
    yield watch("state", table_of(library, "state"), address_of(library, "state"))
    live.readonly(False)


@pytest.fixture
def fixed(state, library):
    """The same, where nothing may be written."""
    return watch("fixed", table_of(library, "state"), address_of(library, "state"), 1)


@pytest.fixture
def tasks(state, library):
    """The first of the tasks, which another object than the state leads to."""
    return watch("tasks", table_of(library, "task"), address_of(library, "tasks"))


# ---- Memory of all kinds ----

PAGE = mmap.PAGESIZE
PAGES = 64

system = ctypes.CDLL(None, use_errno=True)
system.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
system.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
system.mmap.restype = ctypes.c_void_p
system.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int,
                        ctypes.c_int, ctypes.c_long]


@pytest.fixture
def arena():
    """Pages of all kinds between two that are full of one byte, and far from all else."""
    guard = 4096
    size = (PAGES + 2 * guard) * PAGE
    start = system.mmap(None, size, 0, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    low = start + guard * PAGE
    system.mprotect(low - PAGE, (PAGES + 2) * PAGE, 3)
    for edge in (low - PAGE, low + PAGES * PAGE):
        ctypes.memset(edge, 0x5A, PAGE)
    for page in (5, 20, 21, 40):
        system.mprotect(low + page * PAGE, PAGE, 0)
    system.mprotect(low + 30 * PAGE, PAGE, 1)
    system.munmap(low + 50 * PAGE, PAGE)
    yield low
    for edge in (low - PAGE, low + PAGES * PAGE):
        assert ctypes.string_at(edge, PAGE) == b"\x5a" * PAGE
    system.munmap(start, size)
