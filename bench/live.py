"""What a look at the program's own structs costs, beside ctypes on the same memory; and
what it costs to find them by debug information, beside drgn.

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
import ctypes, json, time, timeit
import inlet.live as live

class Config(ctypes.Structure):
    _fields_ = [("timeout", ctypes.c_int), ("debug", ctypes.c_bool)]

class State(ctypes.Structure):
    _fields_ = [("users", ctypes.c_int), ("load", ctypes.c_double),
                ("config", Config), ("name", ctypes.c_char * 16)]

names = {"state": state, "heap": heap,
         "own": State.from_address(live.addressof(state)), "add": functions.add}
prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int)
names["own_add"] = prototype(live.addressof(functions.add))
found = {}
if %(by_name)r:
    begin = time.perf_counter()
    names["c"] = live.program()
    names["c"].unwatched.users
    found["first"] = time.perf_counter() - begin
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
    "ctypes: a call": "own_add(1, 2)",
    "a call": "add(1, 2)",
}
# Where debug information can be read.
FIRST = "the first name in a small program"
BY_NAME = {
    "by name: an int of static data": "c.fixed.users",
    "by name: a pointer to the heap, and an int there": "c.unwatched.users",
    FIRST: "first",
}
# Reads the names of a library; drgn, a program of its own, does the same.
INDEX = """
import ctypes, sys, time
from inlet import live
def private():
    with open("/proc/self/smaps_rollup") as file:
        return [int(line.split()[1]) for line in file if line.startswith("Anon")][0]
ctypes.CDLL(sys.argv[1])
library = live.program().library(sys.argv[1])
before, begin = private(), time.perf_counter()
"no such name" in library
print(time.perf_counter() - begin, (private() - before) / 1024)
"""
DRGN = """
import drgn, sys, time
begin = time.perf_counter()
program = drgn.Program()
program.load_debug_info([sys.argv[1]])
try:
    program["no such name"]
except LookupError:
    print(time.perf_counter() - begin, 0)
"""
SOURCES = 100  # about as many as Redis has, with as much debug information
TIMES = 1000  # so few that some of the twenty tries are not disturbed


def compile_host(folder):
    build = os.path.dirname(os.environ["INLET_PROGRAM"])
    host = os.path.join(folder, "host")
    subprocess.run(
        ["cc", "-std=c17", "-O2", "-g", os.path.join(FOLDER, "live.c"),
         "-I", os.path.join(FOLDER, "..", "include"), "-I", os.path.join(build, "include"),
         os.path.join(build, "libinlet.so"), "-Wl,-rpath," + build, "-o", host],
        check=True,
    )
    return host


def write_source(folder, number):
    """Structs, variables and functions, as a file of a larger program has them."""
    lines = []
    for i in range(60):
        name = f"n{number}_{i}"
        fields = "".join(f"int f{j}; char *s{j}; struct {name} *p{j}; " for j in range(8))
        lines.append(f"struct {name} {{ {fields}}}; struct {name} v_{name};\n"
                     f"int c_{name}(struct {name} *p) {{ return p->f1 + v_{name}.f2; }}\n")
    path = os.path.join(folder, f"source{number}.c")
    with open(path, "w", encoding="utf-8") as file:
        file.write("#include <stdio.h>\n#include <stdlib.h>\n" + "".join(lines))
    return path


def compile_library(folder):
    library = os.path.join(folder, "library.so")
    subprocess.run(
        ["cc", "-g", "-O0", "-w", "-shared", "-fPIC", "-o", library,
         *(write_source(folder, number) for number in range(SOURCES))],
        check=True,
    )
    return library


def run_index(python, program, library):
    """(seconds, megabytes)"""
    done = subprocess.run([python, "-c", program, library], check=True,
                          stdout=subprocess.PIPE)
    return tuple(float(number) for number in done.stdout.split())


def has_drgn():
    return subprocess.run(["/usr/bin/python3", "-c", "import drgn"],
                          stderr=subprocess.DEVNULL).returncode == 0


def take_index(rounds):
    """{who: [(seconds, megabytes), ...]}, in turn."""
    who = {"Inlet": (sys.executable, INDEX)}
    if has_drgn():
        who["drgn"] = ("/usr/bin/python3", DRGN)
    taken = {name: [] for name in who}
    with tempfile.TemporaryDirectory() as folder:
        library = compile_library(folder)
        for _ in range(rounds):
            for name, (python, program) in who.items():
                taken[name].append(run_index(python, program, library))
    return taken


def has_debug_information():
    build = os.path.dirname(os.environ["INLET_PROGRAM"])
    return os.path.exists(os.path.join(build, "libinlet-dwarf.so"))


def take(rounds):
    """{case: [seconds, ...]}, each round in one process, in turn."""
    by_name = has_debug_information()
    cases = {**CASES, **(BY_NAME if by_name else {})}
    taken = {name: [] for name in cases}
    with tempfile.TemporaryDirectory() as folder:
        host = compile_host(folder)
        inside = os.path.join(folder, "inside.py")
        with open(inside, "w", encoding="utf-8") as file:
            file.write(INSIDE % {
                "statements": [text for text in cases.values() if text != "first"],
                "times": TIMES, "by_name": by_name})
        for _ in range(rounds):
            done = subprocess.run([host, inside], check=True, stdout=subprocess.PIPE)
            found = json.loads(done.stdout)
            for name, text in cases.items():
                taken[name].append(found[text])
    return taken


def report_names(report, taken, rounds):
    def middle(numbers):
        return sorted(numbers)[len(numbers) // 2]

    index = take_index(min(rounds, 7))
    seconds = {name: [one[0] for one in found] for name, found in index.items()}
    report.times({f"{name}: the names of a large library": found
                  for name, found in seconds.items()},
                 "Inlet: the names of a large library")
    report.goal("the first name in a small program at most 3 ms",
                middle(taken[FIRST]) * 1e3, 3.0)
    report.goal("an int of static data by name at most 0.1 us",
                middle(taken["by name: an int of static data"]) * 1e6, 0.1)
    report.goal("the names of a library like Redis at most 30 ms",
                middle(seconds["Inlet"]) * 1e3, 30.0)
    report.goal("and at most 5 MB",
                middle([one[1] for one in index["Inlet"]]), 5.0)
    if "drgn" in seconds:
        report.goal("and at most the time of drgn",
                    measure.ratio(seconds, "Inlet", "drgn"), 1.0)


def bench(rounds):
    taken = take(rounds)
    report = measure.Report("live")
    report.times(taken, "ctypes: an int")
    for text, name, base, limit in (
        ("an int of static data at most 2x ctypes", "static data: an int",
         "ctypes: an int", 2.0),
        ("a field in a struct at most 1.1x ctypes", "static data: a field in a struct",
         "ctypes: a field in a struct", 1.1),
        ("a call of a function at most 1.5x ctypes", "a call", "ctypes: a call", 1.5),
    ):
        report.goal(text, measure.ratio(taken, name, base), limit)
    microseconds = sorted(taken["heap, by the kernel: an int"])[rounds // 2] * 1e6
    report.goal("a checked read of the heap at most 3 us", microseconds, 3.0)
    if FIRST in taken:
        report_names(report, taken, rounds)
    return report


if __name__ == "__main__":
    if not os.path.exists(
        os.path.join(os.path.dirname(os.environ.get("INLET_PROGRAM", "")), "libinlet.so")
    ):
        sys.exit("live: no library was built")
    measure.main(bench, __doc__)
