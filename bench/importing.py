"""What importing costs, in new processes that are alike but for the import."""

import os
import subprocess
import sys

import measure

PROGRAM = """
import sys, time
start = time.perf_counter()
import {name}
print(time.perf_counter() - start)
"""


def environment():
    """Ours, but modules are kept compiled, as the standard ones are."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def importing(name):
    """A case: the time of `import name` as the first import of a process."""
    program = PROGRAM.format(name=name)

    def case():
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=True,
        )
        return float(done.stdout)

    return case


def bench(rounds):
    taken = measure.rounds(
        {
            "import code": importing("code"),
            "import inlet": importing("inlet"),
            "import inlet.code": importing("inlet.code"),
        },
        rounds,
    )
    report = measure.Report("import")
    report.times(taken, "import code")
    report.goal(
        "import inlet at most 0.3x import code",
        measure.ratio(taken, "import inlet", "import code"),
        0.3,
    )
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
