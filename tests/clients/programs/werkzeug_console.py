"""Werkzeug's debug console: the console alone, and over HTTP in its middleware."""

import re

from inputs import COMMANDS
from mending import mend

from werkzeug.debug import DebuggedApplication
from werkzeug.debug.console import Console, _InteractiveConsole
from werkzeug.test import Client


def play_console():
    console = Console({"shared": "global"}, {"own": "local"})
    for command in (*COMMANDS, "shared, own", "dump(own)", "x = '<b>'; x"):
        try:
            print(repr(command), "->", console.eval(command))
        except BaseException as error:
            print(repr(command), "raised", repr(error))
    # Functions defined here show their source lines in tracebacks: the console wraps
    # `compile` for that.
    console.eval("def fails():\n    return 1 / 0\n")
    print(console.eval("fails()"))
    print("sources", len(console._ipy.loader._storage) > 0)


def broken_application(environ, start_response):
    local = "seen from the frame"
    raise ValueError(local)


def play_middleware():
    application = DebuggedApplication(
        broken_application, evalex=True, pin_security=False)
    client = Client(application)
    headers = {"Host": "localhost"}
    page = client.get("/", headers=headers).get_data(as_text=True)
    frame = re.findall(r'id="frame-(\d+)"', page)[-1]
    client.get("/console", headers=headers)
    for where in ("0", frame):
        for command in ("1 + 1", "local", "def f():", "  return 1/0", "", "f()", "1 +",
                        "print('<&>')"):
            answer = client.get("/", headers=headers, query_string={
                "__debugger__": "yes", "cmd": command, "frm": where,
                "s": application.secret})
            print(answer.status_code, answer.get_data(as_text=True))


mend(_InteractiveConsole)
play_console()
play_middleware()
