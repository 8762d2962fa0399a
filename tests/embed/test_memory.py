"""Memory that runs out in a frame's console: what was bound is bound, or is not, and
the next command works."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("_testcapi") is None,
    reason="this Python has no _testcapi",
)

FAILING = os.path.join(os.path.dirname(__file__), "failing.py")


@pytest.mark.parametrize("case", ["make_names", "frame", "declared"])
def test_every_allocation_may_fail(case):
    done = subprocess.run(
        [sys.executable, FAILING, case],
        env=dict(os.environ, PYTHONMALLOC="malloc"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["MemoryError"] + counts["shown"] > 0
    assert set(counts) == {"done", "MemoryError", "shown", "other", "broken"}, counts
    assert counts["other"] == counts["broken"] == 0, done.stderr
