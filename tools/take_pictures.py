"""Take the pictures in docs/pictures: the examples draw them, without a screen. Those of
the prompt are taken by take_terminal.py.

    python3 tools/take_pictures.py BUILD
"""

import contextlib
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
GAME = """\
frames 5
key `
enter add(100, 60)
enter for i in range(20): _ = add(120 + 30 * i, 60 + 18 * i)
enter 
enter gravity(0.3)
frames 50
enter "ä€ " * 3, frame()
frames 1
enter gravity("much")
frames 2
type help(ad
frames 1
picture {}
"""

DESKTOP = """\
ready
enter names = ["ann", "bob"]  # two
ready
enter for name in names: print("Hello,", name.title())
ready
enter 
ready
enter input("Who? ")
wait Who? 
enter Zoë
ready
enter while True: pass
ready
enter 
ticks 20
stop
ready
type sorted(names.
key Tab
ticks 10
picture {}
"""


def read_bmp(data):
    """Width, height and the rows, from above, of RGB bytes, of a BMP of 24 bits."""
    start = struct.unpack_from("<I", data, 10)[0]
    width, height, _, bits = struct.unpack_from("<iihh", data, 18)
    if bits != 24:
        raise ValueError("a BMP of %d bits" % bits)
    stride = (3 * width + 3) // 4 * 4
    rows = []
    for y in reversed(range(height)):
        row = bytearray(data[start + y * stride :][: 3 * width])
        row[0::3], row[2::3] = row[2::3], row[0::3]
        rows.append(bytes(row))
    return width, height, rows


def chunk(kind, data):
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def write_png(width, height, rows):
    """The bytes of a PNG."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


def take_game(build, to):
    """What the game draws, without a window."""
    environment = {
        **os.environ,
        "SDL_VIDEODRIVER": "dummy",
        "PYTHONPATH": os.path.join(build, "python"),
    }
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, "game.bmp")
        subprocess.run(
            [os.path.join(build, "examples", "game"), "--script"],
            input=GAME.format(picture).encode(),
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with open(picture, "rb") as file:
            to.write_bytes(write_png(*read_bmp(file.read())))


@contextlib.contextmanager
def screen():
    """A screen that nobody sees: what programs need in their environment."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        # Else it starts anew when its last client leaves, and refuses the next one then.
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1024x768x24", "-noreset"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    try:
        with open(ours) as file:
            number = file.readline().strip()
        if not number:
            raise OSError("Xvfb does not start")
        yield {
            "DISPLAY": ":" + number,
            "GDK_BACKEND": "x11",
            "GTK_THEME": "Adwaita",
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
        }
    finally:
        server.terminate()
        server.wait()


def take_desktop(build, to):
    """What the desktop program shows."""
    with screen() as environment:
        subprocess.run(
            [os.path.join(build, "examples", "desktop"), "--script"],
            input=DESKTOP.format(to).encode(),
            env={
                **os.environ,
                **environment,
                "PYTHONPATH": os.path.join(build, "python"),
            },
            check=True,
            stdout=subprocess.DEVNULL,
        )


def main():
    build = os.path.abspath(sys.argv[1])
    pictures = ROOT / "docs" / "pictures"
    pictures.mkdir(exist_ok=True)
    take_game(build, pictures / "game.png")
    take_desktop(build, pictures / "desktop.png")


if __name__ == "__main__":
    main()
