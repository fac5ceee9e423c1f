"""Customers who keep a service busy, each over a kept connection, and what became of their requests."""

import http.client
import threading
import time
from collections import Counter

from http_client import ask, send

ADDRESS = {"name": "王芳", "lines": ["中山路 1 号"], "city": "上海", "postalCode": "200001", "country": "CN"}


def checkout(sku):
    return {
        "channelId": "web-cn",
        "lines": [{"sku": sku, "quantity": 1}],
        "delivery": {"method": "ship", "email": "fang@example.org", "address": ADDRESS},
        "payment": {"method": "card", "token": "tok_ok"},
    }


class Crowd:
    """Asks until it is told to stop. A request is lost when it was sent and got no answer.

    As behind a load balancer: nobody opens a connection to a service that is not ready, and a connection is kept until
    an answer closes it.
    """

    def __init__(self, address, requests, size=12):
        """`requests(number)` is the method, path, body, token and key of a customer's next request."""
        self.address = address
        self.requests = requests
        self.answers = Counter()
        self.answered = {}
        self.lost = []
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.number = 0
        self.ready = threading.Event()
        self.threads = [threading.Thread(target=self.shop) for _ in range(size)]
        self.threads.append(threading.Thread(target=self.watch))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def next(self):
        with self.lock:
            self.number += 1
            return self.number

    def watch(self):
        while not self.stopping.is_set():
            try:
                is_ready = ask(self.address, "GET", "/readyz", seconds=2).status == 200
            except (OSError, http.client.HTTPException):
                is_ready = False
            self.ready.set() if is_ready else self.ready.clear()
            time.sleep(0.1)

    def shop(self):
        connection = None
        while not self.stopping.is_set():
            if connection is None:
                connection = self.connected()
                if connection is None:
                    continue
            number = self.next()
            try:
                answer = send(connection, *self.requests(number))
            except (OSError, http.client.HTTPException) as failure:
                with self.lock:
                    self.lost.append(f"{number}: {failure!r}")
                connection = connection.close()
                continue
            with self.lock:
                self.answers[answer.status] += 1
                self.answered[number] = answer
            if answer.closes:
                connection = connection.close()

    def connected(self):
        """None while nobody listens: a request that was never sent is not lost."""
        if not self.ready.wait(0.1):
            return None
        connection = http.client.HTTPConnection(*self.address, timeout=20)
        try:
            connection.connect()
        except OSError:
            return connection.close()
        return connection
