"""What a look at the program's own structs costs, beside ctypes on the same memory.

The host is compiled by `cc` for the libinlet of the build; what is measured runs inside.
"""

import json
import os
import subprocess
import sys
import tempfile

import measure

FOLDER = os.path.dirname(os.path.abspath(__file__))

# Runs in the host, where `state` and `heap` are.
INSIDE = """
import ctypes, json, timeit
import inlet.live as live

class Config(ctypes.Structure):
    _fields_ = [("timeout", ctypes.c_int), ("debug", ctypes.c_bool)]

class State(ctypes.Structure):
    _fields_ = [("users", ctypes.c_int), ("load", ctypes.c_double),
                ("config", Config), ("name", ctypes.c_char * 16)]

names = {"state": state, "heap": heap,
         "own": State.from_address(live.addressof(state))}
found = {}
for text in %(statements)r:
    timer = timeit.Timer(text, globals=names)
    found[text] = min(timer.repeat(20, %(times)d)) / %(times)d
print(json.dumps(found))
"""

CTYPES = "own.users"
CASES = {
    "ctypes: an int": CTYPES,
    "static data: an int": "state.users",
    "static data: a double": "state.load",
    "static data: a text": "state.name",
    "ctypes: a field in a struct": "own.config.timeout",
    "static data: a field in a struct": "state.config.timeout",
    "ctypes: write": "own.users = 4",
    "static data: write": "state.users = 4",
    "heap, by the kernel: an int": "heap.users",
    "heap, by the kernel: write": "heap.users = 4",
    "static data: repr()": "repr(state)",
}
TIMES = 1000  # so few that some of the twenty tries are not disturbed


def compile_host(folder):
    build = os.path.dirname(os.environ["INLET_PROGRAM"])
    host = os.path.join(folder, "host")
    subprocess.run(
        ["cc", "-std=c17", "-O2", os.path.join(FOLDER, "live.c"),
         "-I", os.path.join(FOLDER, "..", "include"), "-I", os.path.join(build, "include"),
         os.path.join(build, "libinlet.so"), "-Wl,-rpath," + build, "-o", host],
        check=True,
    )
    return host


def take(rounds):
    """{case: [seconds, ...]}, each round in one process, in turn."""
    taken = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as folder:
        host = compile_host(folder)
        inside = os.path.join(folder, "inside.py")
        with open(inside, "w", encoding="utf-8") as file:
            file.write(INSIDE % {"statements": list(CASES.values()), "times": TIMES})
        for _ in range(rounds):
            done = subprocess.run([host, inside], check=True, stdout=subprocess.PIPE)
            found = json.loads(done.stdout)
            for name, text in CASES.items():
                taken[name].append(found[text])
    return taken


def bench(rounds):
    taken = take(rounds)
    report = measure.Report("live")
    report.times(taken, "ctypes: an int")
    for text, name, base, limit in (
        ("an int of static data at most 2x ctypes", "static data: an int",
         "ctypes: an int", 2.0),
        ("a field in a struct at most 1.1x ctypes", "static data: a field in a struct",
         "ctypes: a field in a struct", 1.1),
    ):
        report.goal(text, measure.ratio(taken, name, base), limit)
    microseconds = sorted(taken["heap, by the kernel: an int"])[rounds // 2] * 1e6
    report.goal("a checked read of the heap at most 3 us", microseconds, 3.0)
    return report


if __name__ == "__main__":
    if not os.path.exists(
        os.path.join(os.path.dirname(os.environ.get("INLET_PROGRAM", "")), "libinlet.so")
    ):
        sys.exit("live: no library was built")
    measure.main(bench, __doc__)
