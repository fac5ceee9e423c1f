"""What belongs to one customer, guest, seller or channel is to every other the same as if it were not there."""

import uuid
from dataclasses import dataclass, field

import pytest
from answers import flaws
from documents import operations
from estate import SKU, Channel, Estate, Guest, Owner, Seller, Shopper, checkout

OPERATIONS = {one.id: one for one in operations()}


@dataclass
class Request:
    """Asks for something of the owner's; only the token makes the difference between the two who send it."""

    values: dict = field(default_factory=dict)
    query: str = ""
    body: object = None
    # A GET on this operation tells the version to name in If-Match.
    version_of: str | None = None
    # In the owner's answer and in no stranger's, where what is not theirs is left out instead of refused.
    shows: str | None = None


def with_basket(**more):
    return lambda owner: Request({"id": owner.basket, "sku": SKU}, version_of="showBasket", **more)


def merged_basket(owner: Shopper) -> Request:
    guest = Guest(owner.client)
    return Request({"id": owner.basket}, body={"basketId": guest.basket, "guestToken": guest.token})


def with_order(**more):
    return lambda owner: Request({"id": owner.order, "orderId": owner.order}, **more)


def with_shipment(owner: Shopper) -> Request:
    return Request({"id": owner.shipment})


def identity(owner: Channel) -> dict:
    return {"channelId": owner.id, "externalId": f"hostile-{uuid.uuid4()}"}


def with_customer(owner: Channel) -> Request:
    created = owner.ask("marketing", "POST", "/v1/customers", {"locale": "en", "identities": [identity(owner)]}).json
    return Request({"id": created["id"]}, body=identity(owner))


def with_identity(owner: Channel) -> Request:
    named = identity(owner)
    owner.ask("marketing", "POST", "/v1/customers", {"locale": "en", "identities": [named]})
    return Request(named, query=f"?channelId={named['channelId']}&externalId={named['externalId']}")


def listed(owner: Seller) -> Request:
    return Request({"channelId": "web-cn", "productId": owner.product})


def priced(owner: Seller) -> Request:
    owner.product  # noqa: B018, what the list prices has to be there
    prices = {"prices": [{"sku": owner.sku, "amountMinor": 100}]}
    return Request({"id": owner.price_list, "sku": owner.sku}, body=prices)


def unpriced(owner: Seller) -> Request:
    request = priced(owner)
    owner.ask("catalog", "PUT", f"/v1/price-lists/{owner.price_list}/prices", request.body)
    return Request(request.values)


def another_variant(owner: Seller) -> Request:
    sku = f"more-{uuid.uuid4().hex[:8]}"
    return Request({"id": owner.product}, body={"sku": sku, "choices": {"Size": sku}})


def filled_basket(owner: Shopper) -> Request:
    owner.set_line(owner.basket)
    return Request(body=checkout(basketId=owner.basket))


# How each operation with owners is asked for a record of one. Operations that end a record come last.
REQUESTS = {
    "showBasket": with_basket(),
    "changeBasket": with_basket(body={"coupons": []}),
    "setBasketLine": with_basket(body={"quantity": 2}),
    "mergeBasket": merged_basket,
    "removeBasketLine": with_basket(),
    "showCheckout": with_order(),
    "listOrders": lambda owner: Request(shows=owner.order),
    "showOrder": with_order(),
    "listShipments": lambda owner: Request(query=f"?orderId={owner.order}", shows=owner.shipment),
    "showShipment": with_shipment,
    "showTracking": with_shipment,
    "cancelOrder": with_order(body={"reason": "changed my mind"}),
    "checkOut": filled_basket,
    "takeTillOrders": lambda owner: Request(body={"orders": [owner.till_sale()]}, shows="created"),
    "takeMarketplaceOrders": lambda owner: Request(
        body={"orders": [owner.sale() | {"delivery": checkout()["delivery"]}]}, shows="created"
    ),
    "showCustomer": lambda owner: Request({"id": owner.id}),
    "showPoints": lambda owner: Request({"id": owner.id}),
    "createCustomer": lambda owner: Request(body={"locale": "en", "identities": [identity(owner)]}),
    "createCustomers": lambda owner: Request(body={"customers": [identity(owner)]}),
    "putCustomerByIdentity": lambda owner: Request(identity(owner), body={"locale": "zh-CN"}),
    "addIdentity": with_customer,
    "listCustomers": with_identity,
    "changeProduct": lambda owner: Request(
        {"id": owner.product}, body={"title": {"en": "Mine"}}, version_of="getProduct"
    ),
    "addVariant": another_variant,
    "setPrices": priced,
    "removePrice": unpriced,
    "publishListing": listed,
    "withdrawListing": listed,
    "getImport": lambda owner: Request({"id": owner.upload}),
    "listImportErrors": lambda owner: Request({"id": owner.upload}),
}
PAIRS = [
    pytest.param(OPERATIONS[id], role, id=f"{OPERATIONS[id]}-{role}")
    for id in REQUESTS
    for role in OPERATIONS[id].access.own
    # Nobody knows a guest as a customer, so no shipment is theirs; see below.
    if (OPERATIONS[id].service, role) != ("logistics", "guest")
]


@pytest.fixture(scope="module")
def estate(client):
    return Estate(client)


def ask(client, operation, request: Request, asker: Owner, owner: Owner):
    headers = {}
    if request.version_of:
        shown = client.call(OPERATIONS[request.version_of], token=owner.token, values=request.values)
        assert shown.status == 200, shown.text
        headers["If-Match"] = shown.headers["etag"]
    return client.call(operation, request.body, asker.token, request.values, request.query, headers)


def reached(answer, request: Request) -> bool:
    """Whether an answer gives what the request asks for."""
    return answer.status < 300 and (request.shows is None or request.shows in answer.text)


def kept_from(answer, request: Request) -> bool:
    """Whether a stranger is answered as one should be: refused, or, where all is listed, shown nothing of it."""
    if answer.status < 300:
        return request.shows is not None and request.shows not in answer.text
    return answer.status in (403, 404)


@pytest.mark.parametrize("operation, role", PAIRS)
def test_a_stranger_gets_nothing_of_what_the_owner_gets(client, estate, operation, role):
    owner, stranger = estate.owners[role]
    request = REQUESTS[operation.id](owner)
    refused = ask(client, operation, request, stranger, owner)
    assert kept_from(refused, request), f"{refused.status} {refused.text}"
    assert flaws(refused) == []
    # The same request by its owner: it was refused for whose it was, not for how it was asked.
    answer = ask(client, operation, request, owner, owner)
    assert reached(answer, request), f"{answer.status} {answer.text}"


def test_every_operation_with_an_owner_is_asked():
    assert set(REQUESTS) == {one.id for one in operations() if one.access.own}


def test_an_absent_record_and_one_of_a_stranger_look_the_same(client, estate):
    """Or one could learn which orders there are."""
    owner, stranger = estate.owners["customer"]
    for id, record in [("showOrder", owner.order), ("showBasket", owner.basket), ("showShipment", owner.shipment)]:
        operation = OPERATIONS[id]
        theirs = client.call(operation, token=stranger.token, values={"id": record})
        absent = client.call(operation, token=stranger.token)
        nothing = operation.nothing("id")
        told = [{key: value for key, value in one.json.items() if key != "instance"} for one in (theirs, absent)]
        assert str(told[0]).replace(record, nothing) == str(told[1])


def test_a_guest_sees_no_shipment(client, estate):
    """Not even of their own order: its status page tells them of the parcel."""
    guest, customer = estate.owners["guest"][0], estate.owners["customer"][0]
    assert guest.ask("logistics", "GET", f"/v1/shipments?orderId={guest.order}").json == {"items": []}
    assert guest.ask("logistics", "GET", f"/v1/shipments?orderId={customer.order}").json == {"items": []}
    for target in [f"/v1/shipments/{customer.shipment}", f"/v1/shipments/{customer.shipment}/tracking"]:
        assert client.ask("logistics", "GET", target, token=guest.token).status == 404


def test_a_draft_of_a_seller_is_seen_by_nobody_else(client, estate):
    owner, stranger = Seller(client), Seller(client)
    draft = owner.make_product("draft")
    assert owner.ask("catalog", "GET", f"/v1/products/{draft}").json["id"] == draft
    for token in [None, stranger.token, estate.owners["customer"][0].token]:
        assert client.ask("catalog", "GET", f"/v1/products/{draft}", token=token).status == 404
        assert client.ask("catalog", "GET", f"/v1/variants/{owner.sku}", token=token).status == 404
        assert owner.sku not in client.ask("catalog", "GET", "/v1/products?limit=500", token=token).text
