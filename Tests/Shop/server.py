"""The Postgres server of a shop, handled as its operator does: by Postgres' own programs, as the user that owns it."""

import os
import signal
import subprocess
from pathlib import Path

from processes import children, runs


# As root `emporia up` runs it as the user that its package made.
OWNER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


class Server:
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))

    def __init__(self, folder: Path, port: str):
        self.folder, self.data = folder, folder / "data"
        self.environment = os.environ | {
            "PATH": f"{self.programs}:{os.environ['PATH']}", "PGHOST": str(folder), "PGPORT": port,
            "PGUSER": "postgres", "PGDATABASE": "emporia",
        }  # fmt: skip

    def begin(self, *command) -> subprocess.Popen:
        return subprocess.Popen(command, cwd="/", env=self.environment, **OWNER)

    def run(self, *command, input: str | None = None) -> str:
        """What a program prints that knows where the server is."""
        done = subprocess.run(
            command, cwd="/", env=self.environment, input=input, capture_output=True, text=True, errors="replace",
            timeout=300, **OWNER,
        )  # fmt: skip
        assert done.returncode == 0, f"{command[0]}: {done.stderr}"
        return done.stdout

    def query(self, sql: str) -> str:
        """What SQL finds, a line for each row; it ends at the first error."""
        options = ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1", "--file", "-"]
        return self.run("psql", *options, input=sql).strip()

    @property
    def postmaster(self) -> int | None:
        """Its process; nil while the server is down."""
        file = self.data / "postmaster.pid"
        process = int(file.read_text().split()[0]) if file.exists() else None
        return process if process and runs(process) else None

    def start(self):
        self.run("pg_ctl", "start", "--pgdata", self.data, "--log", self.folder / "log", "--wait")

    def stop(self):
        self.run("pg_ctl", "stop", "--pgdata", self.data, "--mode", "fast", "--wait")

    def kill(self):
        """All of it at once, as when its machine loses power."""
        for process in [self.postmaster, *children(self.postmaster)]:
            os.kill(process, signal.SIGKILL)
