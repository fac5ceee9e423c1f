"""A hearer that stands still, and one that refuses an event for ever."""

import os
import re
import signal

from crowd import Crowd
from estate import SKU, Guest, checkout
from shop import eventually
from trade import stock_up

UNPLANNED = 'SELECT count(*) FROM "order".orders LEFT JOIN logistics.fulfilments ON order_id = id WHERE order_id IS NULL'
REPLAY = 'UPDATE "order".outbox_retry SET parked_at = NULL, queued_at = now(), next_at = now() WHERE parked_at IS NOT NULL'


def metric(client, service: str, name: str) -> float:
    return float(re.search(rf"^{name} (\S+)$", client.ask(service, "GET", "/metrics").text, re.MULTILINE)[1])


def test_a_hearer_that_stands_still_holds_up_nobody_and_catches_up(shop, client):
    stock_up(client)
    os.kill(shop.processes["logistics"], signal.SIGSTOP)
    try:
        with Crowd(shop) as crowd:
            crowd.places(100)
            eventually("its news wait for it", lambda: metric(client, "order", "emporia_outbox_waiting") >= 50)
            crowd.places(20)
        assert set(crowd.answers) == {201}
        # Others have heard of every order meanwhile.
        held = "SELECT count(*) FROM inventory.reservations WHERE status = 'held'"
        eventually("every hold is firm", lambda: shop.server.query(held) == "0")
        assert metric(client, "order", "emporia_outbox_lag_seconds") < 60
        assert int(shop.server.query(UNPLANNED)) >= 120
    finally:
        os.kill(shop.processes["logistics"], signal.SIGCONT)

    eventually("it has heard of every order", lambda: shop.server.query(UNPLANNED) == "0", 60)
    eventually("nothing waits", lambda: metric(client, "order", "emporia_outbox_waiting") == 0)
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout


def test_an_event_that_is_refused_for_ever_is_parked_and_replayed(shop, client):
    """The database of logistics plays the defect: it plans no parcel to Atlantis."""
    sql = shop.server.query
    sql("ALTER TABLE logistics.shipments ADD CONSTRAINT dry CHECK (address ->> 'city' <> 'Atlantis') NOT VALID")
    poisoned = place("Atlantis", client)
    row = f"FROM \"order\".outbox_retry WHERE hearer = 'logistics' AND subject = '{poisoned}'"
    eventually("it is refused", lambda: sql(f"SELECT last_error {row} AND last_error IS NOT NULL"))
    eventually("whoever comes after it is served", lambda: place("上海", client) and sql(UNPLANNED) == "1")

    sql(f"UPDATE \"order\".outbox_retry SET queued_at = now() - interval '73 hours', next_at = now() WHERE subject = '{poisoned}'")
    eventually("it is parked", lambda: metric(client, "order", "emporia_outbox_parked") == 1)
    checked = shop.check()
    assert checked.returncode == 1 and "no event is parked" in checked.stdout, checked.stdout

    sql("ALTER TABLE logistics.shipments DROP CONSTRAINT dry")
    sql(REPLAY)
    eventually("its parcel is planned", lambda: sql(UNPLANNED) == "0")
    eventually("nothing is parked", lambda: metric(client, "order", "emporia_outbox_parked") == 0)
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout


def place(city: str, client) -> str:
    wish = checkout(lines=[{"sku": SKU, "quantity": 1}])
    wish["delivery"] |= {"address": wish["delivery"]["address"] | {"city": city}}
    return Guest(client).ask("order", "POST", "/v1/checkouts", wish).json["orderId"]
