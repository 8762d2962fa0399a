"""Random token lists from a grammar written as text.

    rule: alternative | %3 alternative || alternative ...

A word in angle brackets is a rule, everything else a token.  `<rule>*` are none to four
of them with commas between, `<rule>?` is one or none.  `%3` makes an alternative three
times as likely.  Those before `||` are small: what is nested deeply is made of them
alone.  A literal bar is `\\|`.
"""

import re

_ITEM = re.compile(r"<(\w+)>([*?]?)$")
_WEIGHT = re.compile(r"%\d+$")
_DEEPEST = 4


class Grammar:
    """Parsed rules; `functions` are rules that are functions of (rnd, depth)."""

    def __init__(self, text, functions=()):
        self._functions = dict(functions)
        self._rules = {}
        for rule in re.split(r"\n(?=\w+:)", text.strip()):
            name, _, body = rule.partition(":")
            self._rules[name] = self._read(body)

    def _read(self, body):
        small, bar, large = body.partition("||")
        return tuple(self._alternatives(part)
                     for part in (small, small + "|" + large if bar else small))

    def _alternatives(self, text):
        choices, weights = [], []
        for words in map(str.split, re.split(r"(?<!\\)\|", text)):
            is_weighted = words and _WEIGHT.match(words[0])
            weight = int(words.pop(0)[1:]) if is_weighted else 1
            choices.append([self._item(word) for word in words])
            weights.append(weight)
        return choices, weights

    def _item(self, word):
        found = _ITEM.match(word)
        return found.groups() if found else word.replace("\\|", "|")

    def make(self, rnd, name, depth=0):
        """Tokens of the rule."""
        if name in self._functions:
            return self._functions[name](rnd, depth)
        choices, weights = self._rules[name][depth < _DEEPEST]
        tokens = []
        for item in rnd.choices(choices, weights)[0]:
            if isinstance(item, str):
                tokens.append(item)
            else:
                tokens += self._repeated(rnd, *item, depth + 1)
        return tokens

    def _repeated(self, rnd, name, how, depth):
        if how == "*":
            tokens = []
            for number in range(rnd.choice((0, 1, 1, 2, 2, 3, 4))):
                tokens += [","] * (number > 0) + self.make(rnd, name, depth)
            return tokens
        if how == "?" and rnd.random() < 0.5:
            return []
        return self.make(rnd, name, depth)
