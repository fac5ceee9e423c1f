"""Bodies of every route that takes JSON: documents that are none, and the example with one value made hostile."""

import itertools
import json

import pytest
from answers import flaws
from corpus import BROKEN_JSON, EDGES, NO_INTEGERS, TEXTS
from documents import operations

TAKING = [one for one in operations() if one.takes_json]
HOLE = "hole-for-a-hostile-value"


def leaves(value, kind, path=()):
    """The ways to every value of this kind within a document."""
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, kind, (*path, key))
    elif isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        yield path


def changed(document, path, raw: str) -> bytes:
    """The document with the value there written in another way, which may be no JSON that a library would write."""
    copy = json.loads(json.dumps(document))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = HOLE
    return json.dumps(copy).replace(f"\"{HOLE}\"", raw).encode()


def send(client, operation, body: bytes):
    return client.call(operation, body, client.token_for(operation), headers=preconditions(operation))


def preconditions(operation) -> dict:
    return {"If-Match": "\"1\""} if "If-Match" in operation.headers else {}


def collect(client, operation, bodies, refused: bool) -> dict[str, list[str]]:
    wrong = {}
    for name, body in bodies:
        answer = send(client, operation, body)
        if found := flaws(answer, refused and not refuses_each_item(operation, answer)):
            wrong[name] = found
    return wrong


def refuses_each_item(operation, answer) -> bool:
    """Of a till's batch each sale stands or falls alone, so the refusal is told within."""
    items = answer.json.get("results") if "/intake/" in operation.path and answer.status == 200 else None
    return bool(items) and all(one["status"] == "rejected" for one in items)


def may_be_empty(operation) -> bool:
    return not operation.document["requestBody"].get("required")


@pytest.mark.parametrize("operation", TAKING, ids=str)
def test_refuses_what_is_no_document(client, operation):
    bodies = [(name, body) for name, body in BROKEN_JSON.items() if body or not may_be_empty(operation)]
    assert collect(client, operation, bodies, refused=True) == {}


@pytest.mark.parametrize("operation", TAKING, ids=str)
def test_refuses_fields_that_nobody_knows(client, operation):
    example = operation.example
    if isinstance(example, list):
        pytest.skip("a batch of events, whose envelope may grow")
    assert collect(client, operation, [("unknown", changed(example | {"surprise": 0}, ("surprise",), "1"))], True) == {}


@pytest.mark.parametrize("operation", TAKING, ids=str)
def test_refuses_numbers_that_are_no_integers(client, operation):
    example = operation.example
    bodies = [
        (f"{path} = {raw[:40]}", changed(example, path, raw))
        for path in leaves(example, int)
        for raw in NO_INTEGERS
        if "data" not in path
    ]
    # A field that may be left out may be null.
    required = [(name, body) for name, body in bodies if not name.endswith("null")]
    optional = [(name, body) for name, body in bodies if name.endswith("null")]
    assert collect(client, operation, required, refused=True) | collect(client, operation, optional, False) == {}


@pytest.mark.parametrize("operation", TAKING, ids=str)
def test_survives_numbers_at_the_edge(client, operation):
    """One at a time, and all together, so that products and sums go past 64 bits."""
    example = operation.example
    paths = list(leaves(example, int))
    bodies = [(f"{path} = {raw}", changed(example, path, raw)) for path in paths for raw in EDGES]
    for raw in EDGES:
        body = example
        for path in paths:
            body = json.loads(changed(body, path, raw))
        bodies.append((f"all = {raw}", json.dumps(body).encode()))
    assert collect(client, operation, bodies, refused=False) == {}


@pytest.mark.parametrize("operation", TAKING, ids=str)
def test_survives_every_text(client, operation):
    example = operation.example
    escaped = [json.dumps(text) for text in TEXTS]
    plain = [json.dumps(text, ensure_ascii=False) for text in TEXTS]
    # The first place gets all of them, the others take turns.
    bodies = []
    for number, path in enumerate(leaves(example, str)):
        chosen = plain if number == 0 else itertools.islice(escaped + plain, number % 8, None, 8)
        bodies += [(f"{path} = {raw[:40]}", changed(example, path, raw)) for raw in chosen]
    assert collect(client, operation, bodies, refused=False) == {}


@pytest.mark.parametrize("operation", TAKING, ids=str)
def test_refuses_another_kind_of_value(client, operation):
    """A text where an object is expected, and so on, at every place of the example."""
    example = operation.example
    bodies = []
    for path in itertools.chain(leaves(example, str), leaves(example, bool), leaves(example, int)):
        bodies += [(f"{path} = {raw}", changed(example, path, raw)) for raw in ("{\"a\":1}", "[[]]", "1.5")]
    wrong = collect(client, operation, bodies, refused=False)
    assert wrong == {}
