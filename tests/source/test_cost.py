"""What an edit costs: the text that the compiler is shown, counted by an audit hook."""

import sys

import pytest

import inlet

shown = None


def listen(event, arguments):
    if event == "compile" and shown is not None and arguments[0] is not None:
        shown.append(arguments[0])


sys.addaudithook(listen)


class counting:
    """Collect what is compiled in the block."""

    def __enter__(self):
        global shown
        shown = []
        return shown

    def __exit__(self, *exception):
        global shown
        shown = None


def size(texts):
    return sum(len(text.lstrip(b"\n")) for text in texts)


@pytest.fixture(scope="module")
def module():
    """A text of 10,000 lines: functions, a class of half the lines, plain statements."""
    lines = ["import a", ""]
    while len(lines) < 4000:
        number = len(lines)
        lines += ["", f"def f{number}(x):", "    y = x + 1", "    return y", ""]
    lines += ["class Big:", '    """Half of it."""', ""]
    while len(lines) < 9000:
        number = len(lines)
        lines += [f"    def g{number}(self):", "        return self.x", ""]
    while len(lines) < 10000:
        lines.append(f"x{len(lines)} = {len(lines)}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def source(module):
    made = inlet.Source(module)
    assert made.verdict().status == "complete"
    assert len(made) == 10000
    return made


def test_the_first_verdict_shows_every_line_once(module):
    with counting() as texts:
        inlet.Source(module).verdict()
    # (The header of a class goes with each of its statements.)
    assert size(texts) < 1.5 * len(module)


def test_asking_again_shows_nothing(source):
    with counting() as texts:
        source.verdict()
        source.statements()
        source.indent(5000)
    assert texts == []


@pytest.mark.parametrize("line", [2003, 6001, 9500])
def test_an_edit_in_the_middle_shows_its_statement(source, line):
    with counting() as texts:
        source.replace(line, line + 1, source.lines(line, line + 1)[0] + "  # c\n")
        assert source.verdict().status == "complete"
    assert 0 < size(texts) < 300


@pytest.mark.parametrize("line", [2000, 6000, 9500])
def test_comments_and_blank_lines_between_statements_show_next_to_nothing(source, line):
    while source.lines(line, line + 1)[0].strip():
        line += 1
        if line == len(source):
            break
    with counting() as texts:
        source.replace(line, line, "# a comment\n\n")
        assert source.verdict().status == "complete"
    assert size(texts) < 300


def test_an_error_shows_its_statement_and_the_next_one(source):
    source.replace(2002, 2003, "    y = = 2\n")
    with counting() as texts:
        assert source.verdict().status == "invalid"
    assert size(texts) < 1000
    # Every line before is one newline.
    assert max(map(len, texts)) < 2500


def test_an_edit_elsewhere_does_not_show_an_error_s_whole_surroundings(source):
    source.replace(2002, 2003, "    y = = 2\n")
    source.verdict()
    with counting() as texts:
        source.replace(9500, 9501, "x = 1\n")
        assert source.verdict().status == "invalid"
    assert size(texts) < 1000


def test_mending_what_was_broken_shows_little(source):
    line = source.lines(2002, 2003)[0] + "\n"
    source.replace(2002, 2003, "    '''\n")
    assert source.verdict().status == "incomplete"
    with counting() as texts:
        source.replace(2002, 2003, line)
        assert source.verdict().status == "complete"
    # The lines after the opened string are taken as they were.
    assert size(texts) < 300


def grow(lines, symbol="exec"):
    source, statuses = inlet.Source(symbol=symbol), []
    with counting() as texts:
        for number, line in enumerate(lines):
            lead = "\n" if number and symbol == "single" else ""
            source.append(lead + line + ("" if symbol == "single" else "\n"))
            statuses.append(source.verdict().status)
    return size(texts), statuses


@pytest.mark.parametrize("symbol", ["exec", "single"])
def test_a_growing_function_is_shown_in_pieces(symbol):
    lines = ["def f():"] + ["    x = a%d" % i for i in range(2000)]
    count, statuses = grow(lines, symbol)
    assert set(statuses[1:]) == {"complete" if symbol == "exec" else "incomplete"}
    assert count < 10 * len("\n".join(lines))


def test_a_growing_display_is_shown_in_pieces():
    lines = ["x = {"] + ["    'k%d': [%d, 2]," % (i, i) for i in range(2000)]
    count, statuses = grow(lines + ["}"])
    assert set(statuses[:-1]) == {"incomplete"} and statuses[-1] == "complete"
    assert count < 10 * len("\n".join(lines))


def test_a_growing_string_is_hardly_shown():
    lines = ["x = '''"] + ["text %d" % i for i in range(2000)]
    count, statuses = grow(lines)
    assert set(statuses) == {"incomplete"}
    assert count < len("\n".join(lines))
