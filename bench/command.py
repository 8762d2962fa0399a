"""One command: judged, and judged and run, against compile() and exec()."""

import code
import codeop
import time

import inlet
import measure

SOURCE = "x = 1"
CALLS = 3000


def repeat(function):
    """A case that calls `function` often and answers the time of one call."""

    def case():
        start = time.perf_counter()
        for _ in range(CALLS):
            function()
        return (time.perf_counter() - start) / CALLS

    return case


def bench(rounds):
    ours, standard, namespace = (
        inlet.InteractiveConsole(),
        code.InteractiveConsole(),
        {},
    )
    judging = measure.rounds(
        {
            "compile()": repeat(lambda: compile(SOURCE, "<input>", "single")),
            "inlet.compile_command()": repeat(lambda: inlet.compile_command(SOURCE)),
            "codeop.compile_command()": repeat(lambda: codeop.compile_command(SOURCE)),
        },
        rounds,
    )
    running = measure.rounds(
        {
            "exec(compile())": repeat(
                lambda: exec(compile(SOURCE, "<input>", "single"), namespace)
            ),
            "inlet push()": repeat(lambda: ours.push(SOURCE)),
            "code push()": repeat(lambda: standard.push(SOURCE)),
        },
        rounds,
    )
    report = measure.Report('one command, "x = 1"')
    report.times(judging, "compile()")
    report.times(running, "exec(compile())")
    report.goal(
        "compile_command() at most 1.15x compile()",
        measure.ratio(judging, "inlet.compile_command()", "compile()"),
        1.15,
    )
    report.goal(
        "push() at most 1.2x exec(compile())",
        measure.ratio(running, "inlet push()", "exec(compile())"),
        1.2,
    )
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
