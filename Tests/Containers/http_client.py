"""JSON over one HTTP request, by the standard library."""

import http.client
import json
from dataclasses import dataclass


@dataclass
class Answer:
    status: int
    text: str
    closes: bool

    @property
    def json(self):
        return json.loads(self.text)


def ask(address, method, path, body=None, token=None, key=None, seconds=20):
    connection = http.client.HTTPConnection(*address, timeout=seconds)
    try:
        return send(connection, method, path, body, token, key)
    finally:
        connection.close()


def send(connection, method, path, body=None, token=None, key=None):
    """Sends over a connection that is kept, as a busy client does."""
    headers = {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if key:
        headers["Idempotency-Key"] = key
    if body is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(body).encode()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    return Answer(answer.status, text, answer.will_close)
