"""Callers who ask too often: each is held back, however they dress up, and nobody else is."""

import http.client
import time

import pytest
from answers import Answer, flaws

# More than a burst of any caller that is tried here, and what their rate adds while they are tried.
TRIES = 20_000
PATH = "/v1/channels"
# Each comes from an address of its own, for what one uses up the next would lack.
DISGUISES = {
    "with no token": ("127.0.0.11", lambda number: {}),
    "with a forged token each time": ("127.0.0.12", lambda number: {"Authorization": f"Bearer forged-{number}"}),
    "with an invented address each time": (
        "127.0.0.13",
        lambda number: dict.fromkeys(
            ("X-Forwarded-For", "X-Real-IP", "Forwarded"), f"10.1.{number // 256}.{number % 256}"
        ),
    ),
}


class Asker:
    """Asks catalog from one address over one connection."""

    def __init__(self, shop, address="127.0.0.1"):
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", shop.ports["catalog"], timeout=30, source_address=(address, 0)
        )

    def ask(self, headers=()) -> Answer:
        self.connection.request("GET", PATH, headers=dict(headers))
        response = self.connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())


def refused(ask) -> Answer:
    """The first refusal; before it everything was served, or refused for another reason that is no fault."""
    for number in range(TRIES):
        answer = ask(number)
        if answer.status == 429:
            return answer
        assert answer.status in (200, 401), answer.text
    raise AssertionError(f"all of {TRIES} requests were taken")


def held_back(ask, again):
    """The refusal is well-formed, and whoever waits as long as it says is served again."""
    answer = refused(ask)
    assert flaws(answer) == [] and answer.json["type"] == "/problems/too-many-requests"
    wait = int(answer.headers["retry-after"])
    assert 1 <= wait <= 10
    time.sleep(wait)
    assert again().status == 200


@pytest.mark.parametrize("disguise", DISGUISES)
def test_holds_an_address_back(shop, client, disguise):
    address, headers = DISGUISES[disguise]
    asker = Asker(shop, address)
    held_back(lambda number: asker.ask(headers(number)), asker.ask)


def test_holds_a_guest_back_wherever_they_are_and_nobody_else(shop, client, mint):
    def signed_in(subject):
        return {"Authorization": f"Bearer {mint.person('guest', subject=subject)}"}

    loud, askers = signed_in("loud"), [Asker(shop), Asker(shop, "127.0.0.14")]
    refused(lambda number: askers[number % 2].ask(loud))
    assert [asker.ask(signed_in("quiet")).status for asker in askers] == [200, 200]
    assert client.ask("catalog", "GET", PATH).status == 200
    held_back(lambda number: askers[number % 2].ask(loud), lambda: askers[0].ask(loud))
