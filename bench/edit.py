"""The line editor: what a key costs and how many bytes it sends, and pastes, beside the
editors of the prompts that people use.

First the editor alone, in bench/edit.c; then programs on a pseudo-terminal of 80 columns,
24 rows. Those that are not there are named and left out. A program's time for a key is
that of the processor, of all its threads, from when it was at rest until it is again.
"""

import os
import pty
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import measure
import start

FOLDER = os.path.dirname(os.path.abspath(__file__))
LINES = 200
TYPED = "value = compute(alpha, 'text') + [12]"
KEYS = list(TYPED.encode()) + [0x7F] * len(TYPED)
GOALS = {"python3.13": 10, "IPython": 20, "ptpython": 20}  # how much more a key may take
PASTES = (200, 2000, 10000)
LARGE = 2000  # pastes above are done once
PATIENCE = 60.0
QUIET = 0.03  # so long a program has to be at rest before the next key
REST = 0.3  # and before something is measured
MARKS = (b"\x1b[200~", b"\x1b[201~")
SETUP = b"def mark(f): print('DEF' + 'INED'); return f"

# Compiles a file and writes it as an editor would, when it is told to.
FLOOR = """
import os, sys, termios, tty
tty.setraw(0)
print(">>> ", end="", flush=True)
os.read(0, 1)
source = open(sys.argv[1]).read()
exec(compile(source, "<stdin>", "exec"), {"mark": lambda f: f})
text = ">>> " + source.replace("\\n", "\\r\\n... ")
print(text + "\\r\\nDEFINED\\r\\n>>> ", end="", flush=True)
"""


# ---- programs ----


def run_quietly(*command):
    """What a command prints, or None where it cannot run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def find_newest_python():
    """The path of a Python whose prompt has an editor of its own (3.13), or None."""
    listed = run_quietly(os.path.join(FOLDER, "..", "tools", "pythons"), "all") or ""
    for release, path in (line.split() for line in listed.splitlines()):
        if int(release.split(".")[1]) >= 13:
            return path
    return None


def find_command(name):
    """A command that runs: the path may have one that does not."""
    for path in ("/usr/bin/" + name, shutil.which(name)):
        if path and run_quietly(path, "--version") is not None:
            return path
    return None


def find_programs():
    """{name: (command, prompt)} of what there is; what is missing is printed."""
    found = {
        "inlet": (os.environ.get("INLET_PROGRAM"), ["-q"], b">>> "),
        "python3.13": (find_newest_python(), ["-q"], b">>> "),
        "IPython": (find_command("ipython3"), ["--no-banner", "--no-confirm-exit"], b"]: "),
        "ptpython": (find_command("ptpython"), [], b">>>"),
    }
    programs = {}
    for name, (path, options, prompt) in found.items():
        if path and os.path.exists(path):
            programs[name] = ([path, *options], prompt)
        else:
            print("edit: %s is not here: left out" % name)
    return programs


# ---- sessions ----


class Session:
    """A program on a pseudo-terminal, as a context manager."""

    def __init__(self, command, home):
        self.output = bytearray()
        self.taken = {}  # by each thread, also by those that have ended
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(command[0], command, start.environment(home))
            finally:
                os._exit(127)
        start.set_size(self.descriptor)
        os.set_blocking(self.descriptor, False)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)

    def pump(self, seconds, pending=b""):
        """Read, and write what is pending; what is left of that, and whether it was read."""
        ready = select.select(
            [self.descriptor], [self.descriptor] if pending else [], [], seconds
        )
        if ready[1]:
            pending = pending[os.write(self.descriptor, pending[:4096]) :]
        if not ready[0]:
            return pending, False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError as error:
            raise EOFError("ended after %r" % bytes(self.output[-200:])) from error
        self.output += data
        start.answer_queries(self.descriptor, data)
        return pending, True

    def write(self, data):
        while data:
            data, _ = self.pump(1.0, data)

    def wait_for(self, mark, since, data=b""):
        """Write all of the data; then wait for the mark behind `since`."""
        limit = time.monotonic() + PATIENCE
        at = since
        while data or self.output.find(mark, at) < 0:
            at = max(since, len(self.output) - len(mark))
            data, _ = self.pump(1.0, data)
            if time.monotonic() > limit:
                raise TimeoutError("no %r" % mark)
        return self.output.find(mark, at)

    def processor(self):
        """Nanoseconds that all its threads took so far."""
        folder = "/proc/%d/task" % self.pid
        for task in os.listdir(folder):
            try:
                with open("%s/%s/schedstat" % (folder, task), encoding="ascii") as file:
                    self.taken[task] = int(file.read().split()[0])
            except OSError:
                pass  # the thread has just ended
        return sum(self.taken.values())

    def settle(self, quiet=QUIET):
        """Read until nothing comes for a while and hardly anything runs: some programs
        look for keys now and then."""
        limit, before = time.monotonic() + PATIENCE, 0
        while time.monotonic() < limit:
            has_read = self.pump(quiet)[1]
            now = self.processor()
            if not has_read and now - before < quiet * 1e9 / 10:
                return now
            before = now
        raise TimeoutError("never at rest")


GROUP = """\
    if a > %(n)d and b != 'text':
        a += len(str(b)) * 0x%(n)x
    # The step after %(n)d.
    c%(n)d = [a, (b, {'key': %(n)d})]"""


def block(count):
    """A function of so many lines."""
    lines = ["def pasted(a, b):"]
    while len(lines) < count:
        lines += (GROUP % {"n": len(lines)}).split("\n")
    del lines[count - 1 :]
    if lines[-1].endswith(":"):
        lines[-1] = "    pass"
    return lines + ["    return a"]


# ---- keys ----


def type_keys(command, prompt, home, rows_up):
    """(seconds, bytes) of a key, typed into a text that is pasted first, at the end of a
    line so far up."""
    with Session(command, home) as session:
        session.wait_for(prompt, 0)
        session.settle(REST)
        text = "\r".join([*block(LINES - 1), "    "]).encode()
        session.write(MARKS[0] + text + MARKS[1])
        session.settle(REST)
        for _ in range(rows_up):
            session.write(b"\x1b[A")
            session.settle()
        session.write(b"\x05")
        before, size = session.settle(REST), len(session.output)
        for key in KEYS:
            session.write(bytes([key]))
            session.settle()
        after = session.settle(REST)
        return (after - before) / len(KEYS) / 1e9, (len(session.output) - size) / len(KEYS)


def bench_keys(report, programs, home, rounds, rows_up, where):
    taken = {name: [] for name in programs}
    sent = {name: [] for name in programs}
    for _ in range(rounds):
        for name, (command, prompt) in programs.items():
            seconds, size = type_keys(command, prompt, home, rows_up)
            taken[name].append(seconds)
            sent[name].append(size)
    labels = {
        name: "%s: a key %s, %.0f bytes" % (name, where, statistics.median(sent[name]))
        for name in programs
    }
    report.times(
        {labels[name]: taken[name] for name in programs}, labels[next(iter(programs))]
    )
    for name, limit in GOALS.items():
        if "inlet" in programs and name in programs:
            times = measure.ratio(taken, name, "inlet")
            report.goal(
                "a key %s takes %dx less than %s's" % (where, limit, name),
                times, limit, at_least=True,
            )
            report.goal("and sends fewer bytes", measure.ratio(sent, "inlet", name), 1.0)


# ---- pastes ----


def paste(command, prompt, home, lines):
    """Seconds from the first byte of a paste to the prompt behind what it does."""
    with Session(command, home) as session:
        session.wait_for(prompt, 0)
        session.settle(REST)
        for data in (SETUP + b"\r", b"\r"):
            session.write(data)
            session.settle(REST)
        text = "\r".join(["@mark", *block(lines - 1)]).encode()
        since = len(session.output)
        begin = time.perf_counter()
        data = MARKS[0] + text + b"\r" + MARKS[1] + b"\r"
        at = session.wait_for(b"DEFINED", since, data)
        session.wait_for(prompt, at)
        return time.perf_counter() - begin


def paste_floor(home, lines):
    """The same for a program that compiles the text and writes it, and no more."""
    path = os.path.join(home, "pasted.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(["@mark", *block(lines - 1)]) + "\n")
    with Session([sys.executable, "-c", FLOOR, path], home) as session:
        session.wait_for(b">>> ", 0)
        session.settle()
        since = len(session.output)
        begin = time.perf_counter()
        session.wait_for(b"DEFINED", since, b"\r")
        return time.perf_counter() - begin


def bench_pastes(report, programs, home, rounds):
    gone = set()
    for lines in PASTES:
        floor = "one compile, and %d lines written" % lines
        taken = {floor: []}
        for _ in range(rounds if lines <= LARGE else 1):
            taken[floor].append(paste_floor(home, lines))
            for name, (command, prompt) in programs.items():
                if name in gone:
                    continue
                try:
                    seconds = paste(command, prompt, home, lines)
                except (TimeoutError, EOFError):
                    gone.add(name)
                    print("edit: %s: no end of %d lines in %d s" % (name, lines, PATIENCE))
                    continue
                taken.setdefault("%s: paste of %d lines" % (name, lines), []).append(seconds)
        taken = {name: values for name, values in taken.items()
                 if len(values) == len(taken[floor])}
        report.times(taken, floor)
        own = "inlet: paste of %d lines" % lines
        if own in taken and lines == PASTES[-1]:
            report.goal("a paste of %d lines at most 2x that" % lines,
                        measure.ratio(taken, own, floor), 2.0)


# ---- the editor alone ----


def bench_alone(report, rounds):
    program = os.path.join(os.environ["INLET_BUILD"], "bench", "edit")
    figures = {}
    for lines in (LINES, PASTES[-1]):
        for _ in range(min(rounds, 5)):
            for line in run_quietly(program, str(lines)).splitlines():
                name, middle, _, size = line.rsplit(" ", 3)
                figures.setdefault(name, []).append((int(middle), int(size)))
    labels = {name: "%s, %d bytes" % (name, statistics.median(size for _, size in values))
              for name, values in figures.items()}
    report.times({labels[name]: [nanoseconds / 1e9 for nanoseconds, _ in values]
                  for name, values in figures.items()}, next(iter(labels.values())))
    worst = max(statistics.median(value[0] for value in values)
                for name, values in figures.items()
                if name.endswith("/%d" % LINES) and not name.startswith(("paste", "leave")))
    report.goal("any key in %d lines at most 0.2 ms" % LINES, worst / 1e6, 0.2)


def has_editor(command, prompt, home):
    """Does the program ask for pastes to be marked?"""
    with Session(command, home) as session:
        session.wait_for(prompt, 0)
        session.settle(REST)
        return b"\x1b[?2004h" in session.output


def bench(rounds):
    report = measure.Report("edit")
    bench_alone(report, rounds)
    programs = find_programs()
    home = tempfile.mkdtemp(prefix="inlet-bench-")
    try:
        for name in list(programs):
            if not has_editor(*programs[name], home):
                print("edit: %s has no editor here: left out" % name)
                del programs[name]
        if programs:
            for rows_up, where in ((0, "at the end"), (LINES // 2, "in the middle")):
                bench_keys(report, programs, home, min(rounds, 3), rows_up, where)
            bench_pastes(report, programs, home, min(rounds, 3))
    finally:
        shutil.rmtree(home)
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
