"""Consoles of packages that Debian has: bpython, Werkzeug, Twisted and gevent."""

import dataclasses

import pytest

from . import pair
from .pair import ADDRESS

CLIENTS = {client.name: client for client in (
    pair.Client(
        "bpython", pair.program("bpython_interpreter.py"), "bpython.repl",
        shown=("ZeroDivisionError", "<called back>", "Point!"),
        base="bpython.repl.Interpreter", cleaned=(ADDRESS,), is_mended=True),
    pair.Client(
        "bpython-coloured", pair.program("bpython_interpreter.py", "coloured"),
        "bpython.curtsiesfrontend.interpreter",
        shown=("ZeroDivisionError", "<called back>", "True, False",
               "arguments ['one', 'two'] __main__"),
        base="bpython.curtsiesfrontend.interpreter.Interp", cleaned=(ADDRESS,),
        is_mended=True),
    pair.Client(
        "werkzeug", pair.program("werkzeug_console.py"), "werkzeug.debug.console",
        shown=("seen from the frame", "ZeroDivisionError", "sources True",
               "SyntaxError", "200 >>> 1 + 1"),
        base="werkzeug.debug.console._InteractiveConsole",
        cleaned=(ADDRESS, r"frame-\d+"), is_mended=True),
    pair.Client(
        "twisted", pair.program("twisted_manhole.py"), "twisted.conch.manhole",
        shown=("Deferred #0 called back: 'the result'", "ZeroDivisionError",
               "left leave", "<connection closed>"),
        base="twisted.conch.manhole.ManholeInterpreter", cleaned=(ADDRESS,)),
    pair.Client(
        "gevent", pair.program("gevent_backdoor.py"), "gevent.backdoor",
        shown=("Welcome behind the door", "by the server 2", "ZeroDivisionError",
               "second b\"'mine'"),
        cleaned=(ADDRESS,)),
)}

# Steps that the client takes from the class below it.
FAULTS = {
    "bpython": ("run_nothing", "never_more", "forget_flags", "lose_more", "add_frame",
                "catch_exit", "lose_locals"),
    "bpython-coloured": ("run_nothing", "never_more", "add_frame", "lose_symbol"),
    "werkzeug": ("lose_more", "never_more", "lose_filename", "forget_flags",
                 "lose_locals"),
    "twisted": ("run_nothing", "hide_traceback", "hide_syntax_error", "never_more",
                "forget_flags", "lose_filename", "add_frame", "catch_exit",
                "lose_locals"),
    "gevent": ("run_nothing", "hide_traceback", "write_nothing", "keep_buffer",
               "lose_messages", "forget_flags", "lose_locals", "catch_exit"),
}


def test_a_session_is_the_same(client):
    pair.assert_same(client)


def test_a_fault_is_noticed(client, fault):
    pair.assert_noticed(client, fault)


@pytest.mark.parametrize("name", ["bpython", "werkzeug"])
def test_an_old_override_fails_on_the_standard_modules_only(name):
    client = CLIENTS[name]
    pair.require(client)
    unmended = pair.run(dataclasses.replace(client, is_mended=False), "standard")[0]
    if unmended == pair.run_standard(client):
        pytest.skip("this Python, or this release of the client, has no such override")
    message = "showsyntaxerror() got an unexpected keyword argument 'source'"
    assert message in unmended.output
    assert message not in pair.run(client, pair.TESTED)[0].output


def test_twisted_passes_its_own_tests():
    suite = "twisted.conch.test.test_manhole"
    pair.assert_same(pair.Client(
        "trial", ("-m", "twisted.trial", "--reporter=bwverbose", suite), suite,
        shown=("test_controlD ... [OK]", "test_resetBuffer ... [OK]"),
        base="twisted.conch.manhole.ManholeInterpreter",
        cleaned=(r"in \d+\.\d+s",)))


def test_bpython_passes_its_own_tests():
    suite = "bpython.test.test_interpreter"
    pair.assert_same(pair.Client(
        "bpython-tests", ("-m", "unittest", "-v", suite), suite,
        shown=("OK", "test_syntaxerror"),
        base="bpython.repl.Interpreter", cleaned=(r"in \d+\.\d+s",)))
