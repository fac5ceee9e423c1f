"""Requests whose end two readers may see in different places, and what else HTTP allows nobody to send (RFC 9112)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from answers import flaws
from documents import document
from shop import SERVING
from wire import Wire

HOST = b"Host: shop\r\n"
LIVE = b"GET /livez HTTP/1.1\r\n" + HOST
SMUGGLED = b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST /v1/nothing HTTP/1.1\r\n" + HOST
CHUNKED = b"Transfer-Encoding: chunked\r\n"
# A proxy may take what follows for the body of the first; it is a request that only this service would see.
AMBIGUOUS = {
    "length and chunked": POST + b"Content-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + SMUGGLED,
    "chunked and length": POST + CHUNKED + b"Content-Length: 6\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + SMUGGLED,
    "two lengths in one": POST + b"Content-Length: 0, 44\r\n\r\n" + SMUGGLED,
    "negative length": POST + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "length with a plus": POST + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "hexadecimal length": POST + b"Content-Length: 0x2c\r\n\r\n" + SMUGGLED,
    "length of letters": POST + b"Content-Length: none\r\n\r\n" + SMUGGLED,
    "length past 64 bits": POST + b"Content-Length: 18446744073709551616\r\n\r\n" + SMUGGLED,
    "empty length": POST + b"Content-Length:\r\n\r\n" + SMUGGLED,
    "length with a blank before the colon": POST + b"Content-Length : 44\r\n\r\n" + SMUGGLED,
    "chunked with a blank before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked, then not": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "almost chunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked of HTTP 1.0": b"POST /v1/nothing HTTP/1.0\r\n" + HOST + CHUNKED + b"\r\n0\r\n\r\n" + SMUGGLED,
    "chunk of no size": POST + CHUNKED + b"\r\nx\r\n\r\n" + SMUGGLED,
    "chunk of negative size": POST + CHUNKED + b"\r\n-1\r\n\r\n" + SMUGGLED,
    "chunk past 64 bits": POST + CHUNKED + b"\r\n10000000000000000\r\n\r\n" + SMUGGLED,
    "chunk that is longer than its size": POST + CHUNKED + b"\r\n1\r\nabc\r\n0\r\n\r\n" + SMUGGLED,
    "line folded": LIVE + b"X-A: b\r\n c: d\r\nContent-Length: 0\r\n\r\n",
    "bare CR in a header": LIVE + b"X-A: b\rContent-Length: 44\r\n\r\n" + SMUGGLED,
    "NUL in a header": LIVE + b"X-A: b\x00c\r\n\r\n",
    "NUL in a name": LIVE + b"X\x00A: b\r\n\r\n",
    "blank in a name": LIVE + b"X A: b\r\n\r\n",
    "header with no colon": LIVE + b"nothing\r\n\r\n",
    "header with no name": LIVE + b": b\r\n\r\n",
}
MALFORMED = {
    "no host": b"GET /livez HTTP/1.1\r\n\r\n",
    "empty host": b"GET /livez HTTP/1.1\r\nHost:\r\n\r\n",
    "two hosts": LIVE + HOST + b"\r\n",
    "no version": b"GET /livez\r\n\r\n",
    "HTTP 0.9": b"GET /livez HTTP/0.9\r\n\r\n",
    "HTTP 2 over the wire": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP 3.0": b"GET /livez HTTP/3.0\r\n" + HOST + b"\r\n",
    "HTTP in small letters": b"GET /livez http/1.1\r\n" + HOST + b"\r\n",
    "method in small letters": b"get /livez HTTP/1.1\r\n" + HOST + b"\r\n",
    "method that nobody knows": b"BREW /livez HTTP/1.1\r\n" + HOST + b"\r\n",
    "method of 10,000 letters": b"A" * 10_000 + b" /livez HTTP/1.1\r\n" + HOST + b"\r\n",
    "CONNECT": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + HOST + b"\r\n",
    "TRACE": b"TRACE /livez HTTP/1.1\r\n" + HOST + b"X-Secret: a\r\n\r\n",
    "asterisk": b"GET * HTTP/1.1\r\n" + HOST + b"\r\n",
    "target of another scheme": b"GET file:///etc HTTP/1.1\r\n" + HOST + b"\r\n",
    "target without a slash": b"GET livez HTTP/1.1\r\n" + HOST + b"\r\n",
    "blank in the target": b"GET /live z HTTP/1.1\r\n" + HOST + b"\r\n",
    "NUL in the target": b"GET /livez\x00 HTTP/1.1\r\n" + HOST + b"\r\n",
    "two slashes": b"GET //livez HTTP/1.1\r\n" + HOST + b"\r\n",
    "encoded slash": b"GET /v1%2flivez HTTP/1.1\r\n" + HOST + b"\r\n",
    "encoded NUL": b"GET /livez%00 HTTP/1.1\r\n" + HOST + b"\r\n",
    "way up": b"GET /v1/../livez HTTP/1.1\r\n" + HOST + b"\r\n",
    "way up, encoded": b"GET /v1/%2e%2e/livez HTTP/1.1\r\n" + HOST + b"\r\n",
    "broken escape": b"GET /v1/%zz HTTP/1.1\r\n" + HOST + b"\r\n",
    "target of 200,000 letters": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "header of 200,000 letters": b"GET /v1/nothing HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n",
    "name of 200,000 letters": b"GET /v1/nothing HTTP/1.1\r\n" + HOST + b"a" * 200_000 + b": b\r\n\r\n",
    "10,000 headers": b"GET /v1/nothing HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % one for one in range(10_000)) + b"\r\n",
    "one header 5,000 times": b"GET /v1/nothing HTTP/1.1\r\n" + HOST + b"X-A: a\r\n" * 5_000 + b"\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a mail": b"EHLO shop\r\nMAIL FROM:<a@b>\r\n",
    "noise": bytes(range(256)) * 40,
    "only line ends": b"\r\n" * 2_000,
    "body too large": POST.replace(b"nothing", b"events") + b"Content-Length: 99999999999\r\n\r\n",
}  # fmt: skip


def exchange(port: int, request: bytes, silence=0.7):
    """The answers to one message and everything behind it, until the other side closes or says no more."""
    with Wire(port) as wire:
        wire.send(request)
        return wire.read(silence)


def framing_flaws(found) -> list[str]:
    """What is wrong with the answers to a malformed message. None at all is a refusal, too.

    Two are none too many: a route that is not there is refused before its body turns out to be broken.
    """
    wrong = []
    for answer in found:
        if answer.status == 501 or (answer.status in (400, 414, 431, 505) and not answer.body):
            # What never became a request is refused by the parser below the service, which says no more than a status.
            continue
        wrong += flaws(answer, refused=True)
    return wrong


def flaws_of_all(shop, message: bytes) -> dict[str, list[str]]:
    """Of every service at once, since most of the time is spent on waiting for silence."""
    with ThreadPoolExecutor(len(SERVING)) as pool:
        found = pool.map(lambda service: framing_flaws(exchange(shop.ports[service], message)), SERVING)
    return {service: wrong for service, wrong in zip(SERVING, found, strict=True) if wrong}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_never_answers_the_request_within_an_ambiguous_message(shop, client, name):
    assert flaws_of_all(shop, AMBIGUOUS[name]) == {}


@pytest.mark.parametrize("name", MALFORMED)
def test_refuses_a_malformed_message(shop, client, name):
    assert flaws_of_all(shop, MALFORMED[name]) == {}


def test_reads_honest_messages_one_after_another(shop, client):
    """That the others are refused is not because everything is."""
    honest = LIVE + b"\r\n" + POST + CHUNKED + b"\r\n2\r\n{}\r\n0\r\n\r\n" + LIVE + b"Content-Length: 0\r\n\r\n"
    for service in SERVING:
        assert [one.status for one in exchange(shop.ports[service], honest)] == [200, 404, 200]


def test_takes_an_absolute_target_for_its_path(shop, client):
    """As every server must (RFC 9112 §3.2.2), and goes nowhere for it."""
    for service in SERVING:
        port = shop.ports[service]
        assert [one.status for one in exchange(port, b"GET http://elsewhere/livez HTTP/1.1\r\n" + HOST + b"\r\n")] == [200]
        for path in (b"//livez", b"/v1%2flivez", b"/v1/../livez"):
            found = exchange(port, b"GET http://elsewhere" + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            assert framing_flaws(found) == [], path


def test_no_body_on_a_route_that_takes_none(shop, client):
    for service in SERVING:
        path = next(path for path, item in document(service)["paths"].items() if "get" in item and "{" not in path)
        request = f"GET {path} HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello".encode()
        found = exchange(shop.ports[service], request)
        assert [flaws(one, refused=True) for one in found] == [[]]
