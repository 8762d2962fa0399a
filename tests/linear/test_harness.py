"""The harness notices every planted fault, and nothing where there is none."""

import pytest

from . import case as cases
from . import faults, hazards
from .case import Case
from .compare import Comparison
from .engines import load_standard, load_tested
from .portion import Portion, run

# Pushes, enough for each of the faults; the portions are always the same ones.
ENOUGH = 12_000
KINDS = ("mutated", "hazards", "collections", "strings", "programs")


@pytest.fixture(scope="module")
def standard():
    return load_standard()


def is_found(standard, broken):
    with Comparison(standard, broken) as comparison:
        for name, lines in hazards.written():
            if comparison.run(Case(name, [*lines, "", ""])) is not None:
                return True
    return any(run(Portion(kind, 1, ENOUGH), standard, broken).differences
               for kind in KINDS)


@pytest.mark.parametrize("name", faults.NAMES)
def test_a_fault_is_found(standard, name):
    assert is_found(standard, load_tested(f"broken:{name}"))


def test_nothing_is_found_where_there_is_no_fault(standard):
    assert not is_found(standard, load_standard("second copy"))


def test_a_difference_is_made_small_and_can_be_repeated(standard, tmp_path):
    broken = load_tested("broken:keyword-again")
    difference = run(Portion("hazards", 3, ENOUGH), standard, broken).differences[0]
    assert difference.is_minimal
    assert len(difference.case.lines) <= 4
    path = tmp_path / "regressions.txt"
    path.write_text(cases.show(difference.case), encoding="utf-8")
    (case,) = cases.read(path)
    with Comparison(standard, broken) as comparison:
        assert comparison.run(case) is not None
        assert comparison.run(Case("none", ["x = 1"])) is None


ODD_LINES = ["", "~", "~x", "# c", "x  ", "\0", "\ud800", "a\nb\n", "\t", "é", "\x0c",
             "## x"]


@pytest.mark.parametrize("options", [
    {}, {"drive": "growing", "symbol": "exec"}, {"flags": 0x2000, "warnings": "error"}])
def test_a_case_is_written_down_as_it_is(tmp_path, options):
    path = tmp_path / "cases.txt"
    case = Case("some odd lines", ODD_LINES, **options)
    path.write_text(cases.show(case) + "\n" + cases.show(case), encoding="utf-8")
    assert list(cases.read(path)) == [case, case]


def test_a_case_may_be_for_some_pythons_only(tmp_path):
    path = tmp_path / "cases.txt"
    path.write_text("## a [since=99]\nx\n\n## b [until=3]\nx\n\n## c [since=3]\nx\n")
    assert [case.name for case in cases.read(path)] == ["c"]


def test_what_an_engine_lets_through_is_a_difference(standard):
    broken = load_standard("letting through")

    def judge(*arguments, **keywords):
        raise KeyError("unexpected")

    broken.codeop._maybe_compile = judge
    difference = run(Portion("hazards", 1, 100), standard, broken).differences[0]
    assert "KeyError" in str(difference.got)
    assert "KeyError" not in str(difference.expected)
