"""What the services' code says of itself: settings, metrics, paths, and who talks to whom."""

import re
from functools import cache, cached_property

import yaml
from manifests import ROOT

SERVICES = ["catalog", "inventory", "order", "payment", "logistics", "marketing"]
PROGRAMS = [*SERVICES, "simulator", "emporia"]


@cache
def code(*folders: str) -> str:
    return "\n".join(path.read_text() for folder in folders for path in sorted((ROOT / folder).rglob("*.swift")))


def variable(key: str) -> str:
    return "EMPORIA_" + key.upper().replace(".", "_")


class House:
    """Everything is read from the sources, so that a manifest can't agree with an outdated list."""

    # Reads of a setting; the words of the second group have a file beside the variable.
    READ = re.compile(
        r"\b(?:(string|int|seconds|bool)|(secret|requiredSecret|watched|several|signingKey))\(\s*\"([a-z.]+)\""
    )

    @cache
    def settings(self, program: str) -> set[str]:
        """Every variable that the program reads."""
        text = code("Shared", f"Services/{program.capitalize()}")
        names = set()
        for _, secret, key in self.READ.findall(text):
            names.add(variable(key))
            if secret:
                names.add(variable(key) + "_FILE")
        names |= {f"EMPORIA_{name.upper()}_URL" for name in self.service_names}
        if program == "emporia":
            names |= set(re.findall(r"\"(EMPORIA_[A-Z_]+)\"", text))
        return names

    @cached_property
    def service_names(self) -> list[str]:
        text = (ROOT / "Shared/Models/Identity/ServiceName.swift").read_text()
        return re.search(r"case ([a-z, ]+)\n", text)[1].split(", ")

    def documented(self, program: str) -> set[str]:
        """The variables of the README's table and of the service's own."""
        names = set()
        for file in ("README.md", f"Services/{program.capitalize()}/README.md"):
            for line in (ROOT / file).read_text().splitlines():
                if not line.startswith("| `EMPORIA_"):
                    continue
                cell = line.split("|")[1]
                found = re.findall(r"EMPORIA_[A-Z_]+", cell)
                names |= set(found)
                if "_FILE" in cell:
                    names.add(found[0] + "_FILE")
                if "| secret" in line or "secret:" in line or "secret," in line:
                    names |= {one + "_FILE" for one in found}
                if "EMPORIA_<SERVICE>_URL" in cell:
                    names |= {f"EMPORIA_{service.upper()}_URL" for service in self.service_names}
        return names

    @cached_property
    def metrics(self) -> set[str]:
        """Names as Prometheus sees them: a histogram has three."""
        text = code("Shared", "Services")
        names = set(re.findall(r"Gauge\(\s*\"(emporia_\w+)\"", text))
        names |= set(re.findall(r"\.counter\(\s*\"(emporia_\w+)\"", text))
        for histogram in re.findall(r"\.histogram\(\s*\"(emporia_\w+)\"", text):
            names |= {histogram + ending for ending in ("_bucket", "_sum", "_count")}
        return names

    @cached_property
    def housekeeping(self) -> set[str]:
        return set(re.findall(r"\.get\(\"(/\w+)\"", (ROOT / "Shared/ServiceKit/Run/Housekeeping.swift").read_text()))

    @cache
    def paths(self, service: str) -> dict[str, dict]:
        """The documented paths of a service, with their operations."""
        return yaml.safe_load((ROOT / f"Services/{service.capitalize()}/openapi.yaml").read_text())["paths"]

    @cache
    def body_limits(self, service: str) -> dict[str, int]:
        """The largest body in bytes of the routes that name one."""
        text = code(f"Services/{service.capitalize()}")
        found = re.findall(
            r"\.(?:post|put|patch|upload)\(\s*\"(/[^\"]+)\",(?:[^()]|\([^()]*\))*?bodyLimitBytes: (\d+) << (\d+)", text
        )
        return {path: int(number) << int(shift) for path, number, shift in found}

    @cached_property
    def body_limit(self) -> int:
        """The largest body in bytes of all other routes."""
        text = (ROOT / "Shared/ServiceKit/HTTP/Endpoint.swift").read_text()
        number, shift = re.search(r"bodyLimitBytes = (\d+) << (\d+)", text).groups()
        return int(number) << int(shift)

    @cached_property
    def unchecked(self) -> int:
        """With what `emporia check` ends when it could not find out."""
        text = (ROOT / "Services/Emporia/Commands/Check.swift").read_text()
        return int(re.search(r"unchecked = ExitCode\((\d+)\)", text)[1])

    @cached_property
    def hearers(self) -> dict[str, list[str]]:
        text = (ROOT / "Shared/Models/Events/EventRouting.swift").read_text()
        return {type: re.findall(r"\.(\w+)", list_) for type, list_ in re.findall(r"(\w+)\.type: \[([^\]]*)\]", text)}

    @cached_property
    def call_graph(self) -> set[tuple[str, str]]:
        """Who opens connections to whom: by asking, and by telling."""
        edges = set()
        for service in SERVICES:
            text = code(f"Services/{service.capitalize()}")
            edges |= {(service, peer) for peer in re.findall(r"environment\.peer\(\.(\w+)\)", text)}
            for type, hearers in self.hearers.items():
                if re.search(rf"(?<![\w.]){type}\(", text):
                    edges |= {(service, hearer) for hearer in hearers}
        if '"simulator.url"' in code("Services/Payment"):
            edges |= {("payment", "simulator"), ("simulator", "payment")}
        seeded = re.findall(r"\.(?:get|post|put|patch|delete), \.(\w+)", code("Services/Emporia/Seed"))
        return edges | {("demo", service) for service in seeded}


HOUSE = House()
