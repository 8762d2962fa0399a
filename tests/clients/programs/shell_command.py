"""A web framework's shell command: imports names, sets up completion, and interacts."""

import code
import os
import sys


def shell(names):
    imported = {"settings": {"DEBUG": True}, **names}
    startup = os.environ.get("PYTHONSTARTUP")
    if startup:
        with open(startup, encoding="utf-8") as file:
            exec(compile(file.read(), startup, "exec"), imported)
    try:
        import readline
        import rlcompleter
    except ImportError:
        pass
    else:
        readline.set_completer(rlcompleter.Completer(imported).complete)
    code.interact(local=imported)
    return imported


if "--banner" in sys.argv:
    code.interact("Shell of the site", local={"who": "me"}, exitmsg="Shell closed")
    lines = iter(["1 + 1", "exit()"])
    code.interact(banner="", readfunc=lambda prompt: next(lines), local={})
else:
    names = shell({"User": type("User", (), {"__repr__": lambda self: "<User>"})})
    print("left behind", sorted(name for name in names if name != "__builtins__"))
