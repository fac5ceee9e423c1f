"""Every route × everybody who may ask, as the documents say it: admitted, forbidden or unknown."""

import time

import pytest
from answers import flaws
from documents import ROLES, operations
from shop import SERVICES, SERVING

OPERATIONS = operations()
CUSTOMER = "0198f0a2-0000-7000-8000-00000000c001"
SELLER = "0198f0a2-0000-7000-8000-00000000e001"
IDENTITIES = {"customer": {"customer": CUSTOMER}, "seller": {"seller": SELLER}, "channel": {"channel": "web-cn"}}


def callers(mint, operation) -> dict[str, tuple[str | None, bool, set[int]]]:
    """Who asks, whether they are admitted, and how they are refused if not.

    A token that is no good is refused on every route, also on those that are open to everybody.
    """
    access, service = operation.access, operation.service
    found = {"anonymous": (None, access.open or access.verified, {401})}
    for role in ROLES:
        token = mint.person(role, **IDENTITIES.get(role, {}))
        found[role] = (token, access.admits_role(role), {403})
    found["nobody in particular"] = (mint.person(), access.open or access.verified, {401})
    for name in SERVING:
        found[f"service {name}"] = (mint.service(name, service), access.admits_service(name), {403})
        elsewhere = next(one for one in SERVING if one != service)
        found[f"service {name} for {elsewhere}"] = (mint.service(name, elsewhere), False, {401})
    past = int(time.time()) - 60
    found["expired administrator"] = (mint.person("administrator", exp=past), False, {401})
    return found


def verdict(operation, answer, admitted: bool, refusals: set[int]) -> str | None:
    """What is wrong with an answer to this caller."""
    if not admitted:
        return None if answer.status in refusals else f"answered {answer.status}, not {sorted(refusals)}"
    if answer.status == 401 and not operation.access.verified:
        return "not admitted"
    if answer.status == 403 and not operation.access.own:
        return "forbidden"
    return None


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_admits_whom_the_document_names_and_nobody_else(client, mint, operation):
    wrong = {}
    for name, (token, admitted, refusals) in callers(mint, operation).items():
        answer = client.call(operation, token=token)
        found = flaws(answer) + [verdict(operation, answer, admitted, refusals)]
        if any(found):
            wrong[name] = [one for one in found if one]
    assert wrong == {}


def test_every_route_says_who_may_call_it():
    silent = [str(one) for one in OPERATIONS if not one.document.get("x-access")]
    assert silent == []
    assert {role for one in OPERATIONS for role in one.access.roles} <= set(ROLES)
    assert all(set(one.access.own) <= set(one.access.roles) for one in OPERATIONS)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD"])
def test_serves_nothing_that_is_not_documented(client, service, method):
    """Not the tools of frameworks either, for whoever asks."""
    for target in ["/", "/v1", "/v1/", "/admin", "/debug", "/actuator/env", "/.git/config", "/openapi.yaml", "/v1/users"]:
        answer = client.ask(service, method, target, token=client.administrator)
        assert answer.status in (404, 405), target
        assert method == "HEAD" or flaws(answer, refused=True) == []
