"""Suggested indentations. In a case `|` stands where the line is to begin."""

import pytest

import inlet

CASES = {
    "the start": "|",
    "after a statement": "x = 1\n|",
    "after a header": "if x:\n    |",
    "after a header with a comment": "if x:  # why\n    |",
    "after a header over lines": "def f(a,\n      b):\n    |",
    "two columns, as the text has it": "if x:\n  y\n  if z:\n    |",
    "tabs, as the text has it": "if x:\n\ty\n\tfor z in w:\n\t\t|",
    "a step that only stands below": "if x:\n  |\n\nif y:\n  z\n",
    "in a block": "def f():\n    x = 1\n    |",
    "after a blank line": "def f():\n    x = 1\n\n    |",
    "after a comment": "def f():\n    x = 1\n# c\n    |",
    "after return": "def f():\n    return 1\n|",
    "after pass in a method": "class A:\n    def f(self):\n        pass\n    |",
    "after break": "while x:\n    if y:\n        break\n    |",
    "after continue": "while x:\n    if y:\n        continue\n    |",
    "after raise over lines": "def f():\n    raise E(\n        x)\n|",
    "after return at the margin": "return\n|",
    "after a one-line compound": "if x: return\n|",
    "after a lambda": "x = lambda:\\\n    |",
    "after an annotation": "def f():\n    x: int\n    |",
    "after a slice": "x = y[1:\n      |",
    "a hanging bracket": "x = f(\n    |",
    "a hanging bracket in a block": "def g():\n    x = f(\n        |",
    "a hanging bracket in a header": "def f(\n        |",
    "an aligned bracket": "x = f(a,\n      |",
    "an aligned bracket with characters": "é = f(é,\n      |",
    "an aligned bracket after a tab": "if x:\n\ty = f(a,\n\t      |",
    "in the same brackets": "x = [\n  1,\n  |",
    "in the same brackets after inner ones": "x = [\n  f(1,\n    2),\n  |",
    "a closing bracket that hangs": "x = [\n    1,\n|]",
    "a closing bracket that is aligned": "x = f(a,\n     |)",
    "after closed brackets": "x = [\n    1,\n]\n|",
    "after a backslash": "x = 1 + \\\n    |",
    "after two backslashes": "x = 1 + \\\n      2 + \\\n      |",
    "in a string": "if x:\n    y = '''\n|",
    "after a string": "if x:\n    y = '''\n  z'''\n    |",
    "else after if": "if x:\n    y\n|else:",
    "else after a nested if": "for x in y:\n    if z:\n        w\n    |else:",
    "elif": "def f():\n    if x:\n        return\n    |elif y:",
    "else of a for": "for x in y:\n    while z:\n        w = 1\n    |else:",
    "except": "try:\n    x\n|except E:",
    "except after an except": "try:\n    x\nexcept E:\n    y\n|except F:",
    "finally": "try:\n    if x:\n        y\n|finally:",
    "the first case": "match x:\n    |case 1:",
    "a further case": "match x:\n    case 1:\n        y\n    |case 2:",
    "a nested match": "match x:\n    case 1:\n        match y:\n            |case 2:",
    "after a decorator": "class A:\n    @d\n    |",
    "after a dictionary's colon": "x = {\n    'a':\n    |",
}


@pytest.mark.parametrize("name", CASES)
def test_a_suggestion(name):
    before, _, rest = CASES[name].partition("|")
    start = before.rfind("\n") + 1
    expected = before[start:]
    text = before[:start] + (rest.lstrip(" ") if rest else "")
    source = inlet.Source(text)
    assert source.indent(before.count("\n")) == expected


def test_the_line_after_the_last_is_the_usual_one():
    source = inlet.Source("if x:\n")
    assert source.indent() == source.indent(1) == "    "


def test_a_suggestion_for_every_line_of_a_tidy_text_is_the_indentation_it_has():
    text = (
        "import a\n\n\nclass A(B):\n    x = [\n        1,\n        2,\n    ]\n\n"
        "    def f(self, y):\n        for z in y:\n            if z:\n"
        "                continue\n            elif a:\n                break\n"
        "        else:\n            return None\n        try:\n            self.f(y,\n"
        "                   z)\n        except E:\n            raise\n"
        "        return y\n\n    def g(self):\n        pass\n\n\nA()\n"
    )
    source = inlet.Source(text)
    lines = text.splitlines()
    wrong = [
        line
        for number, line in enumerate(lines)
        if line and source.indent(number) != line[: len(line) - len(line.lstrip())]
    ]
    # No word above says that a block is over, and an `else` goes to the nearest clause.
    assert wrong == ["        else:", "A()"]
