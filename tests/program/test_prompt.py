"""`inlet` at a terminal without the editor, and where there is none but -i."""

import os
import signal
import stat

import pytest

from .programs import INLET, PYTHON, environment, run
from .terminal import Terminal


def open_inlet(folder, *args, **extra):
    return Terminal([INLET, *args], folder, plain(folder, **extra))


def plain(folder, **extra):
    """As in python3, this is the prompt without an editor of its own."""
    return environment(folder, PYTHON_BASIC_REPL="1", **extra)


# --- the same as python3 -m code ------------------------------------------------------

CTRL_C, CTRL_D = "\x03", "\x04"

# Each line with the prompt that follows it.  A prompt does not occur in its line, whose
# echo would be taken for it; and what is typed ahead of a prompt is echoed twice.
SESSIONS = {
    "expressions": ["1 + 1", "'é' * 3", "None", "_", "print(1, 2)", "# nothing", "   "],
    "statements": ["x = 5", "x", "del x", "x", "import os; os.name", "pass"],
    "blocks": [
        ("for i in range(2):", "... "),
        ("    print(i)", "... "),
        "",
        ("def f():", "... "),
        ("    return 1 / 0", "... "),
        "",
        "f()",
    ],
    "unfinished": [("x = (1,", "... "), "2)", "x", ("'''a", "... "), "b'''"],
    "errors": ["x = = 1", "1 / 0", "'abc", "return 1", "a b", "  x = 1", "raise E"],
    "chained": ["try: 1/0\nfinally: {}[1]".replace("\n", "; ")],
    "reading": [("input('what' '? ')", "what? "), "the answer"],
    "warnings": ["1 is 1", "import warnings", "warnings.warn('w')"],
    "prompts": ["import sys", ("sys.ps1 = 'ne' 'xt> '", "next> "), ("1", "next> ")],
    "interrupts": [CTRL_C, "x = 1", ("if x:", "... "), CTRL_C, "x"],
}


def play(argv, folder, session):
    """(exit code, everything shown)"""
    with Terminal(argv, folder, plain(folder)) as terminal:
        terminal.expect(">>> ")
        for step in session:
            line, prompt = step if isinstance(step, tuple) else (step, ">>> ")
            if line == CTRL_C:
                terminal.interrupt_wait()
                terminal.expect(prompt)
            else:
                terminal.enter(line, prompt)
        terminal.send(CTRL_D)
        return terminal.finish()


@pytest.mark.parametrize("name", SESSIONS)
def test_session_shows_what_the_standard_console_shows(name, tmp_path):
    expected = play([PYTHON, "-m", "code"], tmp_path, SESSIONS[name])
    assert play([INLET], tmp_path, SESSIONS[name]) == expected


def test_quiet_says_nothing_of_itself(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        assert terminal.expect(">>> ").endswith(">>> ")
        assert terminal.text() == ">>> "
        terminal.send(CTRL_D)
        code, text = terminal.finish()
    assert (code, text) == (0, ">>> \r\n")


# --- leaving --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line, code, said",
    [
        ("exit()", 0, ""), ("exit(3)", 3, ""), ("exit('bye')", 1, "bye\r\n"),
        ("exit('')", 1, "\r\n"), ("raise SystemExit", 0, ""), ("quit(None)", 0, ""),
        ("import sys; sys.exit(-1)", 255, ""), ("exit('é' * 600)", 1, "é" * 600 + "\r\n"),
        ("import os; os._exit(7)", 7, ""),
        ("import atexit; atexit.register(print, 'last') and exit(2)", 2, "last\r\n"),
    ],
)  # fmt: skip
def test_exit_leaves(line, code, said, tmp_path):
    with open_inlet(tmp_path, "-q", COLUMNS="500") as terminal:
        terminal.expect(">>> ")
        terminal.send(line + "\r")
        terminal.expect("\n")
        start = terminal.seen
        assert (terminal.finish()[0], terminal.text(start)) == (code, said)


def test_end_of_input_in_a_block_leaves(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.enter("if 1:", "... ")
        terminal.send(CTRL_D)
        assert terminal.finish()[0] == 0


# --- interrupts -----------------------------------------------------------------------


def test_interrupt_stops_a_running_command(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.enter("import itertools")
        loop = "for i in itertools.count(): i or print('go' 'ing', flush=True)"
        terminal.enter(loop, "... ")
        terminal.send("\r")
        terminal.expect("going")
        terminal.send(CTRL_C)
        terminal.expect("KeyboardInterrupt")
        terminal.expect(">>> ")
        terminal.send(CTRL_D)
        assert terminal.finish()[0] == 0


def test_interrupt_of_a_sleep(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.send("import time; print('sle' 'eps', flush=True); time.sleep(60)\r")
        terminal.expect("sleeps")
        terminal.interrupt_wait()
        terminal.expect("KeyboardInterrupt")
        terminal.expect(">>> ")


def test_hang_up_ends_it(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        os.kill(terminal.pid, signal.SIGHUP)
        assert terminal.finish()[0] == -signal.SIGHUP


# --- the namespace --------------------------------------------------------------------


def test_namespace_is_that_of_main_and_holds_nothing_of_ours(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        shown = terminal.enter("sorted(globals()) == sorted(vars(__import__('__main__')))")
        assert "True" in shown
        shown = terminal.enter("print(dir(), __name__)")
    expected = run(PYTHON, ["-c", "print(dir(), __name__)"], tmp_path)[1]
    # The prompt has read a first line, so `_` is there.
    assert expected.decode().strip() in shown.replace(", '_'", "")


def test_path_and_arguments_are_those_of_a_prompt(tmp_path):
    (tmp_path / "neighbour.py").write_text("here = 'found'")
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        shown = terminal.enter("import sys; print(sys.argv, sys.path[0] == '')")
        assert "[''] True" in shown
        assert "found" in terminal.enter("import neighbour; neighbour.here")


def test_inspect_keeps_the_namespace_of_the_script(tmp_path):
    (tmp_path / "program.py").write_text("import sys\nx = 40 + len(sys.argv)\n")
    with open_inlet(tmp_path, "-i", "program.py", "a") as terminal:
        assert "Python" not in terminal.expect(">>> ")
        assert "42" in terminal.enter("x")
        assert "False" in terminal.enter("'__file__' in globals()")


@pytest.mark.parametrize("end", ["1/0", "raise SystemExit(3)", "x = = 1"])
def test_inspect_follows_a_script_that_failed(end, tmp_path):
    (tmp_path / "program.py").write_text("y = 5\n" + end + "\n")
    name = {"1/0": "ZeroDivisionError", "x = = 1": "SyntaxError"}.get(end, "SystemExit: 3")
    with open_inlet(tmp_path, "-i", "program.py") as terminal:
        assert name in terminal.expect(">>> ")
        assert name.split(":")[0] in terminal.enter("import sys; sys.last_value")
        terminal.send(CTRL_D)
        assert terminal.finish()[0] == 0


def test_inspect_can_be_set_by_the_program(tmp_path):
    command = "import os; os.environ['PYTHONINSPECT'] = 'x'; y = 6"
    with open_inlet(tmp_path, "-c", command) as terminal:
        terminal.expect(">>> ")
        assert "6" in terminal.enter("y")


def test_inspect_follows_a_module(tmp_path):
    (tmp_path / "program.py").write_text("z = 7\n")
    with open_inlet(tmp_path, "-i", "-m", "program") as terminal:
        terminal.expect(">>> ")
        assert "7" in terminal.enter("z")


# --- start-up -------------------------------------------------------------------------


def test_startup_file_runs_before_the_first_prompt(tmp_path):
    (tmp_path / "startup.py").write_text("print('started')\nw = 8\n")
    with open_inlet(tmp_path, "-q", PYTHONSTARTUP="startup.py") as terminal:
        assert "started" in terminal.expect(">>> ")
        assert "8" in terminal.enter("w")


@pytest.mark.parametrize(
    "text, said",
    [("1/0", "ZeroDivisionError"), ("x = = 1", "SyntaxError"), ("if 1:", "startup.py"),
     ("exit(3)", ""), (None, "Could not open PYTHONSTARTUP")],
)  # fmt: skip
def test_startup_file_may_fail(text, said, tmp_path):
    if text is not None:
        (tmp_path / "startup.py").write_text(text)
    with open_inlet(tmp_path, "-q", PYTHONSTARTUP="startup.py") as terminal:
        if text == "exit(3)":
            assert terminal.finish()[0] == 3
        else:
            assert said in terminal.expect(">>> ")


@pytest.mark.parametrize("args", [["-E"], ["-I"], ["-i", "-c", "pass"]], ids=" ".join)
def test_startup_file_is_left_alone(args, tmp_path):
    (tmp_path / "startup.py").write_text("print('started')\n")
    with open_inlet(tmp_path, "-q", *args, PYTHONSTARTUP="startup.py") as terminal:
        assert "started" not in terminal.expect(">>> ")


def test_a_hook_of_the_site_is_called(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.__interactivehook__ = lambda: print('hook' 'ed')\n"
    )
    with open_inlet(tmp_path, "-q", PYTHONPATH=str(tmp_path)) as terminal:
        assert "hooked" in terminal.expect(">>> ")


def test_little_is_imported_before_the_prompt(tmp_path):
    """What start-up time is made of: everything else waits."""
    late = {"rlcompleter", "inspect", "traceback", "code", "codeop", "inlet", "re", "ast"}
    probe = "import sys; print(sorted(set(sys.modules)))"
    plain = set(eval(run(PYTHON, ["-c", probe], tmp_path)[1]))
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        shown = terminal.enter(f"print('not' 'hing', {late - plain} & {{*__import__('sys').modules}})")
    assert "nothing set()" in shown


# --- history and completion -----------------------------------------------------------


def history_of(path):
    return path.read_text().splitlines()


def test_history_is_kept_in_the_home_folder(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.enter("first = 1")
        terminal.enter("second = 2")
        terminal.enter("second = 2")
        terminal.send(CTRL_D)
        terminal.finish()
    path = tmp_path / ".python_history"
    assert history_of(path) == ["first = 1", "second = 2"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_history_is_appended_never_rewritten(tmp_path):
    path = tmp_path / "kept"
    path.write_text("old 1\nold 2\n")
    before = path.stat().st_ino
    with open_inlet(tmp_path, "-q", PYTHON_HISTORY=str(path)) as one:
        with open_inlet(tmp_path, "-q", PYTHON_HISTORY=str(path)) as two:
            one.expect(">>> ")
            two.expect(">>> ")
            one.enter("one = 1")
            two.enter("two = 2")
            one.enter("three = 3")
            two.send(CTRL_D)
            two.finish()
        one.send(CTRL_D)
        one.finish()
    assert history_of(path) == ["old 1", "old 2", "one = 1", "two = 2", "three = 3"]
    assert path.stat().st_ino == before


def test_history_survives_a_violent_end(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.enter("kept = 1")
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.finish()
    assert history_of(tmp_path / ".python_history") == ["kept = 1"]


def test_history_comes_back(tmp_path):
    (tmp_path / ".python_history").write_text("'from be' 'fore'\n")
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.send("\x10\r")  # Ctrl-P
        terminal.expect("'from before'")


def test_a_history_that_cannot_be_written_is_no_matter(tmp_path):
    with open_inlet(tmp_path, "-q", PYTHON_HISTORY="/nowhere/history") as terminal:
        terminal.expect(">>> ")
        assert "Error" not in terminal.enter("x = 1")
        assert "Error" not in terminal.enter("x = 2")
        terminal.send(CTRL_D)
        assert terminal.finish()[0] == 0


def test_tab_completes_names_of_the_console(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.enter("very_long_name = 'comp' 'leted'")
        terminal.send("very_l\t\r")
        terminal.expect("'completed'")


def test_tab_completes_attributes(tmp_path):
    with open_inlet(tmp_path, "-q") as terminal:
        terminal.expect(">>> ")
        terminal.send("str.startsw\t'ab', 'a')\r")
        terminal.expect("True")


def test_a_completer_of_the_user_stays(tmp_path):
    (tmp_path / "startup.py").write_text(
        "import readline\n"
        "readline.set_completer(lambda t, n: '\"mine\"' if n == 0 else None)\n"
        "readline.parse_and_bind('tab: complete')\n"
    )
    with open_inlet(tmp_path, "-q", PYTHONSTARTUP="startup.py") as terminal:
        terminal.expect(">>> ")
        terminal.send("zz\t\r")
        terminal.expect("'mine'")


# --- await ----------------------------------------------------------------------------


def test_await_at_the_prompt_by_an_option(tmp_path):
    with open_inlet(tmp_path, "-q", "-X", "await") as terminal:
        terminal.expect(">>> ")
        terminal.enter("import asyncio")
        assert "'slept'" in terminal.enter("await asyncio.sleep(0.01, 'sl' 'ept')")
        terminal.send("await asyncio.sleep(600)\r")
        terminal.interrupt_wait()
        terminal.expect("KeyboardInterrupt")
        terminal.expect(">>> ")
        assert "'alive'" in terminal.enter("await asyncio.sleep(0, 'ali' 've')")
        terminal.send("await asyncio.sleep(0); exit(3)\r")
        assert terminal.finish()[0] == 3


def test_without_the_option_await_is_what_it_is_in_python(tmp_path):
    code, out, err = run(INLET, ["-i", "-q"], tmp_path, b"await x\n")
    assert err.endswith(b"SyntaxError: 'await' outside function\n\n")


# --- no terminal ----------------------------------------------------------------------


def test_prompting_without_a_terminal(tmp_path):
    code, out, err = run(INLET, ["-i", "-q"], tmp_path, b"x = 6\nx * 7\n1/0\nexit(4)\n")
    assert code == 4
    assert out.replace(b">>> ", b"") == b"42\n"
    assert b"ZeroDivisionError" in err


@pytest.mark.parametrize("stdin", [b"1\n", b"if 1:\n  print(2)\n\nx\n", b"x = 1\n'''"])
def test_prompting_without_a_terminal_is_as_in_the_standard_console(stdin, tmp_path):
    expected = run(PYTHON, ["-m", "code"], tmp_path, stdin)
    assert run(INLET, ["-i"], tmp_path, stdin) == expected


def test_prompting_after_a_command_without_a_terminal(tmp_path):
    code, out, err = run(INLET, ["-i", "-c", "x = 5"], tmp_path, b"print(x)\n")
    assert (code, out) == (0, b">>> 5\n>>> ")
    assert err == b"\n"


def test_undecodable_input_ends_with_its_traceback(tmp_path):
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    code, out, err = run(INLET, ["-i", "-q"], tmp_path, b"'\xff'\n", **strict)
    assert code == 1
    assert b"UnicodeDecodeError" in err
