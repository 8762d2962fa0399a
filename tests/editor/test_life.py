"""Memory, threads, and objects that change while they are looked at."""

import sys
import threading

import pytest

import inlet


class Thing:
    kind = "x"

    def __init__(self):
        self.other = self

    def method(self, a, b=2):
        "A method."


NAMES = {"thing": Thing(), "table": {"k%d" % n: n for n in range(50)}, "Thing": Thing}
ASKED = ["thi", "thing.", "thing.other.me", "table['", "thing.method(1, ", "import s",
         "from sys import ", "'/", "def f(a, b):\n    c = 'x'\n    c.", "f'{thing."]


def ask():
    for text in ASKED:
        inlet.complete(text, None, NAMES)
        inlet.describe(text + "(", None, NAMES)
        inlet.highlight(text)
    inlet.describe("thing.method", None, NAMES)


@pytest.mark.skipif(not hasattr(sys, "getallocatedblocks"), reason="CPython only")
def test_asking_again_and_again_keeps_nothing():
    for _ in range(20):
        ask()
    before = sys.getallocatedblocks()
    for _ in range(100):
        ask()
    assert sys.getallocatedblocks() - before < 100


def test_references_are_given_back():
    things = [NAMES["thing"], Thing, Thing.method, NAMES["table"], NAMES]
    before = [sys.getrefcount(one) for one in things]
    for _ in range(50):
        ask()
    assert [sys.getrefcount(one) for one in things] == before


def test_other_threads_may_change_everything_meanwhile(tmp_path):
    names = {"thing": Thing(), "table": {}}
    stop = threading.Event()

    def change():
        number = 0
        while not stop.is_set():
            number += 1
            names["name%d" % (number % 500)] = number
            names["table"]["key%d" % (number % 500)] = number
            vars(names["thing"])["a%d" % (number % 500)] = number
            if number % 300 == 0:
                names["thing"], names["table"] = Thing(), {}

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(100):
            for text in ["na", "thing.", "table['", "'%s/" % tmp_path, "import s"]:
                inlet.complete(text, None, names)
    finally:
        stop.set()
        thread.join()


def test_a_command_that_runs_may_ask():
    console = inlet.InteractiveConsole({"name": 1})
    answers = []
    console.locals["ask"] = lambda: answers.append(
        inlet.complete("nam", None, console.locals).items[0].text)
    console.push("ask()")
    assert answers == ["name"]


def test_consoles_have_no_attributes_for_it():
    import code

    ours = {name for name in dir(inlet.InteractiveConsole) if name[:2] != "__"}
    theirs = {name for name in dir(code.InteractiveConsole) if name[:2] != "__"}
    assert ours <= theirs | {"local_exit"}
