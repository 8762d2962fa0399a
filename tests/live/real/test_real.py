"""Debian's redis and nginx, built with -g: every name of them, and a number that is
changed.

By tools/test_real, which builds them and sets INLET_REAL to the folder that they are in.
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

REAL = pathlib.Path(os.environ.get("INLET_REAL", ""))
LIVE = pathlib.Path(__file__).resolve().parents[1]
WALK = f"""
import json, sys, time
sys.path.insert(0, {os.fspath(LIVE)!r})
import inlet.live
from names import look_at_all
begin = time.perf_counter()
c = inlet.live.program()
c.FIRST
first = time.perf_counter() - begin
begin = time.perf_counter()
names = len(dir(c))
listed = time.perf_counter() - begin
begin = time.perf_counter()
found = look_at_all(c)
print(json.dumps([names, found, first, listed, time.perf_counter() - begin]))
"""


def ask(path, text):
    """What comes of a text that is sent to a Unix socket."""
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(os.fspath(path))
        link.sendall(text.encode())
        link.shutdown(socket.SHUT_WR)
        return link.makefile("rb").read().decode(errors="replace")


class Server:
    """A program that serves, with a console in it."""

    def __init__(self, folder):
        self.folder = folder
        self.console, self.socket = folder / "console", folder / "socket"
        shim = folder / "shim.so"
        run("cc", "-shared", "-fPIC", "-O1", "-pthread", "-I", ROOT / "include",
            "-I", pathlib.Path(BUILD, "include"), LIVE / "real" / "shim.c",
            pathlib.Path(BUILD, "libinlet.so"), f"-Wl,-rpath,{BUILD}", "-o", shim)
        environment = {**os.environ, "PYTHONPATH": os.path.join(BUILD, "python"),
                       "INLET_REAL_SOCKET": os.fspath(self.console),
                       "LD_PRELOAD": os.fspath(shim)}
        self.log = open(folder / "log", "w+b")
        self.process = subprocess.Popen(
            self.command(), stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=subprocess.STDOUT, env=environment)
        while not self.is_ready():
            assert self.process.poll() is None, self.said()
            time.sleep(0.01)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]

    def type(self, code):
        """Run code in the server: what it prints."""
        return ask(self.console, code)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class Redis(Server):
    name, first, names = "redis", "server.port", 4000
    program = REAL / "redis" / "src" / "redis-server"

    def command(self):
        return [self.program, "--port", "0", "--unixsocket", self.socket, "--save", "",
                "--dir", self.folder]

    def client(self, *words, check=True):
        done = subprocess.run(
            [self.program.with_name("redis-cli"), "-s", self.socket, *words], text=True,
            capture_output=True, check=check)
        return done.stdout.strip()

    def is_ready(self):
        return self.client("PING", check=False) == "PONG"


class Nginx(Server):
    name, first, names = "nginx", "ngx_cycle", 1800
    program = REAL / "nginx" / "objs" / "nginx"

    def command(self):
        configuration = self.folder / "nginx.conf"
        configuration.write_text(f"""
daemon off; master_process off; pid {self.folder}/pid; env PYTHONPATH;
events {{ worker_connections 64; }}
http {{
    access_log off;
    server {{ listen unix:{self.socket}; location /status {{ stub_status; }} }}
}}
""")
        (self.folder / "logs").mkdir()
        return [self.program, "-p", self.folder, "-e", "stderr", "-c", configuration]

    def status(self):
        return ask(self.socket, "GET /status HTTP/1.0\r\n\r\n")

    def is_ready(self):
        try:
            return "Active connections" in self.status()
        except OSError:
            return False


def start(kind, folder):
    if not os.environ.get("INLET_REAL"):
        pytest.skip("tools/test_real builds what this takes")
    if not kind.program.exists():
        pytest.skip(f"there is no {kind.name} here")
    builds.require_provider()
    return kind(folder)


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    redis = start(Redis, tmp_path_factory.mktemp("redis"))
    yield redis
    redis.close()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    nginx = start(Nginx, tmp_path_factory.mktemp("nginx"))
    yield nginx
    nginx.close()


@pytest.mark.parametrize("name", ["redis", "nginx"])
def test_every_name_can_be_looked_at(name, request):
    server = request.getfixturevalue(name)
    said = server.type(WALK.replace("FIRST", server.first))
    assert server.process.poll() is None, server.said()
    assert said.startswith("["), said
    names, found, first, listed, looked = json.loads(said)
    print(f"\n{name}: first name {1000 * first:.1f} ms, {names} names listed in"
          f" {1000 * listed:.1f} ms, all looked at in {looked:.1f} s: {found}")
    assert names == sum(found.values()) > server.names
    assert found["value"] > server.names
    assert set(found) <= {"value", "AttributeError", "FaultError", "TypeError"}
    assert server.is_ready()


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


def test_nginx_counts_from_where_it_is_told_to(nginx):
    assert nginx.type("c.ngx_stat_accepted[0] = 5000") == ""
    assert " 5001 " in nginx.status()
    assert nginx.type("print(c.ngx_cycle.listening.nelts)") == "1\n"


def test_the_modules_of_nginx_are_listed(nginx):
    """Two arrays that end with NULL, and a function of nginx's own."""
    code = """
import itertools
names = list(itertools.takewhile(bool, (c.ngx_module_names[i] for i in range(1000))))
print(names[0], len(names), sum(1 for i in range(len(names)) if c.ngx_modules[i].version))
"""
    name, count, versions = nginx.type(code).split()
    assert name == "ngx_core_module" and count == versions and int(count) > 20
    if "True" in nginx.type("print(callable(c.ngx_hash_key))"):
        key = 0
        for byte in b"status":
            key = key * 31 + byte
        said = nginx.type("print(c.ngx_hash_key(data='status', len=6))")
        assert said == f"{key % 2**64}\n"
