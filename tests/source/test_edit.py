"""Editing: what the text is afterwards, and what is refused."""

import pickle

import pytest

import inlet


def edited(text, *edits):
    source = inlet.Source(text)
    for edit in edits:
        source.replace(*edit)
    return source.text


def test_a_new_source_is_empty():
    source = inlet.Source()
    assert (len(source), source.text, source.lines()) == (0, "", [])
    assert (source.filename, source.symbol, source.flags) == ("<input>", "exec", 0)


@pytest.mark.parametrize(
    "text", ["", "a", "a\n", "a\nb", "\n", "\n\n", "a\r\nb\r\n", "a\x0cb\x00\ud800é\U0001f40d"]
)
def test_a_text_is_kept_as_it_is(text):
    source = inlet.Source(text)
    assert source.text == text
    lines = text.split("\n")
    assert source.lines() == (lines if lines[-1] else lines[:-1])
    assert len(source) == len(source.lines())


def test_pieces_that_are_appended_make_one_text():
    source = inlet.Source()
    pieces = ["a", "b\nc", "\n", "\nd", "", "\n\n", "e\n", "f"]
    for number, piece in enumerate(pieces, 1):
        source.append(piece)
        assert source.text == "".join(pieces[:number])
        lines = source.text.split("\n")
        assert source.lines() == (lines if lines[-1] else lines[:-1])


def test_lines_are_replaced_by_as_many_others_as_there_are():
    assert edited("a\nb\nc\n", (1, 2, "x")) == "a\nx\nc\n"
    assert edited("a\nb\nc\n", (1, 2, "x\n")) == "a\nx\nc\n"
    assert edited("a\nb\nc\n", (0, 2, "x\ny\nz")) == "x\ny\nz\nc\n"
    assert edited("a\nb\nc\n", (1, 1, "x")) == "a\nx\nb\nc\n"
    assert edited("a\nb\nc\n", (1, 2, "\n")) == "a\n\nc\n"
    assert edited("a\nb\nc\n", (1, 2, "")) == "a\nc\n"
    assert edited("", (0, 0, "x")) == "x"


def test_the_newline_at_the_end_stays_as_it_was_unless_the_text_brings_one():
    assert edited("a\nb\n", (1, 2, "x")) == "a\nx\n"
    assert edited("a\nb", (1, 2, "x")) == "a\nx"
    assert edited("a\nb", (1, 2, "x\n")) == "a\nx\n"
    assert edited("a\nb", (2, 2, "x")) == "a\nb\nx"
    assert edited("a\nb", (1, 2, "")) == "a\n"
    assert edited("a\nb\n", (0, 2, "")) == ""


def test_delete_and_clear_take_lines_out():
    source = inlet.Source("a\nb\nc\nd\n")
    source.delete(1, 3)
    assert source.text == "a\nd\n"
    source.delete(0, 0)
    assert source.text == "a\nd\n"
    source.clear()
    assert (source.text, len(source)) == ("", 0)


def test_lines_can_be_read_in_part():
    source = inlet.Source("a\nb\nc\n")
    assert source.lines(1) == ["b", "c"]
    assert source.lines(0, 1) == ["a"]
    assert source.lines(3, 3) == []


@pytest.mark.parametrize("start, stop", [(2, 1), (0, 4), (4, 4), (-1, 1), (0, -1), (0, 1 << 80)])
def test_lines_that_are_not_there_are_an_index_error(start, stop):
    source = inlet.Source("a\nb\nc\n")
    for call in (
        lambda: source.replace(start, stop, "x"),
        lambda: source.delete(start, stop),
        lambda: source.lines(start, stop),
    ):
        with pytest.raises(IndexError):
            call()
    with pytest.raises(IndexError):
        source.indent(4)
    assert source.text == "a\nb\nc\n"


def test_arguments_of_other_types_are_type_errors():
    source = inlet.Source("a\n")
    for call in (
        lambda: source.append(b"x"),
        lambda: source.append(None),
        lambda: source.replace("0", 1, "x"),
        lambda: source.replace(0, 1, 1.5),
        lambda: inlet.Source(1),
        lambda: inlet.Source("", 1),
        lambda: inlet.Source("", flags="x"),
        lambda: inlet.Source.append(1, "x"),
        lambda: inlet.Source.__init__(object()),
        lambda: source.verdict(1),
    ):
        with pytest.raises(TypeError):
            call()
    assert source.text == "a\n"


def test_what_no_compiler_takes_is_a_value_error():
    with pytest.raises(ValueError):
        inlet.Source("", symbol="func_type")
    with pytest.raises(ValueError):
        inlet.Source("", flags=1 << 10)


def test_init_starts_anew():
    source = inlet.Source("x = (\n")
    assert source.verdict().status == "incomplete"
    source.__init__("y\n", "other", "single")
    assert (source.text, source.filename, source.symbol) == ("y\n", "other", "single")
    assert source.verdict().status == "complete"


def test_a_source_without_init_says_so():
    bare = inlet.Source.__new__(inlet.Source)
    assert len(bare) == 0
    with pytest.raises(RuntimeError):
        bare.verdict()
    with pytest.raises(RuntimeError):
        bare.text


def test_a_subclass_has_attributes_and_can_be_wrapped():
    class Editor(inlet.Source):
        def append(self, text):
            super().append(text.upper())

    editor = Editor("a")
    editor.append("b")
    editor.name = "mine"
    assert (editor.text, editor.name) == ("aB", "mine")


def test_answers_are_named_tuples():
    verdict = inlet.Source("x = \n").verdict()
    status, error = verdict
    assert (verdict.status, verdict.error) == (status, error)
    assert isinstance(verdict, inlet.Verdict) and isinstance(verdict, tuple)
    statement = inlet.Source("x\n").statements()[0]
    assert isinstance(statement, inlet.Statement)
    assert tuple(statement) == (0, 1, True)
    assert pickle.loads(pickle.dumps(statement)) == statement


def test_the_class_is_of_inlet_alone():
    import inlet.code
    import inlet.codeop

    assert not hasattr(inlet.code, "Source")
    assert not hasattr(inlet.codeop, "Source")
    assert inlet.Source.__module__ == "inlet"
