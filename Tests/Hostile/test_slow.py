"""Clients that take their time: each is let go, and nobody else waits for them."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from limits import IDLE_SECONDS, REQUEST_SECONDS
from shop import SERVING
from wire import Wire

HOST = b"Host: shop\r\n"
# Beside the limit itself: a busy machine, and connections that are looked after once a second.
PATIENCE = 6
LIMIT = max(REQUEST_SECONDS, IDLE_SECONDS) + PATIENCE


def drip(wire: Wire, pieces, every: float) -> bool:
    """Sends a piece now and then; whether the other side hung up before the limit."""
    limit = time.monotonic() + LIMIT
    for piece in pieces:
        if not wire.send(piece) or wire.closes_within(every):
            return True
        if time.monotonic() > limit:
            return False
    return wire.closes_within(limit - time.monotonic())


def forever(start: bytes, piece: bytes):
    yield start
    while True:
        yield piece


QUOTE = b"POST /v1/quotes HTTP/1.1\r\n" + HOST
LIVE = b"GET /livez HTTP/1.1\r\n" + HOST
SLOW = {
    "nothing at all": lambda: [b""],
    "half a request line": lambda: [b"GET /li"],
    "no end of the header": lambda: [LIVE],
    "a header line a second": partial(forever, LIVE, b"X-A: b\r\n"),
    "a letter of the header a second": partial(forever, LIVE + b"X-A: ", b"b"),
    "no body": lambda: [QUOTE + b"Content-Length: 100\r\n\r\n"],
    "a letter of the body a second": partial(forever, QUOTE + b"Content-Length: 999\r\n\r\n", b" "),
    "a chunk a second": partial(forever, QUOTE + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "idle after an answer": lambda: [LIVE + b"\r\n"],
}


def is_let_go(port: int, pieces) -> bool:
    with Wire(port) as wire:
        return drip(wire, pieces(), every=1)


def test_lets_every_slow_sender_go(shop, client):
    with ThreadPoolExecutor(len(SLOW)) as pool:
        let_go = pool.map(lambda pieces: is_let_go(shop.ports["marketing"], pieces), SLOW.values())
        assert dict(zip(SLOW, let_go, strict=True)) == dict.fromkeys(SLOW, True)


def test_lets_a_slow_reader_go(shop, client):
    """Who asks for much and reads nothing of it holds no memory for long."""
    request = b"GET /v1/products?limit=500 HTTP/1.1\r\n" + HOST + b"\r\n"
    with Wire(shop.ports["catalog"], receive_buffer=4096) as wire:
        wire.socket.settimeout(LIMIT)
        while wire.send(request * 20):
            pass


def test_serves_others_while_300_are_slow_each(shop, client):
    wires = [Wire(shop.ports[name]) for name in SERVING for _ in range(300)]
    try:
        for wire in wires:
            wire.send(b"POST /v1/quotes HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\n{")
        started = time.monotonic()
        for _ in range(10):
            assert {client.ask(name, "GET", "/livez").status for name in SERVING} == {200}
            assert client.ask("catalog", "GET", "/v1/channels").status == 200
        assert time.monotonic() - started < 5
        assert all(wire.closes_within(LIMIT) for wire in wires)
    finally:
        for wire in wires:
            wire.socket.close()
