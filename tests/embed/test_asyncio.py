"""The same session in an AsyncConsole and in `python -m asyncio`."""

import os
import re
import subprocess
import sys

import pytest

OURS = """\
import asyncio, sys, inlet
names = {"asyncio": asyncio, "__name__": "__main__", "__builtins__": __builtins__}
filename = "<stdin>" if sys.version_info >= (3, 13) else "<console>"
inlet.AsyncConsole(names, filename).interact("", "")
"""

SESSIONS = {
    "values": "1 + 1\nawait asyncio.sleep(0, 5)\n_\nNone\n",
    "binding": "x = await asyncio.sleep(0, 5)\nx\n",
    "blocks": "if 1:\n    await asyncio.sleep(0, 6)\n\n"
              "for i in range(2):\n    await asyncio.sleep(0, i)\n\n",
    "for": "async def f():\n    yield 1\n    yield 2\n\n"
           "async for i in f():\n    i\n\n[i async for i in f()]\n",
    "with": "lock = asyncio.Lock()\nasync with lock:\n    lock.locked()\n\n",
    "errors": "1 / 0\nasync def f():\n    1 / 0\n\nawait f()\nawait 1\n",
    "chained": "async def f():\n    try:\n        1 / 0\n    except ValueError: pass\n"
               "    finally:\n        {}['x']\n\nawait f()\n",
    "syntax": "await\nx y\nawait x y\nreturn\ndef f():\n    await x\n\n",
    "names": "await nowhere\nnowhere\n",
    "tasks": "seen = []\nasync def f():\n    seen.append(1)\n    await asyncio.sleep(0)\n"
             "    return 7\n\nt = asyncio.create_task(f())\nawait t\nseen\n",
    "loop": "asyncio.get_running_loop().is_running()\nasyncio.current_task() is None\n"
            "await asyncio.sleep(0); asyncio.current_task() is not None\n",
    "unfinished": "if 1:\n    await asyncio.sleep(0)\n",
    "string": "x = '''\nawait\n'''\nx\n",
    "exit": "1\nexit()\n2\n",
    "system exit": "raise SystemExit(3)\n",
    "awaited system exit": "async def f(): raise SystemExit(3)\n\nawait f()\n",
    "groups": "async with asyncio.TaskGroup() as g:\n"
              "    a = g.create_task(asyncio.sleep(0, 1))\n\na.result()\n",
    "generator": "def f():\n    yield 1\n\nlist(f())\n",
    "comprehension": "[await asyncio.sleep(0, i) for i in (1, 2)]\n",
    "import": "import math; await asyncio.sleep(0, math.floor(2.5))\n",
    "class": "class A:\n    x = 1\n    def f(self): return A.x\n\nA().f()\n",
}

# Where input is no terminal, it takes statements of one line only since 3.13.
ONE_LINE = {"values", "binding", "names", "exit", "system exit", "comprehension",
            "import"}
COMPARABLE = sorted(ONE_LINE if sys.version_info >= (3, 13) else SESSIONS)

# Its own frames, which the standard module shows.
INTERNAL = re.compile(
    r'  File "[^"]*/(?:concurrent/futures/_base|asyncio/__main__)\.py".*\n'
    r"(?:    .*\n)*")


def play(argv, session):
    env = {name: value for name, value in os.environ.items()
           if name not in ("PYTHONSTARTUP", "PYTHONINSPECT")}
    done = subprocess.run([sys.executable, *argv], input=session, text=True, env=env,
                          capture_output=True, timeout=120)
    return done.returncode, done.stdout, INTERNAL.sub("", done.stderr)


def without_frame(text):
    """Without the banner and the exit message; and without lines of source, which this
    console of the standard library shows from 3.13.1 on and class code's does not."""
    lines = [line for line in text.splitlines()
             if not line.startswith(("asyncio REPL", 'Use "await"', 'Type "help"',
                                     ">>> import asyncio", "exiting asyncio REPL"))]
    return [line for line in lines if line and not line.startswith("    ")]


@pytest.mark.parametrize("name", COMPARABLE)
def test_the_session_is_the_same(name):
    standard = play(["-m", "asyncio"], SESSIONS[name])
    ours = play(["-c", OURS], SESSIONS[name])
    assert ours[1] == standard[1]
    assert without_frame(ours[2]) == without_frame(standard[2])
    if name not in ("exit", "system exit", "awaited system exit"):
        assert ours[0] == standard[0] == 0
