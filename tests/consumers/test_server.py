"""The server example: it answers every request, whatever its console does."""

import os
import pathlib
import signal
import socket
import subprocess
import threading

import pytest

BUILD = os.environ.get("INLET_BUILD", "")
CLIENTS = 4


class Server:
    """The running program: what it was asked for, and what its console said."""

    def __init__(self):
        program = pathlib.Path(BUILD, "examples", "server")
        if not program.exists():
            pytest.skip("the examples were not built")
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.path.join(BUILD, "python")})
        self.said = b""
        self.read_until(">>> ")
        self.type("port\n")
        self.port = int(self.read_until("\n>>> "))

    def type(self, text):
        self.process.stdin.write(text.encode())

    def read_until(self, text):
        """What the console has said up to `text`."""
        while text.encode() not in self.said:
            more = os.read(self.process.stdout.fileno(), 65536)
            assert more, self.said
            self.said += more
        said, _, self.said = self.said.partition(text.encode())
        return said.decode()

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code


@pytest.fixture
def server():
    server = Server()
    yield server
    if server.process.poll() is None:
        server.process.kill()
        server.close()


class Client(threading.Thread):
    """Asks and compares the answers until it is told to end."""

    def __init__(self, port, number):
        super().__init__()
        self.port, self.number = port, number
        self.ends = threading.Event()
        self.asked = 0
        self.wrong = []

    def run(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as link:
            answers = link.makefile("rb")
            while not self.ends.is_set():
                line = b"client %d asks %d" % (self.number, self.asked)
                link.sendall(line + b"\n")
                self.asked += 1
                if answers.readline().partition(b" ")[2] != line + b"\n":
                    self.wrong.append(line)


def assert_goes_on(clients):
    """Each client gets many more answers."""
    goals = [client.asked + 50 for client in clients]
    for client, goal in zip(clients, goals):
        while client.asked < goal:
            client.join(0.001)
            assert client.is_alive()


def test_no_request_is_lost(server):
    clients = [Client(server.port, number) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        # An endless loop, ended by a line and by a signal.
        for stop in lambda: server.type("!\n"), lambda: server.process.send_signal(
                signal.SIGINT):
            server.type("import itertools\n")
            server.type("for i in itertools.count(): _ = i or print('lo' 'ops')\n\n")
            server.read_until("loops\n")
            assert_goes_on(clients)
            stop()
            assert "KeyboardInterrupt" in server.read_until(">>> ")
        # A call that waits.
        server.type("print('waits'); import threading; threading.Event().wait()\n")
        server.read_until("waits\n")
        assert_goes_on(clients)
        server.process.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in server.read_until(">>> ")
        # A flood, which is cut.
        server.type("for i in range(100000): print('flood', i)\n\n")
        server.read_until("... ")
        flood = server.read_until(">>> ")
        assert flood.startswith("flood 0\nflood 1\n") and len(flood) < 2200
        assert "[more than 2000 bytes of output: the rest is left out]" in flood
        assert_goes_on(clients)
    finally:
        for client in clients:
            client.ends.set()
        for client in clients:
            client.join()
    server.type("answered()\n")
    assert int(server.read_until("\n>>> ")) == sum(client.asked for client in clients)
    assert [client.wrong for client in clients] == [[]] * CLIENTS
    assert server.close() == 0
