"""Random edits and growing texts, compared step by step with codeop and ast."""

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import inlet

from . import oracle, walk

# Another one every day at least; the one of a failure is printed.
SEED = int(os.environ.get("INLET_SEED", random.SystemRandom().randrange(1 << 30)))
FILES = walk.standard_files()


class Differences(list):
    def report(self, text, ours, standard):
        self.append((text, ours, standard))


def test_every_file_of_the_standard_library_has_its_verdict_and_statements():
    """A part of them, another one each time, as a whole."""
    chance = random.Random(SEED)
    print("seed", SEED)
    for path in chance.sample(FILES, min(len(FILES), 150)):
        text = walk.read(path)
        if text is None:
            continue
        found = Differences()
        walk.Walk(text, chance, found.report)
        assert found == [], path


@pytest.mark.parametrize("number", range(3))
def test_random_edits_change_nothing_but_the_text(number):
    print("seed", SEED + number)
    found = Differences()
    chance = random.Random(SEED + number)
    compared = 0
    for text in walk.texts(chance, FILES):
        if len(text) > 20000:
            continue
        one = walk.Walk(text, chance, found.report, chance.choice(["exec", "exec", "single"]))
        for _ in range(10):
            one.step()
        compared += one.compared
        if compared > 300:
            break
    assert found == []


def test_texts_that_grow_have_the_standard_verdict_at_every_line():
    print("seed", SEED)
    found, compared = Differences(), 0
    chance = random.Random(SEED)
    for text in walk.texts(chance, FILES):
        compared += walk.grow(walk.statements_of(text, chance), chance, found.report)
        if compared > 2000:
            break
    assert found == []


WORDS = st.sampled_from(walk.PIECES)
LINES = st.builds(
    lambda indent, words: "    " * indent + " ".join(words),
    st.integers(0, 3),
    st.lists(WORDS, max_size=3),
)
EDITS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 3), st.lists(LINES, max_size=3), st.booleans()),
    max_size=6,
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, max_size=8), EDITS)
def test_any_lines_and_any_edits(lines, edits):
    source = inlet.Source("\n".join(lines))
    assert oracle.ours(source) == oracle.standard(source.text)
    for start, count, new, has_end in edits:
        start = min(start, len(source))
        stop = min(start + count, len(source))
        source.replace(start, stop, "\n".join(new) + ("\n" if has_end else ""))
        assert oracle.ours(source) == oracle.standard(source.text)
        source.statements()
        assert source.indent(start).strip() == ""
