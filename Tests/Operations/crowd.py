"""People who buy, and what they were told."""

import http.client
import os
import threading
from collections import Counter
from pathlib import Path

from client import Client
from estate import SKU, Guest, checkout
from shop import Shop, eventually
from tokens import Mint

class Crowd:
    """Guests who buy one thing after another for as long as the block lasts. Who gets no clear answer asks again under the
    same key, as a good client does; who gets a clear no begins anew."""

    def __init__(self, shop: Shop, buyers=4):
        self.shop = shop
        self.placed: list[str] = []
        self.answers: Counter = Counter()
        self.over = threading.Event()
        clients = [Client(shop, Mint(shop), Path(os.devnull)) for _ in range(buyers)]
        self.threads = [threading.Thread(target=self.buy, args=(Guest(client),)) for client in clients]

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def buy(self, guest: Guest):
        key, wish = self.next_key(), checkout(lines=[{"sku": SKU, "quantity": 1}])
        while not self.over.is_set():
            try:
                answer = guest.client.ask("order", "POST", "/v1/checkouts", wish, guest.token, {"Idempotency-Key": key})
            except (OSError, http.client.HTTPException):
                self.answers["none"] += 1
                self.over.wait(0.1)
                continue
            self.answers[answer.status] += 1
            if answer.status == 201:
                self.placed.append(answer.json["orderId"])
                key = self.next_key()
                continue
            if answer.status in (409, 422):
                key = self.next_key()
            self.over.wait(0.1)
        guest.client.close()

    @staticmethod
    def next_key() -> str:
        return f"crowd-{next(Client.keys)}"

    def places(self, orders: int, seconds=60):
        """Waits for so many more orders."""
        wanted = len(self.placed) + orders
        eventually(f"{orders} more orders after {self.answers}", lambda: len(self.placed) >= wanted, seconds)


def missing(shop: Shop, orders: list[str]) -> set[str]:
    """Those that the shop was told to be placed and does not know as such."""
    return set(orders) - set(shop.server.query("SELECT id FROM \"order\".orders WHERE placed_at IS NOT NULL").split())
