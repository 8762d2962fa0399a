"""Verdicts: those of the standard library, whatever was edited before."""

import os
import sys
import warnings

import pytest

import inlet

from . import oracle

CASES = [
    "",
    "\n",
    " ",
    "# comment",
    "#a\rx = (",
    "\x0c\n",
    "\x1c\n",
    "x",
    "x\n",
    "x = (",
    "x = (\n\n",
    "if 1:",
    "if 1:\n",
    "if 1:\n  x",
    "if 1:\nx\n",
    "if 1:\n\tx\n        y\n",
    "if 1:\n  x\n y\n",
    " x\n",
    "else:\n",
    "x\nelse:\n  y\n",
    "try:\n  x\n",
    "try:\n  x\ny = 1\n",
    "try:\n  x\ny = (\n",
    "@d",
    "@d\n\n# comment\n",
    "@d\nx = 1\n",
    "@d\n@e(\n1)\ndef f():\n  pass\n",
    "a = \\",
    "a = \\\n",
    "a = \\\n\n",
    "\\\nx\n",
    "\\\n",
    "'abc",
    "'abc\\",
    "'abc\\\n",
    "'''abc",
    "'''abc\n\n",
    "x y\n'''abc",
    "x y\nfoo(\n",
    "x y\n(]\n",
    "(\nx y\n",
    "(]",
    "x = 1\nreturn\ny = (",
    "x = 1\nreturn\ny\n",
    "return\nreturn\n",
    "x y\nz w\n",
    "x = 1\nx y\nz = 1\nreturn\n",
    "return\nx = 1\nx y\n",
    "def f():\n  x = 1\n  global x\n",
    "x = 1\nglobal x\n",
    "global x\nx: int = 1\n",
    "def f():\n  global x\nx: int = 1\n",
    "class A:\n  x = 1\n  global x\n",
    "class A:\n  def f(self):\n    nonlocal x\n",
    "nonlocal x\n",
    "def f():\n  global x\nnonlocal x\n",
    "async def f():\n  return 1\n  yield\n",
    "await x\n",
    "from __future__ import annotations\nx: (yield)\n",
    "x: (yield)\n",
    "'doc'\nfrom __future__ import annotations\ny = 1\n",
    "'doc'\n'other'\nfrom __future__ import annotations\n",
    "x = 1\nfrom __future__ import annotations\n",
    "from __future__ import nothing\nx = 1\n",
    "from __future__ import barry_as_FLUFL\n1 <> 2\n",
    "from __future__ import barry_as_FLUFL\n1 != 2\n",
    "from \uff3f\uff3ffuture\uff3f\uff3f import annotations\nx = 1\n",
    "x = 1\nfrom \uff3f\uff3ffuture\uff3f\uff3f import annotations\n",
    "if x:\n  from __future__ import annotations\n",
    "__debug__ = 1\n",
    "x = 1\n__debug__ = 1\ny = 2\n",
    "x = 0777\ny\n",
    "1_\ny\n",
    "x\0y\n",
    "x = 1\ny\0\n",
    "x = '\ud800'\n",
    "x = '\u2028'\ny = =\n",
    "\ufeffx = 1\n",
    "x = 1\r\ny = =\r\nz = 1\r\n",
    "x = 1\ry = =\rz\n",
    "x = 1\n\x0c\ndef f():\n  pass\n\x0c\nx = =\n",
    "  \x0cx = 1\n",
    "if 1:\n  x\n\x0c  y\n",
    "x = $\ny\n",
    "x = ?\n",
    "f'{'\n",
    "f'{x!}'\ny\n",
    "x = f'''\n{\n1 +\n}\n'''\n",
    "match x:\n  case 1:\n    pass\n",
    "match x:\n",
    "match = 1\n",
    "type X = int\nX\n",
    "class A[T]:\n  def f(self):\n    nonlocal T\n",
    "x = 1;\ny = 2; z = (\n",
    "x = " + "9" * 5000 + "\ny = 1\n",
    "(" * 250 + "\n",
    "x = " + "(" * 150 + ")" * 150 + "\ny = =\n",
    "".join("  " * i + "if x:\n" for i in range(25)) + "  " * 25 + "y\n",
    "".join(" " * i + "if x:\n" for i in range(105)) + " " * 105 + "y\n",
]


@pytest.mark.parametrize("symbol", ["exec", "single", "eval"])
@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_text_has_the_standard_verdict(number, symbol):
    text = CASES[number]
    source = inlet.Source(text, symbol=symbol)
    expected = oracle.standard(text, symbol=symbol)
    assert oracle.ours(source) == expected
    assert oracle.ours(source) == expected


@pytest.mark.parametrize("number", range(len(CASES)))
def test_an_error_among_good_lines_has_its_place(number):
    before = "import a\n\n\ndef f():\n    return a\n\n"
    after = "\n\nclass A:\n    def g(self):\n        pass\n\nlast = 1\n"
    source = inlet.Source(before + after)
    assert source.verdict().status == "complete"
    text = CASES[number]
    source.replace(6, 6, text)
    assert oracle.ours(source) == oracle.standard(source.text)
    source.replace(0, 0, "# more\nx = 1\n")
    assert oracle.ours(source) == oracle.standard(source.text)
    source.replace(len(source), len(source), "other error\n")
    assert oracle.ours(source) == oracle.standard(source.text)


def test_every_field_of_an_error_is_the_standard_one():
    source = inlet.Source("x = 1\n\ndef f(:\n    pass\n\ny = 2\n", "mine.py")
    error = source.verdict().error
    assert type(error) is SyntaxError
    assert (error.filename, error.lineno, error.text) == ("mine.py", 3, "def f(:\n")
    assert oracle.error_key(error) == oracle.standard(source.text, "mine.py")[1]
    assert error.__traceback__ is None and error.__context__ is None


def test_lines_of_errors_come_from_the_file_as_the_standard_module_has_it(tmp_path):
    path = tmp_path / "there.py"
    path.write_text("".join("line %d\n" % i for i in range(1, 30)))
    text = "x = 1\n\n\nif x:\n    y = = 2\n\nz = 3\n"
    source = inlet.Source(text, str(path))
    assert oracle.ours(source) == oracle.standard(text, str(path))
    assert "line 5" in source.verdict().error.text


@pytest.mark.parametrize("flags", [0, 0x2000, 0x1000000, 0x400000])
def test_flags_are_those_of_a_compiler_that_remembers(flags):
    for text in ("await x\ny = 1\n", "x: (yield)\ny = 1\n", "1 <> 2\ny = 1\n", "1 != 2\n"):
        source = inlet.Source(text, flags=flags)
        assert oracle.ours(source) == oracle.standard(text, flags=flags), text


def test_a_future_statement_that_comes_and_goes_counts_for_all_lines():
    source = inlet.Source("x = 1\nclass A:\n    y: (z := 1)\n")
    for _ in range(2):
        assert oracle.ours(source) == oracle.standard(source.text)
        source.replace(0, 0, "from __future__ import annotations\n")
        assert oracle.ours(source) == oracle.standard(source.text)
        source.delete(0, 1)


def test_a_statement_after_an_opened_string_is_not_shown_again_when_it_is_closed():
    body = "".join("def f%d():\n    return '''a'''\n\n" % i for i in range(50))
    source = inlet.Source("x = 1\n" + body)
    assert source.verdict().status == "complete"
    source.replace(0, 1, "x = '''\n")
    assert oracle.ours(source) == oracle.standard(source.text)
    source.replace(0, 1, "x = 2\n")
    assert source.verdict().status == "complete"


def test_a_newline_after_a_backslash_counts_also_in_a_text_that_grows():
    source = inlet.Source("def f():")
    for number in range(20):
        source.append("\n    x = %d" % number)
        assert source.verdict().status == "complete"
    source.append("\n    x = 1 + \\")
    assert source.verdict().status == "incomplete"
    source.append("\n")
    assert oracle.ours(source) == oracle.standard(source.text)
    source.append("    2")
    assert source.verdict().status == "complete"


def test_no_warning_is_shown_and_no_filter_changed():
    text = "x = 1\nassert (x, 'y')\nx is 1\n'\\d'\nz = =\n"
    before = list(warnings.filters)
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        filters = list(warnings.filters)
        source = inlet.Source(text)
        assert source.verdict().status == "invalid"
        source.delete(4, 5)
        assert source.verdict().status == "complete"
        source.statements()
        assert warnings.filters == filters
    assert shown == []
    assert warnings.filters == before


def test_nothing_is_run():
    source = inlet.Source("import sys\nsys.was_run = True\nprint('no')\n")
    assert source.verdict().status == "complete"
    assert not hasattr(sys, "was_run")


def test_an_error_of_the_machine_is_raised_as_by_the_standard_module():
    text = "x = " + "(" * 190 + "1" + ")" * 190 + "\n" + "y = " + "-" * 100000 + "1\n"
    expected = oracle.standard(text)
    assert oracle.ours(inlet.Source(text)) == expected


def test_huge_lines_and_many_brackets_are_judged():
    long = "x = '" + "a" * 10_000_000 + "'\n"
    source = inlet.Source(long + "y = (\n")
    assert source.verdict().status == "incomplete"
    source.append(")\n")
    assert source.verdict().status == "complete"
    source = inlet.Source("[" * 100_000)
    assert oracle.ours(source) == oracle.standard("[" * 100_000)
    deep = "".join(" " * i + "if x:\n" for i in range(3000))
    source = inlet.Source(deep)
    assert oracle.ours(source) == oracle.standard(deep)
    assert len(source.indent()) == 3000


def test_the_folder_of_the_tests_itself_is_valid():
    folder = os.path.dirname(__file__)
    for name in os.listdir(folder):
        if name.endswith(".py"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                assert inlet.Source(file.read()).verdict().status == "complete"
