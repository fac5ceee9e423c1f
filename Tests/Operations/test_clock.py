"""The clock of one service jumps by an hour, and comes back."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from clock import COMPILER, Clocks
from conftest import opened
from crowd import Crowd, missing
from shop import Shop, eventually
from trade import stock_up

pytestmark = pytest.mark.skipif(not COMPILER, reason="there is no C compiler")
# Something that staff may ask of each service, and that changes nothing.
STAFF = {
    "catalog": ("POST", "/v1/channels"),
    "inventory": ("GET", "/v1/locations/nowhere"),
    "logistics": ("GET", "/v1/carriers"),
    "marketing": ("POST", "/v1/promotions"),
}


@pytest.fixture
def clocks(programs, tmp_path):
    return Clocks(programs, tmp_path)


@pytest.fixture
def shop(clocks, tmp_path):
    with opened(Shop(clocks.programs, tmp_path)) as shop:
        yield shop


def test_a_service_whose_clock_jumps_admits_no_new_token_and_nothing_is_lost(shop, client, mint, clocks):
    stock_up(client)

    def jump(service: str, hours: int):
        clocks.set(service, hours)
        eventually(f"{service} is {hours} h ahead", lambda: round(ahead(client, service) / 3600) == hours)

    def admits(service: str) -> bool:
        """Whether it takes a token that was signed this moment for an hour."""
        method, target = STAFF[service]
        body = {} if method == "POST" else None
        return client.ask(service, method, target, body, mint.person("administrator")).status != 401

    for service in STAFF:
        for hours in (1, -1):
            with Crowd(shop) as crowd:
                crowd.places(10)
                jump(service, hours)
                assert not admits(service)
                asked = sum(crowd.answers.values()) + 40
                eventually("people go on asking", lambda: sum(crowd.answers.values()) >= asked)
                jump(service, 0)
                assert admits(service)
                crowd.places(20)
            print(service, hours, dict(crowd.answers))
            assert set(crowd.answers) <= {201, 202, 409}
            assert missing(shop, crowd.placed) == set()
            checked = shop.check()
            assert checked.returncode == 0, f"{service} {hours} h: {checked.stdout}"


@pytest.mark.parametrize("service", ["order", "payment"])
def test_what_a_service_puts_off_by_a_clock_ahead_is_due_when_it_would_be_by_a_right_one(shop, client, clocks, service):
    stock_up(client)
    with Crowd(shop) as crowd:
        crowd.places(5)
        clocks.set(service, 1)
        eventually(f"{service} is ahead", lambda: round(ahead(client, service) / 3600) == 1)
        eventually("a checkout waits", lambda: crowd.answers[202] >= 5)
        later = [
            shop.server.query(f"SELECT count(*) FROM {table} WHERE {column} > now() + interval '1 minute'").strip()
            for table, column in [('"order".sagas', "run_at"), ("payment.payments", "next_at")]
        ]
        clocks.set(service, 0)
        crowd.places(5)
    print(service, dict(crowd.answers))
    assert later == ["0", "0"]
    eventually(
        "all that was put off has ended", lambda: shop.server.query('SELECT count(*) FROM "order".sagas').strip() == "0", 60
    )
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout


def ahead(client, service: str) -> float:
    """The seconds that a service is ahead of this process."""
    date = client.ask(service, "GET", "/livez").headers["date"]
    return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
