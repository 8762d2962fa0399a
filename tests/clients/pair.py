"""Runs a client twice, on the standard modules and on Inlet, each in its process."""

import functools
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "programs")
LENDERS = ("/usr/bin/python3", "python3")
SECONDS_MAX = 120

# What differs from run to run in any client.
ADDRESS = r"0x[0-9a-f]{6,}"

# What is under test; `broken:FAULT` (see site/sitecustomize.py) has to fail the suite.
TESTED = os.environ.get("INLET_CLIENTS_ENGINE", "inlet")


@dataclass(frozen=True)
class Seen:
    """All that a client showed."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True)
class Client:
    """A command line of Python that ends up in `code` or `codeop`.

    `module` is what the client is; without it the test is skipped.  `shown` are words
    that the session cannot lack: it did reach what it is about.  `base` is the class
    of the client that has to stand on Inlet's.  `cleaned` are patterns of what differs
    from run to run.  `is_mended` tells that the program mends the client's overrides
    for the standard modules: see programs/mending.py.
    """

    name: str
    arguments: tuple
    module: str
    shown: tuple
    base: str = ""
    input: str = ""
    since: tuple = ()
    cleaned: tuple = ()
    is_mended: bool = False


def program(name, *arguments):
    """The command line of one of the programs beside this file."""
    return (os.path.join(PROGRAMS, name), *arguments)


def find_lent():
    """The folder of packages that another Python here has, to try them on this one."""
    ask = "import os, pytest; print(os.path.dirname(pytest.__path__[0]))"
    for lender in LENDERS:
        try:
            found = subprocess.run([lender, "-I", "-c", ask], capture_output=True,
                                   text=True)
        except FileNotFoundError:
            continue
        if found.returncode == 0:
            return found.stdout.strip()
    return ""


def package_folder():
    import inlet

    return os.path.dirname(os.path.dirname(os.path.abspath(inlet.__file__)))


@functools.cache
def lent_folder():
    # A Python with these packages of its own needs no loan.
    return "" if importlib.util.find_spec("bpython") else find_lent()


def make_environment(client, engine, witness):
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("PYTHON", "INLET_"))}
    environment.update(
        PYTHONPATH=os.pathsep.join((os.path.join(HERE, "site"), package_folder())),
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONHASHSEED="0",
        PYTHONIOENCODING="utf-8",
        PYTHONNOUSERSITE="1",
        INLET_CLIENT_ENGINE=engine,
        INLET_CLIENT_PACKAGES=lent_folder(),
        INLET_CLIENT_WITNESS=witness,
        HOME=os.path.dirname(witness),
        COLUMNS="80",
        LANG="C.UTF-8",
        NO_COLOR="1",
        TERM="dumb",
    )
    if client.is_mended and engine == "standard":
        environment["INLET_CLIENT_MENDED"] = "1"
    return environment


def run(client, engine):
    """Run the client on the engine; what it showed, and the witness's lines."""
    with tempfile.TemporaryDirectory() as home:
        witness = os.path.join(home, "witness")
        done = subprocess.run(
            [sys.executable, *client.arguments],
            input=client.input, capture_output=True, text=True, encoding="utf-8",
            errors="surrogateescape", cwd=home, timeout=SECONDS_MAX,
            env=make_environment(client, engine, witness))
        lines = []
        if os.path.exists(witness):
            with open(witness, encoding="utf-8") as file:
                lines = [json.loads(line) for line in file]
        clean = functools.partial(_clean, (re.escape(home), *client.cleaned))
        return Seen(done.returncode, clean(done.stdout), clean(done.stderr)), lines


def _clean(patterns, text):
    for pattern in patterns:
        text = re.sub(pattern, "~", text)
    return text


@functools.cache
def missing(module):
    """Why a client's process cannot import the module, or None."""
    ask = Client("import", ("-c", f"import {module}"), module, ())
    seen, _ = run(ask, "standard")
    return None if seen.status == 0 else seen.errors.strip().splitlines()[-1]


@functools.cache
def run_standard(client):
    return run(client, "standard")[0]


def require(client):
    if sys.version_info < client.since:
        version = ".".join(map(str, client.since))
        pytest.skip(f"{client.module}: not before Python {version}")
    reason = missing(client.module)
    if reason:
        pytest.skip(f"{client.module}: {reason}")


def assert_same(client):
    """The client shows the same on both, and did run on Inlet where it should."""
    require(client)
    expected = run_standard(client)
    for word in client.shown:
        assert word in expected.output + expected.errors, expected
    seen, witness = run(client, TESTED)
    assert seen.output == expected.output
    assert seen.errors == expected.errors
    assert seen.status == expected.status
    assert any(line["code"] == "inlet.code" for line in witness), witness
    if client.base:
        assert any(client.base in line["classes"] for line in witness), witness


def assert_noticed(client, fault):
    """With this fault of the engine `assert_same` would fail."""
    require(client)
    try:
        seen = run(client, f"broken:{fault}")[0]
    except subprocess.TimeoutExpired:
        return
    assert "sitecustomize" not in seen.errors, "the fault itself failed"
    assert seen != run_standard(client)
