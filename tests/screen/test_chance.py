"""Keys by chance: what was changed little by little is what is drawn at once."""

import random

import pytest

from .model import Telling
from .script import LETTERS, draw, keys_of
from .test_scripts import FILES, parse

# Not for chance: what leaves the program.
LEAVES = (b"\x04", b"\x1a", b"\x1b[3~")
PRINTED = (b"one\n", b"two", b"\x1b[32mgreen", b"\x1b[m.\n", "中文".encode(), b"\r", b"a\tb")
PASTED = ("def f(x):\n\treturn [x]\n", "中文\n\n'''", "👩\u200d👧 e\u0301\n", "a" * 50)


def all_keys():
    """The keys that sessions are of, each as often as it is there."""
    for path in FILES:
        for session in parse(path)[0]:
            for step in session.steps:
                verb = step.typed.partition(" ")[0]
                if verb not in ("paste", "burst", "print", "resize", "suspend", "over"):
                    yield from keys_of(step.typed)


KEYS = [key for key in all_keys() if key not in LEAVES]


def take_step(screen, chance):
    what = chance.random()
    if what < 0.9:
        return screen.type(chance.choice(KEYS))
    if what < 0.94:
        screen.print_above(chance.choice(PRINTED))
    elif what < 0.97:
        return screen.type(b"\x1b[200~%s\x1b[201~" % chance.choice(PASTED).encode())
    else:
        size = chance.randint(5, 50), chance.randint(1, 12)
        if size != (screen.screen.columns, screen.screen.lines):
            screen.change_size(*size)
    return True


@pytest.mark.parametrize("seed", range(40))
def test_a_change_and_a_new_drawing_show_the_same(seed, tmp_path):
    chance = random.Random(seed)
    settings = "set mode vi\n" if seed % 4 == 0 else ""
    with Telling(tmp_path, chance.randint(10, 60), chance.randint(2, 12),
                 EDITOR_WITH="kinds hints", EDITOR_SETTINGS=settings) as screen:
        screen.settle()
        for step in range(120):
            if not take_step(screen, chance):
                return  # it was told to leave
            if step % 3 == 0:
                changed = draw(screen.screen, screen.screen.gone, LETTERS, True)
                screen.redraw()
                drawn = draw(screen.screen, screen.screen.gone, LETTERS, True)
                assert changed == drawn, f"step {step}"
        assert screen.screen.problems == []
