"""A run over many portions, in several processes.

    PYTHONPATH=BUILD/python pythonX tests/linear [--pushes N] [--seed N] [--jobs N]
        [--kinds KIND,...] [--engine NAME] [--whole]
    ... tests/linear --portion KIND:SEED:PUSHES [--trace FILE]

Compares the `inlet` that is found on the path with the standard modules of the Python
that runs this. Every difference is made small and printed as a case for
`regressions.txt`; the status is 1 if there was any. `--whole` adds every statement of
every real file. `--portion` repeats one portion, in this process; `--trace` writes down
each case before it runs, which tells where a process died.
"""

import argparse
import base64
import os
import pickle
import queue
import random
import subprocess
import sys
import threading
import time

from . import kinds
from .portion import Portion, Tally, run

_SIZE = 8000  # pushes of a portion
_PARTS = 240  # of the whole of the real files
_PATIENCE = 600  # seconds for a portion: more is a hang
_TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_WORK = "import sys; sys.path.insert(0, {!r}); from linear.hunt import work; work()"
# Every so many portions run with the engine's own check of its fast answers, which
# makes pushes cost what they cost the standard module: not for long statements.
_CHECKED = 4


def plan(pushes, seed, names=None, whole=False):
    """The portions of a run, in random order."""
    rnd = random.Random(seed)
    names = names or list(kinds.WEIGHTS)
    total = sum(kinds.WEIGHTS[name] for name in names)
    portions = []
    for name in names:
        left = pushes * kinds.WEIGHTS[name] // total + 1
        while left > 0:
            size = min(left, _SIZE)
            portions.append(Portion(name, rnd.getrandbits(32), size))
            left -= size
    if whole:
        portions += [Portion("real", rnd.getrandbits(32), part=(number, _PARTS))
                     for number in range(_PARTS)]
    rnd.shuffle(portions)
    return portions


# ---- the child: portions come in, tallies go out, each in a line ----


def work():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what anything prints is not taken for a tally
    for line in sys.stdin:
        tally = run(Portion.read(line.strip()))
        print(base64.b64encode(pickle.dumps(tally)).decode(), file=out, flush=True)


class _Worker:
    def __init__(self, environment):
        self._child = subprocess.Popen(
            [sys.executable, "-c", _WORK.format(_TESTS)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})

    def run(self, portion):
        """The tally of a portion; None if the process did not live to tell."""
        timer = threading.Timer(_PATIENCE, self._child.kill)
        timer.start()
        try:
            print(portion, file=self._child.stdin, flush=True)
            line = self._child.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        return pickle.loads(base64.b64decode(line)) if line else None

    def close(self):
        """End the process; its status."""
        self._child.stdin.close()
        self._child.stdout.close()
        return self._child.wait()


# ---- the parent ----


class Hunt:
    """Runs portions on `jobs` processes; `tell` is called for news, in any thread."""

    def __init__(self, portions, jobs=2, engine=None, tell=None):
        self._portions = queue.SimpleQueue()
        for number, portion in enumerate(portions):
            is_checked = number % _CHECKED == 0 and portion.kind != "deep"
            self._portions.put((is_checked, portion))
        self._jobs = jobs
        self._environment = {"INLET_LINEAR_ENGINE": engine} if engine else {}
        self._tell = tell or (lambda text: None)
        self._lock = threading.Lock()
        self.tally = Tally()

    def run(self):
        threads = [threading.Thread(target=self._work) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.tally

    def _start(self, is_checked):
        check = {"INLET_CHECK": "1"} if is_checked else {}
        return _Worker({**self._environment, **check})

    def _work(self):
        workers = {}
        while True:
            try:
                is_checked, portion = self._portions.get_nowait()
            except queue.Empty:
                break
            if is_checked not in workers:
                workers[is_checked] = self._start(is_checked)
            tally = workers[is_checked].run(portion)
            if tally is None:
                status = workers.pop(is_checked).close()
                check = "INLET_CHECK=1 " if is_checked else ""
                tally = Tally(crashes=[f"{check}--portion {portion}: status {status}"])
            self._add(tally)
        for worker in workers.values():
            worker.close()

    def _add(self, tally):
        with self._lock:
            self.tally.add(tally)
            for news in (*tally.differences, *tally.crashes):
                self._tell(str(news))


def summary(tally, seconds):
    """What a run comes to, in lines."""
    by = ", ".join(f"{name} {count}" for name, count in sorted(tally.kinds.items()))
    verdicts = ", ".join(
        f"{name} {count}" for name, count in tally.verdicts.most_common())
    return "\n".join((
        f"Python {sys.version.split()[0]}: {tally.pushes} pushes "
        f"in {tally.cases} cases, {len(tally.differences)} differ, {len(tally.crashes)} processes died, "
        f"{seconds:.0f} s",
        f"  {by}", f"  {verdicts}"))


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="linear", description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pushes", type=int, default=300_000)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", type=lambda text: text.split(","))
    parser.add_argument("--engine", help="see engines.py (inlet)")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--portion", type=Portion.read)
    parser.add_argument("--trace", type=argparse.FileType("w"))
    return parser.parse_args(arguments)


def fresh_seed():
    return random.SystemRandom().randrange(2**32)


def main(arguments=None):
    options = _parse(arguments)
    begin = time.monotonic()
    if options.portion:
        tally = run(options.portion, trace=options.trace)
        print(*tally.differences, sep="\n")
    else:
        seed = fresh_seed() if options.seed is None else options.seed
        print(f"seed {seed}", flush=True)
        portions = plan(options.pushes, seed, options.kinds, options.whole)
        tally = Hunt(portions, options.jobs, options.engine,
                     lambda text: print(text, flush=True)).run()
    print(summary(tally, time.monotonic() - begin))
    return 0 if tally.is_clean else 1
