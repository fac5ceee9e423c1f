#!/usr/bin/env python3
"""Measures what one order costs and prints it as the first part of capacity.yaml.

    make release && sudo python3 k8s/measure.py .build/release

Runs `emporia bench checkout` twice in a network of its own, so that every byte on its loopback is the shop's: once at
full speed, and once with few buyers and a relay before Postgres that counts what passes. Needs root, for the network and
for other users' processes.
"""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/release").resolve()
SERVICES = ["catalog", "inventory", "order", "payment", "logistics", "marketing"]
POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
BUYERS = 64
SECONDS = 20

# Which schema wrote a record of the WAL: the one whose relation it touches, or whose relation its transaction touched.
# What none can be told of (checkpoints, pages written whole of shared catalogues) is spread over all.
WAL_BY_SCHEMA = """
CREATE EXTENSION IF NOT EXISTS pg_walinspect;
CREATE TEMPORARY TABLE homes AS
    SELECT pg_relation_filenode(pg_class.oid) AS node, nspname AS schema
      FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE pg_relation_filenode(pg_class.oid) IS NOT NULL;
CREATE TEMPORARY TABLE told AS
    SELECT xid, record_length + fpi_length AS bytes, record_type, schema
      FROM pg_get_wal_records_info('{start}', '{end}')
      LEFT JOIN homes ON node = nullif(substring(block_ref FROM 'rel \\d+/\\d+/(\\d+)'), '')::oid;
ANALYZE homes, told;
CREATE TEMPORARY TABLE writers AS
    SELECT xid, min(schema) AS schema FROM told WHERE schema IS NOT NULL AND xid <> '0' GROUP BY xid;
SELECT coalesce(told.schema, writers.schema, 'none'),
       sum(bytes)::bigint, count(*) FILTER (WHERE record_type LIKE 'COMMIT%')
  FROM told LEFT JOIN writers USING (xid)
 GROUP BY 1
"""


class Shop:
    """A shop that the bench opens, and that this looks into from outside."""

    def __init__(self, buyers: int, seconds: int):
        self.state = Path(tempfile.mkdtemp(prefix="emporia-measure-"))
        command = f"ip link set lo up && exec {PROGRAMS}/emporia bench checkout --buyers {buyers} --seconds {seconds} --state {self.state}"
        self.bench = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.socket = self.wait_for_socket()

    def wait_for_socket(self) -> Path:
        """The folder is named by the state's path, so it is the one that the bench's own children hold open."""
        while self.bench.poll() is None:
            for found in Path("/var/tmp").glob("emporia-*/.s.PGSQL.*[0-9]"):
                port = self.state / "postgres-port"
                if port.exists() and found.name.endswith("." + port.read_text().strip()):
                    return found
            time.sleep(0.005)
        sys.exit(f"the bench ended early:\n{self.bench.stdout.read()}")

    def sql(self, text: str) -> list[list[str]]:
        command = [
            "runuser", "--user", "postgres", "--", POSTGRES / "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only",
            "--host", self.socket.parent, "--port", self.socket.name.rpartition(".")[2], "--dbname", "emporia",
        ]  # fmt: skip
        done = subprocess.run(command, input=text, capture_output=True, text=True, cwd="/", timeout=60)
        if done.stderr and "does not exist" not in done.stderr:
            print(done.stderr, file=sys.stderr)
        return [line.split("|") for line in done.stdout.splitlines() if line]

    def orders(self) -> int:
        found = self.sql("""SELECT count(*) FROM "order".orders WHERE status = 'placed'""")
        return int(found[0][0]) if found else 0

    def wait_until_busy(self, orders: int):
        while self.bench.poll() is None and self.orders() < orders:
            time.sleep(0.2)

    def loopback_bytes(self) -> int:
        text = Path(f"/proc/{self.bench.pid}/net/dev").read_text()
        return int(re.search(r"lo:\s*(\d+)", text)[1])

    def resident_mb(self) -> dict[str, float]:
        sizes = {}
        for name in [*SERVICES, "simulator"]:
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    arguments = (status.parent / "cmdline").read_text().split("\0")
                    if arguments[0].endswith(f"/{name}") and self.is_child(status):
                        sizes[name] = int(re.search(r"VmRSS:\s*(\d+)", status.read_text())[1]) / 1024
                except (OSError, TypeError):
                    continue
        return sizes

    def is_child(self, status: Path) -> bool:
        return int(re.search(r"PPid:\s*(\d+)", status.read_text())[1]) == self.bench.pid

    def backend_mb(self) -> float:
        """What a backend has for itself, on average."""
        sizes = []
        for (pid,) in self.sql("SELECT pid FROM pg_stat_activity WHERE usename LIKE 'emporia%'"):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes.append(sum(int(found) for found in re.findall(r"Private_\w+:\s*(\d+)", text)) / 1024)
        return sum(sizes) / len(sizes)

    def backend_cpu_ms(self) -> dict[str, float]:
        spent: dict[str, float] = {}
        for pid, login in self.sql("SELECT pid, usename FROM pg_stat_activity WHERE usename LIKE 'emporia%'"):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            name = login.removeprefix("emporia_")
            spent[name] = spent.get(name, 0) + (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
        return spent

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *_):
        """A bench that was left in the middle takes its own server down when it is asked to stop."""
        if self.bench.poll() is None:
            self.bench.send_signal(signal.SIGINT)
            self.bench.wait()
        data = self.socket.parent / "data"
        if data.exists():
            stop = ["runuser", "--user", "postgres", "--", POSTGRES / "pg_ctl", "stop", "--mode", "fast", "--pgdata", data]
            subprocess.run(stop, cwd="/", capture_output=True)
        for folder in (self.state, self.socket.parent):
            shutil.rmtree(folder, ignore_errors=True)

    def end(self) -> str:
        return self.bench.communicate()[0]


class Relay(threading.Thread):
    """Stands before Postgres' socket and counts the bytes that pass, both ways."""

    def __init__(self, path: Path):
        super().__init__(daemon=True)
        self.bytes = 0
        self.behind = str(path) + ".behind"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path) + ".before")
        os.chmod(str(path) + ".before", 0o777)
        self.listener.listen(128)
        os.link(path, self.behind)
        # Swapped in one step, so that nobody finds no socket.
        ctypes.CDLL(None).renameat2(-100, f"{path}.before".encode(), -100, f"{path}".encode(), 2)
        self.start()

    def run(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.behind)
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    def pass_on(self, one: socket.socket, other: socket.socket):
        # Either side may hang up at any moment.
        with contextlib.suppress(OSError):
            while data := one.recv(1 << 16):
                self.bytes += len(data)
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


def at_full_speed(shop: Shop) -> dict:
    shop.wait_until_busy(100)
    time.sleep(6)
    before = shop.orders(), shop.loopback_bytes(), shop.backend_cpu_ms()
    ((start, size),) = shop.sql("SELECT pg_current_wal_insert_lsn(), pg_database_size('emporia')")
    time.sleep(SECONDS / 2)
    after = shop.orders(), shop.loopback_bytes(), shop.backend_cpu_ms()
    ((end, grown),) = shop.sql("SELECT pg_current_wal_insert_lsn(), pg_database_size('emporia')")
    resident, backend = shop.resident_mb(), shop.backend_mb()
    orders = after[0] - before[0]
    # The bench goes on to wait until all is settled, and to run pgbench: the log is read in that time.
    wal = {
        schema: (int(bytes_), int(commits))
        for schema, bytes_, commits in shop.sql(WAL_BY_SCHEMA.format(start=start, end=end))
    }
    report = shop.end()
    cpu = {name: float(ms) for name, ms in re.findall(r"^\s+(\w+)\s+([\d.]+) ms CPU per order", report, re.M)}
    rate, p50 = re.search(r"checkouts\s+([\d.]+) orders/s .* p50 ([\d.]+) ms", report).groups()
    named = sum(bytes_ for schema, (bytes_, _) in wal.items() if schema in SERVICES)
    everything = sum(bytes_ for bytes_, _ in wal.values())
    backends = {name: after[2][name] - before[2].get(name, 0) for name in SERVICES}
    return {
        "orders_per_s": float(rate),
        "checkout_p50_ms": float(p50),
        "cpu_ms_per_order": {name: cpu[name] for name in SERVICES},
        "postgres_cpu_ms_per_order": {
            name: cpu["postgres"] * spent / sum(backends.values()) for name, spent in backends.items()
        },
        "resident_mb": {name: resident[name] for name in SERVICES},
        "backend_mb": backend,
        "wal_bytes_per_order": {name: wal.get(name, (0, 0))[0] * everything / named / orders for name in SERVICES},
        "commits_per_order": {name: wal.get(name, (0, 0))[1] / orders for name in SERVICES},
        "disk_bytes_per_order": (int(grown) - int(size)) / orders,
        "http_bytes_per_order": (after[1] - before[1]) / orders,
    }


def with_a_relay(shop: Shop) -> float:
    """Bytes between services and Postgres for an order."""
    relay = Relay(shop.socket)
    shop.wait_until_busy(50)
    before = shop.orders(), relay.bytes
    time.sleep(5)
    after = shop.orders(), relay.bytes
    return (after[1] - before[1]) / (after[0] - before[0])


def show(value: object, indent: int = 2) -> str:
    if isinstance(value, dict):
        return "".join(f"{' ' * indent}{key}:{show_inner(inner, indent)}\n" for key, inner in value.items())
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def show_inner(value: object, indent: int) -> str:
    return "\n" + show(value, indent + 2).rstrip("\n") if isinstance(value, dict) else " " + show(value)


if __name__ == "__main__":
    with Shop(BUYERS, SECONDS) as shop:
        measured = at_full_speed(shop)
    with Shop(4, 12) as shop:
        measured["database_bytes_per_order"] = with_a_relay(shop)
    print("measured:\n" + show(measured), end="")
