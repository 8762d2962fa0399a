"""Texts of any length and of every shape that people paste.

Each shape is a function of a number of lines that answers about as many, the empty line
that ends the statement included.  tests/linear counts with them, bench/linear.py times.
"""

import codeop

_ELIFS = 200  # a longer chain is nothing people write, nor much more than CPython takes


def _fill(count, unit):
    """`unit(number)`, which are some lines, until there are enough."""
    lines, number = [], 0
    while len(lines) < count:
        lines += unit(number)
        number += 1
    return lines


def function(count):
    def unit(i):
        return [f"    y{i} = x + {i} * (x - {i}) if x > {i} else [x, {i}, 'abc']"]

    return ["def f(x):", *_fill(count, unit), ""]


def short_lines(count):
    return ["def f(a, x):", *_fill(count, lambda i: [f"    x{i} = a[{i}]"]), ""]


def methods(count):
    def unit(i):
        return [
            f"    def method_{i}(self, a, b=None, *args, **kw):",
            f'        """Do thing {i}."""',
            "        if a is None or b:",
            f'            self.x{i} = a.get({i}, "none")',
            "        for k, v in kw.items():",
            "            try:",
            "                self.call(k, v, flag=True)",
            "            except KeyError as e:",
            "                raise ValueError(str(e)) from e",
            f"        return [a, b, {i}]",
        ]

    return ["class C(Base):", *_fill(count, unit), ""]


def nested_blocks(count):
    headers = ("class A:", "def f(self):", "for a in b:", "if c:", "with d as e:",
               "while g:", "try:")
    lines = ["  " * depth + header for depth, header in enumerate(headers)]
    lines += _fill(count, lambda i: [f"{'  ' * 7}self.v{i} = a[{i}]"])
    return [*lines, "  " * 6 + "finally:", "  " * 7 + "pass", ""]


def dict_rows(count):
    def unit(i):
        return [f'    "key{i}": ({i}, "value {i}", [1, 2, 3], {{"a": None}}),']

    return ["D = {", *_fill(count, unit), "}"]


def nested_lists(count):
    def unit(i):
        return ["    [", f'        {i}, 0x{i:x}, "abc",', f"        foo(x, y={i}, *z),",
                "    ],"]

    return ["L = [", *_fill(count, unit), "]"]


def dict_in_function(count):
    rows = _fill(count, lambda i: [f'        "key{i}": ({i}, "value {i}"),'])
    return ["def f(x):", "    return {", *rows, "    }", ""]


def call_keywords(count):
    return ["f(a, b, *c,", *_fill(count, lambda i: [f"  name{i}=value{i} + {i},"]), ")"]


def triple_quoted(count):
    def unit(i):
        return [f'line {i} of some text, with "quotes" in it']

    return ['S = """', *_fill(count, unit), '"""']


def f_string(count):
    def unit(i):
        return [f"line {i} of some text, with {{x{i}}} in it"]

    return ['S = f"""', *_fill(count, unit), '"""']


def concatenated(count):
    return ["S = (", *_fill(count, lambda i: [f'    "line {i} of some text\\n"']), ")"]


def if_elif(count):
    """Chains of up to 200 in a function, as many as it takes."""
    def unit(i):
        is_first = i % _ELIFS == 0
        return [f"    {'if' if is_first else 'elif'} x == {i}:", f"        return {i}"]

    return ["def f(x):", *_fill(count, unit), ""]


def match_case(count):
    def unit(i):
        return [f'        case ["key{i}", value, *_] if value:', f"            return {i}"]

    return ["def f(x):", "    match x:", *_fill(count, unit), ""]


def decorators(count):
    def unit(i):
        return [f"    @first({i})", "    @second", f"    def method_{i}(self): return {i}"]

    return ["class C:", *_fill(count, unit), ""]


def comments(count):
    def unit(i):
        return [f"    # about {i}: it is (not", "    # closed", f"    x{i} = {i}  # here"]

    return ["def f(x):", *_fill(count, unit), ""]


SHAPES = {
    "function, long lines": function,
    "dict rows": dict_rows,
    "call keywords": call_keywords,
    "triple-quoted string": triple_quoted,
    "concatenated strings": concatenated,
    "function, short lines": short_lines,
    "methods of a class": methods,
    "nested blocks": nested_blocks,
    "nested lists": nested_lists,
    "dict in a function": dict_in_function,
    "f-string": f_string,
    "if/elif": if_elif,
    "match/case": match_case,
    "decorators": decorators,
    "comments": comments,
}


def can_be_typed(shape):
    """Not so an f-string over lines in 3.12.0 and 3.12.1: codeop calls its first line
    wrong."""
    try:
        return codeop.compile_command(SHAPES[shape](5)[0]) is None
    except SyntaxError:
        return False
