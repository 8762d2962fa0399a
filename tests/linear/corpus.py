"""Real Python: the standard library and its tests, and what else is installed.

Statements at the top level of files, as lists of lines.  What is long is taken in
pieces, each with the header that it stands under: the standard module's own cost grows
with the square of the length.
"""

import ast
import os
import pathlib
import sysconfig
import tokenize
import warnings

# Where Debian puts what its packages bring.
_DEBIAN = pathlib.Path("/usr/lib/python3/dist-packages")
_SKIPPED = {"site-packages", "dist-packages", "__pycache__"}
_HEADER_MOST = 30


def _walk(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - _SKIPPED)
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.join(folder, name)


def standard_files():
    return list(_walk(sysconfig.get_path("stdlib")))


def installed_files():
    return list(_walk(_DEBIAN))


def _read(path):
    with tokenize.open(path) as file:
        source = file.read()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return source, ast.parse(source)


def _span(node):
    """The first line and the one after the last, with decorators, from 0."""
    decorators = getattr(node, "decorator_list", [])
    return min(one.lineno for one in [node, *decorators]) - 1, node.end_lineno


def _header_end(node):
    """Where the body of a compound statement begins, or None."""
    body = getattr(node, "body", None)
    if not isinstance(body, list) or not body:
        return None
    start, end = _span(node)[0], _span(body[0])[0]
    return end if 0 < end - start <= _HEADER_MOST else None


def _pieces(lines, node, most):
    start, end = _span(node)
    body_start = _header_end(node)
    if end - start <= most:
        yield lines[start:end]
    elif body_start is None:
        yield lines[start:start + most]
    else:
        yield from _parts_of_body(lines, lines[start:body_start], node.body, most)


def _parts_of_body(lines, header, body, most):
    """The body in parts, each under the header; a long part of it in parts again."""
    part = list(header)
    for node in body:
        for piece in _pieces(lines, node, most):
            if len(part) + len(piece) > most and len(part) > len(header):
                yield part
                part = list(header)
            part += piece
    if len(part) > len(header):
        yield part


def statements(path, most):
    """Lists of up to about `most` lines; nothing of what is no Python of ours."""
    try:
        source, tree = _read(path)
    except (SyntaxError, ValueError, UnicodeError, RecursionError, MemoryError, OSError):
        return
    if "\r" in source:
        return
    lines = source.split("\n")
    for node in tree.body:
        yield from _pieces(lines, node, most)
