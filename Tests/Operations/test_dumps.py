"""A shop is made anew from dumps of its schemas."""

import os
import shutil
import subprocess
from pathlib import Path

from client import Client
from conftest import opened
from crowd import Crowd, missing
from documents import ROOT
from server import Server
from shop import SERVICES, Shop
from tokens import Mint
from trade import stock_up


def dump(shop: Shop, folder, *schemas: str):
    server = shop.servers[schemas[0]] if schemas else shop.server
    subprocess.run([ROOT / "k8s/dump", folder, *schemas], env=server.environment, check=True)


def shape(shop: Shop) -> str:
    """Tables, owners and rights, without rows and without the word by which psql knows a dump's end."""
    lines = shop.server.run("pg_dump", "--schema-only").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))


def restore(shop: Shop, folder):
    """Into new servers with the logins of the services and their empty schemas, and nothing more."""
    for server in machines(shop):
        shutil.rmtree(server.data)
    shop.open("--empty")
    shop.stop()
    for server in machines(shop):
        server.start()
    for schema, server in shop.servers.items():
        server.query(f"DROP SCHEMA \"{schema}\" CASCADE; CREATE SCHEMA \"{schema}\" AUTHORIZATION emporia_{schema}")
        with (folder / f"{schema}.dump").open() as file:
            command = ["pg_restore", "--dbname", "emporia", "--clean", "--if-exists", "--exit-on-error"]
            subprocess.run(command, env=server.environment, stdin=file, check=True)


def machines(shop: Shop) -> list[Server]:
    return list({server.folder: server for server in shop.servers.values()}.values())


def reopen(shop: Shop):
    for server in machines(shop):
        server.stop()
    shop.open()


def test_dumps_of_one_moment_hold_every_promise(shop, client, tmp_path):
    stock_up(client)
    with Crowd(shop) as crowd:
        crowd.places(50)
        acknowledged = list(crowd.placed)
        dump(shop, tmp_path)
        crowd.places(50)
    before = shape(shop)
    shop.stop()

    restore(shop, tmp_path)
    assert shape(shop) == before
    assert missing(shop, acknowledged) == set() and missing(shop, crowd.placed)
    reopen(shop)

    with Crowd(shop) as crowd:
        crowd.places(20)
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout


def test_dumps_of_several_moments_agree_once_all_is_told_again(shop, client, tmp_path):
    """Those who hear are older than who speaks. What the speaker calls told is news to them."""
    stock_up(client)
    with Crowd(shop) as crowd:
        for schema in ("catalog", "marketing", "inventory", "logistics"):
            crowd.places(20)
            dump(shop, tmp_path, schema)
        crowd.places(20)
        acknowledged = list(crowd.placed)
        dump(shop, tmp_path, "order")
        crowd.places(20)
        dump(shop, tmp_path, "payment")
    shop.stop()

    restore(shop, tmp_path)
    server = shop.server
    assert missing(shop, acknowledged) == set()
    unheard = "SELECT count(*) FROM \"order\".orders LEFT JOIN logistics.fulfilments ON order_id = id WHERE order_id IS NULL"
    assert int(server.query(unheard)) >= 20
    for schema in SERVICES:
        server.query(f"UPDATE \"{schema}\".outbox SET sent_at = NULL")
    # What payment heard of orders that are lost.
    server.query("DELETE FROM payment.inbox WHERE source = 'order' AND id NOT IN (SELECT id FROM \"order\".outbox)")
    reopen(shop)

    checked = shop.check()
    assert checked.returncode == 0, checked.stdout
    assert server.query(unheard) == "0"


def test_dumps_of_six_servers_agree_when_nothing_was_under_way(programs, tmp_path):
    with opened(Shop(programs, tmp_path), "--separate") as shop:
        client = Client(shop, Mint(shop), Path(os.devnull))
        stock_up(client)
        with Crowd(shop) as crowd:
            crowd.places(50)
        assert shop.check().returncode == 0
        for schema in SERVICES:
            dump(shop, tmp_path, schema)
        shop.stop()

        restore(shop, tmp_path)
        assert missing(shop, crowd.placed) == set()
        reopen(shop)

        with Crowd(shop) as crowd:
            crowd.places(20)
        checked = shop.check()
        assert checked.returncode == 0, checked.stdout
