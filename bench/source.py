"""An edited text: the verdict after an edit, against compile() and codeop on the whole,
and "is this complete?" after each line of a text that grows."""

import codeop
import time
import warnings

import inlet
import measure

LINES = 10_000
GROWN = 2_000


def make_module():
    """A text of functions, classes and statements."""
    lines = ["import a", ""]
    while len(lines) < LINES:
        number = len(lines)
        lines += [f"class C{number}:", '    """A class."""', ""]
        for method in range(8):
            lines += [
                f"    def method{method}(self, value, other=None):",
                "        if value is None:",
                f"            return self.find({number}, other)",
                "        for item in value:",
                '            self.keep(item, f"{item} of {number}")',
                "        return [one.name for one in self.kept]",
                "",
            ]
        lines += [f"table{number} = {{'a': 1, 'b': [{number}, 2]}}", ""]
    return "\n".join(lines[:LINES]) + "\n"


MODULE = make_module()
MIDDLE = LINES // 2


def line_with(word):
    """A line near the middle that begins with a word."""
    lines = MODULE.split("\n")
    return next(i for i in range(MIDDLE, LINES) if lines[i].lstrip().startswith(word))


def timed(function):
    def case():
        start = time.perf_counter()
        function()
        return time.perf_counter() - start

    return case


def editing(text, line):
    """A case: put `text` in the place of a line and ask; the line comes back after."""
    source = inlet.Source(MODULE)
    before = source.lines(line, line + 1)[0]
    source.verdict()

    def case():
        source.replace(line, line + 1, before)
        source.verdict()
        start = time.perf_counter()
        source.replace(line, line + 1, text)
        source.verdict()
        return time.perf_counter() - start

    return case


def whole(text, line):
    lines = MODULE.split("\n")
    lines[line] = text
    edited = "\n".join(lines)

    def ask():
        with warnings.catch_warnings():
            try:
                codeop.compile_command(edited, "<input>", "exec")
            except SyntaxError:
                pass

    return timed(ask)


def growing(shape, symbol):
    """A case: the time of one line, of all that are added and asked about."""

    def case():
        source = inlet.Source(symbol=symbol)
        start = time.perf_counter()
        for line in shape:
            source.append(line)
            source.verdict()
        return (time.perf_counter() - start) / len(shape)

    return case


def function(lead, end):
    lines = ["def f(a):"] + ["    x = g(a, %d)" % i for i in range(GROWN)]
    return [(lead if i else "") + line + end for i, line in enumerate(lines)]


def table():
    return ["x = {\n"] + ["    'k%d': [%d, 2],\n" % (i, i) for i in range(GROWN)]


def bench(rounds):
    good, bad = line_with("return"), line_with("for")
    edits = measure.rounds(
        {
            "compile() of the whole": timed(lambda: compile(MODULE, "<input>", "exec")),
            "codeop, the whole": whole("            return 1", good),
            "Source, the first verdict": timed(lambda: inlet.Source(MODULE).verdict()),
            "Source, a line that is right": editing("        return 1", good),
            "Source, a line that is wrong": editing("        for x in", bad),
            "codeop, a line that is wrong": whole("        for x in", bad),
        },
        rounds,
    )
    added = measure.rounds(
        {
            "a function, exec": growing(function("", "\n"), "exec"),
            "a function, single": growing(function("\n", ""), "single"),
            "a dict, exec": growing(table(), "exec"),
        },
        max(3, rounds // 5),
    )
    report = measure.Report("a text of %d lines that is edited" % LINES)
    report.times(edits, "compile() of the whole")
    report.times(added, "a function, exec")
    report.goal(
        "an edit in the middle at most 0.02x compile() of the whole",
        measure.ratio(edits, "Source, a line that is right", "compile() of the whole"),
        0.02,
    )
    for name, values in added.items():
        report.goal(
            "%s of %d lines: at most 20 µs a line" % (name, GROWN),
            sorted(values)[len(values) // 2] * 1e6,
            20,
        )
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
