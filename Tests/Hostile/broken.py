"""A shop that does everything wrong in one way, so that the tests can be seen to notice."""

import json
import socketserver
import threading

from answers import Answer
from shop import SERVING
from tokens import Key, encoded


def problem(status: int, **changes) -> Answer:
    body = {"type": "/problems/broken", "title": "Broken", "status": status, "detail": "Broken."} | changes
    return Answer(status, {"Content-Type": "application/problem+json"}, json.dumps(body).encode())


def page(status: int, body: dict) -> Answer:
    return Answer(status, {"Content-Type": "application/json", "ETag": "\"1\""}, json.dumps(body).encode())


class BrokenShop:
    """Gives every request the same answer, wherever a request may seem to begin, and never hangs up."""

    def __init__(self, answer: Answer):
        self.answer = answer
        self.secrets = {name: f"{name}-1:{encoded(Key.stranger(name).private.private_bytes_raw())}"
                        for name in [*SERVING, "issuer"]}  # fmt: skip

    def __enter__(self) -> "BrokenShop":
        head = f"HTTP/1.1 {self.answer.status} Broken\r\nContent-Length: {len(self.answer.body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in self.answer.headers.items())
        message = head.encode() + b"\r\n" + self.answer.body

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                seen = b""
                try:
                    while chunk := self.request.recv(1 << 16):
                        seen += chunk
                        while b" HTTP/" in seen and b"\r\n\r\n" in seen:
                            seen = seen.partition(b"\r\n\r\n")[2]
                            self.request.sendall(message)
                except OSError:
                    pass

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.ports = dict.fromkeys(SERVING, self.server.server_address[1])
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def secret(self, name: str) -> str:
        return self.secrets.get(name.removesuffix(".key"), "secret")
