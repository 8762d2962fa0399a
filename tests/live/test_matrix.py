"""What check.py and check_classes.py say holds, whichever compiler and options have made the program."""

import concurrent.futures
import os
import pathlib
import re
import shutil

import pytest

from . import builds
from .builds import FIXTURE, Build, Lacking, run

# The facts that a script looks at in a build that has all parts.
FACTS = {"check.py": 600, "check_classes.py": 80}

DEBUG_TOOLS = ("objcopy", "strip")


def take_apart(folder, program, library, where=".", compress=False):
    """The debug information of both into files of their own, by a .gnu_debuglink."""
    (folder / where).mkdir(exist_ok=True)
    for file in program, library:
        debug = folder / where / (file.name + ".debug")
        options = ["--compress-debug-sections"] if compress else []
        run("objcopy", "--only-keep-debug", *options, file, debug)
        run("strip", file)
        run("objcopy", f"--add-gnu-debuglink={debug}", file)


def take_apart_into_a_folder(folder, program, library):
    take_apart(folder, program, library, ".debug", compress=True)


def take_apart_with_a_wrong_sum(folder, program, library):
    """The build-id says that they belong together; the sum says that they do not."""
    take_apart(folder, program, library)
    for file in program, library:
        with open(folder / (file.name + ".debug"), "ab") as debug:
            debug.write(b"\0")


def take_apart_by_numbers(folder, program, library):
    """The debug information by the linker's number of each file, with nothing in the file
    that says so, as distributions have it."""
    for file in program, library:
        notes = run("readelf", "-n", file)
        [digits] = re.findall(r"Build ID: ([0-9a-f]+)", notes)
        debug = builds.debug_root(folder) / ".build-id" / digits[:2] / (digits[2:] + ".debug")
        debug.parent.mkdir(parents=True, exist_ok=True)
        run("objcopy", "--only-keep-debug", file, debug)
        run("strip", file)


def take_apart_below_a_root(folder, program, library):
    """A link by name alone, to a file that lies below the folder of debug information."""
    take_apart(folder, program, library, "apart")
    where = builds.debug_root(folder) / folder.relative_to(folder.anchor)
    where.parent.mkdir(parents=True)
    (folder / "apart").rename(where)


def compress_in_the_old_way(folder, program, library):
    for file in program, library:
        run("objcopy", "--compress-debug-sections=zlib-gnu", file)


def make_smaller(folder, program, library):
    run("dwz", program)


def share_what_is_the_same(folder, program, library):
    run("dwz", "-m", folder / "common", "-M", "common", program, library)


def compilers(name, options, **more):
    return [Build(f"{compiler} {name}", compiler, tuple(options), **more)
            for compiler in ("gcc", "clang")]


BUILDS = [
    *(build for level in ("-O0", "-O2") for version in ("-gdwarf-4", "-gdwarf-5")
      for build in compilers(f"{level} {version}", [level, version])),
    *(build for version in ("-gdwarf-4", "-gdwarf-5")
      for build in compilers(f"{version} with type units",
                             ["-O2", version, "-fdebug-types-section"])),
    # GCC 12 writes a wrong place for thread-locals here: gdb cannot read it, either.
    Build("gcc split", "gcc", ("-O2", "-gdwarf-5", "-gsplit-dwarf"), without=("threads",)),
    Build("clang split", "clang", ("-O2", "-gdwarf-5", "-gsplit-dwarf")),
    # As newer clang does it of its own accord.
    Build("clang split, by ranges", "clang", ("-O2", "-gdwarf-5", "-gsplit-dwarf", "-mllvm",
                                              "-minimize-addr-in-v5=Ranges")),
    *compilers("compressed", ["-O2", "-gdwarf-5", "-gz=zlib"]),
    Build("gcc compressed in the old way", after=compress_in_the_old_way),
    *compilers("apart", ["-O2", "-gdwarf-5"], after=take_apart),
    Build("gcc apart, in .debug, compressed", after=take_apart_into_a_folder),
    Build("gcc apart, with a wrong sum", after=take_apart_with_a_wrong_sum),
    *compilers("apart, by numbers", ["-O2", "-gdwarf-5"], after=take_apart_by_numbers),
    Build("gcc apart, below a root", after=take_apart_below_a_root),
    Build("gcc dwz", options=("-O2", "-gdwarf-4"), after=make_smaller),
    Build("gcc dwz, shared", options=("-O2", "-gdwarf-4"), after=share_what_is_the_same),
    *(Build(f"{compiler} link time", compiler, ("-O2", "-gdwarf-5", "-flto"),
            without=("functions",), linking=linking)
      for compiler, linking in (("gcc", ()), ("clang", ("-fuse-ld=lld",)))),
    *compilers("no PIE", ["-O2", "-gdwarf-5", "-fno-pie"], linking=("-no-pie",)),
    *(build for version in ("-gdwarf-4", "-gdwarf-5")
      for build in compilers(f"-O3 {version}", ["-O3", version])),
    *compilers("-g3", ["-O0", "-g3"]),
    Build("gcc -gpubnames", options=("-O2", "-g", "-gpubnames")),
    *(Build(f"{compiler} {level} {version}", compiler, ("-std=c++17", level, version),
            sources=("classes.cpp", "engine.cpp"), library="shapes.cpp", script="check_classes.py")
      for compiler in ("g++", "clang++")
      for level, version in (("-O0", "-gdwarf-5"), ("-O2", "-gdwarf-4"))),
]


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """What becomes each build: two of them are compiled at a time."""
    builds.require_provider()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        futures = {}
        for build in BUILDS:
            folder = tmp_path_factory.mktemp("build")
            futures[build.name] = pool.submit(builds.make, build, folder)
        yield futures
        for future in futures.values():
            future.cancel()


@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_every_fact_holds(build, programs):
    try:
        program = programs[build.name].result()
    except Lacking as reason:
        pytest.skip(str(reason))
    done = builds.start(program, FIXTURE / build.script, *build.without)
    assert done.returncode == 0, done.stdout
    [facts] = re.findall(r"^facts: (\d+)$", done.stdout, re.M)
    assert int(facts) >= FACTS[build.script] - 20 * len(build.without)
    shutil.rmtree(program.parent)
