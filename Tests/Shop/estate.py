"""Two owners of each kind, each with records of their own."""

import uuid
from functools import cached_property

from client import Client
from shop import eventually

SKU = "CUPWHITE"
ADDRESS = {"name": "王芳", "lines": ["中山路 1 号"], "city": "上海", "postalCode": "200001", "country": "CN"}


class Owner:
    """Somebody with a token."""

    def __init__(self, client: Client, token: str):
        self.client, self.token = client, token

    def ask(self, service, method, target, body=None, headers=()):
        answer = self.client.ask(service, method, target, body, self.token, headers)
        assert answer.status < 300, f"{method} {target}: {answer.status} {answer.text}"
        return answer


class Shopper(Owner):
    """A customer or a guest."""

    @cached_property
    def basket(self) -> str:
        basket = self.ask("order", "POST", "/v1/baskets", {"channelId": "web-cn"}).json
        if not basket["lines"]:
            self.set_line(basket["id"])
        return basket["id"]

    def set_line(self, basket: str):
        tag = self.ask("order", "GET", f"/v1/baskets/{basket}").headers["etag"]
        self.ask("order", "PUT", f"/v1/baskets/{basket}/lines/{SKU}", {"quantity": 1}, {"If-Match": tag})

    @cached_property
    def order(self) -> str:
        placed = self.ask("order", "POST", "/v1/checkouts", checkout(lines=[{"sku": SKU, "quantity": 1}])).json
        assert placed["status"] == "placed", placed
        return placed["orderId"]

    @cached_property
    def shipment(self) -> str:
        def planned():
            return self.ask("logistics", "GET", f"/v1/shipments?orderId={self.order}").json["items"]

        return eventually("the shipment is planned", planned)[0]["id"]


def checkout(**goods) -> dict:
    delivery = {"method": "ship", "email": "fang@example.org", "address": ADDRESS}
    return {"channelId": "web-cn", "delivery": delivery, "payment": {"method": "card", "token": "tok_ok"}} | goods


class Customer(Shopper):
    def __init__(self, client: Client, identity: str):
        answer = client.ask("marketing", "POST", "/v1/sessions", {"channelId": "app", "externalId": identity})
        assert answer.status == 200, answer.text
        super().__init__(client, answer.json["token"])
        self.id = answer.json["customerId"]


class Guest(Shopper):
    def __init__(self, client: Client):
        super().__init__(client, client.ask("marketing", "POST", "/v1/guest-tokens").json["token"])


class Seller(Owner):
    def __init__(self, client: Client):
        self.id = str(uuid.uuid4())
        self.sku = f"sold-{self.id[:8]}"
        super().__init__(client, client.mint.person("seller", seller=self.id, subject=f"seller:{self.id}"))

    @cached_property
    def product(self) -> str:
        return self.make_product("active")

    def make_product(self, status: str) -> str:
        body = {"status": status, "title": {"en": "Seller's own"}, "options": [{"name": "Size", "values": ["S"]}],
                "variants": [{"sku": self.sku, "choices": {"Size": "S"}}]}  # fmt: skip
        return self.ask("catalog", "POST", "/v1/products", body).json["id"]

    @cached_property
    def price_list(self) -> str:
        body = {"name": "Seller's list", "currency": "CNY", "channelId": "web-cn", "priority": 1}
        return self.ask("catalog", "POST", "/v1/price-lists", body).json["id"]

    @cached_property
    def upload(self) -> str:
        row = f"file-{self.sku},Of a file,Size,S,file-{self.sku},1.00"
        table = f"Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n{row}\n".encode()
        answer = self.client.ask(
            "catalog", "POST", "/v1/imports/shopify", table, self.token, {"Import-Id": str(uuid.uuid4())}, "text/csv"
        )
        assert answer.status < 300, answer.text
        return answer.json["id"]


class Channel(Owner):
    def __init__(self, client: Client, id: str):
        self.id = id
        super().__init__(client, client.mint.person("channel", channel=id, subject=f"channel:{id}"))

    def sale(self) -> dict:
        """What a till of this channel sells."""
        coin = {"amountMinor": 50, "currency": "CNY"}
        nothing = {"amountMinor": 0, "currency": "CNY"}
        line = {"lineId": 1, "sku": SKU, "quantity": 1, "unitPrice": coin, "subtotal": coin, "adjustments": [],
                "tax": [], "total": coin}  # fmt: skip
        breakdown = {"currency": "CNY", "lines": [line], "shipping": nothing, "discountTotal": nothing,
                     "taxTotal": nothing, "total": coin, "pointsSpent": 0, "pointsEarned": 0, "rejected": []}  # fmt: skip
        return {"externalId": str(uuid.uuid4()), "channelId": self.id, "placedAt": "2026-01-01T11:53:26Z",
                "breakdown": breakdown}  # fmt: skip

    def till_sale(self) -> dict:
        tender = {"method": "cash", "amount": {"amountMinor": 50, "currency": "CNY"}}
        return self.sale() | {"locationId": "store-shanghai", "tender": tender}

    @cached_property
    def order(self) -> str:
        taken = self.ask("order", "POST", "/v1/intake/till-orders", {"orders": [self.till_sale()]}).json
        return taken["results"][0]["orderId"]


class Estate:
    def __init__(self, client: Client):
        self.client = client
        self.owners = {
            "customer": (Customer(client, "wang.fang"), Customer(client, "li.na")),
            "guest": (Guest(client), Guest(client)),
            "seller": (Seller(client), Seller(client)),
            "channel": (Channel(client, "till-shanghai"), Channel(client, "till-berlin")),
        }
