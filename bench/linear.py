"""A block pushed line by line, against one compile() of the whole.

All pushes together, the last one's compile included, for texts of every shape and of up
to 100,000 lines; the standard module's cost, which grows with the square, for some.
"""

import code
import codeop
import collections
import gc
import os
import statistics
import subprocess
import sys
import time

import inlet
import measure
from shapes import SHAPES, can_be_typed

# At 2,000 lines, as multiples of one compile().
GOALS = {
    "function, long lines": 2.5,
    "dict rows": 2.5,
    "call keywords": 2.5,
    "triple-quoted string": 2.5,
    "concatenated strings": 2.5,
    "methods of a class": 5.0,
    "function, short lines": 5.0,
    "nested blocks": 5.0,
    "nested lists": 5.0,
    "dict in a function": 5.0,
    "if/elif": 6.0,
    "match/case": 6.0,
    "decorators": 6.0,
    "comments": 6.0,
}
FLAT = 1.3  # the ratio of the longest text over that at 2,000 lines
MEMORY = 3.0  # bytes held per byte of text
ASKING = 20.0  # µs for each added line

# Lines, and how many of the rounds they get; one at least.
SIZES = {500: 0.4, 2_000: 0.28, 20_000: 0.04, 100_000: 0.0}
# The longest texts are for these shapes only, unless INLET_BENCH_FULL is set.
LONG = ("function, long lines", "methods of a class", "dict rows", "triple-quoted string")
# compile() itself needs minutes for more of these.
LIMITS = {"call keywords": 20_000, "f-string": 20_000}
# The standard module needs half a minute and more for 2,000 lines.
STANDARD = {
    500: ("function, short lines", "dict rows", "triple-quoted string"),
    2_000: ("function, long lines",),
}


def timed(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def console_of(module):
    class Console(module.InteractiveConsole):
        """Compiles what it is given and runs nothing."""

        def runcode(self, code):
            self.is_complete = True

    return Console()


def pushing(module, lines):
    """A case: the time of all pushes."""

    def push_all(console):
        # As a loop would, without the time that a loop takes.
        collections.deque(map(console.push, lines), maxlen=0)

    def case():
        console = console_of(module)
        taken = timed(push_all, console)
        assert console.is_complete
        return taken

    return case


def compiling(lines):
    source = "\n".join(lines) + "\n"
    return lambda: timed(compile, source, "<input>", "single")


def asking(module, lines):
    """A case: the time of asking after each line, per line, as an editor does."""

    def case():
        sources, source = [], ""
        for line in lines[:-1]:
            source += line
            sources.append(source)
            source += "\n"
        start = time.perf_counter()
        for source in sources:
            module.compile_command(source)
        return (time.perf_counter() - start) / len(sources)

    return case


# ---- memory: a process of its own ----

_MEMORY = """
import ctypes, inlet
from shapes import SHAPES

def resident():
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/status") as status:
        for row in status:
            if row.startswith("VmRSS"):
                return int(row.split()[1]) * 1024

console = inlet.InteractiveConsole()
console.push("x = 1")
lines = SHAPES[{shape!r}]({count})[:-1]
buffer = lines * 1  # a list as long as the one that every console keeps
before = resident()
for line in lines:
    assert console.push(line)
print((resident() - before) / sum(len(line) + 1 for line in lines))
"""


def memory(shape, count):
    """Bytes that a console holds per byte of the text, its list of lines aside."""
    source = _MEMORY.format(shape=shape, count=count)
    done = subprocess.run(
        [sys.executable, "-B", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{source}"],
        check=True, capture_output=True, text=True)
    return float(done.stdout)


# ---- the tables ----


def sizes_of(shape):
    is_full = bool(os.environ.get("INLET_BENCH_FULL")) or shape in LONG
    most = LIMITS.get(shape, max(SIZES)) if is_full else 20_000
    return {size: part for size, part in SIZES.items() if size <= most}


def measure_shape(report, shape, rounds):
    """The rows of a shape; the ratio at each size."""
    ratios = {}
    for size, part in sizes_of(shape).items():
        lines = SHAPES[shape](size)
        cases = {"compile()": compiling(lines), "inlet": pushing(inlet, lines)}
        if shape in STANDARD.get(size, ()):
            cases["code"] = pushing(code, lines)
        count = 1 if "code" in cases and size > 500 else max(1, round(rounds * part))
        taken = measure_once(cases) if count == 1 else measure.rounds(cases, count)
        for name, values in taken.items():
            report.times({f"{shape}, {size:,}: {name}": values,
                          "compile()": taken["compile()"]}, "compile()")
            del report.rows[-1]
        ratios[size] = measure.ratio(taken, "inlet", "compile()")
    return ratios


def measure_once(cases):
    """Long cases once, without the round that warms up."""
    gc.collect()
    return {name: [case()] for name, case in cases.items()}


def add_goals(report, shape, ratios):
    if shape in GOALS:
        report.goal(f"{shape}: at most {GOALS[shape]}x at 2,000 lines",
                    ratios[2_000], GOALS[shape])
    longest = max(ratios)
    report.goal(f"{shape}: at {longest:,} lines at most {FLAT}x that",
                ratios[longest] / ratios[2_000], FLAT)


def bench(rounds):
    report = measure.Report("a block of so many lines, pushed line by line")
    for shape in filter(can_be_typed, SHAPES):
        add_goals(report, shape, measure_shape(report, shape, rounds))
    for shape in ("function, short lines", "dict rows", "triple-quoted string"):
        report.goal(f"{shape}: memory at most {MEMORY:.0f}x the text",
                    memory(shape, 100_000), MEMORY)
    for shape in ("function, short lines", "methods of a class", "dict rows"):
        case = asking(inlet, SHAPES[shape](2_000))
        taken = statistics.median(case() for _ in range(3))
        report.goal(f"{shape}: compile_command() of a growing text, µs per line",
                    taken * 1e6, ASKING)
    standard = asking(codeop, SHAPES["function, short lines"](300))() * 1e6
    print(f"\n(codeop.compile_command() of a text of up to 300 lines: {standard:.0f} µs)")
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
