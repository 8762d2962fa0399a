"""The public headers and what the library exports."""

import os
import re
import shutil
import subprocess

import pytest

from .documents import ROOT

BUILD = os.environ.get("INLET_BUILD", "")
HEADERS = sorted((ROOT / "include" / "inlet").glob("*.h"))
EDIT = ROOT / "include" / "inlet" / "edit.h"
HAS_EDITOR = os.path.exists(os.path.join(BUILD, "libinlet-edit.so"))
C = ["-x", "c", "-Wc++-compat", "-Wstrict-prototypes", "-Wmissing-prototypes"]
CPP = ["-x", "c++", "-Wold-style-cast"]
LANGUAGES = {
    "C17": ("cc", [*C, "-std=c17"]),
    "C17 by Clang": ("clang", [*C, "-std=c17", "-Wdocumentation",
                                  "-Wdocumentation-unknown-command"]),
    "C++17": ("c++", [*CPP, "-std=c++17"]),
    "C++20": ("c++", [*CPP, "-std=c++20"]),
    "C++17 by Clang": ("clang++", [*CPP, "-std=c++17"]),
}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wundef",
            "-Werror"]

# Twice, since a header may be included again; with the macros that a host uses.
USE = """
#include <inlet/{0}>
#include <inlet/{0}>
#include <inlet/inlet.h>
int main(void)
{{
    inlet_config config = INLET_CONFIG_INIT;
    inlet_console_config console_config = INLET_CONSOLE_CONFIG_INIT;
    inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
    inlet_function function = INLET_FUNCTION_INIT;
    inlet_source source = INLET_SOURCE_INIT;
    inlet_value value = inlet_string("text");
    inlet_value_clear(&value);
    return config.size + console_config.size + callbacks.size + function.size +
           source.size == 0;
}}
"""


def python_includes():
    """Where Python.h lies: this Python's, whatever Python was built for."""
    import sysconfig

    return ["-isystem", sysconfig.get_path("include")]


def check(language, text):
    if "<inlet/edit.h>" in text and not HAS_EDITOR:
        pytest.skip("this build has no editor")
    compiler, options = LANGUAGES[language]
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler}")
    subprocess.run(
        [compiler, *options, *WARNINGS, *python_includes(), "-fsyntax-only",
         "-I", ROOT / "include", "-I", os.path.join(BUILD, "include"), "-"],
        input=text, text=True, check=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("header", HEADERS, ids=lambda path: path.name)
def test_a_header_stands_alone(header, language):
    check(language, USE.format(header.name))


USE_CPP = """
#include <inlet/{0}>
#include <inlet/{0}>
#include <inlet/inlet.hpp>
int main()
{{
    inlet::python python;
    inlet::console console;
    console.put("sizes", std::vector{{3.0, 4.5}});
    console.put("thing", inlet::dict{{{{"name", "box"}}, {{"sizes", inlet::list{{3, nullptr}}}}}});
    console.def("area", [](double width, double height) {{ return width * height; }},
                {{"width", "height = 1.0"}}, "How much it covers.");
    return console.push("x = area(3)") == inlet::answer::done
               ? static_cast<int>(console.get<double>("x"))
               : 1;
}}
"""


@pytest.mark.parametrize("language", [name for name in LANGUAGES if "++" in name])
@pytest.mark.parametrize("header", ["inlet.hpp", "value.hpp", "handle.hpp", "table.hpp"])
def test_a_header_of_cpp_stands_alone(header, language):
    check(language, USE_CPP.format(header))


def test_a_wrong_header_is_noticed():
    with pytest.raises(subprocess.CalledProcessError):
        check("C17", "#include <inlet/inlet.h>\nunknown_type variable;\n")


def test_inlet_h_needs_no_python():
    assert "Python.h" not in (ROOT / "include/inlet/inlet.h").read_text(encoding="utf-8")


def declared(headers=HEADERS):
    """The functions that the headers mark as exported."""
    text = "".join(path.read_text(encoding="utf-8") for path in headers)
    return set(re.findall(r"^INLET_API[^;]*?\b(inlet_\w+)\(", text, re.M))


def exported(library):
    """The functions and variables that the library gives to the linker."""
    listing = subprocess.run(["nm", "-D", "--defined-only", library], text=True,
                             capture_output=True, check=True).stdout
    return {line.split()[-1].split("@")[0] for line in listing.splitlines()}


def test_the_library_exports_what_the_headers_declare():
    library = os.path.join(BUILD, "libinlet.so")
    if not os.path.exists(library):
        pytest.skip("no library was built")
    # A sanitizer's runtime marks its modules with symbols of its own.
    found = {name for name in exported(library) if not name.startswith("__")}
    expected = declared() if HAS_EDITOR else declared() - declared([EDIT])
    assert len(expected) > 20
    assert found == expected


USE_EDIT = """
#include <inlet/edit.h>
int main(void)
{
    inlet_editor_config config = INLET_EDITOR_CONFIG_INIT;
    inlet_editor *editor;
    return inlet_editor_new(&config, &editor) == INLET_DONE ? 0 : 1;
}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_of_the_editor_needs_no_other(language):
    check(language, USE_EDIT)


def test_the_editor_s_library_exports_its_header_and_needs_no_python():
    if not HAS_EDITOR:
        pytest.skip("this build has no editor")
    library = os.path.join(BUILD, "libinlet-edit.so")
    found = {name for name in exported(library) if not name.startswith("__")}
    assert len(found) > 30
    assert found == declared([EDIT])
    wanted = subprocess.run(["nm", "-D", "--undefined-only", library], text=True,
                            capture_output=True, check=True).stdout
    assert " Py" not in wanted and " _Py" not in wanted


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.name)
def test_the_parts_of_a_contract_begin_lines(header):
    text = header.read_text(encoding="utf-8")
    inside = re.findall(r"^ \* +\S.*(?:Answers|Fails|Owner|Thread|Since):  .*$", text, re.M)
    assert inside == []


def test_the_extension_exports_its_entry_alone():
    folder = os.path.join(BUILD, "python")
    names = [name for name in os.listdir(folder) if name.startswith("_inlet.")
             and name.endswith(".so")]
    assert len(names) == 1
    found = exported(os.path.join(folder, names[0]))
    assert {name for name in found if not name.startswith("__")} == {"PyInit__inlet"}


def test_the_reference_names_every_function_and_no_other():
    pages = {"inlet.h": "c.md", "host.h": "c-host.md", "python.h": "c-python.md",
             "source.h": "source.md", "editor.h": "editor.md", "value.h": "c.md",
             "function.h": "c.md", "status.h": "c.md", "edit.h": "c-edit.md",
             "handle.h": "c-handle.md", "live.h": "live.md", "table.h": "live.md"}
    for header in HEADERS:
        text = header.read_text(encoding="utf-8")
        names = set(re.findall(r"^INLET_API[^;]*?\b(inlet_\w+)\(", text, re.M))
        page = (ROOT / "docs" / "reference" / pages[header.name]).read_text(encoding="utf-8")
        assert names - set(re.findall(r"\binlet_\w+", page)) == set()
    every = "".join(path.read_text(encoding="utf-8") for path in HEADERS)
    for name in set(pages.values()):
        page = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        mentioned = set(re.findall(r"`(?:struct )?(inlet_\w+)", page))
        assert mentioned - set(re.findall(r"\binlet_\w+", every)) == set()
        statuses = set(re.findall(r"`(INLET_E?\w+)`", page))
        known = set(re.findall(r"\bINLET_\w+", every)) | {
            "INLET_" + code for code in re.findall(r"X\((E\w+), -", every)}
        assert statuses - known - {
            "INLET_VERSION_NUMBER", "INLET_DEBUG_PATH"} == set()
