"""`inlet` with something to run does what `python3` does: every byte, every code."""

import os
import py_compile
import subprocess
import sys
import zipfile

import pytest

from .programs import INLET, PYTHON, assert_same, environment, run

SHOW_MAIN = (
    "import sys, __main__\n"
    "names = {n: repr(v) for n, v in vars(__main__).items() if n != 'names'}\n"
    "names.pop('__loader__', None)\n"
    "print(sorted(names.items()))\n"
    "print(sys.argv, sys.orig_argv[1:], sys.path[0], sys.flags)\n"
)

COMMANDS = [
    "print(1)",
    "import sys; print(sys.argv, sys.path[0] == '')",
    SHOW_MAIN,
    "1/0",
    "def f():\n  1/0\nf()",
    "x = = 1",
    "if 1:",
    "    print(1)",
    "\n  a = 1\n  print(a)\n",
    "print('é', '\\ud800'.encode('utf-8', 'replace'))",
    "é = 'ü'; print(é); nope(é)",
    "x is 1",
    "print('\\d')",
    "import sys; print('out'); print('err', file=sys.stderr); sys.exit(4)",
    "print(__name__, __builtins__, __file__)",
    "import sys; sys.stdout.write('no newline')",
    "input('prompt? ')",
    "print(input(), input())",
    "import sys; print(sys.stdin.read())",
    "from __future__ import annotations\ndef f(x: y): pass\nprint(f.__annotations__)",
    "import atexit; atexit.register(print, 'at exit')",
    "import atexit; atexit.register(lambda: 1/0)",
    "import threading, time\n"
    "threading.Thread(target=lambda: (time.sleep(.1), print('thread'))).start()\n"
    "print('main')",
    "import threading; threading.Thread(target=lambda: 1/0).start()",
    "import sys; sys.excepthook = lambda *a: print('hook', a[0]); 1/0",
    "import sys; sys.excepthook = lambda *a: 1/0; {}['x']",
    "import sys; sys.excepthook = lambda *a: sys.exit(7); 1/0",
    "import sys; sys.excepthook = None; 1/0",
    "import sys; del sys.excepthook; 1/0",
    "import sys; sys.stderr = None; 1/0",
    "import sys; sys.stdout = None; print(1)",
    "import sys; sys.stdout.close()",
    "import sys; sys.stderr.close(); 1/0",
    "import os; os._exit(9)",
    "import os; print('lost?'); os.abort()",
    "class E(Exception):\n  def __str__(self): 1/0\nraise E",
    "raise ExceptionGroup('group', [ValueError(1), TypeError(2)])",
    "try:\n  1/0\nexcept Exception as e:\n  raise KeyError('k') from e",
    "class E(Exception): pass\nE.__module__ = 'm.n'\nraise E('text')",
    "import gc, sys; sys.setrecursionlimit(50)\ndef f(): f()\nf()",
    "import subprocess, sys; print(subprocess.run([sys.executable, '-c', 'print(5)'],"
    " capture_output=True).stdout)",
    "import multiprocessing as m; p = m.get_context('fork').Process(target=print,"
    " args=(1,)); p.start(); p.join(); print(p.exitcode)",
    "print(__import__('sys').executable)",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_command_runs_the_same(command, tmp_path):
    assert_same(["-c", command, "a", "-b", "é"], tmp_path, b"line 1\nline 2\n")


EXITS = [
    "", "0", "1", "3", "-1", "255", "256", "2**40", "None", "True", "False", "1.5",
    "'text'", "''", "'é\\n'", "(1, 2)", "[1]", "object", "b'x'",
    "'\\ud800'", "type('C', (int,), {})(6)",
]  # fmt: skip
LEAVES = ["raise SystemExit({})", "import sys; sys.exit({})", "exit({})"]
COMMANDS_THAT_LEAVE = [leave.format(value) for leave in LEAVES for value in EXITS]
COMMANDS_THAT_LEAVE += ["raise SystemExit(0, 1)", "raise SystemExit(())"]
if sys.version_info >= (3, 12):
    # 3.11 looks at this before a SystemExit has been made of it, and prints "()".
    COMMANDS_THAT_LEAVE.append("import sys; sys.exit(())")


@pytest.mark.parametrize("command", COMMANDS_THAT_LEAVE)
def test_exit_leaves_the_same(command, tmp_path):
    assert_same(["-c", command], tmp_path)


@pytest.mark.parametrize("code", ["1/0", "raise SystemExit(5)", "print(2)", "x ="])
def test_exit_is_the_same_with_code_without_attributes(code, tmp_path):
    command = (
        "class E(SystemExit):\n"
        "  code = property(lambda self: {}['x'])\n"
        "import sys\n"
        "sys.exitfunc = 1\n"
        f"{code}\n"
        "raise E(3)\n"
    )
    assert_same(["-c", command], tmp_path)


INTERRUPTS = [
    "raise KeyboardInterrupt",
    "raise KeyboardInterrupt('text')",
    "class K(KeyboardInterrupt): pass\nraise K",
    "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(10)",
    "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "import signal; print(signal.getsignal(signal.SIGINT),"
    " signal.getsignal(signal.SIGPIPE))",
]


@pytest.mark.parametrize("command", INTERRUPTS)
@pytest.mark.parametrize("how", ["-c", "-m", "script", "-"])
def test_interrupt_ends_the_same(command, how, tmp_path):
    (tmp_path / "program.py").write_text(command)
    args = {"-c": ["-c", command], "-m": ["-m", "program"], "-": ["-"]}
    assert_same(
        args.get(how, ["program.py"]), tmp_path, command.encode() if how == "-" else b""
    )


# --- scripts ------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    """A folder with a program of every form."""
    (tmp_path / "show.py").write_text(SHOW_MAIN + "print(__file__)\n")
    (tmp_path / "fails.py").write_text("def f(x):\n    return 1 / x\n\n\nf(0)\n")
    (tmp_path / "wrong.py").write_text("print(1)\nx = = 1\n")
    (tmp_path / "latin.py").write_bytes(b"# coding: latin-1\nprint('\xe9')\n")
    (tmp_path / "bytes.py").write_bytes(b"print('\xe9')\n")
    (tmp_path / "nul.py").write_bytes(b"print(1)\n\0\n")
    (tmp_path / "crlf.py").write_bytes(b"print(1)\r\nif 1:\r\n    print(2)\r\n")
    (tmp_path / "bom.py").write_bytes(b"\xef\xbb\xbfprint('bom')\n")
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "noend.py").write_text("if 1:\n  print(1)")
    (tmp_path / "dosline.cmd").write_text("rubbish here\nprint(1)\n1/0\n")
    (tmp_path / "reads.py").write_text("import sys; print(sys.stdin.readlines())")
    (tmp_path / "imports.py").write_text("import neighbour; print(neighbour)")
    (tmp_path / "neighbour.py").write_text("")
    (tmp_path / "isolated name.py").write_text("print(__file__)")
    (tmp_path / "leaves.py").write_text("import sys; sys.exit('bye')")
    (tmp_path / "warns.py").write_text("import warnings; warnings.warn('w'); 1 is 1")
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("print('init', __name__)")
    (package / "__main__.py").write_text(SHOW_MAIN)
    (package / "part.py").write_text(SHOW_MAIN + "1/0")
    (tmp_path / "bare").mkdir()
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("__main__.py", SHOW_MAIN + "1/0\n")
    py_compile.compile(tmp_path / "fails.py", tmp_path / "fails.pyc")
    py_compile.compile(tmp_path / "show.py", tmp_path / "compiled.bin")
    (tmp_path / "stale.pyc").write_bytes(b"\0" * 40)
    links = tmp_path / "links"
    links.mkdir()
    (links / "show.py").symlink_to("../show.py")
    (links / "absolute.py").symlink_to(tmp_path / "imports.py")
    return tmp_path


SCRIPTS = [
    "show.py", "./show.py", "fails.py", "wrong.py", "latin.py", "bytes.py", "nul.py",
    "crlf.py", "bom.py", "empty.py", "noend.py", "reads.py", "imports.py",
    "isolated name.py", "leaves.py", "warns.py", "package", "package/", "package/part.py",
    "bare", "archive.zip", "fails.pyc", "compiled.bin", "stale.pyc", "links/show.py",
    "links/absolute.py", "missing.py", "missing/missing.py", "show.py/x", "",
]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_runs_the_same(script, files):
    assert_same([script, "a", "-c", "é"], files, b"1\n2\n")


def test_script_is_the_same_with_a_full_name(files):
    assert_same([str(files / "show.py")], files)
    assert_same([str(files / "missing.py")], files)


def test_unreadable_script_is_refused_the_same(files):
    (files / "locked.py").write_text("print(1)")
    (files / "locked.py").chmod(0)
    assert_same(["locked.py"], files)


def test_first_line_is_skipped_the_same(files):
    assert_same(["-x", "dosline.cmd"], files)


MODULES = [
    ["show"], ["show", "a", "-i"], ["fails"], ["wrong"], ["package"], ["package.part"],
    ["missing"], ["package.missing"], ["leaves"], ["bare"], ["json.tool", "missing"],
    ["this"], ["", "x"], ["show.py"], ["sys"],
]  # fmt: skip


@pytest.mark.parametrize("args", MODULES, ids=" ".join)
def test_module_runs_the_same(args, files):
    assert_same(["-m", *args], files)


INPUTS = [
    b"", b"print(1)", b"print(1)\n", b"1/0\n", b"x = = 1\nprint(1)\n", b"if 1:\n  print(1)",
    b"if 1:\n  print(1)\nprint(2)\n", b"import sys; print(sys.argv, sys.path[0] == '')\n",
    b"print(input())\nnext line\nprint(2)\n", b"'\xe9'\n", b"print('\xc3\xa9')\n",
    b"import sys; sys.exit(3)\nprint(1)\n", b"\0\n", b"1\n2\n", b"print(__file__)\n",
    SHOW_MAIN.encode(), b"def f():\n    1/0\n\nf()\n", b"raise KeyboardInterrupt\n",
    b"class C:\n  def f(self): raise ValueError('\xc3\xa9')\nC().f()\n",
]  # fmt: skip


@pytest.mark.parametrize("stdin", INPUTS)
@pytest.mark.parametrize("args", [[], ["-"], ["-", "a", "b"]], ids=str)
def test_standard_input_runs_the_same(stdin, args, tmp_path):
    assert_same(args, tmp_path, stdin)


# --- options ------------------------------------------------------------------------

OPTIONS = [
    ["-E"], ["-I"], ["-s"], ["-S"], ["-B"], ["-u"], ["-O"], ["-OO"], ["-b"], ["-bb"],
    ["-d"], ["-q"], ["-P"], ["-v", "-v", "-q"], ["-Wi"], ["-W", "error"], ["-Werror"],
    ["-X", "dev"], ["-Xdev"], ["-X", "utf8=0"], ["-X", "nonsense"], ["-X", "faulthandler"],
    ["-IS"], ["-ISB"], ["-R"], ["--check-hash-based-pycs", "always"],
    ["-W", "nonsense"], ["-X", "int_max_str_digits=1000"],
]  # fmt: skip

SHOW_OPTIONS = (
    "import sys, warnings\n"
    "print(sys.flags, sys._xoptions, sys.warnoptions, warnings.filters)\n"
    "print([p for p in sys.path if 'python' not in p], 'site' in sys.modules)\n"
    "assert 0\n"
)


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_option_means_the_same(options, tmp_path):
    (tmp_path / "show.py").write_text(SHOW_OPTIONS)
    expected = run(PYTHON, [*options, "show.py"], tmp_path, PYTHONPATH="/nowhere")
    done = run(INLET, [*options, "show.py"], tmp_path, PYTHONPATH="/nowhere")
    assert done[:2] == expected[:2]
    if "-v" not in options:  # its trace names every file in the order found
        assert done[2] == expected[2]


WRONG = [
    ["-Z"], ["-qZ"], ["-c"], ["-m"], ["-W"], ["-X"], ["--nonsense"],
    ["--check-hash-based-pycs"], ["--check-hash-based-pycs", "nonsense", "-c", "1"],
]  # fmt: skip


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
def test_wrong_command_line_is_refused_the_same(args, tmp_path):
    code, out, err = assert_same(args, tmp_path)
    assert code != 0


def test_wrong_setting_is_refused_in_our_words(tmp_path):
    args = ["-X", "int_max_str_digits=1", "-c", "1"]
    expected = run(PYTHON, args, tmp_path)
    code, out, err = run(INLET, args, tmp_path)
    assert (code, out) == expected[:2]
    assert b"int_max_str_digits" in err


@pytest.mark.parametrize(
    "name, value",
    [
        ("PYTHONOPTIMIZE", "2"), ("PYTHONDONTWRITEBYTECODE", "1"),
        ("PYTHONUNBUFFERED", "1"), ("PYTHONWARNINGS", "error"),
        ("PYTHONSAFEPATH", "1"), ("PYTHONPATH", "/nowhere"), ("PYTHONUTF8", "0"),
        ("PYTHONIOENCODING", "latin-1"), ("PYTHONHASHSEED", "1"),
        ("PYTHONINSPECT", "1"), ("PYTHONSTARTUP", "startup.py"), ("LC_ALL", "C"),
        ("LC_ALL", "POSIX"), ("PYTHONDEVMODE", "1"), ("PYTHONHOME", "/nowhere"),
        ("PYTHONNOUSERSITE", "1"), ("PYTHONMALLOC", "debug"),
    ],
)  # fmt: skip
def test_environment_means_the_same(name, value, tmp_path):
    (tmp_path / "startup.py").write_text("print('startup')")
    command = SHOW_MAIN + "print('é', sys.stdout.encoding, hash('x') % 97 if 0 else '')"
    code, out, err = run(PYTHON, ["-c", command], tmp_path, **{name: value})
    done = run(INLET, ["-c", command], tmp_path, **{name: value})
    if name == "PYTHONHOME":  # Python dies, with a report on where it looked
        assert done[0] == code == 1
    else:
        assert done == (code, out, err)


def test_inspect_set_while_running_needs_a_terminal(tmp_path):
    command = "import os; os.environ['PYTHONINSPECT'] = '1'; print(1)"
    assert_same(["-c", command], tmp_path)


def test_full_output_gives_120(tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    codes = []
    for program in (PYTHON, INLET):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [program, "-c", "print(1)"],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(tmp_path),
            )
        codes.append((done.returncode, done.stderr))
    assert codes[0] == codes[1]
    assert codes[0][0] == 120


def test_closed_standard_streams_are_survived(tmp_path):
    script = 'exec "$0" -c "import sys; print(sys.stdin, sys.stderr)" <&- 2>&-'
    outcomes = [
        subprocess.run(["sh", "-c", script, program], stdout=subprocess.PIPE)
        for program in (PYTHON, INLET)
    ]
    assert outcomes[0].stdout == outcomes[1].stdout
    assert outcomes[0].returncode == outcomes[1].returncode


# --- our own ------------------------------------------------------------------------


@pytest.mark.parametrize("args", [["-h"], ["--help"], ["-?"], ["-qh"], ["-E", "-h"]])
def test_help_says_what_can_be_said(args, tmp_path):
    code, out, err = run(INLET, args, tmp_path)
    assert (code, err) == (0, b"")
    assert out.startswith(b"usage: PROGRAM [option] ...")
    assert b"-q " in out and b"PYTHON_HISTORY" in out


@pytest.mark.parametrize("args", [["-V"], ["--version"], ["-VV"], ["-V", "-V"]])
def test_version_names_both(args, tmp_path):
    code, out, err = run(INLET, args, tmp_path)
    version = "Python %d.%d.%d" % sys.version_info[:3]
    assert (code, err) == (0, b"")
    assert out.startswith(b"Inlet ") and version.encode() in out
    assert (b"GCC" in out or b"[" in out) == (args not in (["-V"], ["--version"]))


@pytest.mark.parametrize(
    "args",
    [["-c", "print(1)", "-h"], ["-W", "ignore", "-c", "print(1)", "-V"], ["-", "-V"]],
    ids=" ".join,
)
def test_options_of_the_program_are_left_alone(args, tmp_path):
    assert_same(args, tmp_path, b"print(1)")
