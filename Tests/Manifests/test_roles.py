"""The statements that CloudNativePG runs once and those of `emporia database`, on a real server: a login for each service
that reaches no other's, and one that reads."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest
from house import SERVICES
from manifests import ROOT
from node import programs

SCRIPT = ROOT / "k8s/components/cloudnative-postgres/roles.sql"
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


class Server:
    """A Postgres of the test's own, behind a socket in its folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        # It refuses to run as root.
        self.launcher = ["runuser", "--user", "postgres", "--"] if os.getuid() == 0 else []
        if self.launcher:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)

    def run(self, program: str, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess:
        command = [*self.launcher, PROGRAMS / program, *arguments]
        return subprocess.run(command, cwd="/", input=text, capture_output=True, text=True, timeout=60)

    def start(self):
        data = str(self.folder / "data")
        self.run("initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        done = self.run(
            "pg_ctl", "start", "--wait", "--pgdata", data, "--log", f"{self.folder}/log", "--options", options
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def stop(self):
        self.run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(self.folder / "data"))

    def sql(self, text: str, user: str = "postgres", database: str = "emporia") -> subprocess.CompletedProcess:
        return self.run(
            "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1",
            "--host", str(self.folder), "--username", user, "--dbname", database, text=text,
        )  # fmt: skip


@pytest.fixture(scope="module")
def server():
    if not PROGRAMS:
        pytest.skip("Postgres is not installed")
    folder = Path("/var/tmp") / f"emporia-roles-{os.getpid()}"
    folder.mkdir(mode=0o700)
    server = Server(folder)
    try:
        server.start()
        server.sql("CREATE DATABASE emporia", database="postgres")
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def test_may_be_run_again(server):
    for _ in range(2):
        done = server.sql(SCRIPT.read_text())
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_login_reaches_its_own_schema_alone(server, service):
    login = f"emporia_{service}"
    done = server.sql(f'CREATE TABLE "{service}".mine (id int); INSERT INTO "{service}".mine VALUES (1);', login)
    assert done.returncode == 0, done.stderr
    for other in set(SERVICES) - {service}:
        assert "permission denied" in server.sql(f'CREATE TABLE "{other}".theirs (id int)', login).stderr
    assert "permission denied" in server.sql("CREATE TABLE public.anybodys (id int)", login).stderr


def test_check_reads_everything_and_changes_nothing(server):
    for service in SERVICES:
        assert server.sql(f'SELECT count(*) FROM "{service}".mine', "emporia_check").stdout == "1\n"
        for change in (f'DELETE FROM "{service}".mine', f'CREATE TABLE "{service}".theirs (id int)'):
            assert "permission denied" in server.sql(change, "emporia_check").stderr


def test_others_do_not_get_in(server):
    server.sql("CREATE ROLE stranger LOGIN")
    assert "permission denied" in server.sql("SELECT 1", "stranger").stderr


def printed(folder: Path) -> str:
    """What `emporia database` would run."""
    if not programs():
        pytest.skip("built programs are not here")
    for login in [*SERVICES, "check"]:
        (folder / login).write_text("secret")
    command = [programs() / "emporia", "database", "--print", "--passwords", folder]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("program", ["CloudNativePG", "emporia"])
def test_an_administrator_without_superuser_can_run_it(server, program, tmp_path):
    """As in most clouds."""
    script = SCRIPT.read_text() if program == "CloudNativePG" else printed(tmp_path)
    server.sql("DROP DATABASE IF EXISTS elsewhere")
    server.sql("DROP ROLE IF EXISTS cloud; CREATE ROLE cloud LOGIN CREATEROLE CREATEDB")
    server.sql("CREATE DATABASE elsewhere", "cloud", "postgres")
    # The logins of the other database are not its own to give; a server of its own has none yet.
    for service in SERVICES:
        server.sql(f'DROP OWNED BY "emporia_{service}"; DROP ROLE IF EXISTS "emporia_{service}"')
    server.sql("GRANT ALL ON SCHEMA public TO cloud WITH GRANT OPTION", database="elsewhere")
    done = server.sql(script, "cloud", "elsewhere")
    assert done.returncode == 0, done.stderr
    owners = server.sql(
        "SELECT nspname || ':' || pg_get_userbyid(nspowner) FROM pg_namespace", database="elsewhere"
    ).stdout
    assert {f"{service}:emporia_{service}" for service in SERVICES} <= set(owners.split())
