"""What the staff of a shop does with goods and orders."""

import uuid
from datetime import UTC, datetime

from client import Client
from estate import SKU
from shop import eventually

WAREHOUSE = "wh-shanghai"


def staff(client: Client, service: str, method: str, target: str, body=None):
    answer = client.ask(service, method, target, body, client.administrator)
    assert answer.status < 300, f"{method} {target}: {answer.status} {answer.text}"
    return answer.json


def stock_up(client: Client, units=100_000):
    """More than any crowd of these tests buys."""
    lines = [{"sku": SKU, "quantity": units}]
    staff(client, "inventory", "POST", "/v1/receipts", {"locationId": WAREHOUSE, "lines": lines})


def parcels(client: Client, order: str) -> list[dict]:
    """Waits until they are planned."""
    return eventually("a parcel is planned", lambda: staff(client, "logistics", "GET", f"/v1/shipments?orderId={order}")["items"])


def ship(client: Client, order: str):
    """Sends all parcels of an order off."""
    for parcel in parcels(client, order):
        staff(client, "logistics", "PUT", f"/v1/shipments/{parcel['id']}/label")
        staff(client, "logistics", "POST", f"/v1/shipments/{parcel['id']}/dispatch")


def deliver(client: Client, order: str):
    """As the carrier reports it."""
    for parcel in parcels(client, order):
        scan = {"carrier": parcel["carrier"], "trackingNumber": parcel["trackingNumber"], "eventId": str(uuid.uuid4()),
                "status": "delivered", "occurredAt": f"{datetime.now(UTC):%FT%TZ}"}  # fmt: skip
        staff(client, "logistics", "POST", "/v1/tracking-events", {"events": [scan]})


def captured(client: Client, order: str) -> str:
    """Waits until an order's money has been taken; gives the payment back."""
    payments = f"/v1/payments?orderId={order}"

    def taken():
        found = staff(client, "payment", "GET", payments)["items"]
        return [one["paymentId"] for one in found if one["status"] == "captured"]

    return eventually("the money is taken", taken)[0]
