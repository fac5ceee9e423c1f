"""Tokens that are no good, each wrong in one thing (RFC 8725), against a route of every service that a good one opens."""

import json
import time

import pytest
from answers import flaws
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from documents import operations
from shop import SERVICES, eventually
from tokens import Key, Mint, decoded, encoded

ORDER_OF_ED25519 = 2**252 + 27742317777372353535851937790883648493


def probe(service):
    """A route that an administrator may call and a service may not."""
    return next(
        one
        for one in operations(service)
        if one.method == "GET" and one.access.roles and not one.access.services
    )


def keyed_hash(message: str, secret: bytes) -> str:
    code = hmac.HMAC(secret, hashes.SHA256())
    code.update(message.encode())
    return encoded(code.finalize())


def elliptic(message: str) -> str:
    r, s = decode_dss_signature(ec.generate_private_key(ec.SECP256R1()).sign(message.encode(), ec.ECDSA(hashes.SHA256())))
    return encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def malleable(signature: bytes) -> bytes:
    """The same signature with its scalar one order further, which careless libraries take."""
    scalar = int.from_bytes(signature[32:], "little") + ORDER_OF_ED25519
    return signature[:32] + scalar.to_bytes(32, "little")


def bad_tokens(mint: Mint, service: str) -> dict[str, str]:
    key, claims = mint.issuer, mint.claims("administrator")
    now = claims["iat"]
    good = key.token(key.header(), claims)
    header, payload, signature = good.split(".")
    stranger = Key.stranger(key.id)

    def signed(**changes) -> str:
        return key.token(key.header(), claims | changes)

    def without(name: str) -> str:
        return key.token(key.header(), {one: value for one, value in claims.items() if one != name})

    def headed(**changes) -> str:
        return key.token(key.header() | changes, claims)

    def message(**changes) -> str:
        return encoded(key.header() | changes) + "." + payload

    def raw(text: str) -> str:
        return header + "." + encoded(text) + "." + encoded(key.signature(header + "." + encoded(text)))

    own, other = mint.key(service), mint.key(next(one for one in SERVICES if one != service))
    roleless = {one: value for one, value in claims.items() if one != "roles"}
    found = {
        "alg none, no signature": message(alg="none") + ".",
        "alg None": message(alg="None") + ".",
        "alg none, with the signature": message(alg="none") + "." + signature,
        "no alg": key.token({"kid": key.id, "typ": "at+jwt"}, claims),
        "alg of small letters": headed(alg="eddsa"),
        "alg Ed25519": headed(alg="Ed25519"),
        "HS256 with the public key as secret": message(alg="HS256") + "." + keyed_hash(message(alg="HS256"), key.public),
        "HS256 with an empty secret": message(alg="HS256") + "." + keyed_hash(message(alg="HS256"), b""),
        "ES256 with a key of its own": message(alg="ES256") + "." + elliptic(message(alg="ES256")),
        "RS256": headed(alg="RS256"),
        "a key that nobody knows": (unknown := Key.stranger("nobody")).token(unknown.header(), claims),
        "a stranger who names our key": stranger.token(stranger.header(), claims),
        "no kid": key.token({"alg": "EdDSA", "typ": "at+jwt"}, claims),
        "empty kid": headed(kid=""),
        "kid of a path": headed(kid="../../dev/null"),
        "kid of a query": headed(kid="x\u0027 UNION ALL --"),
        "kid that is a list": headed(kid=[key.id]),
        "kid with a NUL": headed(kid=key.id + "\0"),
        "the key beside it in jwk": stranger.token(
            stranger.header(jwk={"kty": "OKP", "crv": "Ed25519", "x": encoded(stranger.public)}), claims
        ),
        "the key elsewhere in jku": stranger.token(stranger.header(jku="http://127.0.0.1:9/keys"), claims),
        "the key elsewhere in x5u": stranger.token(stranger.header(x5u="http://127.0.0.1:9/chain"), claims),
        "crit of what nobody knows": headed(crit=["exp2"], exp2=1),
        "b64 false": headed(b64=False, crit=["b64"]),
        "no typ": key.token({"alg": "EdDSA", "kid": key.id}, claims),
        "typ JWT": headed(typ="JWT"),
        "typ of a service": headed(typ="svc+jwt"),
        "wrong iss": signed(iss="emporia-production"),
        "iss of a service": signed(iss=f"emporia:{service}"),
        "no iss": without("iss"),
        "wrong aud": signed(aud="emporia-elsewhere"),
        "aud of a service": signed(aud=service),
        "aud list": signed(aud=["emporia"]),
        "no aud": without("aud"),
        "no sub": without("sub"),
        "expired": signed(iat=now - 7200, exp=now - 1),
        "no exp": without("exp"),
        "exp as text": signed(exp=str(now + 3600)),
        "exp as a fraction": signed(exp=now + 3600.5),
        "exp beyond every number": raw(json.dumps(claims).replace(str(claims["exp"]), "1e400")),
        "exp past 64 bits": signed(exp=2**64),
        "exp null": signed(exp=None),
        "not yet valid": signed(iat=now + 3600, exp=now + 7200),
        "nbf ahead": signed(nbf=now + 3600),
        "no iat": without("iat"),
        "roles as text": signed(roles="administrator"),
        "a role that does not exist": signed(roles=["root"]),
        "roles twice": raw(json.dumps(claims)[:-1] + ",\"roles\":[\"administrator\"]}"),
        "a claim that nobody knows": signed(admin=True),
        "a key of a service for a person": own.token(own.header(), claims),
        "a key of a service under the issuer\u0027s name": own.token(own.header(), claims | {"iss": "emporia-development"}),
        "a key of another service for a person": other.token(other.header(), claims),
        "a service with roles": own.token(
            own.header("svc+jwt"), mint.service_claims(service, service) | {"roles": ["administrator"]}
        ),
        "a service for another service": own.token(own.header("svc+jwt"), mint.service_claims(service, "elsewhere")),
        "a service in another\u0027s name": own.token(own.header("svc+jwt"), mint.service_claims("order", service) | {"sub": "x"}),
        "the issuer as a service": key.token(key.header("svc+jwt"), mint.service_claims("order", service)),
        "payload changed": header + "." + encoded(claims | {"sub": "somebody else"}) + "." + signature,
        "role added": key.token(key.header(), roleless).rsplit(".", 1)[0].split(".")[0] + "." + payload + "."
        + key.token(key.header(), roleless).rsplit(".", 1)[1],
        "signature of another token": header + "." + payload + "." + signed(sub="other").rsplit(".", 1)[1],
        "signature cut": good[:-4],
        "signature missing": header + "." + payload + ".",
        "signature left out": header + "." + payload,
        "signature with a bit turned": header + "." + payload + "." + encoded(bytes([decoded(signature)[0] ^ 1]) + decoded(signature)[1:]),
        "signature of zeros": header + "." + payload + "." + encoded(bytes(64)),
        "signature past the order": header + "." + payload + "." + encoded(malleable(decoded(signature))),
        "signature twice as long": header + "." + payload + "." + encoded(decoded(signature) * 2),
        "a fourth part": good + "." + signature,
        "five parts as when encrypted": ".".join([header, "", payload, payload, signature]),
        "an empty part before": "." + good,
        "only dots": "..",
        "empty": "",
        "padding": good + "==",
        "plus and slash for minus and underscore": good.replace("-", "+").replace("_", "/") + "+",
        "payload that is a list": raw("[]"),
        "payload that is empty": raw(""),
        "payload with a BOM": raw("\ufeff" + json.dumps(claims)),
        "payload nested deep": raw("[" * 900 + "]" * 900),
        "huge": signed(sub="x" * 5000),
        "not base 64": "\u0021.\u0021.\u0021",
    }  # fmt: skip
    return found


def authorisations(mint: Mint) -> dict[str, str]:
    """Headers around a good token that say it wrongly."""
    good = mint.person("administrator")
    return {
        "no scheme": good,
        "Basic": f"Basic {good}",
        "DPoP": f"DPoP {good}",
        "two tokens": f"Bearer {good} {good}",
        "two tokens with a comma": f"Bearer {good},{good}",
        "two blanks": f"Bearer  {good}",
        "in quotes": f"Bearer \"{good}\"",
        "Bearer alone": "Bearer",
        "token=": f"Bearer token={good}",
    }


def refusal_flaws(answer) -> list[str]:
    found = flaws(answer, refused=True)
    return found if answer.status == 401 else [*found, f"answered {answer.status}, not 401"]


@pytest.mark.parametrize("service", SERVICES)
def test_refuses_every_bad_token(client, mint, service):
    operation = probe(service)
    assert client.call(operation, token=mint.person("administrator")).status in (200, 404)
    tokens = bad_tokens(mint, service)
    assert len(tokens) >= 25
    wrong = {}
    for name, token in tokens.items():
        # In latin-1, as a header is sent; what is outside of it is another byte, and as wrong.
        if found := refusal_flaws(client.call(operation, token=token)):
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("service", SERVICES)
def test_refuses_a_good_token_that_is_sent_wrongly(client, mint, service):
    operation = probe(service)
    wrong = {}
    for name, value in authorisations(mint).items():
        if found := refusal_flaws(client.call(operation, headers={"Authorization": value})):
            wrong[name] = found
    assert wrong == {}
    # Not by any other way either.
    good = mint.person("administrator")
    for headers in [{"Cookie": f"token={good}"}, {"X-Access-Token": good}, {"X-Forwarded-User": "administrator"}]:
        assert client.call(operation, headers=headers).status == 401
    for query in [f"?access_token={good}", f"?token={good}"]:
        assert client.call(operation, query=query).status == 401


@pytest.mark.parametrize("service", SERVICES)
def test_takes_a_token_until_it_ends_and_no_longer(client, mint, service):
    """A token that was good is remembered; not past its end."""
    operation, end = probe(service), int(time.time()) + 2
    token = mint.person("administrator", exp=end)
    assert client.call(operation, token=token).status in (200, 404)
    eventually("the token has ended", lambda: client.call(operation, token=token).status == 401, 10)
    assert time.time() >= end
