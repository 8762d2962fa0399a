"""The parity suite: the running Python's `code` and `codeop` against Inlet."""
