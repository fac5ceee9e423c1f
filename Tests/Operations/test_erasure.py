"""A person asks to be erased."""

import subprocess

import pytest
from documents import ROOT
from estate import SKU, Guest, Owner, checkout
from trade import captured, deliver, ship, staff

NAME, STREET, CITY, POSTCODE = "Ottilie Quandt", "Zwirnergasse 77", "Quedlinburg", "06484-Q"
EMAIL, PHONE, IDENTITY = "ottilie@quandt.example", "+49 3946 555 0177", "ottilie.quandt"
TRACES = [NAME, STREET, CITY, POSTCODE, EMAIL, PHONE, IDENTITY]
SIGN_IN = {"channelId": "app", "externalId": IDENTITY}


def wish() -> dict:
    address = {"name": NAME, "lines": [STREET], "city": CITY, "postalCode": POSTCODE, "country": "CN", "phone": PHONE}
    delivery = {"method": "ship", "address": address, "email": EMAIL, "phone": PHONE}
    return checkout(lines=[{"sku": SKU, "quantity": 1}], delivery=delivery)


def customer(client) -> Owner:
    body = {"name": NAME, "email": EMAIL, "phone": PHONE, "locale": "zh-CN", "identities": [SIGN_IN]}
    staff(client, "marketing", "POST", "/v1/customers", body)
    return Owner(client, client.ask("marketing", "POST", "/v1/sessions", SIGN_IN).json["token"])


def erase(shop, person: str) -> subprocess.CompletedProcess:
    command = ["psql", "--no-psqlrc", "--quiet", "--set", f"person={person}"]
    with (ROOT / "k8s/erase.sql").open() as script:
        return subprocess.run(command, env=shop.server.environment, stdin=script, capture_output=True, text=True)


def traces(shop) -> set[str]:
    """What the databases and the logs still know of them."""
    kept = shop.dump() + shop.log_text
    return {trace for trace in TRACES if trace in kept}


@pytest.mark.parametrize("kind", [customer, Guest])
def test_an_erased_person_is_nowhere_and_the_books_stay(shop, client, kind):
    person = kind(client)
    basket = person.ask("order", "POST", "/v1/baskets", {"channelId": "web-cn"})
    body, tag = {"delivery": wish()["delivery"]}, {"If-Match": basket.headers["etag"]}
    person.ask("order", "PATCH", f"/v1/baskets/{basket.json['id']}", body, tag)
    placed = person.ask("order", "POST", "/v1/checkouts", wish()).json
    order = f"/v1/orders/{placed['orderId']}"
    assert traces(shop) >= {NAME, STREET, CITY, POSTCODE, EMAIL, PHONE}
    buyer = staff(client, "order", "GET", order)["history"][0]["actor"]

    refused = erase(shop, buyer)
    assert refused.returncode != 0 and "under way" in refused.stderr
    ship(client, placed["orderId"])
    deliver(client, placed["orderId"])
    captured(client, placed["orderId"])
    refund = {"lines": [{"lineId": 1, "quantity": 1}], "reason": f"{NAME} rang"}
    staff(client, "order", "POST", f"{order}/refunds", refund)
    settled = shop.check()
    assert settled.returncode == 0, settled.stdout

    done = erase(shop, buyer)
    assert done.returncode == 0, done.stderr
    assert placed["orderId"] in done.stdout
    assert traces(shop) == set()
    left = staff(client, "order", "GET", order)
    assert left["total"] == placed["total"] and left["delivery"]["address"]["name"] == "erased"
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout
