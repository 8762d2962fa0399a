"""The suite itself: it finds no difference where there is none, and finds faults."""

import pytest

from . import compare, engines, faults, player, reader, test_dispatch

APPLYING = [fault for fault in faults.FAULTS if faults.applies(fault)]
DISPATCH_APPLYING = [fault for fault in faults.DISPATCH_FAULTS if faults.applies(fault)]

# Faults that show only where the compiler has something to say.
NEEDS = {"only-syntax-warnings-quiet": "a Python that compiles with DeprecationWarning"}


@pytest.fixture(scope="module")
def plays(standard):
    """Each playable session with what the standard modules do."""
    return [
        (session, drive, player.play(standard, session, drive))
        for session in reader.read_all()
        if session.unfit_reason is None
        for drive in session.drives
    ]


def first_difference(engine, plays):
    for session, drive, expected in plays:
        if player.play(engine, session, drive) != expected:
            return f"{session.topic}:{session.name}[{drive}]"
    return None


def test_two_copies_of_the_standard_modules_do_not_differ(plays):
    second = engines.load_standard("second")
    for session, drive, expected in plays:
        got = player.play(second, session, drive)
        compare.assert_same(expected, got, f"{session.topic}:{session.name}[{drive}]")


def test_most_faults_apply_to_this_python():
    assert len(APPLYING) >= 40


@pytest.mark.parametrize("fault", APPLYING, ids=lambda fault: fault.name)
def test_a_fault_is_found(fault, plays):
    found = first_difference(faults.load_broken(fault.name), plays)
    if found is None and fault.name in NEEDS:
        pytest.skip("needs " + NEEDS[fault.name])
    assert found is not None


@pytest.mark.parametrize("fault", DISPATCH_APPLYING, ids=lambda fault: fault.name)
def test_a_fault_of_dispatch_is_found(fault, standard):
    broken = faults.load_broken(fault.name)
    assert any(
        test_dispatch.play(broken, scenario) != test_dispatch.play(standard, scenario)
        for scenario in test_dispatch.SCENARIOS)
