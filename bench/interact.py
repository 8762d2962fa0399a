"""100,000 one-line commands through interact()."""

import code
import time

import inlet
import measure

LINES = 100_000


def session(module):
    """A case: a console of `module` that reads LINES lines and ends."""

    def case():
        lines = iter(["x = 1"] * LINES)

        def read(prompt):
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

        console = module.InteractiveConsole()
        console.raw_input = read
        console.write = lambda text: None
        start = time.perf_counter()
        console.interact("", "")
        return time.perf_counter() - start

    return case


def floor():
    """The least that can be done with the lines: compile and run each."""
    namespace = {}
    start = time.perf_counter()
    for source in ["x = 1"] * LINES:
        exec(compile(source, "<console>", "single"), namespace)
    return time.perf_counter() - start


def bench(rounds):
    taken = measure.rounds(
        {
            "exec(compile()) in a loop": floor,
            "inlet interact()": session(inlet),
            "code interact()": session(code),
        },
        max(3, rounds // 5),
    )
    report = measure.Report("100,000 lines through interact()")
    report.times(taken, "exec(compile()) in a loop")
    report.goal(
        "interact() at least 2.5 times as fast as the standard",
        measure.ratio(taken, "code interact()", "inlet interact()"),
        2.5,
        at_least=True,
    )
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
