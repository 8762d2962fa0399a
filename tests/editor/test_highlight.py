"""The spans, compared with the tokens of `tokenize`, and line by line."""

import io
import os
import random
import sys
import sysconfig
import token
import tokenize
import warnings

import pytest

import inlet

SEED = int(os.environ.get("INLET_SEED", random.SystemRandom().randrange(1 << 30)))
KINDS = {
    token.NAME: {"keyword", "constant", "builtin", "name", "definition", "decorator"},
    token.NUMBER: {"number"},
    token.STRING: {"string"},
    token.COMMENT: {"comment"},
    token.OP: {"operator", "decorator"},
    # From 3.12 on: pieces of f-strings, from 3.14 on of t-strings.
    **{
        getattr(token, name): {"string"}
        for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END",
                     "TSTRING_START", "TSTRING_MIDDLE", "TSTRING_END")
        if hasattr(token, name)
    },
}


def spans_of(text):
    return inlet.highlight(text).spans


def standard_files():
    found = []
    for folder, _, names in os.walk(sysconfig.get_path("stdlib")):
        if "site-packages" not in folder and "bad" not in folder:
            found += [os.path.join(folder, n) for n in sorted(names) if n[-3:] == ".py"]
    # To the tokenize of 3.11 not all that can stand in names can.
    found = [path for path in found if "unicode_identifiers" not in path]
    return found


def offsets_of(text):
    starts = [0, 0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def tokens_of(text):
    """(start, stop, kinds) of the tokens of tokenize that can be seen."""
    starts = offsets_of(text)
    for one in tokenize.generate_tokens(io.StringIO(text).readline):
        if one.type in KINDS:
            yield starts[one.start[0]] + one.start[1], \
                starts[one.end[0]] + one.end[1], KINDS[one.type]


def kinds_by_character(text):
    kinds = [None] * len(text)
    last = 0
    for start, stop, kind in spans_of(text):
        assert last <= start < stop <= len(text)
        kinds[start:stop] = [kind] * (stop - start)
        last = stop
    return kinds


def compare(text):
    """Every token has a span of its class, and what is in none is blank."""
    kinds = kinds_by_character(text)
    seen = [False] * len(text)
    for start, stop, expected in tokens_of(text):
        for at in range(start, stop):
            seen[at] = True
            assert kinds[at] in expected or text[at] == "\n", (text[:stop][-80:], kinds[at])
    for at, kind in enumerate(kinds):
        # tokenize leaves out the backslash at a line's end, and one of two braces.
        if not seen[at] and text[at] not in "\\{}":
            assert kind is None or kind == "string", (at, text[at - 40 : at + 1], kind)
    return kinds


def read(path):
    """A text that can be compared, or None. 3.12 miscounts the columns behind a string of
    several lines with other characters than ASCII."""
    try:
        with tokenize.open(path) as file:
            text = file.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, path, "exec", dont_inherit=True)
        if sys.version_info[:2] == (3, 12) and not text.isascii():
            return None
        return None if {"\f", "\r", "\0"} & set(text) else text
    except (SyntaxError, ValueError):
        return None


def test_the_spans_are_the_tokens_of_tokenize():
    chance = random.Random(SEED)
    print("seed", SEED)
    compared = 0
    for path in chance.sample(FILES, min(len(FILES), 60)):
        text = read(path)
        if text is not None:
            assert "error" not in compare(text), path
            compared += 1
    assert compared > 20


FILES = standard_files()


@pytest.mark.parametrize("text", [
    "x = f'a{b!r:>{w}}c{{}}' + rf'{x[1]:{y}}'\n",
    "f'''\n{x +\n y:{z}\n}''' + f'{f'{1}'}'\n" if sys.version_info >= (3, 12) else "f'{1}'\n",
    "x = '''a\nb''' ; y = \"a\\\nb\"\n",
    "def é(𝒳): return 0x1F + 1_0j # ü\n",
    "@a.b(c)\nclass D(E): x: int = ...\n",
    "if x:\n\ty \\\n  + z\n",
    "a @= b; c := d -> e\n",
])
def test_odd_texts_have_the_tokens_of_tokenize(text):
    compare(text)


def test_lazy_is_a_keyword_where_python_has_it():
    kind = "keyword" if sys.version_info >= (3, 15) else "name"
    assert spans_of("lazy import x")[0] == (0, 4, kind)
    assert spans_of("lazy = 1")[0] == (0, 4, "name")


def test_line_by_line_is_the_same_as_at_once():
    chance = random.Random(SEED)
    print("seed", SEED)
    for path in chance.sample(FILES, min(len(FILES), 20)):
        text = read(path)
        if text is None:
            continue
        state, at, spans = b"", 0, []
        for line in text.split("\n"):
            found = inlet.highlight(line, state)
            spans += [(a + at, b + at, kind) for a, b, kind in found.spans]
            state, at = found.state, at + len(line) + 1
        assert spans == [tuple(span) for span in spans_of(text)]
        assert state == b""


def test_a_state_is_what_is_open():
    assert inlet.highlight("x = 1").state == b""
    state = inlet.highlight("x = '''a").state
    assert len(state) == 64
    assert [s.kind for s in inlet.highlight("b''' + c", state).spans] == [
        "string", "operator", "name"]
    assert inlet.highlight("b''' + c", state).state == b""
    for wrong in (b"x", b"\xff" * 64, b"\1" * 64, "", 3):
        with pytest.raises(ValueError):
            inlet.highlight("x", wrong)


def test_any_characters_have_places():
    found = spans_of("é = '𝒳\ud800' + $")
    assert [tuple(one) for one in found] == [
        (0, 1, "name"), (2, 3, "operator"), (4, 8, "string"), (9, 10, "operator"),
        (11, 12, "error")]
