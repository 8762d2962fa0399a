"""Run pytest with the Python that runs this, on the package in a build folder.

    python tools/run_pytest.py --build DIR PYTEST-ARGUMENT...

A Python without pytest and hypothesis borrows them from one that has them.  Both are
plain Python, so links to them in a folder of their own do; the rest of what the lender
has installed stays out of sight.
"""

import argparse
import contextlib
import importlib.util
import os
import subprocess
import sys

# What pytest and hypothesis consist of and rest on, in all the releases in use.
LENT = (
    "_hypothesis_ftz_detector.py",
    "_hypothesis_globals.py",
    "_hypothesis_pytestplugin.py",
    "_pytest",
    "attr",
    "attrs",
    "exceptiongroup",
    "hypothesis",
    "iniconfig",
    "packaging",
    "pluggy",
    "py.py",
    "pygments",
    "pyte",
    "pytest",
    "sortedcontainers",
    "wcwidth",
)
# Entry points make pytest load hypothesis's plugin.
LENT_METADATA = ("hypothesis-",)
LENDERS = ("/usr/bin/python3", "python3")
NEEDED = ("pytest", "hypothesis")

FIND = "import pytest, hypothesis, os; print(os.path.dirname(pytest.__path__[0]))"


def has_needed():
    return all(importlib.util.find_spec(name) for name in NEEDED)


def find_lender():
    """The folder of the first lender's pytest."""
    for lender in LENDERS:
        found = subprocess.run(
            [lender, "-I", "-c", FIND], capture_output=True, text=True
        )
        if found.returncode == 0:
            return found.stdout.strip()
    sys.exit("run_pytest: no Python here has both pytest and hypothesis")


def borrow(folder):
    """Fill the folder with links to what is lent; several suites may do so at once."""
    lender = find_lender()
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(lender):
        link = os.path.join(folder, name)
        if name in LENT or name.startswith(LENT_METADATA):
            with contextlib.suppress(FileExistsError):
                os.symlink(os.path.join(lender, name), link)


def make_environment(build):
    paths = [os.path.join(build, "python")]
    if not has_needed():
        links = os.path.join(build, "borrowed")
        borrow(links)
        paths.append(links)
    environment = dict(os.environ)
    environment.update(
        PYTHONPATH=os.pathsep.join(paths),
        PYTHONNOUSERSITE="1",
        PYTHONDONTWRITEBYTECODE="1",
        HYPOTHESIS_STORAGE_DIRECTORY=os.path.join(build, "hypothesis"),
        INLET_BUILD=build,
    )
    return environment


def main():
    parser = argparse.ArgumentParser(description="Run pytest on a build folder.")
    parser.add_argument("--build", required=True, help="the build folder")
    options, rest = parser.parse_known_args()
    source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-ra"]
    os.chdir(source)
    os.execve(
        sys.executable, command + rest, make_environment(os.path.abspath(options.build))
    )


if __name__ == "__main__":
    main()
