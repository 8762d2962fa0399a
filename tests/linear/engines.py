"""Which two engines: the standard modules, and the one that is tested.

`INLET_LINEAR_ENGINE` chooses the latter, in the words of `parity/engines.py`, and
`broken:NAME` a copy of the standard modules with a fault of our `faults.py`.
"""

import os

import inlet
from parity.engines import load_inlet, load_standard

from . import faults


def load_tested(name=None):
    name = name or os.environ.get("INLET_LINEAR_ENGINE", "inlet")
    kind, _, fault = name.partition(":")
    if kind == "inlet":
        engine = load_inlet()
        engine.source = getattr(inlet, "Source", None)
        return engine
    if kind == "standard":
        return load_standard("second copy")
    if kind == "broken":
        return faults.load_broken(fault)
    raise ValueError(f"{name!r}: not an engine")


__all__ = ["load_standard", "load_tested"]
