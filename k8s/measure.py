#!/usr/bin/env python3
"""Measures what one order costs and prints it as the first part of capacity.yaml.

    make release && sudo python3 k8s/measure.py .build/release

Runs `emporia bench checkout` twice in a network of its own, so that every byte on its loopback is the shop's: once at
full speed, and once with few buyers and a relay before Postgres that counts what passes. It looks in from outside every
second, and counts the seconds in which orders come in steadily. Needs root, for the network and other users' processes.
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
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/release").resolve()
SERVICES = ["catalog", "inventory", "order", "payment", "logistics", "marketing"]
POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
BUYERS = 64
SECONDS = 15

# Which schema wrote a record of the WAL: the one whose relation it touches, or whose relation its transaction touched.
# What can't be told (checkpoints, shared catalogues) is spread over all.
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


@dataclass
class Look:
    """What is counted at one moment."""

    at: float
    orders: int
    wal: str
    disk_bytes: int
    network_bytes: int
    relayed_bytes: int
    cpu_ms: dict[str, float]
    backend_cpu_ms: dict[str, float]


class Shop:
    """A shop that the bench opens, and that this looks into from outside."""

    def __init__(self, buyers: int, seconds: int):
        self.state = Path(tempfile.mkdtemp(prefix="emporia-measure-"))
        bench = f"bench checkout --buyers {buyers} --seconds {seconds} --state {self.state}"
        self.bench = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", f"ip link set lo up && exec {PROGRAMS}/emporia {bench}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.socket = self.wait_for_socket()
        self.relay: Relay | None = None

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *_):
        """The bench would go on to compare itself with pgbench; what it leaves behind is ended here."""
        tasks = Path(f"/proc/{self.bench.pid}/task").glob("*/children")
        children = [int(child) for task in tasks for child in task.read_text().split()]
        self.bench.kill()
        self.bench.communicate()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        data = self.socket.parent / "data"
        if data.exists():
            stop = [POSTGRES / "pg_ctl", "stop", "--mode", "fast", "--pgdata", data]
            subprocess.run(["runuser", "--user", "postgres", "--", *stop], cwd="/", capture_output=True)
        for folder in (self.state, self.socket.parent):
            shutil.rmtree(folder, ignore_errors=True)

    def wait_for_socket(self) -> Path:
        """The server's folder is named by a hash of the state's path; its port tells which one it is."""
        port = self.state / "postgres-port"
        while self.bench.poll() is None:
            for found in Path("/var/tmp").glob("emporia-*/.s.PGSQL.*[0-9]"):
                if port.exists() and found.name.endswith("." + port.read_text().strip()):
                    return found
            time.sleep(0.005)
        sys.exit(f"the bench ended early:\n{self.bench.stdout.read()}")

    def steadily(self) -> tuple[Look, Look]:
        """Looks every second until the bench has had its steady seconds, and returns the first and last of them."""
        looks: list[Look] = []
        while self.bench.poll() is None:
            with contextlib.suppress(LookupError):
                looks.append(self.look())
                if len(looks) == 1:
                    # The bench's checkpoints would throw away the WAL that is counted afterwards.
                    self.sql("ALTER SYSTEM SET wal_keep_size = '16GB';\nSELECT pg_reload_conf();")
            steady = self.longest_steady(looks)
            if steady and steady[-1] is not looks[-1] and steady[-1].at - steady[0].at >= 4:
                # The first second still fills up, the last one was cut off.
                return steady[1], steady[-2]
            time.sleep(1)
        sys.exit(f"never steady:\n{self.bench.stdout.read()}")

    @staticmethod
    def longest_steady(looks: list[Look]) -> list[Look]:
        rates = [(b.orders - a.orders) / (b.at - a.at) for a, b in zip(looks, looks[1:], strict=False)]
        best: list[Look] = []
        current: list[Look] = []
        for rate, (a, b) in zip(rates, zip(looks, looks[1:], strict=False), strict=True):
            current = [*(current or [a]), b] if rate > max(rates) / 2 > 10 else []
            best = max(best, current, key=len)
        return best

    def look(self) -> Look:
        """Raises LookupError while the shop is not open."""
        ((wal, disk),) = self.sql("SELECT pg_current_wal_insert_lsn(), pg_database_size('emporia')") or [(0, 0)]
        ((orders,),) = self.sql("""SELECT count(*) FROM "order".orders WHERE status = 'placed'""") or [(None,)]
        if orders is None:
            raise LookupError
        lines = Path(f"/proc/{self.bench.pid}/net/dev").read_text()
        return Look(
            at=time.monotonic(),
            orders=int(orders),
            wal=wal,
            disk_bytes=int(disk),
            network_bytes=int(re.search(r"lo:\s*(\d+)", lines)[1]),
            relayed_bytes=self.relay.bytes if self.relay else 0,
            cpu_ms={name: spent_ms(status.parent) for name, status in self.processes().items()},
            backend_cpu_ms=self.backends_ms(),
        )

    def sql(self, text: str) -> list[list[str]]:
        host, port = self.socket.parent, self.socket.name.rpartition(".")[2]
        command = [POSTGRES / "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only"]
        command += ["--host", host, "--port", port, "--dbname", "emporia"]
        launcher = ["runuser", "--user", "postgres", "--"]
        done = subprocess.run([*launcher, *command], input=text, capture_output=True, text=True, cwd="/", timeout=120)
        return [line.split("|") for line in done.stdout.splitlines() if line]

    def processes(self) -> dict[str, Path]:
        """The status file of each service."""
        found = {}
        for status in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError, TypeError):
                program = Path((status.parent / "cmdline").read_text().split("\0")[0]).name
                parent = int(re.search(r"PPid:\s*(\d+)", status.read_text())[1])
                if parent == self.bench.pid and program in SERVICES:
                    found[program] = status
        return found

    def resident_mb(self) -> dict[str, float]:
        return {
            name: int(re.search(r"VmRSS:\s*(\d+)", status.read_text())[1]) / 1024
            for name, status in self.processes().items()
        }

    def backends(self) -> list[list[str]]:
        return self.sql("SELECT pid, usename FROM pg_stat_activity WHERE usename LIKE 'emporia%'")

    def backend_mb(self) -> float:
        """What a backend has for itself, on average."""
        sizes = []
        for pid, _ in self.backends():
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes.append(sum(int(found) for found in re.findall(r"Private_\w+:\s*(\d+)", text)) / 1024)
        return sum(sizes) / len(sizes)

    def backends_ms(self) -> dict[str, float]:
        """By login, and of the server's other processes together."""
        spent: dict[str, float] = {}
        for pid, login in self.backends():
            name = login.removeprefix("emporia_")
            spent[name] = spent.get(name, 0) + spent_ms(Path(f"/proc/{pid}"))
        for (pid,) in self.sql("SELECT pid FROM pg_stat_activity WHERE usename IS NULL"):
            spent["server"] = spent.get("server", 0) + spent_ms(Path(f"/proc/{pid}"))
        return spent


def spent_ms(process: Path) -> float:
    """CPU time, in user and in kernel mode."""
    with contextlib.suppress(OSError):
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
    return 0


class Relay(threading.Thread):
    """Stands before Postgres' socket and counts the bytes that pass, both ways."""

    def __init__(self, path: Path):
        super().__init__(daemon=True)
        self.bytes = 0
        self.behind = f"{path}.behind"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(f"{path}.before")
        os.chmod(f"{path}.before", 0o777)
        self.listener.listen(128)
        os.link(path, self.behind)
        # RENAME_EXCHANGE: swapped in one step, so that nobody finds no socket.
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
    first, last = shop.steadily()
    orders = last.orders - first.orders
    resident, backend = shop.resident_mb(), shop.backend_mb()
    wal = {
        schema: (int(size), int(commits))
        for schema, size, commits in shop.sql(WAL_BY_SCHEMA.format(start=first.wal, end=last.wal))
    }
    named = sum(size for schema, (size, _) in wal.items() if schema in SERVICES)
    everything = sum(size for size, _ in wal.values())
    backends = {name: last.backend_cpu_ms[name] - first.backend_cpu_ms.get(name, 0) for name in last.backend_cpu_ms}
    server = backends.pop("server", 0) / sum(backends.values())
    return {
        "orders_per_s": orders / (last.at - first.at),
        "cpu_ms_per_order": {name: (last.cpu_ms[name] - first.cpu_ms[name]) / orders for name in SERVICES},
        # Checkpoints, the WAL's writer and vacuum are spread over the schemas by what each makes them do.
        "postgres_cpu_ms_per_order": {name: backends.get(name, 0) * (1 + server) / orders for name in SERVICES},
        "resident_mb": {name: resident[name] for name in SERVICES},
        "backend_mb": backend,
        "wal_bytes_per_order": {name: wal.get(name, (0, 0))[0] * everything / named / orders for name in SERVICES},
        "commits_per_order": {name: wal.get(name, (0, 0))[1] / orders for name in SERVICES},
        "disk_bytes_per_order": (last.disk_bytes - first.disk_bytes) / orders,
        "http_bytes_per_order": (last.network_bytes - first.network_bytes) / orders,
    }


def with_a_relay(shop: Shop) -> float:
    """Bytes between services and Postgres for an order."""
    shop.relay = Relay(shop.socket)
    first, last = shop.steadily()
    return (last.relayed_bytes - first.relayed_bytes) / (last.orders - first.orders)


def show(values: dict, indent: str = "  ") -> str:
    lines = []
    for key, value in values.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", show(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: " + (f"{value:.3g}" if value < 100 else f"{value:.0f}"))
    return "\n".join(lines)


if __name__ == "__main__":
    with Shop(BUYERS, SECONDS) as shop:
        measured = at_full_speed(shop)
    # As many as warm the shop up, for what is steady is told by the highest rate.
    with Shop(32, 8) as shop:
        measured["database_bytes_per_order"] = with_a_relay(shop)
    print("measured:\n" + show(measured))
