"""The desktop example, on a screen that nobody sees: the window always answers."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = os.environ.get("INLET_BUILD", "")
PROGRAM = pathlib.Path(BUILD, "examples", "desktop")

sys.path.insert(0, os.fspath(ROOT / "tools"))

import take_pictures


@pytest.fixture(scope="module")
def environment():
    if not PROGRAM.exists() or shutil.which("Xvfb") is None:
        pytest.skip("the desktop was not built, without GTK 3, or there is no Xvfb")
    with take_pictures.screen() as screen:
        yield {**os.environ, **screen, "PYTHONPATH": os.path.join(BUILD, "python")}


@pytest.fixture
def play(environment):
    def play(script):
        """What is to be seen at the end of these steps."""
        done = subprocess.run([PROGRAM, "--script"], input=script + "show\n",
                              stdout=subprocess.PIPE, text=True, env=environment,
                              timeout=60)
        assert done.returncode == 0
        return done.stdout

    return play


INTERRUPTED = """\
Traceback (most recent call last):
  File "<console>", line 1, in <module>
KeyboardInterrupt
>>> 
"""


def test_lines_are_run_and_answered(play):
    assert play("ready\nenter x = 'ä€'\nready\nenter for c in x: print(c)\nready\n"
                "enter \nready\nenter 1/0\nready\n") == (
        ">>> x = 'ä€'\n>>> for c in x: print(c)\n... \nä\n€\n>>> 1/0\n"
        'Traceback (most recent call last):\n  File "<console>", line 1, in <module>\n'
        "ZeroDivisionError: division by zero\n>>> \n")


def test_code_may_ask_for_a_line(play):
    assert play("ready\nenter input('a' + 'sk ')\nwait ask \nenter one\nready\n") == (
        ">>> input('a' + 'sk ')\nask one\n'one'\n>>> \n")


def test_asking_can_be_stopped(play):
    assert play("ready\nenter input('a' + 'sk ')\nwait ask \nkey ^c\nready\n"
                ).endswith(INTERRUPTED)


def test_the_history_comes_back(play):
    assert play("ready\nenter 1\nready\nenter 2\nready\nkey Up\nkey Up\nkey Up\n"
                "key Down\nkey Up\nkey Return\nready\n") == (
        ">>> 1\n1\n>>> 2\n2\n>>> 1\n1\n>>> \n")


def test_the_window_lives_while_code_runs(play):
    # Its clock ticks on, and the button works.
    assert play("ready\nenter while True: pass\nready\nenter \nticks 10\nstop\nready\n"
                ).endswith(INTERRUPTED)


def test_waiting_code_is_stopped_by_a_key(play):
    assert play("ready\nenter import time; time.sleep(600)\nticks 5\nkey ^c\nready\n"
                ).endswith(INTERRUPTED)


def test_a_flood_is_shown_and_can_be_stopped(play):
    said = play("ready\nenter for i in range(2000): print(i)\nready\nenter \nready\n")
    assert said.count("\n") == 2003 and "\n1999\n>>> " in said
    said = play("ready\nenter while True: print('flood')\nready\nenter \n"
                "ticks 5\nstop\nready\n")
    assert said.count("flood\n") > 100 and said.endswith("KeyboardInterrupt\n>>> \n")


def test_completions_are_chosen_by_keys(play):
    script = "ready\nenter names = []\nready\ntype names.appe\nkey Tab\nticks 2\n"
    assert play(script + "key Return\n").endswith(">>> names.append\n")
    # What is typed goes on.
    assert play(script + "type n\nkey Escape\n").endswith(">>> names.appen\n")


def test_leaving_closes_the_window(play):
    assert play("ready\nenter exit()\nticks 100000\n") == ""


def test_closing_ends_what_runs(play):
    assert "while True" in play("ready\nenter while True: pass\nready\nenter \nticks 5\n")
    assert "stubborn" in play(
        "ready\nenter def stubborn():\nready\n"
        "enter     for _ in range(3):\nready\n"
        "enter         try:\nready\nenter             while True: pass\nready\n"
        "enter         except KeyboardInterrupt: pass\nready\nenter \nready\n"
        "enter stubborn()\nticks 5\n")


def test_the_picture_in_the_documents_can_be_taken(environment, tmp_path):
    take_pictures.take_desktop(BUILD, tmp_path / "desktop.png")
    assert (tmp_path / "desktop.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert (ROOT / "docs" / "pictures" / "desktop.png").stat().st_size > 1000
