"""Debug information that is damaged: nothing that Inlet reads out of it may end a program.

    python damage.py LIBRARY FOLDER FIRST COUNT

Loads the library COUNT times, each time with another damage to its .debug sections, in a
forked child that looks at every name of it (and no other's). Damage N is the same for ever. Prints the
numbers of those that ended their child by a signal, or that took more than SECONDS of
the processor; each damaged library that did is left in FOLDER. Its status tells whether
there were any.
"""

import ctypes
import faulthandler
import os
import pathlib
import random
import resource
import struct
import sys
import traceback

import inlet.live

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from names import look_at_all  # noqa: E402

SECONDS = 60


def sections(data):
    """(name, offset, size, where its header is) of what an ELF file of 64 bits has."""
    at, size, count, names = struct.unpack_from("<Q10xHHH", data, 0x28)
    headers = [at + i * size for i in range(count)]

    def field(header, offset):
        return struct.unpack_from("<Q", data, header + offset)[0]

    strings = field(headers[names], 24)
    for header in headers:
        start = strings + struct.unpack_from("<I", data, header)[0]
        name = data[start:data.index(b"\0", start)].decode()
        yield name, field(header, 24), field(header, 32), header


def debug_sections(data):
    return [one for one in sections(data) if one[0].startswith(".debug_") and one[2]]


def damage_header(draw, data, header):
    """A section that ends too early, or lies about where it is."""
    field = draw.choice((24, 32, 8))
    value = struct.unpack_from("<Q", data, header + field)[0]
    value ^= 1 << draw.randrange(24)
    struct.pack_into("<Q", data, header + field, value)


def damage_bytes(draw, data, start, size):
    at = start + draw.randrange(size)
    length = min(draw.choice((1, 1, 1, 2, 4, 8)), start + size - at)
    how = draw.randrange(5)
    if how == 0:
        data[at] ^= 1 << draw.randrange(8)
    elif how == 1:
        data[at:at + length] = draw.randbytes(length)
    elif how == 2:
        data[at:at + length] = bytes([draw.choice((0, 0x7f, 0x80, 0xff))]) * length
    elif how == 3:
        other = start + draw.randrange(size - length + 1)
        data[at:at + length] = data[other:other + length]
    else:
        data[at] = (data[at] + draw.choice((-1, 1))) % 256


def damaged(original, number):
    """The bytes of the library with damage `number`."""
    draw = random.Random(number)
    data = bytearray(original)
    found = debug_sections(data)
    # What is read is in few of them: these, more often.
    weights = [8 if name in (".debug_info", ".debug_abbrev", ".debug_types") else 1
               for name, *_ in found]
    times = draw.choice((1, 1, 2, 4, 16, 64))
    while times > 0 or data == original:
        times -= 1
        [(_, start, size, header)] = draw.choices(found, weights)
        if draw.randrange(40) == 0:
            damage_header(draw, data, header)
        else:
            damage_bytes(draw, data, start, size)
    return data


def look(library):
    """In the child: load it and look at all of it."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(library)
    return look_at_all(inlet.live.program().library(os.path.basename(library)), 400)


def run_child(library):
    """How the child has ended: 0, or what os.waitpid() says."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            look(library)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    return os.waitpid(child, 0)[1]


def main():
    library, folder = map(pathlib.Path, sys.argv[1:3])
    first, count = map(int, sys.argv[3:])
    original = library.read_bytes()
    assert debug_sections(original), "it has no debug information"
    # What the other modules have is read once, and not by every child.
    dir(inlet.live.program())
    failed = []
    for number in range(first, first + count):
        copy = folder / f"damaged-{number}.so"
        copy.write_bytes(damaged(original, number))
        if run_child(os.fspath(copy)) == 0:
            copy.unlink()
        else:
            failed.append(number)
    print("damaged:", count, "failed:", *failed)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
