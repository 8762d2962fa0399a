"""What the editor does with a terminal, beside showing text."""

import os
import signal
import termios

import pytest

from .model import Screen


@pytest.fixture
def screen(tmp_path):
    with Screen(tmp_path, 30, 8) as screen:
        screen.shows(">>>", (0, 4))
        yield screen


def test_the_terminal_is_given_back(screen):
    assert screen.is_raw()
    screen.send("exit\r")
    screen.finish()
    assert screen.code == 0
    assert b"\x1b[?2004h" in screen.output
    assert screen.output.rindex(b"\x1b[?2004l") > screen.output.rindex(b"\x1b[?2004h")


def test_end_of_file_leaves(screen):
    screen.send("\x04")
    screen.finish()
    assert screen.code == 0


def test_a_program_that_aborts_gives_the_terminal_back(screen):
    screen.send("abort\r")
    screen.finish()
    assert screen.code == -signal.SIGABRT
    assert screen.output.rstrip().endswith(b"\x1b[?2004l\x1b[?25h\x1b[0m")


def test_text_is_cooked_while_it_runs(screen):
    """What the program prints then is not raw: its newlines go to the line's start."""
    screen.send("a\r")
    screen.shows(">>> a\nran a\n>>>", (2, 4))
    assert b"ran a\r\n" in screen.output


def test_output_goes_above_the_text(screen):
    screen.send("if x:\r")
    screen.shows(">>> if x:\n...", (1, 8))
    screen.signal()
    screen.shows("from elsewhere\n>>> if x:\n...", (2, 8))
    screen.send("yz")
    screen.shows("from elsewhere\n>>> if x:\n...     yz", (2, 10))
    screen.signal()
    screen.shows("from elsewhere\nfrom elsewhere\n>>> if x:\n...     yz", (3, 10))


def test_output_goes_above_at_the_bottom_of_the_terminal(screen):
    for number in range(5):
        screen.send("%d\r" % number)
        screen.wait(lambda: ("ran %d" % number) in screen.rows, "it ran")
    screen.send("abc")
    screen.wait(lambda: screen.rows.endswith(">>> abc"), "typed")
    screen.signal()
    screen.wait(lambda: screen.rows.endswith("from elsewhere\n>>> abc"), "printed")
    assert screen.cursor == (7, 7)


def test_a_stopped_program_comes_back(screen):
    screen.send("abc")
    screen.shows(">>> abc", (0, 7))
    screen.send("\x1a")
    screen.wait_for_stop()
    assert termios.tcgetattr(screen.fd)[3] & termios.ECHO
    screen.signal(signal.SIGCONT)
    screen.shows(">>> abc\n>>> abc", (1, 7))
    screen.send("d")
    screen.shows(">>> abc\n>>> abcd", (1, 8))


@pytest.mark.parametrize("columns, rows, cursor", [
    (20, ">>> 0123456789abcdef", (1, 0)),
    (14, ">>> 0123456789\nabcdef", (1, 6)),
    (12, ">>> 01234567\n89abcdef", (1, 8)),
    (60, ">>> 0123456789abcdef", (0, 20)),
])
def test_another_size_is_followed(screen, columns, rows, cursor):
    screen.send("0123456789abcdef")
    screen.shows(">>> 0123456789abcdef", (0, 20))
    screen.resize(columns, 8)
    screen.shows(rows, cursor)
    screen.send("\x01x")
    screen.wait(lambda: screen.rows.startswith(">>> x0123"), "typed")


def test_another_height_moves_the_window(screen):
    screen.send("\x1b[200~1\n2\n3\n4\n5\n6\x1b[201~")
    screen.shows(">>> 1\n... 2\n... 3\n... 4\n... 5\n... 6", (5, 5))
    screen.resize(30, 3)
    screen.shows("... 4\n... 5\n... 6", (2, 5))
    screen.send("\x1b<")
    screen.shows(">>> 1\n... 2\n... 3", (0, 4))


def test_bytes_that_are_no_text_are_kept(screen):
    screen.send_bytes(b"a\xffb")
    screen.shows(">>> a\ufffdb", (0, 7))
    screen.send("\x1b[D\x1b[D")
    screen.shows(">>> a\ufffdb", (0, 5))


def test_a_paste_of_many_lines_is_shown_once(tmp_path):
    lines = ["x%d = %d" % (i, i) for i in range(2000)]
    with Screen(tmp_path, 30, 8) as screen:
        screen.shows(">>>", (0, 4))
        before = len(screen.output)
        paste = b"\x1b[200~" + "\n".join(lines).encode() + b"\x1b[201~"
        while paste:
            paste = paste[os.write(screen.fd, paste[:1024]):]
        screen.wait(lambda: screen.rows.endswith("... " + lines[-1]), "pasted")
        assert len(screen.output) - before < 2000
        screen.send("!")
        screen.wait(lambda: screen.rows.endswith(lines[-1] + "!"), "typed")


def test_colours_follow_the_environment(tmp_path):
    for more, has_colour in [({}, True), ({"NO_COLOR": "1"}, False),
                             ({"PYTHON_COLORS": "0"}, False)]:
        with Screen(tmp_path, 30, 8, **more) as screen:
            screen.shows(">>>", (0, 4))
            screen.send("'text'")
            screen.shows(">>> 'text'")
            colours = {screen.screen.buffer[0][i].fg for i in range(12)}
            assert (colours != {"default"}) == has_colour


