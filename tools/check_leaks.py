"""Do the same work again and again: what is there must not grow.

Run with `inlet` and the tests on the path (tools/check_leaks does).  On a debug Python
the measure is the count of all references, else that of allocated memory blocks.  A
piece of work leaks when every one of several rounds, after some to warm up, leaves
more than there was before it: the rule of CPython's own `regrtest -R`.
"""

import contextlib
import functools
import gc
import importlib
import os
import sys
import unittest
import warnings

WARM_UP = 3
ROUNDS = 3

is_exact = hasattr(sys, "gettotalrefcount")
measure = sys.gettotalrefcount if is_exact else sys.getallocatedblocks


def settle():
    """Let go of what the interpreter keeps for convenience."""
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    sys.modules["linecache"].clearcache()
    for _ in range(3):
        gc.collect()


def growth(work):
    """What each round added."""
    for _ in range(WARM_UP):
        work()
    settle()
    added = [0] * ROUNDS
    before = measure()
    for i in range(ROUNDS):
        work()
        settle()
        now = measure()
        added[i], before = now - before, now
    return added


def leaks(work):
    """The growth, if it is a leak."""
    added = growth(work)
    return added if min(added) > 0 else None


# ---- the works ----


def forget():
    for name in list(sys.modules):
        if name.partition(".")[0] in ("inlet", "_inlet"):
            del sys.modules[name]


def import_anew():
    """A whole engine, used and thrown away."""
    kept = {n: m for n, m in sys.modules.items() if n.partition(".")[0] in OURS}
    forget()
    import inlet
    import inlet.code
    import inlet.codeop

    console = inlet.InteractiveConsole()
    console.write = lambda data: None
    console.push("x = 1")
    console.push("1 / 0")
    del console, inlet
    forget()
    sys.modules.update(kept)


OURS = ("inlet", "_inlet")


@contextlib.contextmanager
def on_inlet():
    """Inlet stands for code and codeop."""
    import inlet

    inlet.install()
    try:
        yield
    finally:
        inlet.uninstall()


def replace_modules():
    with on_inlet():
        pass


def pythons_own_suite(name):
    """The work of running Python's own test module on Inlet, or None."""
    with on_inlet():
        try:
            module = importlib.import_module("test." + name)
        except ImportError:
            return None

    def work():
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        with on_inlet(), open(os.devnull, "w") as out:
            result = unittest.TextTestRunner(stream=out).run(suite)
        assert result.wasSuccessful(), result.failures + result.errors

    return work


def sessions():
    """The transcripts of the parity suite: {topic: {name: play(engine)}}."""
    from parity import player, reader

    topics = {}
    for session in reader.read_all():
        if session.unfit_reason is None:
            for drive in session.drives:
                name = "%s [%s]" % (session.name, drive)
                topics.setdefault(session.topic, {})[name] = functools.partial(
                    player.play, session=session, drive=drive
                )
    return topics


def session_leaks(topic, plays):
    """The sessions of a topic that leak: (name, growth)."""
    from parity import engines

    inlet, standard = engines.load_inlet(), engines.load_standard()
    together = leaks(in_turn(functools.partial(play, inlet) for play in plays.values()))
    if not together:
        return
    for name, play in plays.items():
        ours = leaks(lambda: play(inlet))
        # CPython's own compiler leaks when it is asked for odd things.
        if ours and min(ours) > min(growth(lambda: play(standard))):
            yield "%s: %s" % (topic, name), ours


def in_turn(works):
    works = list(works)

    def work():
        for one in works:
            one()

    return work


def collect_works():
    works = {"importing anew": import_anew, "install and uninstall": replace_modules}
    for name in ("test_code_module", "test_codeop"):
        work = pythons_own_suite(name)
        if work is None:
            print("skipped: this Python has no test." + name)
        else:
            works[name] = work
    return works


def report(name, added):
    print("LEAK %s: %s a round" % (name, ", ".join("%+d" % one for one in added)))


def main():
    warnings.simplefilter("ignore")
    os.environ["NO_COLOR"] = "1"
    what = "references" if is_exact else "memory blocks"
    print("Python %s: counting %s" % (sys.version.split()[0], what))
    found = count = 0
    for name, work in collect_works().items():
        count += 1
        added = leaks(work)
        if added:
            found += 1
            report(name, added)
    for topic, plays in sessions().items():
        count += len(plays)
        for name, added in session_leaks(topic, plays):
            found += 1
            report(name, added)
    print("%d works, repeated: %d leak" % (count, found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
