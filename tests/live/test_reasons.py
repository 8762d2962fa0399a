"""Why a name cannot be had: each reason has words of its own."""

import re

import pytest

from . import builds
from .builds import Build, Lacking, run

# What is asked of a program, and what comes of it, a line each.
ASK = """
import os, sys
exec(sys.argv[1])
import inlet.live
c = inlet.live.program()
for name in sys.argv[2:]:
    try:
        print(name, "=", repr(getattr(c, name)))
    except Exception as error:
        print(name, type(error).__name__, str(error).replace("\\n", " "))
"""

OPTIMISED = ("-O2", "-gdwarf-5")


class Asked:
    """A program that was built, and what it says of names."""

    def __init__(self, folder, *options, after=None, linking=()):
        builds.require_provider()
        build = Build("reasons", "gcc", options, linking, after=after,
                      sources=("things.c", "other.c", "reasons.c"))
        try:
            self.program = builds.make(build, folder)
        except Lacking as reason:
            pytest.skip(str(reason))
        self.folder = folder
        self.script = folder / "ask.py"
        self.script.write_text(ASK)

    def ask(self, *names, first="", **variables):
        """What has become of each name, after some code has run."""
        done = builds.start(self.program, self.script, first, *names, **variables)
        assert done.returncode == 0, done.stdout
        lines = done.stdout.splitlines()
        assert len(lines) == len(names), done.stdout
        return [line.split(" ", 1)[1] for line in lines]


@pytest.fixture(scope="module")
def optimised(tmp_path_factory):
    return Asked(tmp_path_factory.mktemp("reasons"), *OPTIMISED)


@pytest.mark.parametrize("name, words", [
    ("never_written", "optimised (it )?away|optimised out"),
    ("always_inlined", "inlined"),
    ("specialised", r"clone.*specialised\.constprop"),
    ("banner", "constant"),
    ("in_a_register", "register"),
])
def test_what_the_optimiser_took(name, words, optimised):
    there, said = optimised.ask("still_there", name)
    assert there == "= 3"
    assert re.match(f"AttributeError .*{name}.*{words}", said), said


def test_a_constant_is_never_wrong(optimised):
    """The compiler has kept the number alone: it may be shown, or it may be explained."""
    [said] = optimised.ask("a_constant_number")
    assert said == "= 42" or re.match("AttributeError .*constant", said), said


def check_module(tmp_path, options, words, after=None, linking=()):
    """No name of the program is to be had, and the words say why, and where."""
    asked = Asked(tmp_path, *options, after=after, linking=linking)
    said = asked.ask("still_there", "library_number")
    for module, text in zip(("things", "libthings.so"), said):
        assert text.startswith("AttributeError "), text
        assert re.search(module + ".*" + words, text), text


def strip_both(folder, program, library):
    for file in program, library:
        run("strip", file)


def compress_by_zstd(folder, program, library):
    try:
        for file in program, library:
            run("objcopy", "--compress-debug-sections=zstd", file)
    except RuntimeError as problem:
        raise Lacking(f"objcopy has no zstd: {problem}") from None


def lose_split_files(folder, program, library):
    for file in folder.glob("*.dwo"):
        file.unlink()


def link_to_the_wrong_file(folder, program, library):
    """Without a build-id only the sum of its bytes tells that it is another file."""
    for file in program, library:
        debug = folder / (file.name + ".debug")
        run("objcopy", "--only-keep-debug", file, debug)
        run("strip", file)
        run("objcopy", f"--add-gnu-debuglink={debug}",
            "--remove-section=.note.gnu.build-id", file)
        with open(debug, "ab") as end:
            end.write(b"\0")


def test_a_stripped_program(tmp_path):
    check_module(tmp_path, OPTIMISED, "no debug information", after=strip_both)


def test_a_program_that_was_built_without(tmp_path):
    check_module(tmp_path, ("-O2",), "no debug information")


def test_a_program_built_with_g1(tmp_path):
    check_module(tmp_path, ("-O2", "-g1"), "-g1")


def test_functions_of_a_program_built_with_g1(tmp_path):
    """gcc has their names there, but not what they take."""
    [said] = Asked(tmp_path, "-O2", "-g1").ask("add")
    assert re.match("AttributeError add: .* information of things, as with -g1", said)


def test_a_compression_that_is_not_known(tmp_path):
    asked = Asked(tmp_path, *OPTIMISED, after=compress_by_zstd)
    for said in asked.ask("still_there", "library_number"):
        # A libelf that knows it reads it.
        assert said in ("= 3", "= 1000") or re.search("things.*zstd", said), said


def test_split_files_that_are_gone(tmp_path):
    check_module(tmp_path, (*OPTIMISED, "-gsplit-dwarf"), r"\.dwo",
                 after=lose_split_files)


def test_a_debug_file_of_another_build(tmp_path):
    """The end of its path is shown, however long that is."""
    tmp_path = tmp_path / ("deep" * 30)
    tmp_path.mkdir()
    check_module(tmp_path, OPTIMISED, r"\.debug, which is of another build",
                 after=link_to_the_wrong_file)


def test_a_program_that_is_deleted_while_it_runs(tmp_path):
    asked = Asked(tmp_path, *OPTIMISED)
    [said] = asked.ask("still_there", first=f"os.unlink({str(asked.program)!r})")
    assert said == "= 3"


def test_a_program_that_is_replaced_while_it_runs(tmp_path):
    asked = Asked(tmp_path, *OPTIMISED)
    other = tmp_path / "other"
    other.write_bytes(b"\x7fELF of another kind")
    [said] = asked.ask(
        "still_there", first=f"os.replace({str(other)!r}, {str(asked.program)!r})")
    assert said == "= 3"


def test_a_library_that_is_replaced_while_it_runs(tmp_path):
    asked = Asked(tmp_path, *OPTIMISED)
    library, other = tmp_path / "libthings.so", tmp_path / "other.so"
    run("gcc", "-shared", "-g", "-fPIC", "-Wl,--build-id", "-x", "c", "/dev/null",
        "-o", other)
    there, said = asked.ask(
        "still_there", "library_number",
        first=f"os.replace({str(other)!r}, {str(library)!r})")
    assert there == "= 3"
    assert re.match("AttributeError .*libthings.so.*(replaced|another|changed)", said), said


def test_a_library_that_is_deleted_while_it_runs(tmp_path):
    asked = Asked(tmp_path, *OPTIMISED)
    there, said = asked.ask(
        "still_there", "library_number",
        first=f"os.unlink({str(tmp_path / 'libthings.so')!r})")
    assert there == "= 3"
    assert said == "= 1000" or re.match("AttributeError .*libthings.so.*gone", said)
