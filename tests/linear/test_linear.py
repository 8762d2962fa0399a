"""Push by push Inlet answers what the standard modules answer."""

import dataclasses
import itertools
import os

import pytest

from . import hazards, hunt, kinds
from .case import Case
from .compare import Comparison
from .drives import DRIVES
from .engines import load_standard, load_tested

PUSHES = int(os.environ.get("INLET_LINEAR_PUSHES") or 300_000)
REGRESSIONS = list(kinds.regressions())


@pytest.fixture(scope="module")
def engines():
    return load_standard(), load_tested()


@pytest.fixture
def comparison(engines):
    with Comparison(*engines) as comparison:
        yield comparison


def assert_same(comparison, case):
    difference = comparison.run(case)
    assert difference is None, f"\n{difference}"


@pytest.mark.parametrize("drive", DRIVES)
@pytest.mark.parametrize("case", REGRESSIONS, ids=lambda case: case.name)
def test_a_difference_stays_mended(comparison, case, drive):
    assert_same(comparison, dataclasses.replace(case, drive=drive))


@pytest.mark.parametrize("topic", sorted({topic for topic, _ in hazards.written()}))
def test_hazards(comparison, topic):
    for name, lines in hazards.written():
        if name == topic:
            assert_same(comparison, Case(name, [*lines, "", ""]))


def test_no_difference_on_many_inputs(seed, capsys):
    portions = hunt.plan(PUSHES, seed)
    found = hunt.Hunt(portions)
    tally = found.run()
    with capsys.disabled():
        print(f"\nseed {seed}\n{hunt.summary(tally, tally.seconds)}")
    news = [*map(str, tally.differences), *tally.crashes]
    assert not news, f"seed {seed}\n" + "\n\n".join(news[:10])
    assert tally.pushes >= PUSHES
    assert set(tally.kinds) == set(kinds.WEIGHTS)


def test_each_verdict_is_common(seed):
    """The inputs are no heap of errors, nor all valid."""
    from .portion import Portion, run

    for name in set(kinds.WEIGHTS) - {"deep"}:  # whose cost the standard module squares
        tally = run(Portion(name, seed, 1500), tested=load_standard("second copy"))
        assert tally.is_clean
        # About half of what is usual, since each seed gives other numbers.
        assert tally.verdicts["more"] > 0.1 * tally.pushes, name
        assert tally.verdicts["error"] > 0.002 * tally.pushes, name


def test_a_portion_repeats_itself(seed):
    from .portion import Portion

    def beginning(text):
        return list(itertools.islice(Portion.read(text).cases(), 50))

    for name in kinds.WEIGHTS:
        text = f"{name}:{seed}:1000"
        assert beginning(text) == beginning(text)
