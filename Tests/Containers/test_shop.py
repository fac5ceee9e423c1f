"""A whole shop in containers: opened by one command, bought from, hurt, drained and closed. In this order."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from compose import SERVICES, STEPS, eventually
from crowd import Crowd, checkout

SKU = "SENCHA-50g"


@pytest.fixture(scope="module")
def guest(shop):
    answer = shop.ask("POST", "marketing", "/v1/guest-tokens")
    assert answer.status == 200, answer.text
    return answer.json["token"]


def test_opens_in_order_and_its_steps_end_well(shop):
    assert {name: shop.health(name) for name in SERVICES + ["postgres"]} == {
        name: "healthy" for name in SERVICES + ["postgres"]
    }
    ended = {name: shop.container(name)["State"] for name in STEPS}
    assert {name: (state["Status"], state["ExitCode"]) for name, state in ended.items()} == {
        name: ("exited", 0) for name in STEPS
    }


@pytest.mark.parametrize("service", SERVICES)
def test_runs_locked_up(shop, service):
    """No root, nothing to write on but its own volume, no privilege to gain, no secret but its own."""
    assert shop.inside(service, "id", "-u") == "10001"
    assert shop.inside(service, "sh", "-c", "touch /usr/x /etc/x /tmp/x 2>&1 | grep -c 'Read-only'") == "3"
    status = shop.inside(service, "cat", "/proc/1/status")
    assert "NoNewPrivs:\t1" in status and "CapBnd:\t0000000000000000" in status
    secrets = shop.inside(service, "ls", "/run/secrets").split()
    own = {"order": "order-status-secret", "payment": "provider-secret", "marketing": "issuer-key"}
    expected = ["database-password", "service-key", "trusted-keys", own.get(service)]
    if service == "simulator":
        expected = ["provider-secret", "service-key", "trusted-keys"]
    assert secrets == sorted(filter(None, expected))
    assert shop.inside(service, "stat", "-c", "%a", f"/run/secrets/{secrets[0]}") == "600"


def test_keeps_secrets_out_of_its_settings(shop):
    password = shop.inside("order", "cat", "/run/secrets/database-password")
    assert len(password) >= 32
    assert password not in str(shop.container("order"))


def test_keeps_services_out_of_each_others_tables(shop):
    refusal = shop.inside(
        "postgres", "sh", "-c", "psql -U postgres emporia -qc 'SET ROLE emporia_order; TABLE payment.payments' 2>&1; true"
    )
    assert "permission denied for schema payment" in refusal


def test_sells_tea_through_the_published_ports(shop, guest):
    """Browse, check out by card, and see order, money, stock and parcel agree."""
    found = shop.ask("GET", "catalog", "/v1/products?q=sencha&channelId=web-cn&limit=1").json["items"]
    assert SKU in [variant["sku"] for variant in found[0]["variants"]]

    placed = shop.ask("POST", "order", "/v1/checkouts", checkout(SKU), guest, "tea-1")
    assert placed.status == 201, placed.text
    assert placed.json["status"] == "placed"
    again = shop.ask("POST", "order", "/v1/checkouts", checkout(SKU), guest, "tea-1")
    assert again.json["orderId"] == placed.json["orderId"]

    order = placed.json["orderId"]
    staff = shop.token("support", "finance", "warehouse")
    assert shop.ask("GET", "order", f"/v1/orders/{order}", token=guest).json["status"] == "placed"
    payments = shop.ask("GET", "payment", f"/v1/payments?orderId={order}", token=staff).json["items"]
    assert [payment["status"] for payment in payments] == ["authorised"]
    assert payments[0]["paymentId"] in shop.ask("GET", "simulator", "/v1/journal").text
    parcels = f"/v1/shipments?orderId={order}"
    eventually("the parcel is planned", lambda: shop.ask("GET", "logistics", parcels, token=staff).json["items"])


def test_tells_when_its_database_goes_and_comes_back(shop):
    """Readiness goes, so that nobody sends traffic; life stays, so that nobody restarts what is not broken."""
    services = [name for name in SERVICES if name != "simulator"]

    def all_become(status, health):
        def becomes(name):
            eventually(f"{name} answers {status}", lambda: shop.status(name, "/readyz") == status)
            assert shop.status(name, "/livez") == 200
            eventually(f"the engine sees that {name} is {health}", lambda: shop.health(name) == health)

        with ThreadPoolExecutor() as pool:
            list(pool.map(becomes, services))

    shop.compose("kill", "postgres")
    all_become(503, "unhealthy")
    assert shop.status("simulator", "/readyz") == 200
    shop.compose("start", "postgres")
    all_become(200, "healthy")
    assert {name: shop.container(name)["RestartCount"] for name in services} == {name: 0 for name in services}


def drained(shop, service, crowd, enough):
    """Stops a service while customers ask it, and gives back how its process ended."""
    with crowd:
        eventually("customers are being served", lambda: sum(crowd.answers.values()) >= enough)
        shop.compose("stop", service)
        state = shop.container(service)["State"]
    shop.compose("up", "--detach", "--wait", "--no-deps", service)
    assert sum(crowd.answers.values()) > enough
    return state


def test_stops_browsing_without_losing_a_request(shop):
    path = "/v1/products?q=tea&channelId=web-cn&limit=3"
    crowd = Crowd(shop.own_address("catalog"), lambda number: ("GET", path))
    state = drained(shop, "catalog", crowd, enough=300)
    assert crowd.lost == []
    assert state["ExitCode"] == 0
    # 429: they all come from one address, and pages that are kept are given faster than one address may ask.
    assert set(crowd.answers) <= {200, 429, 503}


def test_stops_selling_without_losing_an_order(shop, guest):
    """Each request is answered or was never taken; what was said to be placed is placed, and once."""
    def request(number):
        return "POST", "/v1/checkouts", checkout("CUPWHITE"), guest, f"drain-{number}"

    crowd = Crowd(shop.own_address("order"), request)
    state = drained(shop, "order", crowd, enough=60)
    assert crowd.lost == []
    assert state["ExitCode"] == 0
    placed = {number: answer.json["orderId"] for number, answer in crowd.answered.items() if answer.status == 201}
    assert len(placed) >= 60
    assert len(set(placed.values())) == len(placed)
    for number, order in list(placed.items())[-5:]:
        method, *rest = request(number)
        again = shop.ask(method, "order", *rest)
        assert (again.status, again.json["orderId"]) == (201, order)


def test_keeps_every_promise(shop):
    assert "Every promise holds." in shop.compose("run", "--rm", "check")


def test_stops_every_service_with_status_0(shop):
    started = time.monotonic()
    shop.compose("stop", *SERVICES)
    assert {name: shop.container(name)["State"]["ExitCode"] for name in SERVICES} == {name: 0 for name in SERVICES}
    assert time.monotonic() - started < 30


def test_opens_again_with_everything_it_had(shop):
    shop.compose("up", "--detach", "--wait")
    staff = shop.token("support")
    assert shop.ask("GET", "order", "/v1/orders?limit=1", token=staff).json["items"]


def test_closes_and_leaves_nothing_behind(shop, engine):
    shop.close()
    ours = "label=com.docker.compose.project=emporia-test"
    for kind in [("ps", "--all"), ("volume", "ls"), ("network", "ls")]:
        assert engine.docker(*kind, "--quiet", "--filter", ours) == ""
