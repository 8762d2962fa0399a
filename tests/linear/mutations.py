"""Small changes that break a program, or nearly do."""

from .layout import indent_of, tokens_of

POOL = """
    ( ) [ ] { } , : = == . * ** -> := ; @ \\ # ' " \"\"\" ''' f" f''' t" b"x" "x" rb"" 1 0x
    1_0 1.5e3 0777 x self None if else elif for in not is and or lambda yield await async
    return global nonlocal def class with as try except finally raise from import del pass
    break continue while assert match case _ type print ... ~ - + % | ! $ ? ` <> é {} () []
    lambda: **x *x x=1 except* u'' __debug__ __x 0 True
""".split() + ["\t", " ", "\f", "\xa0", "\0", "\ud800", "x for x in", "yield from x",
               "lambda x:"]

# `@` stands for a name that occurs near the place.
LINES = r"""
global @ | nonlocal @ | return | return @ | yield | yield @ | x = yield | await @ | break
continue | @: int | @: int = 1 | @ = 1 | del @ | from __future__ import annotations
from os import * | pass | else: | except: | except @: | except* @: | except @ as e:
finally: | elif @: | else: pass | except: pass | finally: pass | elif @: pass | case _:
case @: | case 1: | match @: | if @: | for @ in y: | while @: | with @: | try: | def @():
class @: | async def @(): | async with @: pass | async for @ in y: pass | # comment
lambda: (yield) | [(yield) for @ in y] | [await @ for @ in y] | [@ async for @ in y]
[@ := 1 for y in z] | f(@=1, @=2) | None = 1 | *@ | (@ | [@, | {@: | ) | ] | } | '''
\ | x = \ | @ = (yield) | import @ | print(f"{@}") | f'''{{ | f''' | x = f"{(yield)}"
__debug__ = 1 | def @(@, @): pass | def f(@): global @ | assert (@, 1) | @ is 1 | "\d"
"\x" | b"\xff" | b"é" | "é" | é = 1 | type @ = int | def f[@](): pass | raise
lambda @: @ | if 1: yield | if 1: return 1 | def g(a=(yield)): pass | if x: global @
while 1: break | try: pass | for _ in (): pass | with (a, b): pass | class @: @: int
def @(): return 1 | @ = lambda: 0 | 0777 | 1__0 | 0xg | 1if x else y | print 1
exec "x" | $ | ? | x; y; | x;; | ; | async x | await | not | x = | x + | (x + | x = @ if y
foo( | foo(@, | foo(*a, | foo(**a, | foo(a=1, | "a" b"b" | ("a" | (b"a" | [x for x in
(lambda | (lambda a, | (@ if | (@ := | a[1: | a[ | { | {**x, | {x, | {x: y, | x = '''
"a\ | x = [\ | if @:\ | class C[T]: | def f[T: (yield)](): pass | return (yield) | # )
x = f'''{@ | x = f'''{@: | }''' | global @; @: int | @: (yield) | while @: @: int
"""
_LINES = [one.strip() for row in LINES.strip().split("\n") for one in row.split(" | ")]
_LINES += ["   ", "", "\t", "\f", "  x", "x  # y", "\0", "\ud800", "a\rb", '"""', "@@",
           "x = \"\"\"", "x = \f1", "\x1a", "\ufeff"]
_NEAR = ("x", "y", "zz", "_", "__a", "self")
_CHARACTERS = "()[]{}'\"\\:,.=#;@ \tx1!"


class Mutation:
    """One change to some lines; `first` is the first line that it changed."""

    def __init__(self, lines, rnd):
        self._rnd = rnd
        self.lines = list(lines)
        self.first = rnd.randrange(len(lines))
        rnd.choices(_CHANGES, _WEIGHTS)[0](self)

    def _other(self):
        return self._rnd.randrange(len(self.lines))

    def _line(self):
        return self.lines[self.first]

    def _name(self):
        if self._rnd.random() < 0.15:
            return self._rnd.choice(_NEAR)
        around = " ".join(self.lines[max(0, self.first - 15):self.first + 2])
        names = [token for token in tokens_of(around) if token.isidentifier()]
        return self._rnd.choice(names or _NEAR)

    # -- whole lines --

    def delete_line(self):
        del self.lines[self.first]

    def double_line(self):
        self.lines.insert(self.first, self._line())

    def swap_lines(self):
        one, two = sorted((self.first, self._other()))
        self.lines[one], self.lines[two] = self.lines[two], self.lines[one]
        self.first = one

    def insert_line(self):
        text = self._rnd.choice(_LINES)
        while "@" in text and text != "@@":
            text = text.replace("@", self._name(), 1)
        near = self.first if self._rnd.random() < 0.75 else self._other()
        self.lines.insert(self.first, indent_of(self.lines[near]) + text)

    def decorate(self):
        self.lines.insert(self.first, indent_of(self._line()) + "@" + self._name())

    # -- indentation --

    def shift(self):
        line = self._line()
        self.lines[self.first] = self._rnd.choice(
            (" " + line, line[1:], "    " + line, line[4:], "\t" + line,
             line.replace("    ", "\t", 1), line.replace("        ", "\t", 1)))

    def take_indent(self):
        other = self.lines[self._other()]
        self.lines[self.first] = indent_of(other) + self._line().lstrip(" \t")

    # -- tokens --

    def _tokens(self):
        tokens = tokens_of(self._line())
        return tokens, self._rnd.randrange(len(tokens) + 1)

    def _put(self, tokens):
        self.lines[self.first] = "".join(tokens)

    def delete_token(self):
        tokens, at = self._tokens()
        del tokens[at:at + 1]
        self._put(tokens)

    def double_token(self):
        tokens, at = self._tokens()
        tokens[at:at] = tokens[at:at + 1]
        self._put(tokens)

    def swap_tokens(self):
        tokens, at = self._tokens()
        if at < len(tokens):
            other = self._rnd.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        self._put(tokens)

    def _token(self):
        return self._rnd.choice(POOL) if self._rnd.random() < 0.7 else self._name()

    def insert_token(self):
        tokens, at = self._tokens()
        token = self._token()
        tokens.insert(at, self._rnd.choice((token, f" {token} ")))
        self._put(tokens)

    def replace_token(self):
        tokens, at = self._tokens()
        tokens[at:at + 1] = [self._token()]
        self._put(tokens)

    # -- line breaks and characters --

    def break_line(self):
        tokens, at = self._tokens()
        indent = indent_of(self._line())
        end = self._rnd.choice(("", "", "\\", " \\"))
        start = self._rnd.choice(("", indent, indent + "    "))
        self.lines[self.first:self.first + 1] = [
            "".join(tokens[:at]) + end, start + "".join(tokens[at:])]

    def join_lines(self):
        if self.first + 1 < len(self.lines):
            between = self._rnd.choice(("", " ", "; ", " \\", "\n"))
            joined = self._line() + between + self.lines[self.first + 1].lstrip()
            self.lines[self.first:self.first + 2] = [joined]

    def change_character(self):
        line = self._line()
        at = self._rnd.randrange(len(line) + 1)
        to = at + self._rnd.randrange(2)
        self.lines[self.first] = line[:at] + self._rnd.choice(_CHARACTERS) + line[to:]


_WEIGHTED = {
    Mutation.delete_line: 2, Mutation.double_line: 2, Mutation.swap_lines: 2,
    Mutation.insert_line: 8, Mutation.decorate: 1, Mutation.shift: 2,
    Mutation.take_indent: 2, Mutation.delete_token: 2, Mutation.double_token: 1,
    Mutation.swap_tokens: 1, Mutation.insert_token: 2, Mutation.replace_token: 2,
    Mutation.break_line: 2, Mutation.join_lines: 2, Mutation.change_character: 3,
}
_CHANGES, _WEIGHTS = tuple(_WEIGHTED), tuple(_WEIGHTED.values())


def mutate_tokens(tokens, rnd):
    """A token deleted, doubled, swapped, inserted or replaced, in a list of them."""
    tokens = list(tokens)
    at = rnd.randrange(len(tokens) + 1)
    kind = rnd.randrange(5)
    if kind == 0:
        del tokens[at:at + 1]
    elif kind == 1:
        tokens[at:at] = tokens[at:at + 1]
    elif kind == 2:
        tokens.insert(at, rnd.choice(POOL))
    elif kind == 3:
        tokens[at:at + 1] = [rnd.choice(POOL)]
    elif at < len(tokens):
        other = rnd.randrange(len(tokens))
        tokens[at], tokens[other] = tokens[other], tokens[at]
    return tokens
