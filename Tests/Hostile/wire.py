"""HTTP by hand over a socket: what no library would send, and what came back of it."""

import re
import socket
import time

from answers import Answer


class Wire:
    def __init__(self, port: int, seconds=10, receive_buffer: int | None = None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(seconds)
        self.socket.connect(("127.0.0.1", port))
        self.received = b""
        self.is_closed = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data: bytes) -> bool:
        """False once the other side no longer listens."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def read(self, seconds: float) -> list[Answer]:
        """All answers until the other side closes, or stays silent for this long."""
        self.socket.settimeout(seconds)
        try:
            while chunk := self.socket.recv(1 << 16):
                self.received += chunk
            self.is_closed = True
        except TimeoutError:
            pass
        except ConnectionResetError:
            self.is_closed = True
        return answers(self.received)

    def closes_within(self, seconds: float) -> bool:
        limit = time.monotonic() + seconds
        while not self.is_closed and (left := limit - time.monotonic()) > 0:
            self.read(left)
        return self.is_closed


def answers(data: bytes) -> list[Answer]:
    found = []
    while match := re.match(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n", data):
        headers = dict(
            (name.decode("latin-1").lower(), value.strip().decode("latin-1"))
            for name, _, value in (line.partition(b":") for line in match[2].split(b"\r\n")[:-1])
        )
        length = int(headers.get("content-length", 0))
        body = data[match.end() : match.end() + length]
        data = data[match.end() + length :]
        if not match[1].startswith(b"1"):
            found.append(Answer(int(match[1]), headers, body))
    return found
