"""bpython's interpreter, the plain one and the coloured one of its front end."""

import os
import sys

from inputs import COMMANDS
from mending import mend

from bpython.repl import Interpreter


def play(interpreter):
    written = []
    interpreter.write = lambda data: written.append(str(data))
    interpreter.syntaxerror_callback = lambda: written.append("<called back>")
    for command in (*COMMANDS, "raise SystemExit(4)"):
        try:
            answer = interpreter.runsource(command)
        except BaseException as error:
            answer = error
        print(f"{command!r} -> {answer!r}")
        print("   wrote", written)
        print("   last", repr(getattr(sys, "last_value", None)))
        written.clear()
    print(sorted(interpreter.locals))


def play_file(interpreter):
    """`bpython FILE ARGUMENT...` runs the file on its interpreter this way."""
    from bpython.args import exec_code

    written = []
    interpreter.write = lambda data: written.append(str(data))
    script = os.path.join(os.path.dirname(__file__), "bpython_script.py")
    exec_code(interpreter, [script, "one", "two"])
    print("".join(written))


def play_coloured():
    from bpython.curtsiesfrontend.interpreter import Interp, code_finished_will_parse

    play(Interp({"__name__": "__main__"}))
    play_file(Interp({"__name__": "__main__"}))
    interpreter = Interp()
    for command in COMMANDS:
        print(repr(command), code_finished_will_parse(command, interpreter.compile))


mend(Interpreter)
if "coloured" in sys.argv:
    play_coloured()
else:
    play(Interpreter({"__name__": "__main__"}))
