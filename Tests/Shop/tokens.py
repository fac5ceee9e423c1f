"""Tokens, right ones and wrong ones: JSON Web Tokens signed with Ed25519, as the services take them."""

import base64
import json
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shop import Shop

ISSUER = "emporia-development"
PEOPLE = "emporia"


def encoded(data) -> str:
    """URL base 64 without padding, of bytes, text, or what becomes JSON."""
    if not isinstance(data, bytes | str):
        data = json.dumps(data, separators=(",", ":"))
    data = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    id: str
    private: Ed25519PrivateKey

    @classmethod
    def read(cls, text: str) -> "Key":
        id, key = text.split(":")
        return cls(id, Ed25519PrivateKey.from_private_bytes(decoded(key)))

    @classmethod
    def stranger(cls, id: str) -> "Key":
        """A key that nobody trusts, under any name."""
        return cls(id, Ed25519PrivateKey.generate())

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def signature(self, message: str) -> bytes:
        return self.private.sign(message.encode())

    def token(self, header, claims) -> str:
        message = encoded(header) + "." + encoded(claims)
        return message + "." + encoded(self.signature(message))

    def header(self, kind="at+jwt", **changes) -> dict:
        return {"alg": "EdDSA", "kid": self.id, "typ": kind} | changes


class Mint:
    """Signs with the shop's own keys, as its issuer and its services do."""

    def __init__(self, shop: Shop):
        self.issuer = Key.read(shop.secret("issuer.key"))
        self.shop = shop

    def claims(self, *roles, subject="test", **more) -> dict:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": PEOPLE, "sub": subject, "iat": now, "exp": now + 3600, "roles": list(roles)}
        return claims | more

    def person(self, *roles, **more) -> str:
        return self.issuer.token(self.issuer.header(), self.claims(*roles, **more))

    def key(self, service: str) -> Key:
        return Key.read(self.shop.secret(f"{service}.key"))

    def service_claims(self, service: str, audience: str, **more) -> dict:
        now = int(time.time())
        return {"iss": f"emporia:{service}", "aud": audience, "sub": service, "iat": now, "exp": now + 300} | more

    def service(self, service: str, audience: str, **more) -> str:
        key = self.key(service)
        return key.token(key.header("svc+jwt"), self.service_claims(service, audience, **more))
