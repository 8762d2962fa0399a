"""What is checked and then run is compiled once."""

import pytest

from .child import check_child

# `compiled` has the texts that the compiler got; `check` is what inlet_check() calls.
START = """
import sys, _inlet, inlet.codeop, warnings
compiled = []
def note(event, args):
    if event == "compile" and args[1] in ("<typed>", "<other>"):
        compiled.append(args[0] if isinstance(args[0], str) else args[0].decode())
sys.addaudithook(note)
command = inlet.codeop.CommandCompiler()
def check(text, name="<typed>", symbol="single"):
    return _inlet._check(command, text, name, symbol)
def run(text, name="<typed>", symbol="single"):
    return command(text, name, symbol)
def count():
    found = len(compiled)
    compiled.clear()
    return found
"""


def see(source):
    return check_child(START + source).splitlines()


@pytest.mark.parametrize("text, more", [
    ("x = 1", ""), ("x = 1", "\n"), ("def f():\n    return 5\n", ""),
    ("def f():\n    return 5\n", "\n\n"), ("é = '\U0001f40d'", ""),
])
def test_it_is_compiled_once(text, more):
    assert see(f"""
code = check({text!r})
print(count())
same = run({text + more!r})
print(code is same, count(), same.co_filename)
""") == ["1", "True 0 <typed>"]


@pytest.mark.parametrize("then", [
    "run('x = 2')", "run('x = 1 ')", "run('x = 1\\n#')", "run('x = 1', '<other>')",
    "run('x = 1', symbol='exec')", "run(' x = 1'.strip(' ') + '\\n\\n1')",
])
def test_what_differs_is_compiled(then):
    """The answer is that of a compiler that was asked nothing before."""
    assert see(f"""
def outcome():
    try:
        code = {then}
    except SyntaxError as error:
        return str(error)
    return code and (code.co_code, code.co_consts, code.co_filename)
wanted = outcome()
count()
check("x = 1")
count()
print(outcome() == wanted, count() > 0)
""") == ["True True"]


def test_it_goes_to_one_taker():
    assert see("""
check("x = 1")
count()
one, other = run("x = 1"), run("x = 1")
print(one is other, count())
""") == ["False 1"]


def test_an_incomplete_text_leaves_nothing_for_a_longer_one():
    assert see(r"""
print(check("def f():\n    return 5"), run("def f():\n    return 5"))
check("def f():\n    return 5\n")
print(run("def f():\n    return 5"))
""") == ["None None", "None"]


def test_warnings_are_for_who_runs_it():
    assert see("""
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    check("1 is 1")
    print(len(seen))
    run("1 is 1")
    print(len(seen))
""") == ["0", "1"]


def test_the_compiler_learns_when_it_is_run():
    assert see("""
import __future__
feature = __future__.annotations
text = "from __future__ import annotations"
before = command.compiler.flags
check(text)
print(command.compiler.flags == before)
run(text)
print(command.compiler.flags == before | feature.compiler_flag)
check("x: int")
command.compiler.flags = before
print(run("x: int").co_flags & feature.compiler_flag)
""") == ["True", "True", "0"]


def test_another_compile_is_called():
    """Who puts a function in the place of compile() sees all that is run."""
    assert see("""
import builtins
check("x = 1")
real, seen = compile, []
def mine(*args, **keywords):
    seen.append(args[0])
    return real(*args, **keywords)
builtins.compile = mine
run("x = 1")
builtins.compile = real
print(seen != [])
""") == ["True"]
