"""Where the statements are: as ast.parse() has them, and a good guess elsewhere."""

import pytest

import inlet

from . import oracle

VALID = [
    "x\n",
    "x",
    "\n\n# a\n\nx = 1\n\n# b\n",
    "x; y\nz\n",
    "x = 1; y = (\n2)\n",
    "'''doc\n\nx\n'''\nimport a\n",
    "@d\n# comment\n@e(\n    1\n)\n\ndef f():\n    pass\n\n# after\n",
    "if x:\n    y\nelif z:\n    w\n\nelse:\n    v\n",
    "try:\n    x\nexcept A:\n    y\nfinally:\n    z\nw\n",
    "x = \\\n  1\ny = 2\n",
    "\\\nx = 1\n",
    "x = [\n\n1,\n# c\n\n]\n",
    "class A:\n    x = 1\n\n    # comment\n# other\n\ny = 1\n",
    "from __future__ import annotations\nx: y\n",
    "\x0c\nx = 1\n\x0c\ny = 2\n",
    "x = '\x0c'\ny = '''\n\x0c\nz = 1\n'''\n",
    "global x\nx = 1\n",
    "async def f():\n    await x\nasync def g(): pass\n",
]


@pytest.mark.parametrize("number", range(len(VALID)))
def test_statements_are_where_ast_has_them(number):
    text = VALID[number]
    found = inlet.Source(text).statements()
    assert [(one.start, one.stop) for one in found] == oracle.boundaries(text)
    assert all(one.valid for one in found)


def test_a_text_without_statements_has_none():
    assert inlet.Source("").statements() == []
    assert inlet.Source("# a\n\n  # b\n").statements() == []


def test_what_is_wrong_or_unfinished_is_marked():
    source = inlet.Source("a = 1\nb = = 2\ndef c():\n    pass\nd = (\n")
    assert [tuple(one) for one in source.statements()] == [
        (0, 1, True),
        (1, 2, False),
        (2, 4, True),
        (4, 5, False),
    ]
    source.replace(1, 2, "b = 2\n")
    assert [one.valid for one in source.statements()] == [True, True, True, False]


def test_white_space_that_only_codeop_takes_is_no_statement():
    source = inlet.Source("\x0b")
    assert source.verdict().status == "complete"
    assert [tuple(one) for one in source.statements()] == [(0, 1, False)]


def test_a_nul_before_a_doubtful_word_hides_nothing():
    found = inlet.Source("\0\n[ ) global").statements()
    assert [one.valid for one in found] == [False] * len(found)
    assert found


def test_statements_move_with_the_lines_above():
    source = inlet.Source("a\n\ndef b():\n    pass\n")
    source.replace(1, 1, "# more\n\n")
    assert [tuple(one)[:2] for one in source.statements()] == [(0, 1), (4, 6)]


def test_no_line_is_in_two_guessed_statements():
    text = "x = '\ndef f():\n    '''\n  y\n@d\n] z\nelse:\n)\nq\0\n\r\n"
    found = inlet.Source(text).statements()
    for one, following in zip(found, found[1:]):
        assert one.start < one.stop <= following.start
