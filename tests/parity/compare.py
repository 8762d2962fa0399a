"""Fails a test with a readable difference."""

import difflib
import pprint

import pytest


def as_lines(value):
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return pprint.pformat(value, width=100, sort_dicts=False).split("\n")


def difference(expected, got):
    """The difference as text, or None."""
    expected, got = as_lines(expected), as_lines(got)
    if expected == got:
        return None
    return "\n".join(difflib.unified_diff(
        expected, got, "standard", "tested", lineterm="", n=4))


def assert_same(expected, got, title=""):
    found = difference(expected, got)
    if found is not None:
        pytest.fail(f"{title}\n{found}".strip(), pytrace=False)
