"""What check.py says holds, whichever compiler and options have made the program."""

import concurrent.futures
import os
import pathlib
import re
import shutil

import pytest

from . import builds
from .builds import FIXTURE, Build, Lacking, run

# The facts that check.py looks at in a build that has all parts.
FACTS = 450

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
    *compilers("compressed", ["-O2", "-gdwarf-5", "-gz=zlib"]),
    Build("gcc compressed in the old way", after=compress_in_the_old_way),
    *compilers("apart", ["-O2", "-gdwarf-5"], after=take_apart),
    Build("gcc apart, in .debug, compressed", after=take_apart_into_a_folder),
    Build("gcc apart, with a wrong sum", after=take_apart_with_a_wrong_sum),
    Build("gcc dwz", options=("-O2", "-gdwarf-4"), after=make_smaller),
    Build("gcc dwz, shared", options=("-O2", "-gdwarf-4"), after=share_what_is_the_same),
    *(Build(f"{compiler} link time", compiler, ("-O2", "-gdwarf-5", "-flto"),
            without=("functions",), linking=linking)
      for compiler, linking in (("gcc", ()), ("clang", ("-fuse-ld=lld",)))),
    *compilers("no PIE", ["-O2", "-gdwarf-5", "-fno-pie"], linking=("-no-pie",)),
    *compilers("-g3", ["-O0", "-g3"]),
    Build("gcc -gpubnames", options=("-O2", "-g", "-gpubnames")),
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
    done = builds.start(program, FIXTURE / "check.py", *build.without)
    assert done.returncode == 0, done.stdout
    [facts] = re.findall(r"^facts: (\d+)$", done.stdout, re.M)
    assert int(facts) >= FACTS - 20 * len(build.without)
    shutil.rmtree(program.parent)
