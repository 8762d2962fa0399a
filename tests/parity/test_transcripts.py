"""Every session of `sessions/`, through both engines, by every drive it allows."""

import pytest

from . import compare, player, reader

SESSIONS_MIN = 350

SESSIONS = reader.read_all()
CASES = [
    pytest.param(session, drive, id=f"{session.topic}:{session.name}[{drive}]")
    for session in SESSIONS
    for drive in session.drives
]


def test_the_sessions_are_many_and_most_are_for_this_python():
    fit = [session for session in SESSIONS if session.unfit_reason is None]
    assert len(SESSIONS) >= SESSIONS_MIN
    assert len(fit) >= 0.9 * len(SESSIONS)


@pytest.mark.parametrize("session, drive", CASES)
def test_session(session, drive, standard, tested):
    if session.unfit_reason is not None:
        pytest.skip(session.unfit_reason)
    expected = player.play(standard, session, drive)
    got = player.play(tested, session, drive)
    compare.assert_same(expected, got, f"sessions/{session.topic}.txt:{session.line}")
