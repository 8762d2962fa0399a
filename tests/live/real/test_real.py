"""Debian's redis, built with -g: every name of it, and a number that is changed.

By tools/test_real, which builds it and sets INLET_REAL to where it is.
"""

import json
import os
import pathlib
import socket
import subprocess
import time

import pytest

from .. import builds
from ..builds import BUILD, ROOT, run

REAL = os.environ.get("INLET_REAL", "")
LIVE = pathlib.Path(__file__).resolve().parents[1]
NAMES = 4000

WALK = f"""
import json, sys, time
sys.path.insert(0, {os.fspath(LIVE)!r})
import inlet.live
from names import look_at_all
begin = time.perf_counter()
c = inlet.live.program()
c.server.port
first = time.perf_counter() - begin
begin = time.perf_counter()
names = len(dir(c))
listed = time.perf_counter() - begin
begin = time.perf_counter()
found = look_at_all(c)
print(json.dumps([names, found, first, listed, time.perf_counter() - begin]))
"""


class Redis:
    """The server, with a console in it, and its own client."""

    def __init__(self, folder):
        self.folder = folder
        self.console = folder / "console"
        self.socket = folder / "redis"
        shim = folder / "shim.so"
        run("cc", "-shared", "-fPIC", "-O1", "-pthread", "-I", ROOT / "include",
            "-I", pathlib.Path(BUILD, "include"), LIVE / "real" / "shim.c",
            pathlib.Path(BUILD, "libinlet.so"), f"-Wl,-rpath,{BUILD}", "-o", shim)
        environment = {**os.environ, "PYTHONPATH": os.path.join(BUILD, "python"),
                       "INLET_REAL_SOCKET": os.fspath(self.console),
                       "LD_PRELOAD": os.fspath(shim)}
        self.log = open(folder / "log", "w+b")
        self.process = subprocess.Popen(
            [os.path.join(REAL, "redis-server"), "--port", "0", "--unixsocket",
             self.socket, "--save", "", "--dir", folder],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT,
            env=environment)
        while "PONG" not in self.client("PING", check=False):
            assert self.process.poll() is None, self.said()
            time.sleep(0.01)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]

    def client(self, *words, check=True):
        done = subprocess.run(
            [os.path.join(REAL, "redis-cli"), "-s", self.socket, *words], text=True,
            capture_output=True, check=check)
        return done.stdout.strip()

    def type(self, code):
        """Run code in the server: what it prints."""
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(os.fspath(self.console))
            link.sendall(code.encode())
            link.shutdown(socket.SHUT_WR)
            return link.makefile("rb").read().decode()

    def close(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    if not REAL:
        pytest.skip("tools/test_real builds what this takes")
    builds.require_provider()
    redis = Redis(tmp_path_factory.mktemp("real"))
    yield redis
    redis.close()


def test_every_name_can_be_looked_at(redis):
    said = redis.type(WALK)
    assert redis.process.poll() is None, redis.said()
    names, found, first, listed, looked = json.loads(said)
    print(f"\nredis: first name {1000 * first:.1f} ms, {names} names listed in"
          f" {1000 * listed:.1f} ms, all looked at in {looked:.1f} s: {found}")
    assert names == sum(found.values()) > NAMES
    assert found["value"] > NAMES
    assert set(found) <= {"value", "AttributeError", "FaultError", "TypeError"}
    assert redis.client("PING") == "PONG"


def test_a_number_that_is_changed_has_its_effect(redis):
    assert redis.client("CONFIG", "GET", "maxclients") == "maxclients\n10000"
    assert redis.type("c.server.maxclients = 777\nprint(c.server.maxclients)") == "777\n"
    assert redis.client("CONFIG", "GET", "maxclients") == "maxclients\n777"


def test_its_functions_are_called(redis):
    """crc16() is Redis's own, the number is that of its documentation."""
    if "True" not in redis.type("print(callable(c.crc16))"):
        pytest.skip("this build does not call C functions by debug information")
    assert redis.type("print(hex(c.crc16('123456789', 9)))") == "0x31c3\n"


def test_its_keys_are_found(redis):
    redis.client("SET", "greeting", "hello")
    code = """
table, found = c.server.db[0].dict, []
for number in (0, 1):
    for i in range(1 << table.ht_size_exp[number] if table.ht_used[number] else 0):
        entry = table.ht_table[number][i]
        while entry:
            found.append(inlet.live.addressof(entry.key))
            entry = entry.next
print(len(found))
"""
    assert redis.type(code) == "1\n"
