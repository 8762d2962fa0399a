"""Run checks on the record, and add up what test runners counted.

    tally.py run LOG NAME COMMAND...    run a check; append what it said to LOG
    tally.py sum LABEL=LOG...           print every runner's own closing lines and the
                                        sum; ends in 1 if anything failed

A LOG has one JSON object a line, as Meson's meson-logs/testlog.json: the name of a test,
its exit status and all it printed.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time

EXIT_SKIPPED = 77
# Meson's words, for when a status alone does not tell (a timeout, a TAP failure).
BAD_RESULTS = ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT")

# The last line of pytest: "=== 3 passed, 1 skipped in 0.12s ==="
PYTEST_CLOSING = re.compile(r"^=+ (?:.*\d+ \w+.* in [\d.]+s.*|no tests ran.*) =+$", re.M)
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")
# The last lines of cmocka: "[  PASSED  ] 3 test(s)."
CMOCKA_CLOSING = re.compile(
    r"^\[  (PASSED|FAILED|SKIPPED)  ?\](?: \S+:)? (\d+) test\(s\).*$", re.M
)
# The Test Anything Protocol: "ok 1 - name", "not ok 2 - name", "ok 3 # SKIP why"
TAP_LINE = re.compile(r"^(not )?ok\b(.*)$", re.M)
# Which of our kinds pytest's words mean.
KIND = {
    "passed": "passed",
    "xfailed": "passed",
    "xpassed": "failed",
    "failed": "failed",
    "error": "failed",
    "errors": "failed",
    "skipped": "skipped",
}


class Count(dict):
    """How many tests passed, failed and were skipped."""

    def __init__(self):
        super().__init__(passed=0, failed=0, skipped=0)

    def add(self, other):
        for kind, number in other.items():
            self[kind] += number

    def __str__(self):
        return ", ".join("%d %s" % (number, kind) for kind, number in self.items())


def read_pytest(text):
    closings = PYTEST_CLOSING.findall(text)
    if not closings:
        return None
    count = Count()
    for number, word in PYTEST_COUNT.findall(closings[-1]):
        count[KIND[word]] += int(number)
    return count, [closings[-1]]


def read_cmocka(text):
    count, lines = Count(), []
    for closing in CMOCKA_CLOSING.finditer(text):
        count[closing[1].lower()] += int(closing[2])
        lines.append(closing[0])
    return (count, lines) if lines else None


def read_tap(text):
    count = Count()
    for is_bad, rest in TAP_LINE.findall(text):
        is_skipped = "# skip" in rest.lower()
        count["skipped" if is_skipped else "failed" if is_bad else "passed"] += 1
    return (count, [str(count)]) if any(count.values()) else None


def read_plain(status):
    """A check that does not count is one test."""
    count = Count()
    kind = "passed" if status == 0 else "failed"
    count["skipped" if status == EXIT_SKIPPED else kind] = 1
    return count, [str(count)]


def read_test(test):
    """What a test counted, and its closing lines."""
    text = (test.get("stdout") or "") + (test.get("stderr") or "")
    status = test["returncode"]
    read = read_pytest(text) or read_cmocka(text) or read_tap(text)
    count, lines = read or read_plain(status)
    is_bad = status not in (0, EXIT_SKIPPED) or test.get("result") in BAD_RESULTS
    if is_bad and not count["failed"]:
        # It broke off before, or after, it counted.
        count["failed"] += 1
        lines.append("ended with status %d" % status)
    return count, lines


def read_log(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def print_sum(labels):
    total = Count()
    for label in labels:
        name, _, path = label.partition("=")
        print("--- %s" % name)
        for test in read_log(path):
            count, lines = read_test(test)
            total.add(count)
            title = test["name"].split(" / ")[-1]
            print("%s (%.0f s)" % (title, test.get("duration") or 0))
            for line in lines:
                print("    " + line)
    print("--- all")
    print(total)
    return 1 if total["failed"] or not total["passed"] else 0


def run_check(log, name, command):
    print("--- %s" % name, flush=True)
    # A shell has what it runs in the background ignore this, and so would what we run.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    start = time.monotonic()
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    said = []
    for line in child.stdout:
        said.append(line)
        print(line, end="", flush=True)
    status = child.wait()
    record = {
        "name": name,
        "stdout": "".join(said),
        "returncode": status,
        "duration": time.monotonic() - start,
    }
    os.makedirs(os.path.dirname(os.path.abspath(log)), exist_ok=True)
    # In one piece: checks may run side by side.
    with open(log, "ab", buffering=0) as file:
        file.write(json.dumps(record).encode() + b"\n")
    return 0 if status == EXIT_SKIPPED else status


def main(arguments):
    if arguments[:1] == ["run"] and len(arguments) > 3:
        return run_check(arguments[1], arguments[2], arguments[3:])
    if arguments[:1] == ["sum"] and len(arguments) > 1:
        return print_sum(arguments[1:])
    print(__doc__.strip(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
