"""The room to talk in: people on a socket, one on the terminal, all in one loop."""

import os
import pathlib
import signal
import socket
import subprocess
import time

import pytest

from program.terminal import Terminal

PROGRAM = pathlib.Path(os.environ.get("INLET_BUILD", ""), "examples", "lineedit")


@pytest.fixture(autouse=True)
def program():
    if not PROGRAM.exists():
        pytest.skip("the examples, or the line editor, were not built")


class Person:
    """Somebody on the socket, whose terminal says nothing back."""

    def __init__(self, path):
        self.link = socket.socket(socket.AF_UNIX)
        self.link.settimeout(60)
        while self.link.connect_ex(str(path)) != 0:
            time.sleep(0.01)
        self.said = b""

    def type(self, text):
        self.link.sendall(text.encode())

    def expect(self, text):
        """Wait for that, and give what came before."""
        while text.encode() not in self.said:
            more = self.link.recv(65536)
            assert more, self.said
            self.said += more
        before, _, self.said = self.said.partition(text.encode())
        return before.decode()

    def expect_end(self):
        while self.link.recv(65536):
            pass
        self.link.close()


@pytest.fixture
def room(tmp_path):
    """The path of a room, and the terminal of whom it belongs to."""
    path = tmp_path / "room"
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "NO_COLOR": "1"}
    with Terminal([str(PROGRAM), str(path)], tmp_path, env) as terminal:
        terminal.expect("guest0>")
        yield path, terminal


def test_what_is_said_stands_above_what_others_type(room):
    path, owner = room
    ann, bob = Person(path), Person(path)
    ann.expect("guest1>")
    ann.expect("(comes in)")
    bob.expect("guest2>")
    bob.type("hel")
    bob.expect("hel")
    ann.type("/name ann\r")
    ann.expect("ann>")
    ann.type("I am here\r")
    bob.expect("guest1: (has another name now)")
    bob.expect("ann: I am here")
    # What he was typing is shown again below.
    bob.expect("hel")
    bob.type("lo\r")
    ann.expect("guest2: hello")
    owner.expect("guest2: hello")
    owner.send("good evening\r")
    ann.expect("guest0: good evening")
    bob.expect("guest0: good evening")
    owner.send("\x04")
    for person in ann, bob:
        person.expect_end()
    owner._reap()
    assert owner.code == 0
    assert not path.exists()


def test_each_has_an_editor_of_his_own(room):
    path, owner = room
    ann, bob = Person(path), Person(path)
    ann.expect("(comes in)")
    ann.type("one two")
    bob.type("three")
    ann.type("\x17")
    bob.type("\x01\x0b\x19\x19\r")
    ann.expect("guest2: threethree")
    # The menu has a line on each command (blanks are moves of the cursor).
    bob.type("/\t\t")
    bob.expect("called")
    bob.type("\x03")
    ann.type("\x15/who\r")
    ann.expect("guest0")
    ann.expect("guest1")
    ann.expect("guest2")
    ann.type("\x10")
    ann.expect("/who")
    # Multi-line texts stay whole.
    ann.type("\x15\x1b[200~first\nsecond\x1b[201~\r")
    bob.expect("guest1: first")
    bob.expect("    second")
    ann.type("/quit\r")
    ann.expect_end()
    bob.expect("guest1: (leaves)")
    bob.link.close()
    owner.expect("guest2: (leaves)")


def test_sequences_are_not_passed_on(room):
    path, _ = room
    ann, bob = Person(path), Person(path)
    ann.expect("(comes in)")
    ann.type("\x1b[200~a\x1b]0;title\x07b\x1b[201~\r")
    bob.expect("guest1: a?]0;title?b")


def test_somebody_who_goes_in_the_middle_harms_nobody(room):
    path, owner = room
    for _ in range(5):
        person = Person(path)
        person.type("unfinish")
        person.link.close()
        owner.expect("(leaves)")
    owner.send("\x04")
    owner._reap()
    assert owner.code == 0


def test_a_signal_gives_the_terminal_back(room):
    path, owner = room
    owner.send("typed")
    owner.expect("typed")
    os.kill(owner.pid, signal.SIGTERM)
    owner.expect("\x1b[?2004l")
    owner._reap()
    assert owner.code == 0
    assert not path.exists()


def test_it_runs_without_a_terminal(tmp_path):
    path = tmp_path / "room"
    process = subprocess.Popen([PROGRAM, path], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        ann = Person(path)
        ann.expect("guest1>")
        process.terminate()
        ann.expect_end()
        assert process.communicate(timeout=60)[0] == b""
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()


def test_a_room_that_is_there_is_not_taken(tmp_path):
    path = tmp_path / "room"
    path.write_text("")
    done = subprocess.run([PROGRAM, path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "lineedit: Address already in use\n")
