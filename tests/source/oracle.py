"""What the standard library says of a text, in a form that can be compared."""

import ast
import codeop
import warnings


def error_key(error):
    """All that an error says."""
    if isinstance(error, SyntaxError):
        return (
            type(error).__name__,
            error.msg,
            error.filename,
            error.lineno,
            error.offset,
            error.end_lineno,
            error.end_offset,
            error.text,
        )
    return (type(error).__name__, str(error))


def standard(text, filename="<input>", symbol="exec", flags=0):
    """The answer of codeop, as (status, error key)."""
    command = codeop.CommandCompiler()
    command.compiler.flags |= flags
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            code = command(text, filename, symbol)
        except (SyntaxError, ValueError, OverflowError) as error:
            return ("invalid", error_key(error))
        except (MemoryError, RecursionError) as error:
            return (type(error).__name__, None)
    return ("incomplete" if code is None else "complete", None)


def ours(source):
    """The answer of a Source in the same form."""
    try:
        status, error = source.verdict()
    except (MemoryError, RecursionError) as error:
        return (type(error).__name__, None)
    return (status, None if error is None else error_key(error))


def boundaries(text):
    """Where the statements of a valid text are, by ast.parse()."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        body = ast.parse(text).body
    found = []
    for node in body:
        first = min(
            [node.lineno] + [one.lineno for one in getattr(node, "decorator_list", [])]
        )
        found.append((first - 1, node.end_lineno))
    return found
