"""tally.py counts what the runners counted, and misses no failure."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from .documents import ROOT

SPEC = importlib.util.spec_from_file_location("tally", ROOT / "tools" / "tally.py")
tally = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tally)

PYTEST = """\
collected 7 items
tests/a.py ..F
=========================== short test summary info ============================
FAILED tests/a.py::test_x
============= 1 failed, 3 passed, 2 skipped, 1 warning in 75.20s (0:01:15) =============
"""
CMOCKA = """\
[==========] Running 3 test(s).
[  PASSED  ] 2 test(s).
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] c
"""
CMOCKA_BAD = """\
[==========] tests: Running 2 test(s).
[  PASSED  ] 1 test(s).
[  FAILED  ] tests: 1 test(s), listed below:
[  FAILED  ] b
"""
TAP = "1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP why\n"

CASES = [
    (PYTEST, 1, (3, 1, 2)),
    ("===== no tests ran in 0.01s =====\n", 5, (0, 1, 0)),
    ("==== 2 passed, 1 error in 0.10s ====\n", 1, (2, 1, 0)),
    (CMOCKA, 0, (2, 0, 1)),
    (CMOCKA_BAD, 1, (1, 1, 0)),
    (TAP, 1, (1, 1, 1)),
    ("all is well\n", 0, (1, 0, 0)),
    ("", 77, (0, 0, 1)),
    ("", 1, (0, 1, 0)),
    # It broke off after it had counted, or before.
    ("==== 2 passed in 0.10s ====\n", -11, (2, 1, 0)),
    ("tests/a.py ..\n", -11, (0, 1, 0)),
]


def counted(text, status, **more):
    count, _ = tally.read_test({"stdout": text, "returncode": status, **more})
    return count["passed"], count["failed"], count["skipped"]


@pytest.mark.parametrize("text, status, expected", CASES)
def test_a_runners_counts_are_read(text, status, expected):
    assert counted(text, status) == expected


def test_what_meson_calls_bad_is_bad():
    assert counted("fine\n", 0, result="TIMEOUT") == (1, 1, 0)


def write_log(path, tests):
    path.write_text("".join(json.dumps(test) + "\n" for test in tests))
    return f"some Python={path}"


def test_the_sum_is_the_last_line(tmp_path, capsys):
    log = write_log(
        tmp_path / "log.json",
        [
            {"name": "inlet:host / life", "stdout": CMOCKA, "returncode": 0},
            {"name": "inlet:parity / parity", "stdout": PYTEST, "returncode": 1},
        ],
    )
    assert tally.main(["sum", log]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "5 passed, 1 failed, 3 skipped"
    assert "    [  PASSED  ] 2 test(s)." in lines
    assert "    " + PYTEST.splitlines()[-1] in lines


def test_a_sum_without_tests_is_a_failure(tmp_path, capsys):
    assert tally.main(["sum", write_log(tmp_path / "log.json", [])]) == 1


@pytest.mark.parametrize("status, expected", [(0, 0), (3, 3), (77, 0)])
def test_a_check_is_recorded(tmp_path, capsys, status, expected):
    log = tmp_path / "log.json"
    command = [sys.executable, "-c", f"print('said'); raise SystemExit({status})"]
    assert tally.main(["run", os.fspath(log), "check", *command]) == expected
    record = json.loads(log.read_text())
    assert record["name"] == "check"
    assert record["stdout"] == "said\n"
    assert record["returncode"] == status


def test_a_check_in_the_background_can_be_interrupted(tmp_path):
    """A shell makes it ignore SIGINT, which tests of interrupts could not bear."""
    log = tmp_path / "log.json"
    check = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    script = '"$@" & wait $!'
    subprocess.run(["sh", "-c", script, "sh", sys.executable, tally.__file__, "run",
                    os.fspath(log), "check", sys.executable, "-c", check], check=True)
    assert json.loads(log.read_text())["stdout"] == "True\n"
