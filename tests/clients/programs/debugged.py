"""What pdb debugs: stops in a function that has names of its own."""

import pdb

SHARED = "a global name"


def stopped(own):
    pdb.set_trace()
    return own


print("returned", stopped("a local name"))
