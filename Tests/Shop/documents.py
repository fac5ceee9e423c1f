"""What the six openapi.yaml documents promise: routes, who may call them, parameters and examples."""

import copy
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from shop import SERVING

ROOT = Path(__file__).resolve().parents[2]
ROLES = [
    "customer", "guest", "support", "seller", "warehouse", "marketer", "merchandiser", "finance", "channel",
    "administrator",
]  # fmt: skip
METHODS = ["get", "put", "post", "patch", "delete"]


@dataclass(frozen=True)
class Access:
    """Who may call a route, from its `x-access`. Roles under `own` reach only what is theirs."""

    open: bool = False
    verified: bool = False
    roles: tuple = ()
    services: tuple = ()
    own: tuple = ()

    def admits_role(self, role: str) -> bool:
        return self.open or self.verified or role in self.roles or (role == "administrator" and bool(self.roles))

    def admits_service(self, service: str) -> bool:
        return self.open or self.verified or service in self.services


@dataclass(frozen=True)
class Operation:
    service: str
    method: str
    path: str
    document: dict

    @property
    def id(self) -> str:
        return self.document["operationId"]

    def __str__(self):
        return f"{self.service}:{self.id}"

    def __hash__(self):
        return hash(str(self))

    @property
    def access(self) -> Access:
        return Access(**{key: tuple(value) if isinstance(value, list) else value
                         for key, value in self.document["x-access"].items()})  # fmt: skip

    @property
    def parameters(self) -> list[dict]:
        return self.document.get("parameters", [])

    @property
    def statuses(self) -> set[str]:
        return set(self.document["responses"])

    def target(self, **values) -> str:
        """The path with a value for each of its parameters; what is not given is an id that names nothing."""
        return re.sub(r"\{(\w+)\}", lambda match: str(values.get(match[1], self.nothing(match[1]))), self.path)

    def nothing(self, name: str) -> str:
        schema = next(one["schema"] for one in self.parameters if one["in"] == "path" and one["name"] == name)
        return "0198f0a2-0000-7000-8000-00000000dead" if schema.get("format") == "uuid" else "nothing"

    @property
    def media_type(self) -> str | None:
        return next(iter(self.document.get("requestBody", {}).get("content", {})), None)

    @property
    def takes_json(self) -> bool:
        return "json" in (self.media_type or "")

    @property
    def example(self):
        """A request body that the document shows, ready to be changed."""
        media = self.document["requestBody"]["content"][self.media_type]
        shown = [media["example"]] if "example" in media else [one["value"] for one in media.get("examples", {}).values()]
        shown += [media["schema"]["example"]] if "example" in media["schema"] else []
        return copy.deepcopy(shown[0])

    @property
    def headers(self) -> set[str]:
        return {one["name"] for one in self.parameters if one["in"] == "header"}


class Loader(yaml.SafeLoader):
    """YAML 1.2, as OpenAPI has it: `on` and `no` are words there."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def document(service: str) -> dict:
    return yaml.load((ROOT / f"Services/{service.capitalize()}/openapi.yaml").read_text(), Loader)


def resolved(value, root: dict, depth=0):
    """With every reference replaced by what it names. Schemas that hold themselves are followed a little way."""
    if isinstance(value, dict):
        if "$ref" in value:
            if depth > 12:
                return {}
            named = root
            for part in value["$ref"].removeprefix("#/").split("/"):
                named = named[part]
            return resolved(named, root, depth + 1)
        return {key: resolved(one, root, depth) for key, one in value.items()}
    return [resolved(one, root, depth) for one in value] if isinstance(value, list) else value


@cache
def operations(*services: str) -> list[Operation]:
    found = []
    for service in services or SERVING:
        root = document(service)
        for path, item in root["paths"].items():
            shared = item.get("parameters", [])
            for method in METHODS:
                if method in item:
                    one = item[method] | {"parameters": shared + item[method].get("parameters", [])}
                    found.append(Operation(service, method.upper(), path, resolved(one, root)))
    return found
