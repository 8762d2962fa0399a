"""Twisted Conch's manhole: keys come in, what a terminal would get goes out."""

import sys

from inputs import LINES

from twisted.conch.insults import insults
from twisted.conch.manhole import ColoredManhole, Manhole, ManholeInterpreter
from twisted.internet import defer


class Transport:
    """Collects what the protocol writes."""

    def __init__(self):
        self.written = []

    def write(self, data):
        self.written.append(data)

    def writeSequence(self, parts):
        self.written.extend(parts)

    def loseConnection(self):
        self.written.append(b"<connection closed>")

    def take(self):
        data = b"".join(self.written)
        self.written.clear()
        return data


def play_terminal(kind):
    deferred = defer.Deferred()
    transport = Transport()
    terminal = insults.ServerProtocol(kind, {"waiting": deferred, "kept": "value"})
    terminal.makeConnection(transport)
    print(kind.__name__, transport.take())

    def type_in(keys):
        terminal.dataReceived(keys)
        print(keys, "->", transport.take())

    for line in ("kept", "waiting", "waiting"):
        type_in(line.encode() + b"\r")
    type_in(b"half a line")
    deferred.callback("the result")
    print("meanwhile", transport.take())
    type_in(b"\x03")
    for line in LINES:
        type_in(line.encode() + b"\r")
    type_in(b"def cut(:")
    type_in(b"\x03")
    type_in(b"def kept_open():\r  pass\r")
    type_in(b"\x03")
    type_in(b"kept_open\r")
    type_in(b"\x1b[A\r")  # the line before, from its history
    type_in(b"\x04")


class Handler:
    def __init__(self):
        self.output = []

    def addOutput(self, data, isAsync=None):
        self.output.append((data, isAsync))


def play_interpreter():
    handler = Handler()
    interpreter = ManholeInterpreter(handler, {"__name__": "hole"}, "<hole>")
    for line in LINES:
        try:
            print(repr(line), "->", interpreter.push(line.encode()))
        except BaseException as error:
            print(repr(line), "raised", repr(error))
        print("   output", handler.output)
        handler.output.clear()
        print("   last", repr(getattr(sys, "last_value", None)), interpreter.buffer)
    try:
        interpreter.push(b"raise SystemExit('leave')")
    except SystemExit as error:
        print("left", error)


play_interpreter()
play_terminal(Manhole)
play_terminal(ColoredManhole)
