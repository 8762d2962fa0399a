"""What one push showed, as plain tuples that are equal for equal behaviour.

    ("more",)  ("code", ...)  ("error", ...)
"""

import functools

MORE = ("more",)

_PLACE = ("msg", "filename", "lineno", "offset", "end_lineno", "end_offset", "text",
          "print_file_and_line")
_CODE = ("co_name", "co_qualname", "co_filename", "co_firstlineno", "co_flags",
         "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_stacksize",
         "co_nlocals", "co_names", "co_varnames", "co_freevars", "co_cellvars",
         "co_code", "co_linetable", "co_exceptiontable")


def of_code(code):
    """Everything that two equal code objects share, recursively."""
    return ("code", *(getattr(code, name) for name in _CODE),
            tuple(map(_of_constant, code.co_consts)))


@functools.singledispatch
def _of_constant(value):
    # The text tells -0.0 from 0.0 and 1 from True.
    return type(value).__name__, repr(value)


_of_constant.register(type(of_code.__code__), of_code)


@_of_constant.register
def _(value: tuple):
    return ("tuple", *map(_of_constant, value))


@_of_constant.register
def _(value: frozenset):
    # The order in it is no matter.
    return ("frozenset", *sorted(map(_of_constant, value)))


def of_error(error):
    """An exception: of a SyntaxError all that can be seen."""
    if isinstance(error, SyntaxError):
        return ("error", type(error).__name__,
                *(getattr(error, name) for name in _PLACE))
    text = str(error)
    if isinstance(error, RecursionError) and not text.endswith("during compilation"):
        # Where the limit was met, which depends on the caller's own depth.
        text = "maximum recursion depth exceeded"
    return ("error", type(error).__name__, text)
