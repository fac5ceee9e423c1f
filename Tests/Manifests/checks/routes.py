"""What the world outside reaches: every documented path, by its service, and nothing else."""

from house import HOUSE, SERVICES
from manifests import Manifests, name, title
from secrets_known import secret_keys

from checks import check

# Documented, and not for the world outside.
BETWEEN_SERVICES = {"/v1/events", "/v1/calls"}

BODY = {"k": 10, "m": 20, "g": 30}


def bytes_of(text: str) -> int:
    return int(text[:-1]) << BODY[text[-1].lower()]


class Way:
    """A path from outside to a service, with the largest body that is let through; None where nothing says."""

    def __init__(self, prefix: str, service: str, port: object, limit: int | None):
        self.prefix, self.service, self.port, self.limit = prefix, service, port, limit

    def leads(self, path: str) -> bool:
        return path == self.prefix or path.startswith(self.prefix + "/")


def ways(manifests: Manifests) -> list[Way]:
    found = []
    limits = {
        (policy["spec"]["targetRef"]["kind"], policy["spec"]["targetRef"]["name"]): bytes_of(
            policy["spec"]["body"]["maxSize"]
        )
        for policy in manifests.of_kind("ClientSettingsPolicy")
    }
    for route in manifests.of_kind("HTTPRoute"):
        limit = limits.get(("HTTPRoute", name(route)), limits.get(("Gateway", "emporia")))
        for rule in route["spec"]["rules"]:
            for backend in rule.get("backendRefs", []):
                for match in rule["matches"]:
                    found.append(Way(match["path"]["value"], backend["name"], backend["port"], limit))
    for ingress in manifests.of_kind("Ingress"):
        size = ingress["metadata"].get("annotations", {}).get("nginx.ingress.kubernetes.io/proxy-body-size")
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                service = path["backend"]["service"]
                port = service["port"].get("number") or service["port"].get("name")
                found.append(Way(path["path"], service["name"], port, bytes_of(size) if size else None))
    return found


@check
def routes(manifests: Manifests):
    ways_in = ways(manifests)
    for way in ways_in:
        service = manifests.find("Service", way.service)
        open_ports = (
            [port for one in service["spec"]["ports"] for port in (one["port"], one["name"])] if service else []
        )
        if way.port not in open_ports:
            yield f"{way.prefix} leads to {way.service}:{way.port}, which is not there"
        if not any(way.leads(path) for path in HOUSE.paths(way.service)):
            yield f"{way.prefix} leads to {way.service}, which has no such path"
        if any(way.leads(path) for path in HOUSE.housekeeping | BETWEEN_SERVICES):
            yield f"{way.prefix} shows the outside what is not for it"
    for service in SERVICES:
        for path, operations in HOUSE.paths(service).items():
            matching = [way for way in ways_in if way.leads(path)]
            best = max(matching, key=lambda way: len(way.prefix), default=None)
            # Another service may have the beginning of the path.
            if path in BETWEEN_SERVICES or path == "/v1/orders/{orderId}/shipment-stop":
                continue
            if not best or best.service != service:
                yield f"{path} leads to {best.service if best else 'nowhere'} instead of {service}"


@check
def body_limits(manifests: Manifests):
    for way in ways(manifests):
        led = [path for path in HOUSE.paths(way.service) if way.leads(path)]
        wanted = max((HOUSE.body_limits(way.service).get(path, HOUSE.body_limit) for path in led), default=way.limit)
        if way.limit != wanted:
            yield f"{way.prefix}: the service takes {wanted} bytes and {way.limit} are let through"


@check
def tls(manifests: Manifests):
    certificates = []
    for gateway in manifests.of_kind("Gateway"):
        secure = [one for one in gateway["spec"]["listeners"] if one["protocol"] == "HTTPS"]
        certificates += [ref["name"] for one in secure for ref in one["tls"]["certificateRefs"]]
        plain = {one["name"] for one in gateway["spec"]["listeners"] if one["protocol"] == "HTTP"}
        for route in manifests.of_kind("HTTPRoute"):
            for parent in route["spec"]["parentRefs"]:
                if (parent["name"], parent["namespace"]) != (name(gateway), gateway["metadata"]["namespace"]):
                    yield f"{title(route)} hangs on no gateway that is there"
                serves = any("backendRefs" in rule for rule in route["spec"]["rules"])
                if serves and parent.get("sectionName") in plain | {None}:
                    yield f"{title(route)} answers in the clear"
    for ingress in manifests.of_kind("Ingress"):
        hosts = {host for one in ingress["spec"].get("tls", []) for host in one["hosts"]}
        certificates += [one["secretName"] for one in ingress["spec"].get("tls", [])]
        for rule in ingress["spec"]["rules"]:
            if rule.get("host") not in hosts:
                yield f"{title(ingress)}: {rule.get('host')} answers in the clear"
    if not certificates:
        yield "nothing answers by TLS"
    for certificate in certificates:
        if "tls.crt" not in secret_keys().get(certificate, ()):
            yield f"nobody makes a certificate {certificate}"
