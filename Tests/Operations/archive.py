"""A base backup and the WAL since: what a shop's server is made anew from."""

import signal
from pathlib import Path

from server import Server
from shop import eventually


class Archive:
    def __init__(self, server: Server, folder: Path):
        self.server, self.base, self.wal = server, folder / "base", folder / "wal"

    def __enter__(self) -> "Archive":
        """Takes a base backup and from then on every byte of WAL. No commit is answered before it is here, too."""
        server, stream = self.server, ["--directory", self.wal, "--slot", "archive"]
        server.run("mkdir", self.wal)
        server.run("pg_receivewal", *stream, "--create-slot")
        self.receiver = server.begin("pg_receivewal", *stream, "--synchronous")
        server.query("ALTER SYSTEM SET synchronous_standby_names = \u0027pg_receivewal\u0027")
        server.query("SELECT pg_reload_conf()")
        state = "SELECT sync_state FROM pg_stat_replication WHERE application_name = \u0027pg_receivewal\u0027"
        eventually("the archive is synchronous", lambda: server.query(state) == "sync")
        server.run("pg_basebackup", "--pgdata", self.base, "--checkpoint", "fast")
        return self

    def __exit__(self, *_):
        self.receiver.send_signal(signal.SIGINT)
        self.receiver.wait(30)

    def restore(self, target: str | None = None):
        """Makes the server anew, as it was at the end or at a moment."""
        server = self.server
        settings = [f"restore_command = \u0027cp {self.wal}/%f %p || cp {self.wal}/%f.partial %p\u0027",
                    "synchronous_standby_names = \u0027\u0027"]  # fmt: skip
        if target:
            settings += [f"recovery_target_time = \u0027{target}\u0027", "recovery_target_action = promote"]
        server.run("cp", "--archive", self.base, server.data)
        server.run("tee", "--append", server.data / "postgresql.auto.conf", input="\n".join(settings) + "\n")
        server.run("touch", server.data / "recovery.signal")
        server.start()
        eventually("the server takes writes", lambda: server.query("SELECT pg_is_in_recovery()") == "f", 300)
