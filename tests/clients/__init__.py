"""Real programs that rest on `code` and `codeop`, run on Inlet."""
