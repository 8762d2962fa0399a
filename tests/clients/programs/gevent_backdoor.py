"""gevent's backdoor: a server on the loopback, and sessions over its socket."""

from inputs import LINES

import gevent
from gevent import socket
from gevent.backdoor import BackdoorServer


class Session:
    """One who is connected: sends a line, reads up to the next prompt."""

    def __init__(self, address, name):
        self.name = name
        self.socket = socket.create_connection(address, timeout=60)
        self.read()

    def read(self):
        data = b""
        while not data.endswith((b">>> ", b"... ")):
            part = self.socket.recv(4096)
            if not part:
                break
            data += part
        print(self.name, data)

    def send(self, line):
        print(self.name, repr(line))
        self.socket.sendall(line.encode() + b"\r\n")
        self.read()


server = BackdoorServer(("127.0.0.1", 0), locals={"given": "by the server"},
                        banner="Welcome behind the door")
server.start()
address = ("127.0.0.1", server.server_port)

first = Session(address, "first")
for line in ("given", *LINES):
    # Both go to the streams of whoever imported sys first.
    if "stderr" not in line:
        first.send(line)

# Two at a time: neither sees the other's names nor the other's half commands.
second = Session(address, "second")
for line in ("for i in (1, 2):", "    print(given, i)"):
    first.send(line)
    second.send(line)
first.send("")
second.send("")
second.send("given = 'mine'")
second.send("given")
first.send("given")
second.send("quit()")
first.send("raise SystemExit")

gevent.sleep(0)
server.stop()
