"""The server example: it answers every request, whatever its console does."""

import signal
import socket
import threading

import pytest

from .running import Running

CLIENTS = 4


@pytest.fixture
def server():
    server = Running("server")
    server.port = int(server.ask("port"))
    yield server
    server.end()


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
    assert int(server.ask("answered()")) == sum(client.asked for client in clients)
    assert [client.wrong for client in clients] == [[]] * CLIENTS
    assert server.close() == 0
