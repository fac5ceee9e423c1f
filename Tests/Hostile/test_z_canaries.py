"""Secrets and card data that must turn up nowhere: not in the database, not in logs, not in an answer, not in argv.

Runs last, over everything that the tests before it have made the services do.
"""

import itertools
import json
import re
from pathlib import Path

import pytest
from documents import operations
from shop import SERVING
from test_bodies import changed, leaves, preconditions

# Luhn-valid numbers of several schemes, as nobody else uses them here.
CARDS = ["4929770000014327", "5204740000001127", "371449000012343", "6011000000084321", "6221260000004329"]


def luhn(stem: str) -> str:
    """The number with its check digit."""
    digits = [int(one) for one in reversed(stem)]
    total = sum(sum(divmod(2 * digit, 10)) if place % 2 == 0 else digit for place, digit in enumerate(digits))
    return stem + str(-total % 10)


CARDS = [luhn(card[:-1]) for card in CARDS]
CODE = "7351"


def spellings(card: str) -> list[str]:
    groups = [card[:4], card[4:8], card[8:12], card[12:]]
    return [card, " ".join(groups), "-".join(groups), f"my card is {card}.", f"{card}={CODE}", f"\\u003{card[0]}"]


# Events hold what was searched where it came in; the calls of a batch are refused one by one.
TAKING = [one for one in operations() if one.takes_json and one.path not in ("/v1/events", "/v1/calls")]


@pytest.mark.parametrize("operation", TAKING, ids=str)
def test_refuses_a_card_wherever_it_is_written(client, operation):
    example = operation.example
    token, headers = client.token_for(operation), preconditions(operation)
    cards = itertools.cycle(CARDS)
    stored = {}
    for path in leaves(example, str):
        for text in spellings(next(cards))[:5]:
            answer = client.call(operation, changed(example, path, json.dumps(text)), token, headers=headers)
            if answer.status < 400:
                stored[f"{path} = {text}"] = answer.status
    for name in ("cvv", "cvc", "cvv2", "securityCode", "cardNumber", "pan"):
        for value in (CODE, int(CODE)):
            answer = client.call(operation, example | {name: value}, token, headers=headers)
            if answer.status < 400:
                stored[name] = answer.status
    assert stored == {}


def test_a_card_in_other_places_is_kept_nowhere(client):
    """In queries and headers, where people paste them, too."""
    for service in SERVING:
        for card in CARDS:
            client.ask(service, "GET", f"/v1/nothing?card={card}", token=client.administrator)
            client.ask(service, "POST", "/v1/nothing", {"note": card}, headers={
                "User-Agent": card, "X-Card": card, "Idempotency-Key": card, "Cookie": f"card={card}",
                "traceparent": card, "Emporia-Request-Id": card, "X-Request-Id": card,
            })  # fmt: skip
        client.ask(service, "GET", "/v1/nothing", token=CARDS[0])


@pytest.fixture(scope="module")
def secrets(shop, client) -> dict[str, str]:
    found = {}
    for file in (shop.state / "keys").iterdir():
        if file.name != "trusted.json":
            for line in file.read_text().split():
                found[file.name] = line.rsplit(":", 1)[-1]
    found["a token of an administrator"] = client.administrator.rsplit(".", 1)[1]
    return found


@pytest.fixture(scope="module")
def places(shop, client) -> dict[str, str]:
    """Everything that outlives a request."""
    client.record.flush()
    found = {
        "the database": shop.dump(),
        "the logs": shop.log_text,
        "the provider\u0027s journal": (shop.state / "journal.jsonl").read_text(),
        "the answers": Path(client.record.name).read_text(errors="replace"),
        "the server\u0027s log": (shop.server.folder / "log").read_text(errors="replace"),
        "the metrics": "".join(client.ask(name, "GET", "/metrics").text for name in SERVING),
    }
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in [shop.up.pid, *shop.processes.values()]]
    return found | {"the command lines": "\n".join(commands)}


def test_cards_are_nowhere(places):
    digits = {place: text.replace(" ", "").replace("-", "") for place, text in places.items()}
    assert [(card, place) for card in CARDS for place, text in digits.items() if card in text] == []


def test_secrets_are_nowhere(places, secrets):
    assert len(secrets) > 14
    assert [(name, place) for name, secret in secrets.items() for place, text in places.items() if secret in text] == []


def test_the_search_would_find_them(places, secrets):
    """What is surely there is found: in the dump a customer, in the logs a service, in the answers a problem."""
    assert "wang.fang" in places["the database"] and len(places["the database"]) > 100_000
    assert "serving" in places["the logs"] and "/problems/" in places["the answers"]
    assert all(f"emporia_{word}" in places["the metrics"] for word in ("http", "outbox"))
    assert luhn("411111111111111") == "4111111111111111"


def test_nothing_failed_unexpectedly(places):
    """A 5xx is logged as such, with its cause; none was met, whatever the tests before this one sent."""
    bad = ("unexpected failure", "Fatal error", "crashed", "worker failed")
    assert [line for line in places["the logs"].splitlines() if any(word in line for word in bad)] == []


def test_logs_tell_no_statement_and_no_stack(places):
    """The name of a constraint helps its reader; a statement would bring the values with it."""
    told = re.compile(r"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|RETURNING)\b|\.swift:\d|0x[0-9a-f]{8}")
    assert [line for line in places["the logs"].splitlines() if told.search(line)] == []
