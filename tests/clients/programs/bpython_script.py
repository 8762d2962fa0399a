"""A script for bpython to run."""

import sys

print("arguments", sys.argv[1:], __name__)


def fail(n):
    return n / 0


fail(1)
