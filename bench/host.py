"""The C library: pushes, memory, output, interrupts, and what idle consoles cost."""

import os
import statistics
import subprocess
import sys

import measure

PUSHES = 3000
FRAMES = 200
CONSOLES = 1000
LINES = 1000000
LOOP = "begun(), all(True for _ in iter(int, 1))"
SLEEP = "begun(), __import__('time').sleep(60)"
WAIT = "begun(), __import__('threading').Event().wait()"


class Host:
    """The program of host.c: a question a line, figures for an answer."""

    def __init__(self):
        program = os.path.join(os.environ["INLET_BUILD"], "bench", "host")
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("bench/host ended at: " + question)
        return [float(figure) for figure in answer.split()]

    def case(self, question):
        return lambda: self.ask(question)[0]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def kernel_seconds():
    """ipykernel's time for the same lines; None, and a word why, where it is not."""
    for python in dict.fromkeys((sys.executable, "/usr/bin/python3")):
        script = os.path.join(os.path.dirname(__file__), "kernel.py")
        environment = {**os.environ, "PYTHONPATH": ""}
        done = subprocess.run(
            [python, script, str(LINES)], env=environment, capture_output=True, text=True
        )
        if done.returncode == 0:
            return float(done.stdout)
    print("  no ipykernel: %s" % (done.stderr.strip().splitlines() or ["?"])[-1])
    return None


def bench_pushes(report, host, rounds):
    taken = measure.rounds(
        {
            "push() of the class, in Python": host.case("engine %d" % PUSHES),
            "inlet_push()": host.case("push %d" % PUSHES),
            "  with streams and interrupts": host.case("equipped %d" % PUSHES),
        },
        rounds,
    )
    base = "push() of the class, in Python"
    report.times(taken, base)
    text = "inlet_push() at most 1.2x the engine's own push"
    report.goal(text, measure.ratio(taken, "inlet_push()", base), 1.2)


def bench_frames(report, host, rounds):
    taken = measure.rounds(
        {
            "a frame": host.case("frames %d" % FRAMES),
            "  with an idle console": host.case("idle %d" % FRAMES),
        },
        rounds,
    )
    report.times(taken, "a frame")
    ratio = measure.ratio(taken, "  with an idle console", "a frame")
    report.goal("a frame with an idle console at most 1.01x", ratio, 1.01)


def bench_interrupts(report, host, rounds):
    cases = {
        "interrupt a loop": "interrupt " + LOOP,
        "  not in the main thread": "thread " + LOOP,
        "interrupt time.sleep(60)": "interrupt " + SLEEP,
        "  not in the main thread ": "thread " + SLEEP,
        "interrupt Event().wait()": "interrupt " + WAIT,
    }
    taken = measure.rounds(
        {name: host.case(question) for name, question in cases.items()}, rounds
    )
    report.times(taken, "interrupt a loop")
    medians = [row["median"] * 1000 for row in report.rows[-len(cases) :]]
    report.goal("interrupt of a loop at most 10 ms", max(medians[:2]), 10)
    report.goal("interrupt of time.sleep(60) at most 50 ms", max(medians[2:4]), 50)


def bench_output(report, host):
    ours = "%d lines to a callback" % LINES
    floods = [host.ask("flood %d" % LINES) for _ in range(3)]
    taken = {ours: [figures[0] for figures in floods]}
    kernel = kernel_seconds()
    if kernel is not None:
        taken["  ipykernel's, to a client"] = [kernel] * len(floods)
    report.times(taken, ours)
    if kernel is not None:
        ratio = kernel / statistics.median(taken[ours])
        report.goal("output at least 5x faster than ipykernel", ratio, 5, True)
    grown = max(figures[1] for figures in floods) / 2**20
    report.goal("memory of the output at most 1 MiB", grown, 1)


def bench_consoles(report, host):
    name = "open a console, of %d" % CONSOLES
    size, seconds = host.ask("open %d" % CONSOLES)
    report.times({name: [seconds]}, name)
    report.goal("an idle console at most 100 KiB", size / 1024, 100)


def bench(rounds):
    report = measure.Report("hosts")
    host = Host()
    try:
        bench_consoles(report, host)
        bench_pushes(report, host, rounds)
        bench_frames(report, host, rounds)
        bench_interrupts(report, host, rounds)
        bench_output(report, host)
    finally:
        host.close()
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
