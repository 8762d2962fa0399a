"""Fixtures of the parity suite."""

import os
import sys

import pytest

from . import engines

# Colours would only add noise to what is compared.
os.environ["NO_COLOR"] = "1"
os.environ.pop("FORCE_COLOR", None)
os.environ.pop("PYTHON_COLORS", None)


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "slow: runs whole suites of Python in child processes")


def pytest_report_header(config):
    from .seed import SEED

    tested = os.environ.get("INLET_PARITY_ENGINE", "inlet")
    return (f"parity: {tested} against the modules of Python "
            f"{sys.version.split()[0]}, seed {SEED}")


@pytest.fixture(scope="session")
def standard():
    return engines.load_standard()


@pytest.fixture(scope="session")
def tested():
    return engines.load_tested()


@pytest.fixture(scope="session")
def both(standard, tested):
    return standard, tested
