"""Any text, any cursor, any namespace: there is an answer, and it makes sense."""

import keyword

from hypothesis import given, settings
from hypothesis import strategies as st

import inlet

PIECES = st.sampled_from(
    [*keyword.kwlist, "os", "x", "d", "f", ".", "...", "(", ")", "[", "]", "{", "}", "'",
     '"', "'''", "f'", "b'", "rb'", "\\", "\n", "    ", " ", "\t", "#", ",", "=", ":", ":=",
     "*", "**", "1", "-1", "1.5", "é", "\ud800", "\0", "\f", "\r", "$", "@", ";", "->",
     "d['", "f(x, ", "import ", "from os import ", "'/", "'~/", "'../", "_", "__"]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=60))


def function(a, b=1, *c, d, **e):
    pass


NAMES = {"os": keyword, "d": {"a": {"b": 1}, 1: [2], b"x": 3}, "x": 1, "f": function}


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.integers(0, 100))
def test_completions_stand_in_the_text(text, cursor):
    cursor = min(cursor, len(text))
    found = inlet.complete(text, cursor, NAMES, 50, 10_000)
    assert 0 <= found.start <= cursor <= found.stop <= min(len(text), cursor + 1)
    assert len(found.items) <= 50
    texts = [item.text for item in found.items]
    assert len(set(texts)) == len(texts)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.integers(0, 100), st.booleans())
def test_descriptions_are_whole(text, cursor, call):
    found = inlet.describe(text, min(cursor, len(text)), NAMES, call)
    if found is not None:
        assert found.name and found.type
        if found.active is not None:
            start, stop = found.active
            assert 0 < start < stop <= len(found.signature)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_spans_are_in_order(text):
    last = 0
    for start, stop, kind in inlet.highlight(text).spans:
        assert last <= start < stop <= len(text)
        last = stop


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.one_of(st.text(), st.binary(), st.integers()), st.none()),
       st.sampled_from(["'", '"']))
def test_keys_that_are_offered_evaluate_to_keys(table, quote):
    for text in [f"d[{quote}", f"d[b{quote}", f"d[r{quote}", "d["]:
        found = inlet.complete(text, None, {"d": table}, 10_000, 10_000)
        keys = [eval(item.text) for item in found.items if item.kind == "key"]
        assert set(keys) <= set(table)
        if text == "d[":
            assert {key for key in table
                    if not isinstance(key, int) or abs(key) < 1 << 62} <= set(keys)
