"""The layers: which folder may include which, and what outside headers where."""

import re

import pytest

from .documents import ROOT

# A folder may include itself and what stands here. The outside headers of a folder are
# those of C and POSIX; a warm folder also has Python's.
LAYERS = {
    "include/inlet": {"inlet"},
    "src/base": {"base"},
    "src/lex": {"lex"},
    "src/edit": {"base", "lex", "edit", "inlet"},
    "src/terminal": {"base", "lex", "edit", "terminal"},
    "src/reflect": {"base", "reflect", "inlet"},
    "src/dwarf": {"base", "reflect", "dwarf"},
    "src/core": {"base", "lex", "core"},
    "src/assist": {"base", "lex", "core", "assist"},
    "src/live": {"base", "reflect", "core", "live", "module", "inlet"},
    "src/module": {"base", "lex", "core", "assist", "live", "module"},
    "src/host": {"base", "lex", "core", "assist", "live", "module", "terminal", "host",
                 "inlet"},
    "src/cli": {"cli", "inlet"},
}
WARM = {"src/core", "src/assist", "src/live", "src/module", "src/host"}
WARM_FILES = {"include/inlet/python.h"}
# The outside libraries, each in the one file that may include it.
LIBRARIES = {
    "ffi.h": "src/reflect/call.c",
    "dwarf.h": "src/dwarf/elfutils.h",
    "gelf.h": "src/dwarf/elfutils.h",
    "elfutils/libdw.h": "src/dwarf/elfutils.h",
    "elfutils/libdwelf.h": "src/dwarf/elfutils.h",
    "utf8proc.h": "src/base/width.c",
}
PYTHON = {"Python.h", "frameobject.h", "structmember.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def files():
    for folder in LAYERS:
        for path in sorted((ROOT / folder).glob("*.[ch]")):
            yield pytest.param(folder, path, id=str(path.relative_to(ROOT)))


@pytest.mark.parametrize("folder, path", files())
def test_includes_go_downward(folder, path):
    for kind, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        parts = name.split("/")
        if name in PYTHON:
            allowed = folder in WARM or str(path.relative_to(ROOT)) in WARM_FILES
            assert allowed, f"{name} in a cold file"
        elif name in LIBRARIES:
            assert str(path.relative_to(ROOT)) == LIBRARIES[name]
        elif kind == '"' or parts[0] == "inlet":
            assert parts[0] in LAYERS[folder], f"{folder} includes {name}"
            home = ROOT / ("include" if parts[0] == "inlet" else "src") / name
            assert home.exists() or home.with_suffix(".h.in").exists()


def test_every_folder_of_sources_is_a_layer():
    folders = {f"src/{path.name}" for path in (ROOT / "src").iterdir() if path.is_dir()}
    assert folders <= set(LAYERS)


def test_the_table_is_not_empty():
    assert len(list(files())) > 40


@pytest.mark.parametrize("folder, path", files())
def test_files_stay_small(folder, path):
    # A public header is a contract, comments for the most part.
    limit = 1200 if folder == "include/inlet" else 900
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("folder, path", files())
def test_lines_stay_narrow(folder, path):
    text = path.read_text(encoding="utf-8")
    laid_out = re.sub(r"/\* clang-format off \*/.*?/\* clang-format on \*/", "", text,
                      flags=re.S)
    assert [line for line in laid_out.splitlines() if len(line) > 88] == []
