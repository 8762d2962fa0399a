"""A terminal to look at: pyte's, where it is mended and stricter.

What pyte leaves out or does like no terminal: faint text; characters of no width other
than accents, behind which it drops the rest of what is written; wide characters in the
last column; what is erased takes the underline of the moment; rows that scroll away are
forgotten; a terminal that gets lower loses its first rows, however empty its last are.
"""

import collections
import unicodedata

import pytest

pyte = pytest.importorskip("pyte")

from pyte import modes, screens  # noqa: E402
from wcwidth import wcwidth  # noqa: E402

Cell = collections.namedtuple("Cell", (*screens.Char._fields, "dim"))
ATTRIBUTES = {"bold": "bold", "dim": "dim", "italics": "italic", "underscore": "underline",
              "reverse": "reverse", "strikethrough": "strike"}


def cells_of(char):
    """How many a terminal takes, whatever this release of wcwidth says: half a flag is
    one, and a Korean syllable has those of its first letter."""
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return 1
    if "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return 0
    return wcwidth(char)


screens.wcwidth = cells_of


class Emulator(pyte.Screen):
    """`gone` are the rows that scrolled away; `problems`, what no terminal knows."""

    def __init__(self, columns, rows):
        self.gone = []
        self.problems = []
        super().__init__(columns, rows)

    @property
    def default_char(self):
        return Cell(*super().default_char, dim=False)

    def reset(self):
        super().reset()
        self.cursor.attrs = self.default_char

    def debug(self, *args, **kwargs):
        self.problems.append((args, kwargs))

    # ---- what is written ----

    def draw(self, data):
        for char in data:
            width = cells_of(char)
            if width > 0:
                self._draw_wide(char, width)
            elif width == 0:
                self._join(char)
            else:
                self.problems.append(char)

    def _draw_wide(self, char, width):
        if width == 2 and self.cursor.x == self.columns - 1 and modes.DECAWM in self.mode:
            self.cursor.x = self.columns
        if self.cursor.x < self.columns:
            self._clear_half(self.cursor.x)
            self._clear_half(self.cursor.x + width)
        super().draw(char)

    def _clear_half(self, x):
        """Half of a wide character is none: the other one is blank as well."""
        line = self.buffer[self.cursor.y]
        if 0 < x < self.columns and line[x].data == "":
            line[x - 1] = line[x - 1]._replace(data=" ")
            line[x] = line[x]._replace(data=" ")

    def _join(self, char):
        """A character of no width belongs to the one before, or is lost."""
        line, x = self.buffer[self.cursor.y], self.cursor.x - 1
        while x > 0 and line[x].data == "":
            x -= 1
        if x >= 0:
            data = unicodedata.normalize("NFC", line[x].data + char)
            line[x] = line[x]._replace(data=data)

    def select_graphic_rendition(self, *attributes, **more):
        dim = self.cursor.attrs.dim
        known, rest = [], list(attributes) or [0]
        while rest:
            code = rest.pop(0)
            dim = code == 2 or (dim and code not in (0, 22))
            count = 0
            if code in (38, 48):  # a colour of several numbers
                count = 2 if rest[:1] == [5] else 4
            known += [code] * (code != 2) + rest[:count]
            rest = rest[count:]
        if known:
            super().select_graphic_rendition(*known, **more)
        self.cursor.attrs = self.cursor.attrs._replace(dim=dim)

    # ---- what is erased and moved ----

    def index(self):
        if self.cursor.y == self.lines - 1 and self.margins is None:
            self.gone.append(self.row_text(0))
        super().index()

    def _plainly(self, erase, *args, **more):
        """Only the background fills what is erased."""
        attrs = self.cursor.attrs
        self.cursor.attrs = self.default_char._replace(bg=attrs.bg)
        erase(*args, **more)
        self.cursor.attrs = attrs

    def erase_in_line(self, *args, **more):
        self._plainly(super().erase_in_line, *args, **more)

    def erase_in_display(self, how=0, *args, **more):
        self._plainly(super().erase_in_display, how, *args, **more)

    def erase_characters(self, *args, **more):
        self._plainly(super().erase_characters, *args, **more)

    def resize(self, lines=None, columns=None):
        """As xterm: blank rows below the cursor go first, then rows at the top."""
        for _ in range(max(0, self.cursor.y - (lines or self.lines) + 1)):
            self.gone.append(self.row_text(0))
            for y in range(self.lines - 1):
                self.buffer[y] = self.buffer[y + 1]
            self.buffer.pop(self.lines - 1, None)
            self.cursor.y -= 1
        self.lines = min(self.lines, lines or self.lines)
        for y in [y for y in self.buffer if y >= self.lines]:
            del self.buffer[y]
        super().resize(lines, columns)
        self.cursor.x = min(self.cursor.x, self.columns - 1)

    # ---- what is seen ----

    def row_text(self, y, width=None):
        cells = (self.buffer[y][x].data for x in range(width or self.columns))
        text = "".join(cells)
        return text.rstrip() if width is None else text

    @property
    def rows(self):
        """All rows, without blank ends and blank rows at the end."""
        rows = [self.row_text(y) for y in range(self.lines)]
        while rows and rows[-1] == "":
            rows.pop()
        return rows

    def looks(self, y):
        """How each character of a row looks: "" or words."""
        cells = [self.buffer[y][x] for x in range(self.columns)]
        return [look_of(cell) for cell in cells if cell.data != ""]


def look_of(cell):
    words = [word for name, word in ATTRIBUTES.items() if getattr(cell, name)]
    if cell.fg != "default":
        words.append(cell.fg)
    if cell.bg != "default":
        words.append("on " + cell.bg)
    return " ".join(words)
