"""A server is lost with its disk, or brought back to a moment before a mistake."""

import json
import shutil
import time
import uuid

from archive import Archive
from client import Client
from crowd import Crowd, missing
from estate import Guest
from shop import Shop, eventually
from trade import captured, ship, stock_up


BOOKS = """
SELECT id, captured_minor, refunded_minor FROM payment.payments
 WHERE captured_minor > 0 AND method IN ('card', 'alipay', 'wechat', 'unionpay', 'wallet')
"""


def test_no_acknowledged_order_is_lost_with_the_server(shop, client, vault):
    stock_up(client)
    with Archive(shop.server, vault) as archive, Crowd(shop) as crowd:
        crowd.places(100)
        server = shop.server
        server.kill()
        eventually("the server has ended", lambda: not server.postmaster)
    shutil.rmtree(server.data)
    shop.stop()

    started = time.monotonic()
    archive.restore()
    assert missing(shop, crowd.placed) == set()
    server.stop()
    shop.open()
    print(f"{len(crowd.placed)} orders; open again after {time.monotonic() - started:.1f} s")

    with Crowd(shop) as crowd:
        crowd.places(20)
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout


def test_a_mistake_is_undone_and_what_was_paid_since_is_found(shop, client, vault):
    """The provider remembers what the shop forgets."""
    server = shop.server
    with Archive(server, vault) as archive:
        shipped_later = Guest(client).order
        eventually("its parcel is planned", lambda: server.query("SELECT count(*) FROM logistics.shipments") == "1")
        moment = server.query("SELECT clock_timestamp()")
        sold_later = Guest(client).order
        payments = {}
        for order in (shipped_later, sold_later):
            ship(client, order)
            payments[order] = captured(client, order)
        server.query("UPDATE catalog.prices SET amount_minor = 1")
        shop.stop()
    shutil.rmtree(server.data)

    archive.restore(moment)
    assert server.query("SELECT count(*) FROM catalog.prices WHERE amount_minor = 1") == "0"
    assert missing(shop, [shipped_later, sold_later]) == {sold_later}
    for sequence in ("\"order\".order_numbers", "logistics.s10_serials", "logistics.sscc_serials"):
        server.query(f"SELECT setval(\u0027{sequence}\u0027, nextval(\u0027{sequence}\u0027) + 1000000)")
    server.stop()
    shop.open()

    assert reconciled(shop) == set(payments.values())
    checked = shop.check()
    assert checked.returncode == 1 and all(payment in checked.stdout for payment in payments.values()), checked.stdout

    ship(client, shipped_later)
    assert captured(client, shipped_later) == payments[shipped_later]
    give_back(client, payments[sold_later])
    assert reconciled(shop) == {payments[sold_later]}
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout


def reconciled(shop: Shop) -> set[str]:
    """The payments of which the books and the provider's report say different sums."""
    report: dict[str, dict[str, int]] = {}
    for line in (shop.state / "journal.jsonl").read_text().splitlines():
        entry = json.loads(line)
        if entry["operation"] in ("captured", "refunded"):
            totals = report.setdefault(entry["chargeId"], {"captured": 0, "refunded": 0})
            totals[entry["operation"]] += entry["amount"]["amountMinor"]
    provider = {f"{id}|{totals['captured']}|{totals['refunded']}" for id, totals in report.items()}
    books = shop.server.query(BOOKS).split()
    return {line.split("|")[0] for line in provider ^ set(books)}


def give_back(client: Client, payment: str):
    """As a person does at the provider's own desk."""
    charge = f"/v1/provider/charges/{payment}"
    headers = {"Emporia-Signature": client.signature("GET", charge, b"")}
    amount = client.ask("simulator", "GET", charge, headers=headers).json["amount"]
    refund, body = f"{charge}/refunds/{uuid.uuid4()}", json.dumps({"amount": amount}).encode()
    headers = {"Emporia-Signature": client.signature("PUT", refund, body)}
    answer = client.ask("simulator", "PUT", refund, body, headers=headers)
    assert answer.status == 200, answer.text
