"""embed() where a user types: on a terminal."""

import os
import sys

from program.terminal import Terminal

PROGRAM = """\
import inlet

def caller(x):
    y = "before"
    inlet.embed("opened", "closed")
    return x, y

print("result", caller(20))
"""


def open_terminal(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    env = dict(os.environ, TERM="dumb", INPUTRC=os.devnull, PYTHON_BASIC_REPL="1")
    return Terminal([sys.executable, str(program)], str(tmp_path), env)


def test_lines_bind_what_the_program_goes_on_with(tmp_path):
    with open_terminal(tmp_path) as terminal:
        terminal.expect("opened")
        terminal.expect(">>> ")
        terminal.enter("f = lambda: x + 1")
        assert "(20, 21)" in terminal.enter("x, f()")
        terminal.enter("x = [f() for i in 'ab']")
        terminal.enter("y = 'after'")
        terminal.send("exit()\r")
        terminal.expect("closed")
        terminal.expect("result ([21, 21], 'after')")
        assert terminal.finish()[0] == 0


def test_an_interrupt_drops_the_line_only(tmp_path):
    with open_terminal(tmp_path) as terminal:
        terminal.expect(">>> ")
        terminal.enter("y = 'kept'")
        terminal.send("y = 'los")
        terminal.interrupt_wait()
        terminal.expect("KeyboardInterrupt")
        terminal.expect(">>> ")
        terminal.send("\x04")
        terminal.expect("closed")
        terminal.expect("result (20, 'kept')")
        assert terminal.finish()[0] == 0
