"""Schemathesis on every document against the running service: requests that the document allows and requests that it
does not, each judged by what the document promises."""

import pytest
import requests
import schemathesis
from answers import Answer, flaws
from documents import document, operations
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from shop import SERVING

OPERATIONS = {(one.service, one.method, one.path): one for one in operations()}

# A missing version is 428; where several things are missing, the record named by the path may be told first.
CONFIGURATION = schemathesis.Config.from_dict(
    {"checks": {"missing_required_header": {"expected-statuses": [400, 401, 403, 404, 409, 415, 422, 428]}}}
)
# Requests that a document allows may still meet a rule of the shop, such as a SKU that is not sold.
EXCLUDED = [positive_data_acceptance]
# Of a till's batch each sale stands or falls alone, so a bad one is told of within an answer of 200.
EXCLUDED_OF_INTAKE = [positive_data_acceptance, negative_data_rejection]


class Signed(requests.auth.AuthBase):
    """Signs what is really sent, as a payment provider does."""

    def __init__(self, client):
        self.client = client

    def __call__(self, request):
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        # Not where its absence is what is tried.
        if "Emporia-Signature" in request.headers:
            request.headers["Emporia-Signature"] = self.client.signature(request.method, request.path_url, body)
        return request


@pytest.fixture(scope="module")
def session():
    with requests.Session() as session:
        yield session


def nullable(value):
    """In every request a field that may be left out may be null; the documents don't say so at each."""
    if isinstance(value, list):
        return [nullable(one) for one in value]
    if not isinstance(value, dict):
        return value
    value = {key: nullable(one) for key, one in value.items()}
    fields = value.get("properties")
    if isinstance(fields, dict) and value.get("type") == "object":
        required = value.get("required", [])
        value["properties"] = {
            name: one if name in required else {"anyOf": [one, {"type": "null"}]} for name, one in fields.items()
        }
    return value


def schema_of(service: str):
    return schemathesis.openapi.from_dict(nullable(document(service)), config=CONFIGURATION)


def judged(case, service, client, shop, session):
    operation = OPERATIONS[service, case.operation.method.upper(), case.operation.path]
    token = client.token_for(operation)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    session.auth = Signed(client) if operation.access.verified else None
    url = f"http://127.0.0.1:{shop.ports[service]}"
    response = case.call_and_validate(
        base_url=url,
        session=session,
        headers=headers,
        excluded_checks=EXCLUDED_OF_INTAKE if "/intake/" in operation.path else EXCLUDED,
        timeout=30,
    )
    told = {name.lower(): values[0] for name, values in response.headers.items()}
    assert flaws(Answer(response.status_code, told, response.content)) == []


def keeping(service: str):
    @schema_of(service).parametrize()
    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    def test(case, client, shop, session):
        judged(case, service, client, shop, session)

    return test


for name in SERVING:
    globals()[f"test_{name}_keeps_its_document"] = keeping(name)
