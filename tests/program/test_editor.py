"""`inlet` at a terminal, with its editor, seen through a terminal emulator."""

import inspect
import os
import signal

import pytest

from .programs import INLET, PYTHON, run
from .screen import CTRL_C, CTRL_X, PASTE, open_inlet


# --- the same as python3 -m code ------------------------------------------------------

SESSIONS = {
    "expressions": ["1 + 1", "'é' * 3", "None", "_", "print(1, 2)", "# nothing", "   "],
    "statements": ["x = 5", "x", "del x", "import os; os.name", "pass"],
    "reading": [("input('what' '? ')", "what? "), "the answer"],
    "prompts": ["import sys", ("sys.ps1 = 'next> '", "next> "), ("1", "next> ")],
    "unfinished": [("'''a", "... "), "b'''", ("x = '''", "... "), ("", "... "), "'''", "x"],
}


def play(argv, folder, session):
    with open_inlet(folder, argv=argv) as terminal:
        terminal.ends_with(">>> ")
        for step in session:
            line, prompt = step if isinstance(step, tuple) else (step, ">>> ")
            before = terminal.screen.cursor.y
            terminal.send(line + "\r")
            terminal.wait(lambda: terminal.screen.cursor.y > before)
            terminal.ends_with(prompt)
        code = terminal.leave()
        return code, terminal.rows


@pytest.mark.parametrize("name", SESSIONS)
def test_the_terminal_shows_what_the_standard_console_leaves_there(name, tmp_path):
    standard = play([PYTHON, "-m", "code"], tmp_path, SESSIONS[name])
    assert play([INLET], tmp_path, SESSIONS[name]) == standard


# --- whole statements -----------------------------------------------------------------


def test_a_block_is_indented_and_run_by_an_empty_line(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        for line, then in [("def f(n):", "...     "), ("if n:", "...         "),
                           ("return n * 21", "...     "), ("return 'none'", "... "),
                           ("", "...\n>>> ")]:  # fmt: skip
            terminal.send(line + "\r")
            terminal.ends_with(then)
        terminal.send("f(2), f(0)\r")
        terminal.ends_with(">>> f(2), f(0)\n(42, 'none')\n>>> ")
        terminal.send("\x1b[A\x1b[A")
        terminal.ends_with(">>> def f(n):\n...     if n:\n...         return n * 21\n"
                           "...     return 'none'")


def test_what_enter_has_checked_is_not_compiled_again(tmp_path):
    hook = "sys.addaudithook(lambda name, about: name == 'compile' and seen.append(about))"
    with open_inlet(tmp_path, columns=100) as terminal:
        terminal.ends_with(">>> ")
        terminal.enter("import sys; seen = []")
        terminal.enter(hook)
        terminal.enter("x = b'typed here'")
        terminal.enter("len([0 for text, _ in seen if b'typed ' b'here' in text])")
        terminal.ends_with("1\n>>> ")


def test_the_prompt_is_below_what_has_no_newline(tmp_path):
    with open_inlet(tmp_path, columns=30) as terminal:
        terminal.ends_with(">>> ")
        terminal.enter("print('abc', end='')", "abc\n>>> ")
        terminal.enter("print('x' * 30, end='')", "x" * 30 + "\n>>> ")
        terminal.enter("print('y' * 31, end='')", "y" * 30 + "\ny\n>>> ")
        terminal.enter("print('z')", ">>> print('z')\nz\n>>> ")


def test_a_paste_runs_statement_by_statement(tmp_path):
    text = "def f():\r\n    a = 1\r\n\r\n    return a\r\n\r\nprint(f())\r\nf() + 1"
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send(PASTE % text)
        terminal.ends_with(">>> def f():\n...     a = 1\n...\n...     return a\n...\n"
                           "... print(f())\n... f() + 1")
        terminal.send("\r")
        terminal.ends_with("... f() + 1\n1\n2\n>>> ")


def test_a_block_of_one_line_is_run_by_an_empty_line(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("if True: print(6 * 7)\r")
        terminal.ends_with("... ")
        terminal.send("\r")
        terminal.ends_with("...\n42\n>>> ")
        terminal.send(PASTE % "if True: print(1)\nif True: print(2)\n")
        terminal.ends_with("... ")
        terminal.send("\r")
        terminal.ends_with("...\n1\n2\n>>> ")


def test_a_paste_stops_at_the_first_error(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send(PASTE % "x = 1\nx / 0\ny = 1\nz = 1")
        terminal.send("\r")
        terminal.ends_with("ZeroDivisionError: division by zero\n"
                           "(stopped: the 2 statements from line 3 on were not run)\n>>> ")
        terminal.send("x, 'y' in dir()\r")
        terminal.ends_with("(1, False)\n>>> ")


def test_text_typed_ahead_of_a_slow_command_is_kept(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("import time; time.sleep(0.3)\r")
        terminal.wait(lambda: not terminal.is_raw())
        terminal.send("6 * 7\r")
        terminal.wait(lambda: "\n42\n>>>" in terminal.rows)


def test_what_is_no_text_is_not_run_and_not_lost(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        os.write(terminal.fd, b"'\xff'\r")
        terminal.wait(lambda: "no UTF-8" in terminal.rows and terminal.is_raw())
        terminal.send("\x1b[D\x08é\r")
        terminal.ends_with("'é'\n>>> ")


# --- exceptions -----------------------------------------------------------------------


def test_tracebacks_show_the_lines_that_were_typed(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        for line, then in [("def f(x):", "...     "), ("return 1 / x", "... "),
                           ("", "...\n>>> ")]:  # fmt: skip
            terminal.send(line + "\r")
            terminal.ends_with(then)
        terminal.send("f(0)\r")
        terminal.ends_with("ZeroDivisionError: division by zero\n>>> ")
        shown = terminal.rows
        assert '  File "<python-input-1>", line 1, in <module>\n    f(0)\n' in shown
        assert '  File "<python-input-0>", line 2, in f\n    return 1 / x\n' in shown
        terminal.send("import inspect; print(inspect.getsource(f))\r")
        terminal.ends_with("def f(x):\n    return 1 / x\n\n>>> ")
        terminal.send("x = = 1\r")
        terminal.ends_with("    x = = 1\n        ^\nSyntaxError: invalid syntax\n>>> ")


def test_tracebacks_have_the_colours_that_the_prompt_of_this_python_gives_them(tmp_path):
    probe = "import sys; print(sys.version_info >= (3, 13))"
    is_colored = run(PYTHON, ["-c", probe], tmp_path)[1] == b"True\n"
    with open_inlet(tmp_path, NO_COLOR="", PYTHON_COLORS="1") as terminal:
        terminal.ends_with(">>> ")
        terminal.send("1/0\r")
        terminal.ends_with("ZeroDivisionError: division by zero\n>>> ")
    assert (b"\x1b[1;35mZeroDivisionError\x1b[0m" in terminal.output) == is_colored


# --- await ----------------------------------------------------------------------------


def test_tasks_run_while_somebody_types(tmp_path):
    with open_inlet(tmp_path, "-X", "await") as terminal:
        terminal.ends_with(">>> ")
        terminal.send("import asyncio\r")
        terminal.ends_with(">>> import asyncio\n>>> ")
        terminal.send("async def later(): await asyncio.sleep(0.2); print('la' 'ter')\r\r")
        terminal.wait(lambda: terminal.rows.endswith("\n>>>"))
        terminal.send("task = asyncio.create_task(later())\r")
        terminal.wait(lambda: terminal.rows.endswith("later())\n>>>"))
        terminal.send("half")
        terminal.ends_with("later\n>>> half")
        terminal.send(CTRL_C)
        terminal.ends_with(">>> half\nKeyboardInterrupt\n>>> ")
        os.kill(terminal.pid, signal.SIGINT)
        terminal.ends_with(">>>\nKeyboardInterrupt\n>>> ")


# --- what others print ----------------------------------------------------------------

PRINTER = (
    "import threading, os; go = threading.Event(); "
    "t = threading.Thread(target=lambda: (go.wait(), %s)); t.start()\r"
)


@pytest.mark.parametrize("call", ["print('from a thread')",
                                  "os.write(1, b'from a thread\\n')",
                                  "os.system('echo from a thread >&2')"])
def test_other_threads_print_above(call, tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send(PRINTER % call)
        terminal.wait(lambda: terminal.rows.endswith("\n>>>"))
        terminal.send("threading.Timer(0.2, go.set).start()\r")
        terminal.wait(lambda: terminal.rows.endswith("\n>>>") and "Timer" in terminal.rows)
        terminal.send("half typed")
        terminal.ends_with("from a thread\n>>> half typed")
        terminal.send(" = 5\rhalf")
        terminal.send("\r")


def test_much_is_printed_above(tmp_path):
    code = "[print('line', i) for i in range(5000)]"
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send(PRINTER % code)
        terminal.wait(lambda: terminal.rows.endswith("\n>>>"))
        terminal.send("go.set()\r")
        terminal.wait(lambda: "line 4999" in terminal.rows)
        terminal.send("x = 5")
        terminal.ends_with(">>> x = 5")


# --- leaving and interrupts -----------------------------------------------------------


@pytest.mark.parametrize("line, code", [("exit()", 0), ("exit(3)", 3), ("exit('a')", 1)])
def test_exit_leaves_with_the_terminal_as_it_was(line, code, tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        assert terminal.is_raw()
        terminal.send(line + "\r")
        assert terminal.finish()[0] == code
        assert b"\x1b[?2004l" in terminal.output[-200:]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGABRT])
def test_signals_that_end_it_leave_the_terminal_as_it_was(number, tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        mode = os.dup(terminal.fd)
        os.kill(terminal.pid, number)
        assert terminal.finish()[0] == -number
        assert terminal.output.rstrip().endswith((b"\x1b[?2004l", b"\x1b[?25h", b"\x1b[0m"))
        os.close(mode)


def test_interrupts(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("x = (")
        terminal.ends_with(">>> x = (")
        terminal.send(CTRL_C)
        terminal.ends_with(">>> x = (\nKeyboardInterrupt\n>>> ")
        terminal.send("import time; print('runs', flush=True); time.sleep(600)\r")
        terminal.wait(lambda: "\nruns" in terminal.rows and not terminal.is_raw())
        terminal.interrupt_wait()
        terminal.wait(lambda: terminal.rows.endswith("KeyboardInterrupt\n>>>"))
        terminal.send("'ali' 've'\r")
        terminal.ends_with("'alive'\n>>> ")


def test_an_interrupt_from_elsewhere_at_the_prompt(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("half")
        terminal.ends_with(">>> half")
        os.kill(terminal.pid, signal.SIGINT)
        terminal.ends_with(">>> half\nKeyboardInterrupt\n>>> ")


def test_a_handler_of_the_user_runs_at_the_prompt(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("import signal; _ = signal.signal(signal.SIGUSR1, "
                      "lambda *a: print('handled'))\r")
        terminal.wait(lambda: terminal.rows.endswith("\n>>>"))
        terminal.send("half")
        terminal.ends_with(">>> half")
        os.kill(terminal.pid, signal.SIGUSR1)
        terminal.ends_with("handled\n>>> half")


def test_the_size_is_followed(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("x = '" + "a" * 60)
        terminal.ends_with(">>> x = '" + "a" * 60)
        terminal.resize(40, 40)
        terminal.wait(lambda: terminal.rows.endswith("\n" + "a" * 29))
        terminal.send("'\r")
        terminal.ends_with("a" * 29 + "'\n>>> ")
        terminal.send("len(x)\r")
        terminal.ends_with(">>> len(x)\n60\n>>> ")


# --- the rest of an editor ------------------------------------------------------------


def test_completion_signature_and_help(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("import os\r")
        terminal.ends_with(">>> import os\n>>> ")
        terminal.send("os.path.joi\t")
        terminal.ends_with(">>> os.path.join")
        terminal.send("('a',")
        parameters = str(inspect.signature(os.path.join))
        terminal.wait(lambda: f"join{parameters}" in terminal.rows)
        terminal.send(" 'b')\r")
        terminal.ends_with("'a/b'\n>>> ")
        terminal.send("str.split\x1bOP")  # F1
        terminal.wait(lambda: "sep=None, maxsplit=-1" in terminal.rows)
        terminal.ends_with(">>> str.split")


def test_the_text_in_an_editor(tmp_path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i s/one/two/ \"$1\"\n")
    editor.chmod(0o755)
    with open_inlet(tmp_path, EDITOR=str(editor)) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("'one'" + CTRL_X + "\x05")
        terminal.ends_with(">>> 'two'")
        terminal.send("\r")
        terminal.ends_with("'two'\n>>> ")


def test_an_editor_that_fails_leaves_the_text(tmp_path):
    with open_inlet(tmp_path, EDITOR="false", TMPDIR=str(tmp_path)) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("6 * 7" + CTRL_X + "\x05")
        terminal.ends_with("The editor has failed; the text is as it was.\n>>> 6 * 7")
        assert list(tmp_path.glob("inlet-*")) == []
        terminal.send("\r")
        terminal.ends_with("42\n>>> ")


def test_settings_of_the_user(tmp_path):
    folder = tmp_path / ".config" / "inlet"
    folder.mkdir(parents=True)
    (folder / "settings").write_text("set indent 2\nset nonsense 3\nbind f5 \"6*7\\r\"\n")
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        assert "settings:2: there is no" in terminal.rows.replace("\n", "")
        terminal.send("if 1:\r")
        terminal.ends_with("...   ")
        terminal.send(CTRL_C)
        terminal.ends_with("KeyboardInterrupt\n>>> ")
        terminal.send("\x1b[15~")
        terminal.ends_with("42\n>>> ")


# --- history --------------------------------------------------------------------------


def entries(folder):
    text = (folder / ".local/state/inlet/history").read_text()
    return [line[1:] for line in text.splitlines() if line.startswith("+")]


def test_history_is_kept_and_comes_back(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("x = 'fi' 'rst'\r")
        terminal.ends_with(">>> x = 'fi' 'rst'\n>>> ")
        terminal.send(" secret = 1\r")
        terminal.ends_with(">>>  secret = 1\n>>> ")
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.finish()
    assert entries(tmp_path) == ["x = 'fi' 'rst'"]
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("\x1b[A")
        terminal.ends_with(">>> x = 'fi' 'rst'")


def test_history_of_python_is_taken_over(tmp_path):
    (tmp_path / ".python_history").write_text("'from be' 'fore'\n")
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("\x10\r")
        terminal.ends_with("'from before'\n>>> ")


def test_a_blank_in_front_keeps_an_input_out_of_the_history(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send(" secret = 'se' 'cret'\r")
        terminal.ends_with(">>>  secret = 'se' 'cret'\n>>> ")
        terminal.send(" def f():\r")
        terminal.ends_with(">>>  def f():\n...      ")
        terminal.send("return secret\r")
        terminal.ends_with("...      return secret\n...  ")
        terminal.send("\r")
        terminal.ends_with("...      return secret\n...\n>>> ")
        terminal.send("f()\r")
        terminal.ends_with("'secret'\n>>> ")
        terminal.send("\x1b[A\x1b[A")
        terminal.ends_with(">>> f()")
        terminal.send(CTRL_C)
        terminal.ends_with("KeyboardInterrupt\n>>> ")
        assert terminal.leave() == 0
    for file in (tmp_path / ".local/state/inlet").iterdir():
        assert "secret" not in file.read_text()


def test_a_paste_may_be_indented(tmp_path):
    block = """
    def f(x):
        if x:
            return 'tr' 'ue'

        return "a\\
    b"
    f(1), f(0)"""
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send(PASTE % block + "\r")
        terminal.ends_with("('true', 'ab')\n>>> ")
        terminal.send(PASTE % "    a = 1\n    1 / 0\n    b = 2" + "\r")
        terminal.ends_with("(stopped: the 1 statement from line 3 on was not run)\n>>> ")


def test_a_prompt_that_fails_does_not_end_the_session(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        for line in ("import sys", "class Prompt: __str__ = lambda self: 1 / 0\r",
                     "sys.ps2 = Prompt()", "sys.ps1 = Prompt()"):
            above = len(terminal.rows.split("\n"))
            terminal.send(line + "\r")
            terminal.wait(lambda: len(terminal.rows.split("\n")) > above and terminal.is_raw())
        terminal.wait(lambda: terminal.rows.endswith("ZeroDivisionError: division by zero\n>>>"))
        terminal.send("if 1:\r")
        terminal.ends_with(">>> if 1:\n...     ")
        terminal.send("sys.ps1 = 'again> '\r")
        terminal.ends_with("...     sys.ps1 = 'again> '\n...     ")
        terminal.send("\r")
        terminal.ends_with("...     sys.ps1 = 'again> '\n...\nagain> ")
        assert terminal.leave() == 0


def test_a_prompt_is_asked_once(tmp_path):
    with open_inlet(tmp_path) as terminal:
        terminal.ends_with(">>> ")
        terminal.send("import itertools, sys; count = itertools.count(1)\r")
        terminal.wait(lambda: terminal.rows.endswith("count(1)\n>>>"))
        terminal.send("class Prompt: __str__ = lambda self: f'{next(count)}> '\r")
        terminal.ends_with(">>> class Prompt: __str__ = lambda self: f'{next(count)}> '\n... ")
        terminal.send("\r")
        terminal.ends_with("...\n>>> ")
        terminal.send("sys.ps1 = Prompt()\r")
        terminal.ends_with(">>> sys.ps1 = Prompt()\n1> ")
        terminal.send("\r")
        terminal.ends_with("1>\n2> ")


def test_isolated_keeps_no_history(tmp_path):
    with open_inlet(tmp_path, "-I") as terminal:
        terminal.ends_with(">>> ")
        terminal.send("'readline' in __import__('sys').modules\r")
        terminal.wait(lambda: terminal.rows.endswith("\n>>>"))
        assert "\nFalse\n" in terminal.rows
        assert terminal.leave() == 0
    assert not (tmp_path / ".local").exists()


def test_environment_that_is_ignored_names_no_history(tmp_path):
    former = tmp_path / "former"
    former.write_text("'no' 'body'\n")
    with open_inlet(tmp_path, "-E", PYTHON_HISTORY=str(former),
                    PYTHON_BASIC_REPL="1") as terminal:
        terminal.ends_with(">>> ")
        assert terminal.is_raw()
        terminal.send("x = 1\r")
        terminal.ends_with(">>> x = 1\n>>> ")
        assert terminal.leave() == 0
    assert entries(tmp_path) == ["x = 1"]


def test_a_dumb_terminal_has_no_editor(tmp_path):
    with open_inlet(tmp_path, TERM="dumb") as terminal:
        terminal.ends_with(">>> ")
        terminal.send("6 * 7\r")
        terminal.wait(lambda: "42" in terminal.rows)
        assert b"\x1b[?2004h" not in terminal.output
    expected = run(PYTHON, ["-c", "print(6 * 7)"], tmp_path)[1]
    assert expected == b"42\n"
