"""The program `inlet` at a terminal, and what may happen to it there."""

import os
import shutil
import signal
import sys
import termios
import time

import pytest

from screen.multiplexer import Tmux

from .programs import INLET
from .screen import CTRL_C, CTRL_D, CTRL_Z, LEFT, UP, Program

@pytest.fixture
def program(tmp_path):
    with Program(tmp_path, NO_COLOR="1") as program:
        program.ends_with(">>> ")
        yield program


# ---- commands ----


def test_await_runs_and_tasks_print_above(tmp_path):
    with Program(tmp_path, "-X", "await", NO_COLOR="1") as program:
        program.ends_with(">>> ")
        program.enter("import asyncio; go = asyncio.Event()", ">>> ")
        program.enter("await asyncio.sleep(0, 'awa' 'ited')", "'awaited'\n>>> ")
        program.enter("async def work(): await asyncio.sleep(0.2); print('from a ta' 'sk')",
                      "... ")
        program.enter("", "...\n>>> ")
        program.enter("task = asyncio.create_task(work())", ">>> ")
        program.send("half")
        program.ends_with("from a task\n>>> half")


def test_an_exception_is_in_colours_where_python_has_them(tmp_path):
    with Program(tmp_path) as program:
        program.ends_with(">>> ")
        assert program.screen.looks(0)[0] != ""
        program.enter("1 / 0", "ZeroDivisionError: division by zero\n>>> ")
        y = program.cursor[0] - 1
        has_colours = any(program.screen.looks(y))
        assert has_colours == (sys.version_info >= (3, 13))


def test_a_block_is_interrupted(program):
    program.enter("while True: pass", "... ")
    program.run("")
    program.send(CTRL_C)
    program.ends_with("KeyboardInterrupt\n>>> ")
    program.enter("'ali' 've'", "'alive'\n>>> ")


def test_input_has_the_terminal_for_itself(program):
    program.enter("name = input('who' '? ')", "who? ")
    program.enter("Zoë")
    program.enter("name", "'Zoë'\n>>> ")
    program.enter("input('more' '? ')", "more? ")
    program.send(CTRL_D)
    program.ends_with("EOFError\n>>> ")
    program.enter("input('more' '? ')", "more? ")
    program.interrupt_wait()
    program.ends_with("KeyboardInterrupt\n>>> ")
    program.enter("6 * 7", "42\n>>> ")


def test_input_is_edited_and_has_a_history_of_its_own(program):
    pytest.importorskip("readline")
    program.enter("names = [input('who' '? ') for _ in 'ab']", "who? ")
    program.type("Ane")
    program.send(LEFT)
    program.type("n")
    program.send("\r")
    program.ends_with("who? ")
    program.send(UP)
    program.ends_with("who? Anne")
    program.send(UP)
    program.enter("tte")
    program.enter("names", "['Anne', 'Annette']\n>>> ")


def test_input_of_a_thread_is_edited(program):
    pytest.importorskip("readline")
    program.enter("import threading; names = []")
    program.enter("def ask(): names.append(input('who' '? '))", "... ")
    program.enter("", "...\n>>> ")
    program.enter("t = threading.Thread(target=ask); t.start(); t.join()", "who? ")
    program.type("Ane")
    program.send(LEFT)
    program.type("n")
    program.send("\r")
    program.ends_with(">>> ")
    program.enter("names", "['Anne']\n>>> ")


def test_isolated_leaves_input_to_the_terminal(tmp_path):
    with Program(tmp_path, "-I", NO_COLOR="1") as program:
        program.ends_with(">>> ")
        program.run("name = input('who' '? ')")
        program.ends_with("who? ")
        program.enter("Zoë")
        program.enter("name", "'Zoë'\n>>> ")
        program.enter("'readline' in __import__('sys').modules", "False\n>>> ")


def test_pdb_is_used_and_left(program):
    program.enter("import pdb; pdb.run('x = 6 * 7')", "(Pdb) ")
    program.enter("p 6 * 6", "36\n(Pdb) ")
    program.enter("c", "(Pdb) c\n>>> ")
    program.enter("x", "42\n>>> ")


def test_pdb_completes(program):
    pytest.importorskip("readline")
    program.enter("import pdb; pdb.run('number = 6 * 7')", "(Pdb) ")
    program.send("unal\t")
    program.ends_with("(Pdb) unalias")
    program.send("\x15")
    program.enter("c", "(Pdb) c\n>>> ")
    program.enter("number", "42\n>>> ")


def test_code_that_changes_the_terminal_does_no_harm(program):
    program.enter("import termios; cooked = termios.tcgetattr(0)", ">>> ")
    program.enter("import tty; _ = tty.setraw(0)", ">>> ")
    program.enter("6 * 7", "42\n\n>>> ")  # a raw newline leaves the cursor below the end
    program.enter("_ = termios.tcsetattr(0, 0, cooked)", ">>> ")
    program.enter("import os; _ = os.set_blocking(0, False)", ">>> ")
    program.enter("6 * 8", "48\n>>> ")
    program.enter("_ = os.dup2(os.open('/dev/null', os.O_RDWR), 2)", ">>> ")
    program.enter("6 * 9", "54\n>>> ")


def test_programs_that_are_started_have_the_terminal(program):
    program.enter("import os", ">>> ")
    program.run("os.system('stty -a | grep -o \" icanon\"; cat')")
    program.ends_with(" icanon\n")
    program.send("typed\r")
    program.ends_with("typed\ntyped\n")
    program.send(CTRL_D)
    program.ends_with("0\n>>> ")


def test_a_thread_prints_in_colours_above_a_menu(program):
    program.enter("import threading, sys; go = threading.Event()", ">>> ")
    code = ("def work(): go.wait(); [print(x, end='', flush=True) "
            "for x in ('\\x1b[31m', 're' 'd', '\\x1b[m', ' plain\\n')]")
    program.enter(code, "... ")
    program.enter("", "...\n>>> ")
    program.enter("threading.Thread(target=work).start()", ">>> ")
    program.enter("threading.Timer(0.3, go.set).start()", ">>> ")
    program.send("prin\t")
    program.contains("red plain\n>>> prin")
    y = program.screen.rows.index("red plain")
    assert program.screen.looks(y)[:6] == ["red"] * 3 + [""] * 3


def begin_thread(program, work):
    """A thread that waits until a text is typed, and then does the work."""
    program.enter("import os, threading, time; go = threading.Event()", ">>> ")
    program.send(f"def work(): go.wait(); {work}\r")
    program.wait(lambda: program.rows.endswith("\n..."))
    program.enter("", "...\n>>> ")
    program.enter("threading.Thread(target=work).start()", ">>> ")
    program.enter("threading.Timer(0.3, go.set).start()", ">>> ")
    program.type("typed")


def test_a_thread_forks_above(program):
    begin_thread(program, "pid = os.fork(); pid or (os.write(1, b'child\\n'), os._exit(0)); "
                 "os.waitpid(pid, 0); print('en' 'ded')")
    program.ends_with("ended\n>>> typed")  # 3.12 warns of threads before
    assert program.rows.count("\nchild\n") == 1
    program.send("\b" * 5)
    program.enter("6 * 7", "42\n>>> ")


def test_a_thread_sees_the_size_of_the_terminal(program):
    begin_thread(program, "print('si' 'ze', *os.get_terminal_size(1)); "
                 "[time.sleep(0.02) for _ in iter(lambda: os.get_terminal_size(2).columns, 50)]; "
                 "print('re' 'sized')")
    program.ends_with("size 60 20\n>>> typed")
    program.resize(50, 15)
    program.ends_with("resized\n>>> typed")


def test_a_handler_prints_before_the_interrupt_that_it_raises(program):
    program.enter("import os, signal", ">>> ")
    program.send("def handle(*_): os.write(1, b'hand' b'led\\n'); raise KeyboardInterrupt\r")
    program.wait(lambda: program.rows.endswith("\n..."))
    program.enter("", "...\n>>> ")
    program.enter("_ = signal.signal(signal.SIGUSR1, handle)", ">>> ")
    program.type("typed")
    program.signal(signal.SIGUSR1)
    program.wait(lambda: program.rows.endswith("\nKeyboardInterrupt\n>>>"))
    assert program.rows.count("handled\n") == 1
    assert program.rows.index("\nhandled\n") < program.rows.index("\nKeyboardInterrupt")


def test_what_a_thread_has_redirected_stays_so(program, tmp_path):
    begin_thread(program, "_ = os.dup2(os.open('out', os.O_CREAT | os.O_RDWR), 1); "
                 "os.write(2, b'done\\n')")
    program.ends_with("done\n>>> typed")
    program.send("\b" * 5)
    program.enter("_ = os.write(1, b'to the file')", ">>> ")
    program.enter("_ = os.write(2, b'to the terminal\\n')", "to the terminal\n>>> ")
    assert (tmp_path / "out").read_text() == "to the file"


# ---- the terminal ----


def test_the_size_is_followed_while_code_runs(program):
    program.enter("_ = input('be' 'gun')", "begun")
    program.resize(30, 10)
    program.send("\r")
    program.ends_with(">>> ")
    program.send("'" + "a" * 30 + "'")
    program.ends_with(">>> '" + "a" * 25 + "\naaaaa'")
    program.send("\r")
    program.ends_with("'" + "a" * 29 + "\na'\n>>> ")


def test_it_is_stopped_and_goes_on(tmp_path):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no shell with jobs")
    argv = [bash, "--norc", "--noprofile", "--noediting", "-i"]
    with Program(tmp_path, argv=argv, PS1="sh> ", NO_COLOR="1") as shell:
        shell.ends_with("sh> ")
        shell.enter(INLET + " -q", ">>> ")
        shell.send("x = 'typ")
        shell.ends_with(">>> x = 'typ")
        shell.send(CTRL_Z)
        shell.ends_with("sh> ")
        shell.enter("echo sh''ell", "shell\nsh> ")
        shell.send("fg\r")
        shell.ends_with(">>> x = 'typ")
        shell.enter("ed'; x", "'typed'\n>>> ")
        shell.run("import time; time.sleep(600)")
        shell.send(CTRL_Z)
        shell.ends_with("sh> ")
        shell.send("fg\r")
        shell.wait(lambda: shell.rows.count("sh> fg\n" + INLET[:20]) == 2)
        shell.send(CTRL_C)
        shell.ends_with("KeyboardInterrupt\n>>> ")
        shell.enter("exit()", "sh> ")


def wait_for_end(pid, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("it goes on")


@pytest.mark.parametrize("is_ignored", [False, True])
@pytest.mark.parametrize("state", ["prompt", "typed", "input", "running"])
def test_it_ends_when_the_terminal_is_gone(state, is_ignored, tmp_path):
    with Program(tmp_path, NO_COLOR="1") as program:
        program.ends_with(">>> ")
        if is_ignored:
            program.enter("import signal; _ = signal.signal(1, signal.SIG_IGN)", ">>> ")
        if state == "typed":
            program.send("x = (")
            program.ends_with(">>> x = (")
        elif state == "input":
            program.enter("input('who' '? ')", "who? ")
        elif state == "running":
            program.run("import time; time.sleep(0.5)")
        os.close(program.fd)
        program.fd = os.open(os.devnull, os.O_RDONLY)
        program.code = wait_for_end(program.pid)
    # 120: what Python could not print any more.
    assert program.code in ((0, 1, 120) if is_ignored else (-signal.SIGHUP,))


@pytest.mark.parametrize("end", [
    "import os; os.abort()", "import os; os._exit(3)", "exit()", "raise SystemExit(4)",
    "import os; os.kill(os.getpid(), 15)", "import os; os.kill(os.getpid(), 9)",
    "import ctypes; ctypes.string_at(0)", "import sys; sys.exit('why')",
])
def test_however_it_ends_the_terminal_is_as_before(end, tmp_path):
    with Program(tmp_path, NO_COLOR="1") as program:
        theirs = os.open(program.name, os.O_RDWR | os.O_NOCTTY)
        program.ends_with(">>> ")
        raw = termios.tcgetattr(theirs)
        program.type(end)
        program.send("\r")
        program.wait_for_end()
        mode = termios.tcgetattr(theirs)
        os.close(theirs)
        program.finish()
        assert mode != raw
        assert mode[3] & termios.ICANON and mode[3] & termios.ECHO
        assert not program.screen.cursor.hidden
        shown = program.output
        assert shown.rfind(b"\x1b[?2004l") > shown.rfind(b"\x1b[?2004h")


def test_a_signal_at_the_prompt_gives_the_terminal_back(tmp_path):
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGSEGV, signal.SIGABRT,
                   signal.SIGALRM, signal.SIGUSR1, signal.SIGXCPU):
        with Program(tmp_path, NO_COLOR="1") as program:
            theirs = os.open(program.name, os.O_RDWR | os.O_NOCTTY)
            program.ends_with(">>> ")
            program.send("typed")
            program.ends_with(">>> typed")
            program.signal(number)
            program.wait_for_end()
            mode = termios.tcgetattr(theirs)
            os.close(theirs)
            program.finish()
            assert program.code == -number
            assert mode[3] & termios.ICANON and mode[3] & termios.ECHO, number


# ---- history ----


def test_two_programs_share_their_history(tmp_path):
    with Program(tmp_path, NO_COLOR="1") as one, Program(tmp_path, NO_COLOR="1") as two:
        one.ends_with(">>> ")
        two.ends_with(">>> ")
        one.enter("'from ' 'one'", "'from one'\n>>> ")
        two.enter("'from ' 'two'", "'from two'\n>>> ")
        one.enter("'again'", "'again'\n>>> ")
        two.signal(signal.SIGKILL)
        two.finish()
    with Program(tmp_path, NO_COLOR="1") as three:
        three.ends_with(">>> ")
        for entry in ("'again'", "'from ' 'two'", "'from ' 'one'"):
            three.send("\x1bp")
            three.ends_with(">>> " + entry)


def test_history_that_cannot_be_kept_is_no_hindrance(tmp_path):
    (tmp_path / ".local").write_text("no folder")
    with Program(tmp_path, NO_COLOR="1") as program:
        program.wait(lambda: program.rows.endswith(">>>"))
        program.enter("6 * 7", "42\n>>> ")
        program.send(UP)
        program.ends_with(">>> 6 * 7")


# ---- in tmux ----


def in_tmux(folder, *arguments, columns=60, rows=15, **more):
    more = {"HOME": str(folder), "NO_COLOR": "1", **more}
    return Tmux([INLET, "-q", *arguments], columns, rows, **more)


def test_a_session_in_tmux(tmp_path):
    with in_tmux(tmp_path) as tmux:
        tmux.shows(">>>", (0, 4))
        tmux.paste("def f(x):\n    return x * 7\n\nf(6)")
        tmux.shows(">>> def f(x):\n...     return x * 7\n...\n... f(6)", (3, 8))
        tmux.send("Enter")
        tmux.shows(">>> def f(x):\n...     return x * 7\n...\n... f(6)\n42\n>>>", (5, 4))
        tmux.type("import os; os.path.joi")
        tmux.send("Tab")
        tmux.wait(lambda: tmux.rows().endswith(">>> import os; os.path.joi")
                  or "os.path.join" in tmux.rows(), "completed")
        tmux.send("C-c")
        tmux.wait(lambda: tmux.rows().endswith("KeyboardInterrupt\n>>>"), "interrupted")
        tmux.resize(30, 15)
        tmux.type("exit()")
        tmux.send("Enter")
        tmux.wait(tmux.has_left, "left")
