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
        left = [name for name, pid in self.processes.items() if Path(f"/proc/{pid}").exists()]
        assert (status, left) == (0, [])

    def close(self):
        """Ends every process and deletes what the shop kept, also where its database lies outside the state folder."""
        try:
            self.stop()
        finally:
            database = self.database_folder
            shutil.rmtree(self.state, ignore_errors=True)
            shutil.rmtree(database, ignore_errors=True)

    @property
    def address_file(self) -> Path:
        return self.state / "shop.json"

    @property
    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def database_folder(self) -> Path:
        return Path(re.search(r"Postgres in (\S+)", self.log_text)[1])

    def children(self) -> dict[str, int]:
        """The running services and their process ids."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = re.search(r"\) \S (\d+)", (folder / "stat").read_text())[1]
                program = (folder / "exe").readlink().name
            except OSError:
                continue
            if int(parent) == self.up.pid and program in SERVING:
                found[program] = int(folder.name)
        return found

    def secret(self, name: str) -> str:
        return (self.state / "keys" / name).read_text().strip()

    def sql(self, text: str, user: str, password: str = "", database: str = "emporia") -> subprocess.CompletedProcess:
        """Runs SQL, a statement a line, through the server's socket, as a service does. Goes on after an error."""
        folder, port = self.database_folder, self.secret_port
        command = [
            "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password",
            "--host", folder, "--port", port, "--username", user, "--dbname", database, "--file", "-",
        ]  # fmt: skip
        environment = os.environ | {"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10"}
        return subprocess.run(command, input=text, capture_output=True, text=True, env=environment, timeout=60)

    @property
    def secret_port(self) -> str:
        return (self.state / "postgres-port").read_text().strip()

    def dump(self) -> str:
        """All schemas as SQL, read by the server's owner."""
        owner = ["runuser", "--user", "postgres", "--"] if os.getuid() == 0 else []
        newest = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        command = [
            *owner, newest / "pg_dump", "--host", self.database_folder, "--port", self.secret_port,
            "--username", "postgres", "emporia",
        ]  # fmt: skip
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, errors="replace", timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout
