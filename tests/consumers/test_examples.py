"""The examples: what is typed into them, and what they answer."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = os.environ.get("INLET_BUILD", "")
SESSIONS = sorted((ROOT / "examples").glob("*/session.txt"))


def parts(session):
    """A session file: what is typed, a line of dashes, what comes out."""
    typed, _, answer = session.read_text(encoding="utf-8").partition("-----\n")
    return typed, answer


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.parent.name)
def test_session(session):
    program = os.path.join(BUILD, "examples", session.parent.name)
    if not os.path.exists(program):
        pytest.skip("the examples were not built")
    typed, answer = parts(session)
    # Python's output goes straight out, to stand between that of the program.
    environment = {**os.environ, "PYTHONPATH": os.path.join(BUILD, "python"),
                   "PYTHONUNBUFFERED": "1"}
    done = subprocess.run([program], input=typed, text=True, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    assert done.stdout == answer
    assert done.returncode == 0


def test_every_example_is_tested():
    folders = {path.name for path in (ROOT / "examples").iterdir() if path.is_dir()}
    # Those that draw have tests of their own.
    tested = {path.stem.partition("_")[2]
              for path in pathlib.Path(__file__).parent.glob("test_*.py")}
    assert folders == {path.parent.name for path in SESSIONS} | (folders & tested)
    assert SESSIONS
