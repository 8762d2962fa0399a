"""The commands of `inlet` at a terminal, beside Python."""

import inspect
import os
import re
import sys
import time

import pytest

from .programs import INLET, run
from .screen import CTRL_C, CTRL_D, CTRL_Z, PASTE, open_inlet


class Session:
    """Inputs at prompts, and what came of them."""

    def __init__(self, folder, *args, **extra):
        self.terminal = open_inlet(folder, *args, rows=100, **extra)

    def __enter__(self):
        self.terminal.__enter__()
        self.terminal.ends_with(">>> ")
        return self

    def __exit__(self, *exception):
        self.terminal.__exit__(*exception)

    def is_ready(self, above, prompt):
        terminal = self.terminal
        rows = terminal.rows.split("\n")
        return len(rows) > above and rows[-1] == prompt and terminal.is_raw()

    def enter(self, text, prompt=">>>"):
        """Type the input; what the rows between it and the next prompt show."""
        terminal = self.terminal
        above = len(terminal.rows.split("\n"))
        terminal.send(text + "\r")
        terminal.wait(lambda: self.is_ready(above, prompt))
        return "\n".join(terminal.rows.split("\n")[above:-1])

    def paste(self, text):
        """The same for a text of many lines."""
        terminal = self.terminal
        above = len(terminal.rows.split("\n")) + text.count("\n")
        terminal.send(PASTE % text)
        terminal.wait(lambda: len(terminal.rows.split("\n")) == above)
        terminal.send("\r")
        terminal.wait(lambda: self.is_ready(above, ">>>"))
        return "\n".join(terminal.rows.split("\n")[above:-1])


@pytest.fixture
def session(tmp_path):
    with Session(tmp_path) as session:
        yield session


def script(folder, name, text):
    path = folder / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


# --- whose is it? ---------------------------------------------------------------------


@pytest.mark.parametrize("before, line, shown", [
    ("a = 17; time = 5", "a % time", "2"),
    ("x = y = z = 3", "x if y else z", "3"),
    ("", "print('?')", "?"),
    ("", "'%d?' % 3", "'3?'"),
    ("", "1 != 2", "True"),
    ("", "1 # why?", "1"),
    ("s = 'a'", "s, '!ls'", "('a', '!ls')"),
])  # fmt: skip
def test_python_that_looks_alike_is_python(before, line, shown, session):
    if before:
        assert session.enter(before) == ""
    assert session.enter(line) == shown


@pytest.mark.parametrize("line", ["!=", "! ", "% 3", "%", "%-d", "f(x)?", "(1)?", "1?",
                                  "x[f()]?", "a = b?", "x???"])
def test_what_is_neither_is_a_syntax_error(line, session):
    assert "SyntaxError" in session.enter(line)


def test_lines_within_a_text_or_a_bracket_are_python(session):
    shown = session.paste("text = '''\n%time 1\nname?\n!ls\n'''\nvalue = (17\n% 5)\n"
                          "print(text.split(), value)")
    assert shown == "['%time', '1', 'name?', '!ls'] 2"


def test_further_lines_of_an_input_are_python(session):
    session.enter("text = '''", "...")
    session.enter("%time 1", "...")
    assert session.enter("'''") == ""
    assert session.enter("text") == r"'\n%time 1\n'"


def test_the_judge_runs_nothing(session):
    session.enter("class Loud:\n    def __getattr__(self, name): print('ran')\n")
    session.enter("loud = Loud()")
    session.terminal.send("loud.x?")
    session.terminal.ends_with(">>> loud.x?")
    assert "\nran" not in session.terminal.rows


@pytest.mark.parametrize("line", ["?len", "%time 1", "!echo hi", "len?"])
def test_without_an_editor_everything_is_pythons(line, tmp_path):
    stdin = (line + "\n").encode()
    expected = run(sys.executable, ["-m", "code"], tmp_path, stdin)
    assert run(INLET, ["-i"], tmp_path, stdin) == expected


# --- help -----------------------------------------------------------------------------


# Its parameters differ from version to version.
JOIN = str(inspect.signature(os.path.join))


def test_help_on_a_function(session):
    session.enter("import os.path")
    for line in ("?os.path.join", "os.path.join?", " ? os.path.join", "os.path.join ?"):
        shown = session.enter(line)
        assert shown.startswith(f"Signature: os.path.join{JOIN}\nType:      function\n")
        assert "\nFile:      " in shown and "posixpath.py:" in shown
        assert "Join two or more pathname components" in shown


def test_help_on_values(session):
    session.enter("table = {'key': [10, 20]}; name = 'key'; empty = None")
    assert session.enter("table['key'][-1]?").startswith("Type:      int\nValue:     20\n")
    assert session.enter("table[name]?").startswith("Type:      list\n")
    assert "Value:     None" in session.enter("empty?")


def test_the_source(session, tmp_path):
    (tmp_path / "mine.py").write_text("def f(x):\n    # A comment.\n    return x\n")
    session.enter("import sys; sys.path.insert(0, '.'); from mine import f")
    for line in ("??f", "f??"):
        assert session.enter(line).endswith(
            "mine.py:1\n\ndef f(x):\n    # A comment.\n    return x")
    assert session.enter("len??").endswith("(Its source is not there.)")
    session.enter("import os.path")
    assert f"\n\ndef join{JOIN}:\n" in session.enter("os.path.join??")


@pytest.mark.parametrize("line, said", [
    ("?nope", "?: name 'nope' is not defined"),
    ("?", "  ?name "),
    ("%help", "  ?name "),
    ("??1 +", "?: no name: 1 +"),
    ("int.nope?", "?: there is no int.nope (AttributeError: "),
    ("?for", "?: for is a keyword; help('for') tells more"),
])  # fmt: skip
def test_help_on_nothing(line, said, session):
    shown = session.enter(line)
    assert shown.startswith(said) and "Traceback" not in shown


def test_an_exception_of_the_users_code_has_its_traceback(session):
    session.enter("class Bad:\n    def __getattr__(self, name): 1 / 0\n")
    session.enter("bad = Bad()")
    shown = session.enter("bad.x?")
    assert shown.startswith("Traceback") and shown.endswith(
        "ZeroDivisionError: division by zero")
    assert "in __getattr__" in shown and "in find" not in shown
    session.enter("class Bad:\n    def __getattr__(self, name):\n"
                  "        raise KeyboardInterrupt from ValueError('cause')\n")
    session.enter("bad = Bad()")
    assert "ValueError: cause\n\nThe above exception was" in session.enter("bad.x?")


# --- time -----------------------------------------------------------------------------


def test_time_shows_the_value_and_sets_the_last_one(session):
    value, times = session.enter("%time 6 * 7").split("\n")
    assert value == "42" and times.startswith("wall ") and ", CPU " in times
    assert session.enter("_") == "42"
    assert session.enter("%time x = 5").startswith("wall ")
    assert session.enter("x") == "5"


def test_time_of_a_block(session):
    session.enter("%time for i in range(2):", "...")
    session.enter("print('turn', i)", "...")
    assert session.enter("").startswith("turn 0\nturn 1\nwall ")


def test_what_is_timed_may_fail(session):
    shown = session.enter("%time 1 / 0")
    assert shown.endswith("ZeroDivisionError: division by zero") and "wall" not in shown
    assert "SyntaxError" in session.enter("%time x = = 1")
    assert session.enter("%time") == "%time: which statement?"
    assert session.enter("%time %time 1") == "%time: it takes a statement of Python"
    assert session.enter("%timeit 1 / 0").endswith("ZeroDivisionError: division by zero")
    assert session.enter("%timeit") == "%timeit: which statement?"


def test_what_awaits_is_not_timed(tmp_path):
    with Session(tmp_path, "-X", "await") as session:
        session.enter("import asyncio")
        assert session.enter("%time 6 * 7").startswith("42\nwall ")
        shown = session.enter("%time await asyncio.sleep(0)")
        assert shown.startswith("RuntimeError: an event loop runs in this thread")
        assert session.enter("await asyncio.sleep(0, 1)") == "1"


def test_timeit(session):
    session.enter("n = 3; seen = []")
    shown = session.enter("%timeit seen or seen.append(n)")
    assert " loops, best of 5: " in shown and shown.endswith("sec per loop")
    assert session.enter("seen") == "[3]"


def test_an_interrupt_stops_what_is_timed(session):
    terminal = session.terminal
    for line in ("%time ", "%timeit "):
        terminal.send(line + "print('runs', flush=True), __import__('time').sleep(600)\r")
        terminal.wait(lambda: terminal.rows.endswith("\nruns") and not terminal.is_raw())
        terminal.interrupt_wait()
        terminal.wait(lambda: terminal.rows.endswith("KeyboardInterrupt\n>>>"))


# --- the shell ------------------------------------------------------------------------


def test_a_command_of_the_shell(session):
    assert session.enter("!echo one two | tr a-z A-Z") == "ONE TWO"
    assert session.enter("!exit 3") == "(exit code 3)"
    assert session.enter("!kill -TERM $$").strip() == "(ended by a signal: Terminated)"
    session.enter("import os; os.environ['SAID'] = 'so'")
    assert session.enter("!echo $SAID \"it's\" '('") == "so it's ("


def test_a_command_of_the_shell_on_two_lines(session):
    session.enter("!echo one \\", "...")
    assert session.enter("two") == "one two"


def test_the_shell_has_the_terminal(session):
    terminal = session.terminal
    terminal.send("!read line && echo \"<$line>\"\r")
    terminal.wait(lambda: not terminal.is_raw())
    terminal.send("typed\r")
    terminal.ends_with("typed\n<typed>\n>>> ")


def test_an_interrupt_is_for_the_command(session):
    terminal = session.terminal
    # Without `exec` dash loses a signal that comes while it starts the program.
    terminal.send("!echo runs; exec sleep 600\r")
    terminal.wait(lambda: terminal.rows.endswith("\nruns"))
    terminal.send(CTRL_C)
    terminal.wait(lambda: terminal.rows.endswith("(ended by a signal: Interrupt)\n>>>"))
    assert "KeyboardInterrupt" not in terminal.rows
    assert session.enter("1 + 1") == "2"


def test_a_stopped_command_goes_on(session):
    terminal = session.terminal
    terminal.send("!echo runs; read line; echo \"<$line>\"\r")
    terminal.wait(lambda: terminal.rows.endswith("\nruns"))
    terminal.send(CTRL_Z)
    terminal.wait(lambda: terminal.rows.endswith("(stopped; %fg lets it go on)\n>>>"))
    assert session.enter("1 + 1") == "2"
    terminal.send("%fg\r")
    terminal.wait(lambda: not terminal.is_raw())
    terminal.send("typed\r")
    terminal.wait(lambda: terminal.rows.endswith("\n<typed>\n>>>"))
    assert session.enter("%fg") == "%fg: nothing is stopped"


def test_what_a_command_leaves_on_the_terminal_is_mended(session):
    session.enter("!stty -echo; kill -KILL $$")
    session.terminal.send("!read line\r")
    session.terminal.wait(lambda: not session.terminal.is_raw())
    session.terminal.send("seen\r")
    session.terminal.ends_with("seen\n>>> ")


# --- files ----------------------------------------------------------------------------


def test_run_has_arguments_and_leaves_its_names(session, tmp_path):
    (tmp_path / "a file.py").write_text(
        "# coding: latin-1\nimport sys\nvalue = 'é', sys.argv, __name__\n", "latin-1")
    assert session.enter("import sys; argv = sys.argv; path = sys.path[:]") == ""
    assert session.enter("%run 'a file.py' 1 'two words'") == ""
    assert session.enter("value") == \
        "('é', ['a file.py', '1', 'two words'], '__main__')"
    assert session.enter("sys.argv is argv, sys.path == path") == "(True, True)"


@pytest.mark.parametrize("text, said", [
    ("print('begun')\n1 / 0\n", "ZeroDivisionError: division by zero"),
    ("x = = 1\n", "SyntaxError: invalid syntax"),
    ("if 1:\n", "%run: it ends in the middle of a statement"),
    ("raise SystemExit(3)\n", "(exit code 3)"),
    (None, "%run: file.py: No such file or directory"),
])  # fmt: skip
def test_run_may_fail(text, said, session, tmp_path):
    if text is not None:
        (tmp_path / "file.py").write_text(text)
    assert session.enter("%run file.py").split("\n")[-1] == said
    assert session.enter("__import__('sys').argv[0]") == "''"


def test_edit_a_new_text(tmp_path):
    editor = script(tmp_path, "editor", "echo 'edited = 6 * 7; print(edited)' > \"$1\"\n")
    with Session(tmp_path, EDITOR=str(editor)) as session:
        assert session.enter("%edit") == "42"
        assert session.enter("edited") == "42"


def test_edit_what_has_a_name(tmp_path):
    (tmp_path / "mine.py").write_text("class C:\n    def f(self):\n        return 'old'\n")
    editor = script(tmp_path, "editor", 'sed -i s/old/new/ "$1"\necho "f(0)" >> "$1"\n')
    with Session(tmp_path, VISUAL=str(editor), EDITOR="false") as session:
        session.enter("import sys; sys.path.insert(0, '.'); from mine import C")
        assert session.enter("%edit C.f") == ""
        assert session.enter("f(0), C().f()") == "('new', 'old')"
        assert session.enter("%edit nope") == "%edit: name 'nope' is not defined"
        assert session.enter("%edit len") == "%edit: the source of len is not there"


def test_edit_a_file(tmp_path):
    editor = script(tmp_path, "editor", "echo \"print('in', __name__)\" >> \"$1\"\n")
    with Session(tmp_path, VISUAL=str(editor)) as session:
        assert session.enter("%edit 'my file.py'") == "in __main__"
        assert session.enter("%edit 'my file.py'") == "in __main__\nin __main__"


def test_an_editor_that_is_stopped_goes_on(tmp_path):
    editor = script(tmp_path, "editor",
                    'echo begins; read line; echo "$line" >> "$1"; echo ends\n')
    with Session(tmp_path, VISUAL=str(editor), TMPDIR=str(tmp_path)) as session:
        terminal = session.terminal
        terminal.send("%edit\r")
        terminal.wait(lambda: terminal.rows.endswith("\nbegins"))
        terminal.send(CTRL_Z)
        terminal.wait(lambda: terminal.rows.endswith("is run then)\n>>>"))
        assert session.enter("1 + 1") == "2"
        terminal.send("%fg\r")
        terminal.wait(lambda: not terminal.is_raw())
        terminal.send("print('ed' 'ited')\r")
        terminal.wait(lambda: terminal.rows.endswith("\nends\nedited\n>>>"))
        assert session.enter("%fg") == "%fg: nothing is stopped"
        assert list(tmp_path.glob("inlet-*")) == []


def test_an_editor_that_fails(tmp_path):
    with Session(tmp_path, VISUAL="false", TMPDIR=str(tmp_path)) as session:
        assert session.enter("%edit") == "%edit: the editor has failed; nothing is run"
        assert list(tmp_path.glob("inlet-*")) == []


# --- the clipboard --------------------------------------------------------------------


def with_clipboard(folder, text):
    (folder / "clipboard").write_text(text)
    bin = folder / "bin"
    bin.mkdir()
    script(bin, "xclip", f"cat '{folder}/clipboard'\n")
    return Session(folder, DISPLAY=":99", PATH=f"{bin}:/usr/bin:/bin")


def test_paste_shows_the_text_and_runs_its_statements(tmp_path):
    text = "x = 5\nx + 1\nfor i in range(2):\n    print(i)\n%time x\n"
    with with_clipboard(tmp_path, text) as session:
        shown = session.enter("%paste")
        assert shown.startswith(text.rstrip() + "\n6\n0\n1\n5\nwall ")


def test_paste_stops_at_the_first_error(tmp_path):
    with with_clipboard(tmp_path, "x = 1\nx / 0\ny = 2\n") as session:
        assert session.enter("%paste").endswith(
            "ZeroDivisionError: division by zero\n"
            "(stopped: what is behind line 2 was not run)")
        assert session.enter("x, 'y' in dir()") == "(1, False)"


def test_paste_of_a_session(tmp_path):
    text = "  >>> x = 5\n  >>> if x:\n  ...     x + 1\n  ...\n  6\n"
    with with_clipboard(tmp_path, text) as session:
        assert session.enter("%paste").split("\n")[-1] == "6"


def test_paste_does_not_paste_itself(tmp_path):
    with with_clipboard(tmp_path, "%paste\nx = 1\n") as session:
        assert "%paste: what is pasted cannot paste\n(stopped" in session.enter("%paste")


def test_paste_without_a_clipboard(tmp_path):
    with with_clipboard(tmp_path, "  \n") as session:
        assert session.enter("%paste") == "%paste: the clipboard has no text"
    script(tmp_path / "bin", "xclip", "echo no display >&2; exit 1\n")
    with Session(tmp_path, DISPLAY=":99") as session:
        session.enter("import os; os.environ['PATH'] = './bin'")
        assert session.enter("%paste") == "%paste: xclip: no display"
        session.enter("os.environ['PATH'] = '/nowhere'")
        assert session.enter("%paste").startswith("%paste: no program reads ")


# --- history --------------------------------------------------------------------------


def test_history_is_numbered(session):
    session.enter("x = 'first'")
    session.enter("if x:\n    pass\n".rstrip("\n") + "\r")
    session.enter(" secret = 1")
    assert session.enter("%history") == (
        "1  x = 'first'\n2  if x:\n       pass\n3  %history")
    assert session.enter("%history 1") == "4  %history 1"
    assert session.enter("%history 10 first") == "1  x = 'first'\n5  %history 10 first"


def test_history_has_former_sessions(tmp_path):
    with Session(tmp_path) as session:
        session.enter("x = 'former'")
    with Session(tmp_path) as session:
        session.enter("y = 'now'")
        assert session.enter("%history") == "1  x = 'former'\n2  y = 'now'\n3  %history"
        session.enter("%save own.py")
        session.enter("%save all.py 1-2")
    assert (tmp_path / "own.py").read_text() == "y = 'now'\n"
    assert (tmp_path / "all.py").read_text() == "x = 'former'\ny = 'now'\n"


def test_save(session, tmp_path):
    session.enter("x = 5")
    session.enter("!true")
    session.enter("x?")
    session.enter("y = 6")
    assert session.enter("%save out.py") == "out.py: 2 lines"
    assert (tmp_path / "out.py").read_text() == "x = 5\ny = 6\n"
    assert session.enter("%save out.py 1").startswith("%save: out.py is there already")
    assert session.enter("%save -f out.py 4 1") == "out.py: 2 lines"
    assert (tmp_path / "out.py").read_text() == "y = 6\nx = 5\n"
    assert session.enter("%save more.py 99").startswith("%save: there are no entries 99")
    assert session.enter("%save more.py x") == "%save: no number of an entry: x"
    assert session.enter("%save") == "%save: which file?"
    assert session.enter("%save 'a") == "%save: No closing quotation: 'a"
    assert session.enter("%save no/where.py").startswith("%save: no/where.py: No such")
    assert not (tmp_path / "more.py").exists()


def test_commands_are_in_the_history(session):
    session.enter("!echo hi")
    session.terminal.send("\x1b[A")
    session.terminal.ends_with(">>> !echo hi")


# --- several statements ---------------------------------------------------------------


def test_commands_between_statements(session):
    shown = session.paste("x = 5\n!echo hi\n# A comment.\nx?\n%time x\n\ny = 6\ny")
    assert shown.startswith("hi\nType:      int\nValue:     5\n")
    assert "\n5\nwall " in shown and shown.endswith("\n6")


def test_quotes_and_brackets_of_the_shell_are_its_own(session):
    shown = session.paste("x = 5\n!echo \"it's [\"\n!echo '('; echo \"{\" # (\nx + 1\n"
                          "%time x\nfor i in range(2):\n    print(i)\n!echo done")
    assert shown.startswith("it's [\n(\n{\n6\n5\nwall ")
    assert shown.endswith("\n0\n1\ndone")


def test_a_command_that_fails_stops_a_paste(session):
    shown = session.paste("x = 5\n%nope\nx = 6\nx = 7")
    assert shown == ("%nope: there is no such command; ? tells which there are\n"
                     "(stopped: the 2 statements from line 3 on were not run)")
    assert session.enter("x") == "5"


def test_a_block_that_is_timed_between_statements(session):
    shown = session.paste("%time for i in range(2):\n    print(i)\nprint('then')")
    assert shown.startswith("0\n1\nwall ") and shown.endswith("\nthen")


# --- commands of the user -------------------------------------------------------------

OWN = '''
"""Mine."""
import os
from os.path import join

def double(words):
    """Give the number twice."""
    return 2 * int(words)

def _hidden(words):
    pass
'''


def configure(folder, text):
    path = folder / ".config" / "inlet" / "commands.py"
    path.parent.mkdir(parents=True)
    path.write_text(text)


def test_commands_of_the_user(tmp_path):
    configure(tmp_path, OWN)
    with Session(tmp_path) as session:
        assert session.enter("'inlet_commands' in __import__('sys').modules") == "False"
        assert session.enter("%double 21") == "42"
        assert session.enter("_") == "42"
        assert session.enter("%double x").endswith(
            "ValueError: invalid literal for int() with base 10: 'x'")
        assert session.enter("%_hidden").startswith("%_hidden: there is no such command")
        assert "  %double ...               Give the number twice." in session.enter("?")
        session.enter("import inlet_commands; inlet_commands.more = lambda words: words")
        assert session.enter("%more  it's  so ") == '"it\'s  so"'


def test_a_file_of_commands_that_fails(tmp_path):
    configure(tmp_path, "1 / 0\n")
    with Session(tmp_path) as session:
        assert session.enter("%any").endswith("ZeroDivisionError: division by zero")
        assert session.enter("1 + 1") == "2"


def test_isolated_has_no_commands_of_the_user(tmp_path):
    configure(tmp_path, OWN)
    with Session(tmp_path, "-I") as session:
        assert session.enter("%double 1").startswith("%double: there is no such command")


# --- nothing is left ------------------------------------------------------------------


def test_commands_leave_no_names(session):
    before = session.enter("sorted(dir())")
    for line in ("?len", "%time 1", "!true", "%history", "%nope"):
        session.enter(line)
    assert session.enter("sorted(dir())") == before


def has_ended(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_stopped_command_ends_with_the_session(session):
    terminal = session.terminal
    # sh itself becomes it: one that is about to start another program cannot be stopped.
    terminal.send("!echo pid $$; exec sleep 600\r")
    terminal.wait(lambda: re.search(r"\npid \d+$", terminal.rows))
    pid = int(terminal.rows.split()[-1])
    terminal.send(CTRL_Z)
    terminal.wait(lambda: terminal.rows.endswith("(stopped; %fg lets it go on)\n>>>"))
    terminal.send(CTRL_D)
    assert terminal.finish()[0] == 0
    deadline = time.monotonic() + terminal.timeout
    while not has_ended(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


# --- Completion -----------------------------------------------------------------------


def test_names_are_completed_with_a_line_on_each(session):
    terminal = session.terminal
    terminal.send("%sav\t")
    terminal.ends_with(">>> %save")
    terminal.send("\x15%\t")
    terminal.contains("%timeit")
    assert "%edit" in terminal.rows and "%time " in terminal.rows + " "
    terminal.send("\t")
    terminal.contains("edit it in $VISUAL or $EDITOR, then run it")
    terminal.ends_with(">>> %edit")


def test_names_of_the_user_are_completed_and_his_file_is_not_run(tmp_path):
    configure(tmp_path, "def greet(name):\n    'Say hello.'\n"
                        "def grade(): pass\ndef _hidden(): pass\nprint('it ran')\n")
    with Session(tmp_path) as session:
        terminal = session.terminal
        terminal.send("%gree\t")
        terminal.ends_with(">>> %greet")
        terminal.send("\x15%gr\t\t\t")
        terminal.contains("Say hello.")
        terminal.ends_with(">>> %greet")
        assert "it ran" not in terminal.rows
        terminal.send("\x15%hidd\t")
        terminal.ends_with(">>> %hidd")


@pytest.mark.parametrize("typed, shown", [
    ("%run scr", "%run script.py"), ("%run nothing", "%run nothing"),
    ("%edit dir", "%edit direct\\ ory/"), ("%edit pri", "%edit print"),
    ("%save -f direct\\ ory/i", "%save -f direct\\ ory/inner.txt"),
    ("%run ~/scr", "%run ~/script.py"), ("%run 'scr", "%run 'script.py"),
    ("!cat scr", "!cat script.py"), ("!./scr", "!./script.py"), ("!scr", "!scr"),
    ("%time pri", "%time print"), ("%time  x", "%time  x"), ("%run .hid", "%run .hidden"),
])
def test_files_are_completed_where_a_command_takes_them(typed, shown, tmp_path):
    (tmp_path / "script.py").write_text("")
    (tmp_path / ".hidden").write_text("")
    (tmp_path / "direct ory").mkdir()
    (tmp_path / "direct ory" / "inner.txt").write_text("")
    with Session(tmp_path) as session:
        session.terminal.send(typed + "\t")
        session.terminal.send("\x01#\x05")  # so that Tab has been seen to do nothing
        session.terminal.ends_with(">>> #" + shown)
