"""Runs Python code in a child process, with one of the two engines as `code`."""

import json
import os
import subprocess
import sys

PRELUDE = """
import json, sys
sys.path.insert(0, {tests!r})
from parity import engines
engine = engines.{loader}()
sys.modules["code"], sys.modules["codeop"] = engine.code, engine.codeop
def answer(value):
    print("\\nANSWER " + json.dumps(value), flush=True)
"""
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(source, loader, timeout=120, options=(), **environment):
    """The value that the source gives to answer()."""
    text = PRELUDE.format(tests=TESTS, loader=loader) + source
    done = subprocess.run(
        [sys.executable, "-W", "default", *options, "-c", text],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
        env={**os.environ, "NO_COLOR": "1", **environment})
    for line in reversed(done.stdout.splitlines()):
        if line.startswith("ANSWER "):
            return json.loads(line[len("ANSWER "):])
    raise AssertionError(
        f"no answer, exit code {done.returncode}\n{done.stdout}\n{done.stderr}")


def run_both(source, **options):
    return tuple(run(source, loader, **options)
                 for loader in ("load_standard", "load_tested"))
