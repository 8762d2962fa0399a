"""The seed of everything random in this suite.

INLET_PARITY_SEED sets it; under CI it is fixed; otherwise each run has its own,
which pytest prints in its header.
"""

import os
import random

if "INLET_PARITY_SEED" in os.environ:
    SEED = int(os.environ["INLET_PARITY_SEED"])
elif os.environ.get("CI"):
    SEED = 1
else:
    SEED = random.SystemRandom().randrange(2**32)
