"""Computes what a rate of orders needs from what one order costs, and writes the tables into SCALING.md."""

import math
import sys
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
SERVICES = ["order", "inventory", "payment", "marketing", "logistics", "catalog"]
BEGIN, END = "<!-- computed from capacity.yaml by `make capacity` -->", "<!-- computed until here -->"


class Need:
    """What one rate of orders a second needs."""

    def __init__(self, rate: int, capacity: dict):
        self.rate, self.cost, self.given = rate, capacity["measured"], capacity["assumed"]

    def replicas(self, service: str) -> int:
        cores = self.rate * self.cost["cpu_ms_per_order"][service] / 1000 / self.given["busy_share"]
        return max(self.given["replicas_min"], math.ceil(cores / self.given["pod_cores"]))

    @property
    def pods(self) -> int:
        return sum(self.replicas(service) for service in SERVICES)

    @property
    def service_cores(self) -> float:
        return self.rate * sum(self.cost["cpu_ms_per_order"].values()) / 1000 / self.given["busy_share"]

    @property
    def postgres_cores(self) -> float:
        return sum(self.postgres_cores_of(schema) for schema in SERVICES)

    def postgres_cores_of(self, schema: str) -> float:
        return self.rate * self.cost["postgres_cpu_ms_per_order"][schema] / 1000 / self.given["busy_share"]

    @property
    def service_memory_gb(self) -> float:
        return sum(self.replicas(one) * self.cost["resident_mb"][one] for one in SERVICES) / 1024

    @property
    def connections(self) -> int:
        return self.pods * self.given["pod_connections"]

    @property
    def connections_busy(self) -> float:
        """In the middle of a commit at any moment."""
        return self.rate * sum(self.cost["commits_per_order"].values()) * self.given["commit_ms"] / 1000

    @property
    def backend_memory_gb(self) -> float:
        return self.connections * self.cost["backend_mb"] / 1024

    @property
    def wal_mb_per_s(self) -> float:
        return sum(self.wal_mb_per_s_of(schema) for schema in SERVICES)

    def wal_mb_per_s_of(self, schema: str) -> float:
        return self.rate * self.cost["wal_bytes_per_order"][schema] / 1e6

    @property
    def standby_mb_per_s(self) -> float:
        return self.wal_mb_per_s * self.given["standbys"]

    @property
    def network_mb_per_s(self) -> float:
        return self.rate * (self.cost["http_bytes_per_order"] + self.cost["database_bytes_per_order"]) / 1e6

    @property
    def disk_gb_per_hour(self) -> float:
        return self.rate * self.cost["disk_bytes_per_order"] * 3600 / 1e9

    def servers(self, schema: str) -> int:
        """Servers that this schema's data is spread over."""
        server = self.given["server"]
        connections = self.replicas(schema) * self.given["pod_connections"]
        return max(
            math.ceil(self.postgres_cores_of(schema) / server["cores"]),
            math.ceil(self.wal_mb_per_s_of(schema) / server["wal_mb_per_s"]),
            math.ceil(connections / server["connections"]),
        )

    @property
    def fits_one_server(self) -> bool:
        server = self.given["server"]
        return (
            self.postgres_cores <= server["cores"]
            and self.wal_mb_per_s <= server["wal_mb_per_s"]
            and self.connections <= server["connections"]
        )

    @property
    def layout(self) -> str:
        if self.fits_one_server:
            return "one server"
        spread = {schema: self.servers(schema) for schema in SERVICES if self.servers(schema) > 1}
        if not spread:
            return "a server per schema: 6"
        return ", ".join(f"{schema} over {count}" for schema, count in spread.items()) + f": {self.server_count}"

    @property
    def server_count(self) -> int:
        return 1 if self.fits_one_server else sum(self.servers(schema) for schema in SERVICES)


def figure(value: float) -> str:
    if value < 10:
        return f"{value:.1f}"
    return f"{value:,.0f}"


ROWS = [
    ("Cores of the services", "service_cores"),
    ("Pods, at least three a service", "pods"),
    ("Memory of the services, GB", "service_memory_gb"),
    ("Cores of Postgres", "postgres_cores"),
    ("Postgres connections", "connections"),
    ("… of them committing at a moment", "connections_busy"),
    ("Memory of the connections, GB", "backend_memory_gb"),
    ("WAL, MB/s", "wal_mb_per_s"),
    ("WAL to the standbys, MB/s", "standby_mb_per_s"),
    ("HTTP and SQL on the network, MB/s", "network_mb_per_s"),
    ("Disk filled, GB an hour", "disk_gb_per_hour"),
]


def needs_table(capacity: dict) -> str:
    needs = [Need(rate, capacity) for rate in capacity["rates_per_s"]]
    lines = [
        "| orders a second | " + " | ".join(f"{need.rate:,}" for need in needs) + " |",
        "|---|" + "---:|" * len(needs),
    ]
    for title, name in ROWS:
        lines.append(f"| {title} | " + " | ".join(figure(getattr(need, name)) for need in needs) + " |")
    lines.append("| Postgres primaries | " + " | ".join(need.layout for need in needs) + " |")
    return "\n".join(lines)


def limits(capacity: dict) -> list[tuple[float, str, str]]:
    """The rate at which each bound is met, of one server for all schemas and of a server for each."""
    found = [(rate, "one server for all schemas", bound) for rate, bound in bounds(SERVICES, capacity)]
    for schema in SERVICES:
        rate, bound = min(bounds([schema], capacity), default=(math.inf, ""))
        if rate <= max(capacity["rates_per_s"]):
            found.append((rate, f"a server for {schema} alone", bound))
    return sorted(found)


def bounds(schemas: list[str], capacity: dict) -> list[tuple[float, str]]:
    """The orders a second that a server with these schemas does before each of its resources is used up."""
    cost, given = capacity["measured"], capacity["assumed"]
    server, core_ms = given["server"], given["busy_share"] * 1000
    # Connections grow with the services' replicas, and those with their CPU.
    replicas = sum(cost["cpu_ms_per_order"][one] for one in schemas) / core_ms / given["pod_cores"]
    used_by_an_order = [
        (sum(cost["postgres_cpu_ms_per_order"][one] for one in schemas) / core_ms, server["cores"], "cores"),
        (sum(cost["wal_bytes_per_order"][one] for one in schemas) / 1e6, server["wal_mb_per_s"], "MB/s of WAL"),
        (replicas * given["pod_connections"], server["connections"], "connections"),
    ]
    return [(offered / used, f"{offered} {what}") for used, offered, what in used_by_an_order if used]


def limits_table(capacity: dict) -> str:
    lines = ["| at orders a second | meets its bound | which is |", "|---:|---|---|"]
    lines += [f"| {round(rate, -2):,.0f} | {what} | its {bound} |" for rate, what, bound in limits(capacity)]
    return "\n".join(lines)


def cost_table(capacity: dict) -> str:
    cost = capacity["measured"]
    columns = ["cpu_ms_per_order", "postgres_cpu_ms_per_order", "wal_bytes_per_order", "commits_per_order"]
    lines = [
        "| of an order | CPU, ms | CPU in Postgres, ms | WAL, bytes | commits | resident, MB |",
        "|---|" + "---:|" * 5,
    ]
    rows = [(one, [cost[column][one] for column in columns], f"{cost['resident_mb'][one]:.0f}") for one in SERVICES]
    rows.append(("all", [sum(cost[column].values()) for column in columns], ""))
    for title, (cpu, postgres, wal, commits), resident in rows:
        lines.append(
            f"| {title} | {cpu:.2f} | {postgres:.2f} | {wal:,.0f} | {commits:.2f} | {resident} |".replace("  ", " ")
        )
    http, sql, disk = (cost[f"{what}_bytes_per_order"] / 1000 for what in ("http", "database", "disk"))
    lines += [
        "",
        f"Besides: {http:.1f} kB of HTTP (the buyer's request and all calls and events that it causes), {sql:.1f} kB",
        f"between services and Postgres, {disk:.1f} kB on disk, and {cost['backend_mb']:.1f} MB of memory for each",
        f"connection. Two cores did {cost['orders_per_s']:.0f} orders/s, buyers, provider and Postgres among them.",
    ]
    return "\n".join(lines)


def page(text: str, capacity: dict) -> str:
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    parts = [
        ("What one order costs:", cost_table(capacity)),
        ("What a rate needs:", needs_table(capacity)),
        ("What breaks first:", limits_table(capacity)),
    ]
    tables = "\n\n".join(f"{title}\n\n{table}" for title, table in parts)
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def main() -> None:
    file = FOLDER / "SCALING.md"
    capacity = yaml.safe_load((FOLDER / "capacity.yaml").read_text())
    wanted = page(file.read_text(), capacity)
    if "--check" in sys.argv and wanted != file.read_text():
        sys.exit("SCALING.md is older than capacity.yaml: make capacity")
    file.write_text(wanted)


if __name__ == "__main__":
    main()
