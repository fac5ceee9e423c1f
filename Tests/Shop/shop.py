"""A whole shop of the tests' own, opened by `emporia up`, and everything that can be seen of it from outside."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from processes import children, runs
from server import Server

SERVICES = ["catalog", "inventory", "order", "payment", "logistics", "marketing"]
SERVING = [*SERVICES, "simulator"]


def eventually(what, holds, seconds=30):
    """Waits for a condition; the value that made it true is given back."""
    limit = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < limit, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return value


class Shop:
    def __init__(self, programs: Path, folder: Path, settings: dict[str, str] | None = None):
        """`settings` are the services', as their environment has them."""
        self.programs, self.state, self.log = programs, folder / "state", folder / "log"
        self.settings = settings or {}
        self.ports: dict[str, int] = {}
        self.processes: dict[str, int] = {}

    def open(self, *options: str):
        """Opens the shop, or opens it again with all that it kept."""
        self.address_file.unlink(missing_ok=True)
        command = [self.programs / "emporia", "up", "--free-ports", "--state", self.state, *options]
        with self.log.open("ab") as log:
            self.up = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | self.settings)
        eventually("the shop is open", lambda: self.address_file.exists() or self.up.poll() is not None, 400)
        assert self.up.poll() is None, self.log_text
        urls = json.loads(self.address_file.read_text())
        self.ports = {name: urlsplit(urls[name]).port for name in SERVING}
        self.processes = self.children()
        assert set(self.processes) == set(SERVING)

    def stop(self):
        """Ends every process; what the shop kept stays."""
        if self.up.poll() is None:
            self.up.send_signal(signal.SIGTERM)
        status = self.up.wait(60)
        left = [name for name, pid in self.processes.items() if runs(pid)]
        assert (status, left) == (0, [])

    def close(self):
        """Ends every process and deletes what the shop kept, also where its database lies outside the state folder."""
        try:
            self.stop()
        finally:
            for folder in [*self.database_folders, self.state]:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def address_file(self) -> Path:
        return self.state / "shop.json"

    @property
    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def database_folders(self) -> list[Path]:
        """Of the one server, or of each schema's own."""
        return [Path(folder) for folder in dict.fromkeys(re.findall(r"Postgres in (\S+)", self.log_text))]

    def children(self) -> dict[str, int]:
        """The running services and their process ids."""
        return {program: process for process, program in children(self.up.pid).items() if program in SERVING}

    def secret(self, name: str) -> str:
        return (self.state / "keys" / name).read_text().strip()

    def sql(self, text: str, user: str, password: str = "", database: str = "emporia") -> subprocess.CompletedProcess:
        """Runs SQL, a statement a line, through the server's socket, as a service does. Goes on after an error."""
        command = [
            "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password",
            "--username", user, "--dbname", database, "--file", "-",
        ]  # fmt: skip
        environment = self.server.environment | {"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10"}
        return subprocess.run(command, input=text, capture_output=True, text=True, env=environment, timeout=60)

    @property
    def servers(self) -> dict[str, Server]:
        """Where each schema lies."""
        folders, found = self.database_folders, {}
        for schema in SERVICES:
            own = [folder for folder in folders if folder.name.endswith(f"postgres-{schema}")]
            port = self.state / (f"postgres-{schema}-port" if own else "postgres-port")
            found[schema] = Server([*own, *folders][0], port.read_text().strip())
        return found

    @property
    def server(self) -> Server:
        """Of orders, and of all others where they share one."""
        return self.servers["order"]

    def dump(self) -> str:
        """All schemas as SQL, read by the server's owner."""
        return self.server.run("pg_dump")

    def check(self) -> subprocess.CompletedProcess:
        """Whether every promise holds, once the shop has settled."""
        command = [self.programs / "emporia", "check", "--state", self.state]
        return subprocess.run(command, capture_output=True, text=True, timeout=300)
