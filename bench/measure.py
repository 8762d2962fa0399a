"""Timing that compares: every case of a table in turn, many rounds, medians.

A ratio is the median of the ratios taken inside one round, so that a slow moment of
the machine strikes both of its sides. No figure is ever asserted: a goal that is not
met is printed as such.
"""

import argparse
import json
import platform
import statistics
import sys


def rounds(cases, count):
    """Run every case once a round, in turn: {name: [seconds, ...]}.

    A case is a function that does the work and answers the seconds it took.
    """
    taken = {name: [] for name in cases}
    for case in cases.values():
        case()
    for number in range(count):
        names = list(cases)
        # Another order each round: no case always follows the same neighbour.
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            taken[name].append(cases[name]())
    return taken


def ratio(taken, name, base):
    """The median of `name` over `base`, round by round."""
    return statistics.median(a / b for a, b in zip(taken[name], taken[base]))


def seconds(value):
    """A time in words that fit it."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return "%.2f %s" % (value / size, unit)
    return "%.0f ns" % (value / 1e-9)


class Report:
    """A table of one topic on one Python, and its goals."""

    def __init__(self, topic):
        self.topic = topic
        self.rows = []
        self.goals = []

    def times(self, taken, base):
        """Add a row for every case, with its ratio to `base`."""
        for name, values in taken.items():
            self.rows.append(
                {
                    "case": name,
                    "median": statistics.median(values),
                    "least": min(values),
                    "most": max(values),
                    "ratio": ratio(taken, name, base),
                }
            )

    def goal(self, text, value, limit, at_least=False):
        """Note a goal: `value` at most (or at least) `limit`."""
        met = value >= limit if at_least else value <= limit
        self.goals.append({"goal": text, "value": value, "limit": limit, "met": met})

    def show(self, out=sys.stdout):
        """Print the table."""
        print("\n%s, Python %s" % (self.topic, platform.python_version()), file=out)
        for row in self.rows:
            spread = "[%s .. %s]" % (seconds(row["least"]), seconds(row["most"]))
            print(
                "  %-38s %11s  %-26s %6.2fx"
                % (row["case"], seconds(row["median"]), spread, row["ratio"]),
                file=out,
            )
        for goal in self.goals:
            word = "met" if goal["met"] else "MISSED"
            print("  goal: %s: %.2f, %s" % (goal["goal"], goal["value"], word), file=out)

    def store(self, path):
        """Append the figures to a file, a JSON object a line."""
        record = {
            "topic": self.topic,
            "python": platform.python_version(),
            "rows": self.rows,
            "goals": self.goals,
        }
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def main(measure, description):
    """The command line that every topic has; `measure(rounds)` answers a Report."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=25, help="how often (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="append the figures to FILE")
    arguments = parser.parse_args()
    report = measure(arguments.rounds)
    report.show()
    if arguments.json:
        report.store(arguments.json)
