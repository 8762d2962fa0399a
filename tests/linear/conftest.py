"""The seed of the suite: printed, and set by INLET_LINEAR_SEED to repeat a run."""

import os
import sys

import pytest

from .hunt import fresh_seed

SEED = int(os.environ.get("INLET_LINEAR_SEED") or fresh_seed())


def pytest_report_header(config):
    tested = os.environ.get("INLET_LINEAR_ENGINE", "inlet")
    return (f"linear: {tested} against the modules of Python {sys.version.split()[0]}, "
            f"INLET_LINEAR_SEED={SEED}")


@pytest.fixture(scope="session")
def seed():
    return SEED
