"""The scripts that a newcomer meets first."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from .documents import ROOT

BUILD = os.environ.get("INLET_BUILD", "")


def scripts():
    """Every shell script of the tree, by its first line."""
    found = []
    for folder in (".", "tools", "bench", ".ci"):
        for path in sorted((ROOT / folder).iterdir()):
            if path.is_file():
                with open(path, "rb") as file:
                    first = file.readline()
                if re.match(rb"#!.*\b(ba)?sh\b", first):
                    found.append(path)
    return found


SCRIPTS = scripts()


def run(*command, **environment):
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )


def test_the_doors_are_scripts():
    assert {"run", "test", "setup", "build", "pythons"} <= {one.name for one in SCRIPTS}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_executed(path):
    assert os.access(path, os.X_OK)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(path):
    if shutil.which("shellcheck") is None:
        pytest.skip("no shellcheck here")
    done = run("shellcheck", os.fspath(path))
    assert done.returncode == 0, done.stdout


def test_run_prints_what_the_program_prints_and_no_more():
    done = run("./run", "-c", "import sys; print(6 * 7); sys.exit(3)", BUILD=BUILD)
    assert (done.stdout, done.returncode) == ("42\n", 3)


def test_in_the_console_of_run_the_package_is_there():
    done = run("./run", "-c", "import inlet; inlet.install(); import code\n"
               "print(code.__name__, inlet.__path__[0])", BUILD=BUILD, PYTHONPATH="")
    assert done.stdout.split() == ["inlet.code", os.path.join(BUILD, "python", "inlet")]


def test_an_unknown_option_of_test_explains():
    done = run("./test", "--wrong")
    assert done.returncode == 2
    assert "./test SUITE..." in done.stdout


# ---- tools/pythons ----


def pythons(what, **environment):
    done = run("tools/pythons", what, **environment)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_pythons_default_is_the_one_that_is_asked_for():
    release = "%d.%d.%d" % sys.version_info[:3]
    status, lines, _ = pythons("default", PYTHON=sys.executable)
    assert status == 0
    assert lines == [f"{release} {sys.executable}"] or sys.abiflags


def test_pythons_refuses_what_does_not_run():
    status, lines, said = pythons("default", PYTHON="/nowhere/python3")
    assert (status, lines) == (1, [])
    assert "PYTHON=/nowhere/python3 does not run" in said


def fake_python(folder, name, release, header=True):
    """A script that answers as a Python of that release would."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {release} {header} {path}\n")
    path.chmod(0o755)
    return os.fspath(path)


def test_pythons_refuses_an_old_one(tmp_path):
    old = fake_python(tmp_path, "python3.10", "3.10.4")
    status, lines, said = pythons("default", PYTHON=old)
    assert (status, lines) == (1, [])
    assert "needs 3.11" in said


def test_pythons_lists_each_release_once_and_only_what_can_be_built_for(tmp_path):
    one = fake_python(tmp_path, "one", "3.13.7")
    listed = " ".join(
        [
            fake_python(tmp_path, "two", "3.14.1"),
            fake_python(tmp_path, "again", "3.13.7"),
            fake_python(tmp_path, "bare", "3.15.0", header=False),
            fake_python(tmp_path, "old", "3.9.2"),
            "/nowhere/python3",
        ]
    )
    _, lines, _ = pythons("all", PYTHON=one, INLET_PYTHONS=listed)
    assert lines == [f"3.13.7 {one}", f"3.14.1 {tmp_path}/two"]
    _, lines, _ = pythons("reasons", PYTHON=one, INLET_PYTHONS=listed)
    assert lines == [
        f"Python 3.15.0: {tmp_path}/bare has no headers (Python.h)",
        "Python 3.11: none found",
        "Python 3.12: none found",
    ]


# ---- tools/setup ----


def package_lines():
    text = (ROOT / "tools" / "packages.txt").read_text(encoding="utf-8")
    return [
        line.split(None, 3)
        for line in text.splitlines()
        if line and not line.startswith("#")
    ]


def test_every_package_has_a_section_a_probe_and_a_reason():
    lines = package_lines()
    assert len(lines) > 20
    for line in lines:
        assert len(line) == 4, line
        assert line[0] in ("build", "test", "clients", "examples", "bench",
                           "checks"), line
        assert re.fullmatch(r"(cmd|lib|mod):\S+|header|cpp|fuzzer|font", line[2]), line


@pytest.fixture
def poor_path(tmp_path):
    """A folder for PATH with what the scripts need and no compiler, no apt, no sudo."""
    for name in ("sh", "dirname", "cat", "cut", "sed", "tr", "grep", "id", "env"):
        os.symlink(shutil.which(name), tmp_path / name)
    return os.fspath(tmp_path)


def test_setup_names_what_is_missing_and_stops(poor_path):
    done = run("tools/setup", "build", PATH=poor_path)
    assert done.returncode == 69
    assert "missing to build Inlet" in done.stderr
    assert {"gcc", "meson", "ninja-build"} <= set(done.stderr.split())


def test_setup_does_without_what_may_be_missing(poor_path):
    done = run("tools/setup", "checks", PATH=poor_path)
    assert done.returncode == 0
    assert "tests are skipped" in done.stderr
    assert "valgrind" in done.stderr


def test_setup_says_nothing_when_nothing_is_missing():
    done = run("tools/setup", "build")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# ---- tools/build ----


@pytest.fixture
def built_once(tmp_path):
    """A build folder as an earlier build leaves it, and tools that only say what they do."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("meson", "ninja"):
        tool = tools / name
        tool.write_text(f"#!/bin/sh\necho {name} $1 $2 >>{tmp_path}/calls\n")
        tool.chmod(0o755)
    build = tmp_path / "build"
    build.mkdir()
    (build / "build.ninja").touch()
    default = run("tools/pythons", "default").stdout
    (build / "python-built-for").write_text(default)

    def calls():
        path = os.pathsep.join((os.fspath(tools), os.environ["PATH"]))
        done = run("tools/build", BUILD=os.fspath(build), PATH=path)
        assert done.returncode == 0, done.stderr
        return (tmp_path / "calls").read_text().splitlines()

    return build / "build.ninja", calls


@pytest.mark.skipif(
    not os.path.exists("/var/lib/dpkg/status"), reason="not a Debian system"
)
def test_what_was_installed_after_the_build_is_looked_for(built_once):
    made, calls = built_once
    os.utime(made, (0, 0))
    assert calls()[0] == "meson setup --reconfigure"


def test_nothing_is_configured_twice(built_once):
    _, calls = built_once
    assert [call.split()[0] for call in calls()] == ["ninja"]
