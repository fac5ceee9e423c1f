"""The logins of the services, each probed against the schemas of the others and against the server itself."""

import re

import pytest
from shop import SERVICES

PAIRS = [(one, other) for one in SERVICES for other in SERVICES if one != other]


@pytest.fixture(scope="module")
def probe(shop):
    def run(service: str, sql: str, password: str | None = None):
        known = shop.secret(f"database-{service}").splitlines()[0]
        return shop.sql(sql, f"emporia_{service}", known if password is None else password)

    return run


@pytest.fixture(scope="module")
def tables(shop, probe) -> dict[str, list[str]]:
    """Read with each login from its own schema, which shows that the others are refused for whose they are."""
    found = {}
    for service in SERVICES:
        done = probe(service, f"SELECT tablename FROM pg_tables WHERE schemaname = \u0027{service}\u0027 ORDER BY 1")
        found[service] = done.stdout.split()
        assert len(found[service]) > 3, done.stderr
        counted = probe(service, f"SELECT count(*) FROM \"{service}\".{found[service][0]}")
        assert counted.stdout.strip().isdigit(), counted.stderr
    return found


def passed(done, statements: list[str]) -> list[str]:
    """The statements that were not refused for want of a right."""
    lines = [int(line) for line in re.findall(r"<stdin>:(\d+): ERROR:  (?:permission denied|must (?:be|have))", done.stderr)]
    return [statement for line, statement in enumerate(statements, 1) if line not in lines]


@pytest.mark.parametrize("service, other", PAIRS)
def test_a_login_reaches_nothing_of_another_schema(probe, tables, service, other):
    statements = [f"TABLE \"{other}\".{table} LIMIT 1" for table in tables[other]]
    first = f"\"{other}\".{tables[other][0]}"
    statements += [
        f"INSERT INTO {first} DEFAULT VALUES", f"UPDATE {first} SET id = id", f"DELETE FROM {first}", f"TRUNCATE {first}",
        f"DROP TABLE {first}", f"CREATE TABLE \"{other}\".mine (id int)",
        f"CREATE VIEW theirs AS SELECT * FROM {first}", f"COPY {first} TO STDOUT", f"GRANT ALL ON {first} TO PUBLIC",
        f"DROP SCHEMA \"{other}\" CASCADE", f"ALTER SCHEMA \"{other}\" OWNER TO emporia_{service}",
        f"SET ROLE emporia_{other}", f"GRANT emporia_{other} TO emporia_{service}",
        f"ALTER ROLE emporia_{other} PASSWORD \u0027mine\u0027",
    ]  # fmt: skip
    assert passed(probe(service, "\n".join(one + ";" for one in statements)), statements) == []


SERVER = {
    "reads a file": "SELECT pg_read_file(\u0027PG_VERSION\u0027)",
    "lists a folder": "SELECT pg_ls_dir(\u0027.\u0027)",
    "runs a program": "COPY (SELECT 1) TO PROGRAM \u0027true\u0027",
    "writes a file": "COPY (SELECT 1) TO \u0027/dev/null\u0027",
    "loads a large object": "SELECT lo_import(\u0027/dev/null\u0027)",
    "reads passwords": "SELECT rolpassword FROM pg_authid",
    "makes a login": "CREATE ROLE mine LOGIN",
    "makes a database": "CREATE DATABASE mine",
    "makes a schema": "CREATE SCHEMA mine",
    "makes a public table": "CREATE TABLE public.mine (id int)",
    "installs C": "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE c AS \u0027libc.so.6\u0027, \u0027getpid\u0027",
    "becomes the owner": "SET ROLE postgres",
    "becomes a superuser": "ALTER ROLE CURRENT_USER SUPERUSER",
    "changes the server": "ALTER SYSTEM SET log_statement = \u0027all\u0027",
    "reads the server\u0027s files of rules": "SELECT * FROM pg_hba_file_rules",
    "publishes all": "CREATE PUBLICATION mine FOR ALL TABLES",
    "replicates": "SELECT pg_create_physical_replication_slot(\u0027mine\u0027)",
}


@pytest.mark.parametrize("service", SERVICES)
def test_a_login_does_nothing_to_the_server(probe, service):
    statements = list(SERVER.values())
    assert passed(probe(service, "\n".join(one + ";" for one in statements)), statements) == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_login_needs_its_own_password(shop, probe, service):
    other = next(one for one in SERVICES if one != service)
    for password in ["", "wrong", f"emporia_{service}", shop.secret(f"database-{other}")]:
        done = probe(service, "SELECT 1", password)
        assert done.returncode != 0 and ("authentication failed" in done.stderr or "no password" in done.stderr)


@pytest.mark.parametrize("service", SERVICES)
def test_a_login_sees_no_statement_of_another(probe, service):
    done = probe(
        service,
        "SELECT count(*) FROM pg_stat_activity WHERE usename <> CURRENT_USER AND query NOT LIKE \u0027<insufficient%\u0027"
        " AND query <> \u0027\u0027",
    )
    assert done.stdout.strip() == "0", done.stderr


def test_the_books_can_not_be_rewritten(probe, tables):
    """Not even by the service that keeps them."""
    books = ["ledger_entries", "ledger_transactions"]
    assert set(books) < set(tables["payment"])
    statements = [f"{what} payment.{table}" for table in books for what in ("DELETE FROM", "TRUNCATE")]
    assert passed(probe("payment", "\n".join(one + ";" for one in statements)), statements) == []
