"""Installing: by `meson install`, and as a wheel by pip."""

import importlib.util
import os
import pathlib
import shutil
import site
import subprocess
import sys

import pytest

from .documents import ROOT

BUILD = os.environ.get("INLET_BUILD", "")
TRY = (
    "import inlet, _inlet; c = inlet.InteractiveConsole(); c.push('x = 6 * 7');"
    "print(c.locals['x'], inlet.__file__, _inlet.__file__)"
)


def run(command, **options):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    environment.update(options.pop("environment", {}))
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        **options,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


# ---- meson install ----


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with what `meson install` installs: {path below it}."""
    if not os.path.exists(os.path.join(BUILD, "build.ninja")):
        pytest.skip("no build folder to install from")
    folder = tmp_path_factory.mktemp("installed")
    run(
        ["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", os.fspath(folder)]
    )
    return folder


def find(folder, name):
    found = [path for path in folder.rglob(name)]
    assert len(found) == 1, (name, found)
    return found[0]


def test_what_is_installed(installed):
    names = {path.name for path in installed.rglob("*") if not path.is_dir()}
    assert {"__init__.py", "code.py", "codeop.py", "py.typed", "code.pyi"} <= names
    if os.path.exists(os.path.join(BUILD, "libinlet.so")):
        expected = {"inlet.h", "python.h", "version.h", "inlet.pc", "libinlet.so"}
        assert expected | {"inlet", "inlet.1"} <= names
    if os.path.exists(os.path.join(BUILD, "libinlet-edit.so")):
        assert {"edit.h", "status.h", "version.h", "inlet-edit.pc",
                "libinlet-edit.so"} <= names
    strange = [name for name in names if name.endswith((".a", ".o", ".c"))]
    assert strange == []


def test_the_installed_package_works(installed):
    package = find(installed, "py.typed").parent
    said = run(
        [sys.executable, "-S", "-c", TRY],
        environment={"PYTHONPATH": os.fspath(package.parent)},
    )
    answer, *files = said.split()
    assert answer == "42"
    assert all(file.startswith(os.fspath(installed)) for file in files)


def test_python_looks_where_the_package_goes(installed):
    package = find(installed, "py.typed").parent.parent
    prefixes = {"/usr", "/usr/local", sys.prefix}
    below = pathlib.Path("/", package.relative_to(installed))
    prefix = next((one for one in below.parents if os.fspath(one) in prefixes), None)
    if prefix is None or sys.prefix not in ("/usr", os.fspath(prefix)):
        pytest.skip(f"{below} is below a prefix that is not this Python's")
    assert os.fspath(below) in site.getsitepackages()


def test_the_installed_program_works(installed):
    if not os.path.exists(os.path.join(BUILD, "inlet")):
        pytest.skip("this Python has no libpython, so there is no program")
    program = next(path for path in installed.rglob("bin/inlet"))
    library = find(installed, "libinlet.so").parent
    package = find(installed, "py.typed").parent
    said = run(
        [program, "-c", "import inlet; print(6 * 7, inlet.__file__)"],
        environment={
            "LD_LIBRARY_PATH": os.fspath(library),
            "PYTHONPATH": os.fspath(package.parent),
        },
    )
    assert said.split() == ["42", os.fspath(package / "__init__.py")]


def test_pkg_config_knows_the_version(installed):
    if not list(installed.rglob("inlet.pc")):
        pytest.skip("this Python has no libpython, so there is no library")
    folder = find(installed, "inlet.pc").parent
    said = run(
        ["pkg-config", "--modversion", "inlet"],
        environment={"PKG_CONFIG_PATH": os.fspath(folder)},
    )
    import inlet

    assert said.strip() == inlet.__version__


def test_make_install_asks_meson(tmp_path):
    if shutil.which("make") is None:
        pytest.skip("no make here")
    said = run(["make", "-n", "install", f"BUILD={BUILD}", "PREFIX=/opt/x"], cwd=ROOT)
    assert "tools/build -Dprefix=/opt/x" in said
    assert f"meson install -C {BUILD}" in said


# ---- pip install ----


def has_all(*modules):
    return all(importlib.util.find_spec(module) for module in modules)


@pytest.fixture
def sources(tmp_path):
    """A copy of the sources: a build back end leaves files beside them."""
    copy = tmp_path / "sources"
    # tools/build goes with the build folders; a wheel does not miss it.
    ignored = shutil.ignore_patterns("build*", ".git", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=ignored)
    return copy


def test_pip_install(sources, tmp_path):
    if not has_all("mesonpy", "pip", "ensurepip"):
        pytest.skip("this Python has no meson-python, pip and venv")
    home = tmp_path / "venv"
    run([sys.executable, "-m", "venv", "--system-site-packages", home])
    python = home / "bin" / "python"
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--no-index", "--no-deps", "--no-build-isolation", sources])
    answer, *files = run([python, "-c", TRY], cwd=tmp_path).split()
    assert answer == "42"
    assert all(file.startswith(os.fspath(home)) for file in files)
    listed = run([*pip, "show", "--files", "inlet"])
    assert "Version: 0.1.0" in listed
    for name in ("libinlet.so", "libinlet-edit.so", "inlet.h", "bin/inlet"):
        assert name not in listed


def test_the_versions_agree():
    import inlet

    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{inlet.__version__}"' in text
