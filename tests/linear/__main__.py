"""`python tests/linear`: see hunt.py."""

import os
import sys

# The folder itself would hide modules of other packages; its parent has the package.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from linear.hunt import main  # noqa: E402

sys.exit(main())
