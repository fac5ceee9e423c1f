"""Asks the services over kept connections and keeps every answer, so that canaries can be searched in all of them."""

import hashlib
import hmac
import http.client
import itertools
import json
import time
from pathlib import Path

from answers import Answer
from documents import Operation
from shop import Shop
from tokens import Mint


class Client:
    keys = itertools.count()

    def __init__(self, shop: Shop, mint: Mint, record: Path):
        self.shop, self.mint = shop, mint
        self.connections: dict[str, http.client.HTTPConnection] = {}
        self.record = record.open("ab")
        self.administrator = mint.person("administrator")
        self.provider_secret = shop.secret("provider").split()[0].encode()

    def close(self):
        self.record.close()
        for connection in self.connections.values():
            connection.close()

    def ask(self, service, method, target, body=None, token=None, headers=(), media="application/json") -> Answer:
        """`body` is sent as it is when it is bytes, as JSON otherwise."""
        sent = {"Idempotency-Key": f"test-{next(self.keys)}"} | dict(headers)
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent.setdefault("Content-Type", media)
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        for attempt in (1, 2):
            try:
                return self.send(service, method, target, body, sent)
            except (ConnectionError, http.client.HTTPException):
                # A kept connection may have been closed while it idled; a new one may not.
                if attempt == 2 or service not in self.connections:
                    raise
                self.connections.pop(service).close()

    def send(self, service, method, target, body, headers) -> Answer:
        connection = self.connections.get(service)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.shop.ports[service], timeout=30)
            connection.connect()
            self.connections[service] = connection
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None or method not in ("GET", "DELETE"):
            connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders(body)
        response = connection.getresponse()
        answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        self.record.write(f"{answer.status} {json.dumps(answer.headers)}\n".encode() + answer.body + b"\n")
        if response.will_close:
            self.connections.pop(service).close()
        return answer

    def call(self, operation: Operation, body=None, token=None, values=None, query="", headers=()) -> Answer:
        media = operation.media_type or "application/json"
        target = operation.target(**values or {}) + query
        if operation.access.verified:
            if body is not None and not isinstance(body, bytes):
                body = json.dumps(body).encode()
            headers = dict(headers) | {"Emporia-Signature": self.signature(operation.method, target, body or b"")}
        return self.ask(operation.service, operation.method, target, body, token, headers, media)

    def signature(self, method: str, target: str, body: bytes) -> str:
        """As the payment provider and its merchant sign, so that a message gets past its signature."""
        now = int(time.time())
        message = f"{now}.{method} {target.split('?')[0]}.".encode() + body
        return f"t={now},v1={hmac.new(self.provider_secret, message, hashlib.sha256).hexdigest()}"

    def token_for(self, operation: Operation) -> str | None:
        """A token with which the operation is open to the caller."""
        access = operation.access
        if access.open or access.verified:
            return None
        if access.roles:
            return self.administrator
        return self.mint.service(access.services[0], operation.service)
