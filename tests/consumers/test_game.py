"""The game example: its console works, its frames go on, and it is to be seen."""

import ast
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = os.environ.get("INLET_BUILD", "")
FONT = pathlib.Path(os.environ.get(
    "GAME_FONT", "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"))
BUDGET = 4  # milliseconds of a frame that commands get

sys.path.insert(0, os.fspath(ROOT / "tools"))

import take_pictures


def play(script):
    """What the game prints when these events come."""
    program = pathlib.Path(BUILD, "examples", "game")
    if not program.exists() or not FONT.exists():
        pytest.skip("the game was not built, without SDL2, SDL2_ttf and DejaVu")
    done = subprocess.run(
        [program, "--script"], input=script, capture_output=True, text=True, timeout=300,
        env={**os.environ, "SDL_VIDEODRIVER": "dummy",
             "PYTHONPATH": os.path.join(BUILD, "python")})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_commands_work_on_the_game():
    said = play("frames 3\nkey `\nenter add(1, 2)\nenter for i in 3, 4:\n"
                "enter     add(i, i)\nenter \nframes 50\nenter add('x', 1)\nframes 50\n")
    assert said.splitlines() == [
        "1", "2", "3",
        "Traceback (most recent call last):",
        '  File "<console>", line 1, in <module>',
        "TypeError: add() argument 1 must be float, not str",
        "3 balls after 103 frames",
    ]


def test_keys_edit_the_line_and_bring_lines_back():
    said = play("key `\nenter 6 * 7\ntype x€\nkey Backspace\nkey Backspace\n"
                "key Up\nenter  + 1\nframes 50\n")
    assert said.splitlines()[:2] == ["42", "43"]


def test_frames_go_on_while_commands_run():
    # A hundred commands of a millisecond at least, all entered in one frame.
    said = play("key `\n"
                "enter import time; seen = []\n"
                "enter def work():\n"
                "enter     seen.append(frame())\n"
                "enter     end = time.perf_counter() + 0.001\n"
                "enter     while time.perf_counter() < end: pass\n"
                "enter \n"
                + "enter work()\n" * 100 + "enter seen\n"
                "frames 150\n")
    seen = ast.literal_eval(said.splitlines()[0])
    assert len(seen) == 100 and seen == sorted(seen)
    # None is begun after the time that a frame gives.
    assert max(seen.count(frame) for frame in seen) <= BUDGET + 1
    assert seen[-1] - seen[0] >= 100 // (BUDGET + 1) - 1


def test_an_endless_command_is_stopped():
    said = play("key `\nenter while True: pass\nenter \nenter 'after', frame()\n"
                "frames 20\n")
    lines = said.splitlines()
    assert "KeyboardInterrupt" in lines
    assert lines[-2].startswith("('after', ")
    assert lines[-1] == "0 balls after 20 frames"


def test_leaving_ends_the_game():
    assert play("key `\nenter exit()\nframes 1000\n") == "0 balls after 1 frames\n"


def colors_of(picture, rows):
    width, _, pixels = take_pictures.read_bmp(picture.read_bytes())
    return {row[3 * x:3 * x + 3] for row in pixels[rows] for x in range(width)}


def test_the_panel_is_drawn_over_the_game(tmp_path):
    shut, wide = tmp_path / "shut.bmp", tmp_path / "open.bmp"
    play("frames 2\npicture %s\nkey `\nenter 'some text'\nframes 3\npicture %s\n"
         % (shut, wide))
    top, bottom = slice(0, 250), slice(300, None)
    sky = bytes((40, 60, 90))
    assert colors_of(shut, top) == colors_of(shut, bottom) == {sky}
    assert colors_of(wide, bottom) == {sky}
    # Its ground, and the text in many shades.
    assert sky not in colors_of(wide, top) and len(colors_of(wide, top)) > 10


def test_the_picture_in_the_documents_can_be_taken(tmp_path):
    play("frames 1\n")
    take_pictures.take_game(BUILD, tmp_path / "game.png")
    assert (tmp_path / "game.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert (ROOT / "docs" / "pictures" / "game.png").stat().st_size > 1000
