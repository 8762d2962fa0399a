"""Python's own suites, unmodified, with `code` and `codeop` replaced by Inlet.

The two about these modules must pass.  Of the others that rest on them, no test may
fail that passes with the standard modules.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys

import pytest

from .describe import Describer
from .engines import load_standard

# Runs in the child: unittest by names, results as JSON.  A `sitecustomize` puts the
# engine in place in grandchildren too, and notes in a file who used it.
RUNNER = """
import json, os, sys, unittest
INSTALL
names = json.loads(sys.argv[1])
class Result(unittest.TextTestResult):
    ran = {}
    def note(self, test, outcome):
        known = self.ran.get(test.id())
        if known not in ("failed",):
            self.ran[test.id()] = outcome
    def addSuccess(self, test):
        super().addSuccess(test)
        self.note(test, "passed")
    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.note(test, "failed")
    def addError(self, test, error):
        super().addError(test, error)
        self.note(test, "failed")
    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, "skipped")
    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.note(test, "failed")
    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self.note(test, "passed")
try:
    from test import support
    support.use_resources = dict.fromkeys(["cpu", "subprocess", "curses"])
except ImportError:
    pass
try:
    suite = unittest.TestLoader().loadTestsFromNames(names)
except unittest.SkipTest as reason:
    print(reason, file=sys.stderr)
    suite = unittest.TestSuite()
unittest.TextTestRunner(resultclass=Result, verbosity=1, stream=sys.stderr).run(suite)
used = sys.modules.get("code")
with open(os.environ["INLET_PARITY_RESULT"], "w") as file:
    json.dump({"ran": Result.ran, "code": getattr(used, "__name__", None)}, file)
"""

INSTALL = "import inlet; inlet.install()"
SITE = """
import sys
if {active}:
    import inlet
    inlet.install()
    import atexit
    def _tell():
        if sys.modules.get("code") is inlet.code:
            with open({log!r}, "a") as file:
                file.write("used\\n")
    atexit.register(_tell)
"""


def missing(name):
    try:
        return importlib.util.find_spec(name) is None
    except ImportError:
        return True


def run_suite(names, replaced, folder, timeout):
    """Test id -> outcome; None if it took too long."""
    folder.mkdir(exist_ok=True)
    log, result = folder / "log", folder / "result"
    (folder / "sitecustomize.py").write_text(
        SITE.format(active=replaced, log=str(log)))
    runner = RUNNER.replace("INSTALL", INSTALL if replaced else "")
    path = os.pathsep.join(
        [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {
        **os.environ, "PYTHONPATH": path, "INLET_PARITY_RESULT": str(result),
        "TERM": "dumb", "PYTHONWARNINGS": "default",
    }
    for name in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE", "DISPLAY"):
        environment.pop(name, None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "cache")
    try:
        done = subprocess.run(
            [sys.executable, "-c", runner, json.dumps(names)], cwd=folder,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            errors="backslashreplace", timeout=timeout, env=environment)
    except subprocess.TimeoutExpired:
        return None, "", 0
    assert result.exists(), done.stdout + done.stderr
    used = log.read_text().count("used") if log.exists() else 0
    return json.loads(result.read_text()), done.stderr, used


@pytest.fixture(autouse=True)
def only_inlet(tested):
    if tested.name != "inlet":
        pytest.skip("inlet.install() is what is tested")


# ---- the suites of code and codeop ----

@pytest.mark.parametrize("name", ["test.test_code_module", "test.test_codeop"])
def test_the_suite_of_the_module_passes(name, tmp_path):
    if missing(name):
        pytest.skip(f"{name} is not here (Debian: libpython3-testsuite)")
    expected, _, _ = run_suite([name], False, tmp_path / "standard", 300)
    got, output, used = run_suite([name], True, tmp_path / "inlet", 300)
    assert got["ran"] == expected["ran"], output
    outcomes = list(got["ran"].values())
    assert outcomes.count("passed") >= 5 and "failed" not in outcomes, output
    assert used, "the replacement was not in place"


def test_the_suite_runs_on_inlet(tmp_path):
    """The replacement is really in place, and taken back by uninstall()."""
    source = """
import json, sys
import code as standard
import inlet
assert standard is not inlet.code
inlet.install()
import code, codeop
first = code is inlet.code and codeop is inlet.codeop
import test.support
inlet.uninstall()
import code, codeop
print(json.dumps([first, code is standard, codeop is not inlet.codeop]))
"""
    if missing("test.support"):
        source = source.replace("import test.support\n", "")
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True, True, True]


# ---- suites that rest on them ----

OTHERS = [
    ["test.test_pdb"],
    ["test.test_sqlite3.test_cli"],
    ["test.test_repl"],
    ["test.test_pyrepl.test_interact"],
    ["test.test_pyrepl.test_pyrepl"],
    ["test.test_pyrepl.test_reader"],
    ["test.test_cmd_line_script"],
    ["test.test_doctest.test_doctest"],
    ["test.test_doctest"],
    ["idlelib.idle_test.test_pyshell", "idlelib.idle_test.test_run",
     "idlelib.idle_test.test_debugger_r", "idlelib.idle_test.test_stackviewer"],
]


@pytest.mark.slow
@pytest.mark.parametrize("names", OTHERS, ids=lambda names: names[0])
def test_no_new_failure(names, tmp_path):
    present = [name for name in names if not missing(name)]
    if not present:
        pytest.skip(f"{names[0]} is not here")
    expected, _, _ = run_suite(present, False, tmp_path / "standard", 600)
    if expected is None:
        pytest.skip("too slow with the standard modules already")
    if not any(outcome == "passed" for outcome in expected["ran"].values()):
        pytest.skip(f"nothing of {names[0]} runs here: {sorted(expected['ran'])[:3]}")
    got, output, used = run_suite(present, True, tmp_path / "inlet", 900)
    assert got is not None, "did not end in 15 minutes"
    assert got["ran"].keys() >= expected["ran"].keys()
    new = sorted(id for id, outcome in got["ran"].items()
                 if outcome == "failed" and expected["ran"].get(id) != "failed")
    assert not new, output
    assert used, "no process used the replacement"


# ---- programs of the standard library that are consoles ----

ASYNCIO = """
import asyncio
x = await asyncio.sleep(0, 5)
x
if x:
    print('block')

1/0
a b
(
)
"""


def run_module(arguments, text, tmp_path, replaced):
    folder = tmp_path / ("inlet" if replaced else "standard")
    folder.mkdir()
    log = folder / "log"
    (folder / "sitecustomize.py").write_text(
        SITE.format(active=replaced, log=str(log)))
    path = os.pathsep.join(
        [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, *arguments], input=text, capture_output=True, text=True,
        timeout=120, cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "PYTHON_BASIC_REPL": "1",
             "NO_COLOR": "1", "HOME": str(folder), "TERM": "dumb"})
    return done, log.exists()


def shown(text):
    """Without the console's own frames; which of two lines of concurrent.futures waits
    for the result is a matter of time."""
    text = Describer(load_standard()).text(text)
    return re.sub(r"(futures/_base\.py\", line )\d+", r"\1N", text)


@pytest.mark.parametrize("arguments, text", [
    (["-m", "asyncio"], ASYNCIO),
    (["-m", "sqlite3"], "CREATE TABLE t(x);\nINSERT INTO t\nVALUES (1);\n"
                        "SELECT * FROM t;\nSELECT nonsense;\n.help\n.quit\n"),
    (["-c", "import pdb; x = 5; pdb.set_trace()"],
     "interact\nx\nif x:\n    print(x)\n\n1/0\na b\n"),
], ids=["asyncio", "sqlite3", "pdb interact"])
def test_a_program_of_the_standard_library(arguments, text, tmp_path):
    expected, _ = run_module(arguments, text, tmp_path, False)
    got, used = run_module(arguments, text, tmp_path, True)
    if "No module named sqlite3.__main__" in expected.stderr:
        pytest.skip("this Python has no such program")
    assert used, got.stderr
    assert (got.returncode, got.stdout) == (expected.returncode, expected.stdout)
    assert shown(got.stderr) == shown(expected.stderr)
