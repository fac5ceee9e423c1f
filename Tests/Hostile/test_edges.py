"""Which service may ask and tell which: the edges of the call graph, as the code has them, and nobody beyond them."""

import re
import sys
import time
import uuid

import pytest
from answers import flaws
from documents import ROOT, operations
from shop import SERVING

sys.path.append(str(ROOT / "Tests/Manifests"))

from house import HOUSE

EVENTS = ROOT / "Shared/Models/Events"
HEARING = [one for one in operations() if one.path == "/v1/events"]


def told(hearer: str | None = None) -> dict[str, str]:
    """Each type of event and the one service that it happens to, as the routing table has them.

    With a hearer, only those that it is told.
    """
    found = {}
    for line in (EVENTS / "EventRouting.swift").read_text().splitlines():
        if match := re.fullmatch(r" {8}\.(\w+): \[", line):
            speaker = match[1]
        elif match := re.match(r" +(\w+)\.type: \[", line):
            if hearer and hearer not in HOUSE.hearers[match[1]]:
                continue
            type = re.search(r"static let type = \"([a-z.]+)\"", (EVENTS / f"{match[1]}.swift").read_text())[1]
            found[type] = speaker
    return found


def event(source: str, type: str, id=None) -> dict:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "specversion": "1.0", "id": id or str(uuid.uuid4()), "source": source, "type": type,
        "subject": str(uuid.uuid4()), "time": now, "datacontenttype": "application/json", "data": {},
    }  # fmt: skip


def tell(client, hearing, caller: str, *events):
    return client.call(hearing, list(events), client.mint.service(caller, hearing.service))


def test_services_are_admitted_along_the_call_graph_alone():
    beyond = [f"{caller} → {one}" for one in operations() for caller in one.access.services
              if (caller, one.service) not in HOUSE.call_graph]  # fmt: skip
    assert beyond == []


def test_every_service_that_is_told_something_hears_and_no_other():
    hearing = {hearer for hearers in HOUSE.hearers.values() for hearer in hearers}
    assert {one.service for one in HEARING} == hearing


@pytest.mark.parametrize("hearing", HEARING, ids=str)
def test_nobody_tells_what_happened_to_another(client, hearing):
    wrong = {}
    for type, rightful in told().items():
        for caller in hearing.access.services:
            if caller == rightful:
                continue
            for source in (caller, rightful):
                answer = tell(client, hearing, caller, event(source, type))
                if answer.status != 403 or flaws(answer):
                    wrong[f"{caller} tells {type} of {source}"] = answer.status
    assert wrong == {}


@pytest.mark.parametrize("hearing", HEARING, ids=str)
def test_a_forged_event_does_not_use_up_the_id_of_the_right_one(client, hearing):
    """What was heard under an id is not heard again, so nobody else may have used it."""
    type, rightful = next(iter(told(hearing.service).items()))
    id = str(uuid.uuid4())
    for caller in SERVING:
        if caller != rightful:
            assert tell(client, hearing, caller, event(rightful, type, id)).status == 403
    # Nobody can read an empty payload: it is refused, hence was looked at.
    answer = tell(client, hearing, rightful, event(rightful, type, id))
    assert answer.status == 200 and [one["id"] for one in answer.json["rejected"]] == [id], answer.text
    assert flaws(answer) == []


@pytest.mark.parametrize("hearing", HEARING, ids=str)
def test_one_foreign_event_spoils_its_batch(client, hearing):
    rightful = hearing.access.services[0]
    own = next(type for type, one in told().items() if one == rightful)
    foreign = next(type for type, one in told().items() if one != rightful)
    assert tell(client, hearing, rightful, event(rightful, own), event(rightful, foreign)).status == 403
