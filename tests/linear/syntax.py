"""The syntax of Python, as far as generated programs use it, errors included.

Names are few, so that declarations and uses of one name meet.
"""

from .grammar import Grammar

_TEXT = r"""
name: a | b | c | x | __p | _C__p | _
number: %3 1 | 0 | 1.5 | 1_0 | 0x1f | None | True | ... | 1j | 0777 | 1if
string: "s" | 't' | b"x" | "\n" | "\x41" | r"\x" | "é" | "\d" | rb"q" | u"z" | "\x"
      | f"{a}" | f"{a!r:>{b}}" | f"{a+b}" | f"{b:=^3}" | f"{(yield)}" | f'''{a}'''
strings: <string> | "s" "s" | "s" "s" "s" | "s" f"{a}" | "s" b"x" | f"{a}" f"{b}"
atom: %4 <name> | %2 <number> | %2 <string> | <strings> | <fstring>
binary: + | - | * | / | // | % | ** | @ | & | \| | ^ | << | and | or | == | <
      | in | not in | is | is not | != | <>
unary: - | + | ~ | not
expr: %6 <atom> || %2 <expr> <binary> <expr> | <unary> <expr>
    | <expr> if <expr> else <expr> | lambda <parameter>* : <expr>
    | %2 ( <item>* ) | ( <item> , ) | %2 [ <item>* ] | %2 { <pair>* } | { <item>* }
    | %3 <call> | <name> . <name> | <expr> . <name> ( <argument>* ) | <name> [ <index>* ]
    | ( <expr> <comp> ) | [ <expr> <comp> ] | { <expr> <comp> }
    | { <expr> : <expr> <comp> } | <name> ( <expr> <comp> ) | ( <name> := <expr> )
    | ( yield ) | ( yield <expr> ) | await <expr> | ( <expr> ) | yield from <name>
call: <name> ( <argument>* ) | <name> ( <argument> , )
item: %8 <expr> | * <expr>
pair: %8 <expr> : <expr> | ** <expr>
index: %5 <expr> | <expr> : <expr> | : | * <name> | <name> := <expr>
argument: %6 <expr> | %2 <name> = <expr> | * <expr> | ** <expr> | <name> := <expr>
parameter: %3 <name> | <name> = <expr> | * <name> | ** <name> | * | /
annotated: %3 <parameter> | <name> : <expr> | <name> : <expr> = <expr>
comp: %4 <for> | <for> <for> | <for> <if>
for: %6 for <name> in <expr> | for <name> , <name> in <expr> | async for <name> in <expr>
if: if <expr>
place: %3 <name> | <name> . <name> | <name> [ <index> ]
target: %3 <place> | <place> , <place> | ( <place> , <name> ) | [ <name> , * <name> ]
      | ( <name> , ( <name> , <place> ) ) | f ( ) | <number>
alias: %2 <name> | <name> as <name> | <name> . <name>
manager: %2 <expr> | <expr> as <target>
pattern: %2 <name> | 1 | "s" | None | -1 | 1+2j | a.b | f"x"
       || ( <pattern>* ) | [ <pattern>* , * <name> ] | { "k" : <pattern> , ** <name> }
       | C ( <pattern>* ) | C ( <pattern> , k = <pattern> ) | <pattern> \| <pattern>
       | <pattern> as <name> | <pattern> , <pattern>
simple: %6 <target> = <expr> | %4 <expr> | <name> : <expr> | %2 <name> : int = <expr>
      | %2 return | %2 return <expr> | %2 yield | %2 yield <expr> | await <expr>
      | %2 global <name> | global <name> , <name> | nonlocal <name> | break | continue
      | %2 pass | del <target> | raise <expr> | raise <expr> from <expr>
      | assert <expr> | assert <expr> , <expr> | import <alias>*
      | from <name> import ( <alias>* ) | from <name> import <alias> | from <name> import *
      | <name> = <expr> ; <name> = <expr> | <name> += <expr> | <target> = <target> = <expr>
      | x : int | "doc" | type <name> = <expr> | type <name> [ T ] = <expr>
      | from __future__ import annotations | from __future__ import ( <name>* )
header: %2 if <expr> | if <name> | while <expr> | for <target> in <expr> | %3 try
      | with <manager>* | with ( <manager>* ) | with ( <manager> , )
      | %2 def <name> ( <name> )
      | def <name> ( <annotated>* ) | %2 async def <name> ( <parameter>* )
      | def <name> [ T , <name> ] ( a ) | def <name> ( <annotated>* ) -> <expr>
      | class <name> | class C ( <argument>* ) | class C [ T ] | %2 match <expr>
      | match <name> | async for <target> in <expr> | async with <manager>*
case: %3 <pattern> | <pattern> if <expr>
"""

# ---- f-strings, of which every character counts ----

_QUOTES = ('"', "'", '"""', "'''")
_PREFIXES = ("f", "f", "f", "f", "rf", "F", "fR", "b", "", "r", "t")
_LITERALS = ("a", " b ", "#", ":", "!", "(", "]", "x y", "\\\\", "\\n", "\\{", "\\x41",
             "\\N{DIGIT ONE}", "\\d", "\\'", '\\"', "=", "%", ",", ";", "  ")
_BRACES = ("{{", "}}", "{{}}")
_CONVERSIONS = ("=", "!r", " !s", "=!a", "!x", "!")
_SPECS = (">10", "%H:%M", "", "{a}", "{a}.{b}", " ", "{a:{b}}", "^{a!r}", "#x", "a b",
          "{{", "\n")


def _line_break(rnd, quote):
    if len(quote) == 3 or rnd.random() < 0.1:
        return "\n"
    return "\\\n" if rnd.random() < 0.3 else "-"


def _field(rnd, depth):
    tokens = GRAMMAR.make(rnd, "expr" if depth < 3 else "name", max(depth, 3))
    text = " ".join(tokens)
    if rnd.random() < 0.2 and depth < 3:
        text = fstring(rnd, depth + 1)[0]
    if rnd.random() < 0.15:
        text = text.replace(" ", rnd.choice(("\n", "\n  # c\n", "  ")), 1)
    start = rnd.choice(("", "", " ", "\n" if rnd.random() < 0.3 else ""))
    conversion = rnd.choice(_CONVERSIONS) if rnd.random() < 0.2 else ""
    spec = ":" + rnd.choice(_SPECS) if rnd.random() < 0.3 else ""
    end = rnd.choice(("", " ", "\n" if rnd.random() < 0.2 else ""))
    close = "}" if rnd.random() < 0.97 else ""
    return "{" + start + text + conversion + spec + end + close


def fstring(rnd, depth=1):
    """One token: an f-string, or another string that looks like one."""
    quote = rnd.choice(_QUOTES)
    parts = [rnd.choice(_PREFIXES), quote]
    for _ in range(rnd.randrange(7)):
        kind = rnd.randrange(16)
        if kind < 5:
            parts.append(rnd.choice(_LITERALS))
        elif kind < 8:
            parts.append(_line_break(rnd, quote))
        elif kind == 8:
            parts.append(rnd.choice(_BRACES))
        elif kind == 9:
            parts.append(rnd.choice(_QUOTES[:2] + ("''", '""', ".", ".")))
        else:
            parts.append(_field(rnd, depth))
    return ["".join(parts) + quote]


GRAMMAR = Grammar(_TEXT, {"fstring": fstring})
