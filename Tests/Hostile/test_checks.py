"""The checks are checked: against a shop that is broken in a known way, each kind of test fails."""

import pytest
import requests
import test_access
import test_bodies
import test_edges
import test_framing
import test_owners
import test_rates
import test_schemas
import test_slow
import test_tokens
from answers import Answer, flaws, leaks
from broken import BrokenShop, page, problem
from client import Client
from corpus import TEXTS
from documents import operations
from schemathesis.core.failures import FailureGroup
from tokens import Mint

OPERATIONS = {one.id: one for one in operations()}
TAKES_ALL = page(200, {"items": [], "rejected": []})
FAILS = problem(500)
WAYS = {
    "takes everything": TAKES_ALL,
    "refuses everybody": problem(401),
    "fails": FAILS,
    "tells of its database": problem(400, detail="ERROR: syntax error at or near \"x\""),
    "tells of its code": problem(400, detail="Fatal error: Index out of range, Stock.swift:7"),
    "tells of its folders": problem(400, detail="cannot open /var/lib/emporia/keys"),
    "refuses without saying why": page(400, {}),
    "says another status": Answer(400, FAILS.headers, FAILS.body),
}  # fmt: skip


@pytest.fixture
def broken(tmp_path):
    """Opens a shop that is broken in this way, and gives a client of it."""
    opened = []

    def open_shop(answer) -> Client:
        shop = BrokenShop(answer).__enter__()
        client = Client(shop, Mint(shop), tmp_path / "answers")
        opened.append((shop, client))
        return client

    yield open_shop
    for shop, client in opened:
        client.close()
        shop.__exit__()


def fails(check, *arguments):
    with pytest.raises(AssertionError):
        check(*arguments)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "refuses everybody"])
def test_bad_bodies_are_seen_to_be_taken(broken, way):
    fails(test_bodies.test_refuses_what_is_no_document, broken(WAYS[way]), OPERATIONS["reserveStock"])


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("refuses everybody", "takes everything")])
def test_what_a_body_breaks_is_seen(broken, way):
    for check in (
        test_bodies.test_survives_every_text,
        test_bodies.test_survives_numbers_at_the_edge,
        test_bodies.test_refuses_another_kind_of_value,
    ):
        fails(check, broken(WAYS[way]), OPERATIONS["reserveStock"])


@pytest.mark.parametrize("way", WAYS)
def test_the_matrix_sees_who_is_let_in_and_who_is_not(broken, way):
    client = broken(WAYS[way])
    fails(test_access.test_admits_whom_the_document_names_and_nobody_else, client, client.mint, OPERATIONS["showStock"])


@pytest.mark.parametrize("way", WAYS)
def test_bad_tokens_are_seen_to_be_taken(broken, way):
    client = broken(WAYS[way])
    fails(test_tokens.test_refuses_every_bad_token, client, client.mint, "inventory")


def test_a_stranger_is_seen_to_be_served():
    request = test_owners.Request(shows="record")
    assert not test_owners.kept_from(page(200, {"id": "record"}), request)
    assert not test_owners.kept_from(page(200, {}), test_owners.Request())
    assert not test_owners.kept_from(problem(422), request)
    assert test_owners.kept_from(page(200, {"items": []}), request)


def test_a_forged_event_is_seen_to_be_heard(broken):
    hearing = test_edges.HEARING[0]
    fails(test_edges.test_nobody_tells_what_happened_to_another, broken(TAKES_ALL), hearing)
    fails(test_edges.test_a_forged_event_does_not_use_up_the_id_of_the_right_one, broken(problem(403)), hearing)


def test_a_malformed_message_is_seen_to_be_answered(broken):
    port = broken(TAKES_ALL).shop.ports["order"]
    messages = test_framing.AMBIGUOUS | test_framing.MALFORMED
    # Where the broken server finds no request at all, it answers nothing, which is a refusal.
    messages = {name: one for name, one in messages.items() if b" HTTP/" in one and b"\r\n\r\n" in one}
    assert len(messages) > 50
    for name, message in messages.items():
        assert test_framing.framing_flaws(test_framing.exchange(port, message, silence=0.2)), name


def test_a_slow_client_is_seen_to_be_kept(broken, monkeypatch):
    monkeypatch.setattr(test_slow, "LIMIT", 2)
    fails(test_slow.test_lets_every_slow_sender_go, broken(TAKES_ALL).shop, None)


@pytest.mark.parametrize("way", WAYS)
def test_a_caller_without_a_limit_is_seen(broken, monkeypatch, way):
    monkeypatch.setattr(test_rates, "TRIES", 10)
    fails(test_rates.test_holds_an_address_back, broken(WAYS[way]).shop, None, "with no token")


@pytest.mark.parametrize("answer", [problem(429), problem(429, type="/problems/busy")])
def test_a_limit_that_says_nothing_is_seen(broken, answer):
    answer.headers["Retry-After"] = "0"
    fails(test_rates.test_holds_an_address_back, broken(answer).shop, None, "with no token")


@pytest.mark.parametrize("answer", [FAILS, page(418, {}), page(200, {"items": 1})])
def test_schemathesis_sees_a_broken_document(broken, answer):
    client = broken(answer)
    case = test_schemas.schema_of("inventory")["/v1/locations"]["GET"].Case()
    with pytest.raises(FailureGroup), requests.Session() as session:
        test_schemas.judged(case, "inventory", client, client.shop, session)


@pytest.mark.parametrize("text", TEXTS)
def test_no_hostile_text_looks_like_a_leak(text):
    """Or an answer that repeats it would be blamed."""
    assert leaks(text) == []


def test_a_good_answer_has_no_flaw():
    answer = problem(422)
    answer.headers = {name.lower(): value for name, value in answer.headers.items()}
    assert flaws(answer, refused=True) == []
