"""The program that bench/host.py measures: every question gets its figures."""

import os
import pathlib
import subprocess

import pytest

BUILD = os.environ.get("INLET_BUILD", "")
# A question, and how many figures it has for an answer.
QUESTIONS = {
    "push 10": 1,
    "engine 10": 1,
    "equipped 10": 1,
    "open 10": 2,
    "flood 1000": 3,
    "interrupt begun(), all(True for _ in iter(int, 1))": 1,
    "thread begun(), __import__('time').sleep(60)": 1,
    "frames 2": 1,
    "idle 2": 1,
}


def test_it_answers():
    program = pathlib.Path(BUILD, "bench", "host")
    if not program.exists():
        pytest.skip("there is no libinlet in this build")
    done = subprocess.run([program], input="".join(line + "\n" for line in QUESTIONS),
                          env={**os.environ, "PYTHONPATH": os.path.join(BUILD, "python")},
                          capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    answers = [line.split() for line in done.stdout.splitlines()]
    assert [len(answer) for answer in answers] == list(QUESTIONS.values())
    assert all(float(answer[0]) >= 0 for answer in answers)
    # All lines of the flood have come: their digits and their ends.
    assert int(answers[4][2]) == sum(len(str(i)) + 1 for i in range(1000))
