"""Programs with debug information of every shape: how they are built and run."""

import dataclasses
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = pathlib.Path(__file__).parent / "fixture"
BUILD = os.environ.get("INLET_BUILD", "")


class Lacking(Exception):
    """This machine has not what the build takes."""


def run(*command, **options):
    """Run a tool that is to succeed: what it printed."""
    if shutil.which(command[0]) is None:
        raise Lacking(f"no {command[0]} here")
    done = subprocess.run([os.fspath(part) for part in command], text=True,
                          errors="replace", capture_output=True, timeout=300, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


@dataclasses.dataclass(frozen=True)
class Build:
    """One way to build the program: `after` changes what came out of the linker."""

    name: str
    compiler: str = "gcc"
    options: tuple = ("-O2", "-gdwarf-5")
    linking: tuple = ()
    without: tuple = ()  # parts of the script
    after: object = None
    sources: tuple = ("things.c", "other.c")
    library: str = "library.c"
    script: str = "check.py"

    def __str__(self):
        return self.name


def can_compile(compiler, *options):
    """Does it take the options, and does what comes out start?"""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "probe.c")
        source.write_text("int main(void) { return 0; }\n")
        program = pathlib.Path(folder, "probe")
        done = subprocess.run([compiler, *options, source, "-o", program], cwd=folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0 and subprocess.run([program]).returncode == 0


@functools.lru_cache(None)
def require_compiler(compiler, options):
    if shutil.which(compiler) is None:
        raise Lacking(f"no {compiler} here")
    if not can_compile(compiler, *options):
        raise Lacking(f"{compiler} does not know {' '.join(options)}")


def make(build, folder):
    """Build the program in the folder: its path."""
    require_compiler(build.compiler, build.options + build.linking)
    library, program = folder / "libthings.so", folder / "things"
    places = ["-I", FIXTURE, "-I", ROOT / "include", "-I", pathlib.Path(BUILD, "include")]
    pie = [] if "-no-pie" in build.linking else ["-fPIE"]
    objects = []
    for source in (*build.sources, "host.c"):
        objects.append(folder / (source + ".o"))
        run(build.compiler, *build.options, *pie, *places, "-c", FIXTURE / source,
            "-o", objects[-1], cwd=folder)
    run(build.compiler, *build.options, *places, "-c", "-fPIC", FIXTURE / build.library,
        "-o", folder / "library.o", cwd=folder)
    run(build.compiler, *build.options, "-shared", folder / "library.o",
        "-o", library, cwd=folder)
    run(build.compiler, *build.options, *build.linking, "-rdynamic", *objects, library,
        pathlib.Path(BUILD, "libinlet.so"), "-Wl,--build-id", "-pthread",
        f"-Wl,-rpath,$ORIGIN:{BUILD}", "-o", program, cwd=folder)
    if build.after is not None:
        build.after(folder, program, library)
    return program


def has_provider():
    """Was the part built that reads debug information?"""
    return bool(list(pathlib.Path(BUILD or "/nowhere").rglob("libinlet-dwarf.so*")))


def require_provider():
    if not has_provider():
        pytest.skip("this build does not read debug information")


def debug_root(folder):
    """What stands for /usr/lib/debug in a build."""
    return folder / "debug"


def start(program, *arguments, timeout=120, **variables):
    """Run the program with a script and its arguments; its CompletedProcess."""
    environment = {**os.environ, "PYTHONPATH": os.path.join(BUILD, "python"),
                   "PYTHONFAULTHANDLER": "1",
                   "INLET_DEBUG_PATH": os.fspath(debug_root(pathlib.Path(program).parent))}
    environment.pop("DEBUGINFOD_URLS", None)
    environment.update(variables)
    return subprocess.run(
        [os.fspath(part) for part in (program, *arguments)], text=True, env=environment,
        errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=timeout)
