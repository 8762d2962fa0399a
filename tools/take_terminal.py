"""Take the pictures of the prompt in docs/pictures: `inlet` runs in tmux, whose cells
are drawn as SVG.

    python3 tools/take_terminal.py BUILD
"""

import html
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from screen.emulator import Emulator, pyte  # noqa: E402
from screen.multiplexer import Tmux  # noqa: E402

COLUMNS, ROWS = 72, 14
WIDTH, HEIGHT, MARGIN = 9, 20, 14
BACK, FRONT = "#1e2127", "#d7dae0"
NAMES = {"red": "#e06c75", "green": "#98c379", "brown": "#d19a66", "blue": "#61afef",
         "magenta": "#c678dd", "cyan": "#56b6c2", "black": "#5c6370", "white": "#abb2bf"}

PREPARED = [
    "import math, statistics", "",
    "points = {'north': (0, 1), 'east': (1, 0)}", "",
]
FUNCTION = """\
@staticmethod
def distance(a, b=(0, 0), *, scale=1.0):
    '''How far it is from one point to another.'''
    dx, dy = (a[i] - b[i] for i in range(2))
    if scale <= 0:
        raise ValueError(f"no scale: {scale!r:>8}")  # told at once
    return scale * math.hypot(dx, dy)
"""

# What is typed for each picture: lines with Enter, then keys by tmux's names, or texts.
PICTURES = {
    "prompt-colours": ("paste", FUNCTION, ["Up", "Up", "Up", "C-Right", "C-Right"]),
    "prompt-menu": ("type", "statistics.me", ["Tab", "Tab", "Tab"]),
    "prompt-signature": ("type", "sorted(points, key=", []),
    "prompt-search": ("type", "", ["C-r", "p", "o", "i"]),
    "prompt-paste": ("paste", "total = 0\nfor x, y in points.values():\n    total += x\n\n"
                     "    total += y\n\ntotal\nprint('done:', total)", ["Enter"]),
}


def wait_for_rest(tmux):
    """Until nothing changes any more."""
    before, same = None, 0
    while same < 5:
        now = tmux.call("capture-pane", "-p", "-e"), tmux.cursor()
        same = same + 1 if now == before else 0
        before = now
        tmux.call("run-shell", "sleep 0.05")
    return before


def color_of(name, otherwise):
    if name == "default":
        return otherwise
    return NAMES.get(name, "#" + name)


def runs_of(row, columns):
    """Neighbours that look the same: (column, columns, text, cell)."""
    found = []
    for x in range(columns):
        cell = row[x]
        if cell.data == "":  # the other half of a wide character
            found[-1][1] += 1
        elif found and found[-1][3]._replace(data="") == cell._replace(data=""):
            found[-1][1] += 1
            found[-1][2] += cell.data
        else:
            found.append([x, 1, cell.data, cell])
    return found


def draw_run(x, count, text, cell, y):
    front, back = color_of(cell.fg, FRONT), color_of(cell.bg, BACK)
    if cell.reverse:
        front, back = back, front
    left, top = MARGIN + x * WIDTH, MARGIN + y * HEIGHT
    if back != BACK:
        yield (f'<rect x="{left}" y="{top}" width="{count * WIDTH}" '
               f'height="{HEIGHT}" fill="{back}"/>')
    count -= len(text) - len(text.rstrip())
    text = text.rstrip()
    if text:
        style = ' font-weight="bold"' if cell.bold else ""
        style += ' font-style="italic"' if cell.italics else ""
        style += ' text-decoration="underline"' if cell.underscore else ""
        yield (f'<text x="{left}" y="{top + 15}" textLength="{count * WIDTH}" '
               f'fill="{front}"{style} xml:space="preserve">{html.escape(text)}</text>')


def draw(screen, cursor):
    """The SVG of a terminal."""
    used = max(len(screen.rows), cursor[0] + 1)
    width, height = 2 * MARGIN + screen.columns * WIDTH, 2 * MARGIN + used * HEIGHT
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}" font-size="15" '
             'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace">',
             f'<rect width="{width}" height="{height}" rx="8" fill="{BACK}"/>']
    left, top = MARGIN + cursor[1] * WIDTH, MARGIN + cursor[0] * HEIGHT
    for y in range(used):
        for run in runs_of(screen.buffer[y], screen.columns):
            lines += draw_run(*run, y)
    lines.append(f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" '
                 'fill="#ffffff" fill-opacity="0.6"/>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def take(build, how, text, keys):
    """What tmux shows at last: an SVG."""
    with tempfile.TemporaryDirectory() as home:
        folder = pathlib.Path(home, ".config", "inlet")
        folder.mkdir(parents=True)
        (folder / "settings").write_text("set theme dark\n")
        tmux = Tmux([os.path.join(build, "inlet"), "-q"], COLUMNS, ROWS, HOME=home,
                    COLORTERM="truecolor")
        with tmux:
            tmux.shows(">>>", (0, 4))
            for line in PREPARED[::2]:
                tmux.type(line)
                tmux.send("Enter")
                tmux.wait(lambda: tmux.rows().endswith("\n>>>"), "a prompt")
            if how == "paste":
                tmux.paste(text)
            elif text:
                tmux.type(text)
            for key in keys:
                wait_for_rest(tmux)
                tmux.send(key)
            shown, cursor = wait_for_rest(tmux)
    screen = Emulator(COLUMNS, ROWS)
    rows = shown.rstrip("\n").split("\n")
    pyte.ByteStream(screen).feed("\r\n".join(rows).encode())
    return draw(screen, cursor)


def main():
    build = os.path.abspath(sys.argv[1])
    for name, what in PICTURES.items():
        path = ROOT / "docs" / "pictures" / f"{name}.svg"
        path.write_text(take(build, *what), encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
