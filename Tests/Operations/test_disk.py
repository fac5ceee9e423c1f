"""The database's disk fills up under checkouts, and is given room again."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from client import Client
from crowd import Crowd, missing
from shop import SERVING, Shop, eventually
from tokens import Mint
from trade import stock_up

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root mounts a small disk")


class SmallDisk:
    """Takes a folder's place with all that is in it."""

    def __init__(self, folder: Path, megabytes: int):
        self.folder, self.filler = folder, folder / "filler"
        kept = folder.with_name(folder.name + "-kept")
        folder.rename(kept)
        folder.mkdir()
        options = f"size={megabytes}m,mode=700,uid=postgres,gid=postgres"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "emporia", folder], check=True)
        subprocess.run(["cp", "--archive", f"{kept}/.", folder], check=True)
        shutil.rmtree(kept)

    def fill(self):
        with self.filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(1 << 16))

    def clear(self):
        self.filler.unlink()

    def unmount(self):
        subprocess.run(["umount", "--lazy", self.folder], check=True)


@pytest.fixture
def disk(shop, client, request):
    """The shop is closed and opened again on it."""
    stock_up(client)
    shop.stop()
    disk = SmallDisk(shop.server.data / request.param, megabytes=200)
    shop.open()
    yield disk
    shop.stop()
    disk.unmount()


def serving(shop: Shop) -> bool:
    """The same processes live, and say so."""
    client = Client(shop, Mint(shop), Path(os.devnull))
    live = {name: client.ask(name, "GET", "/livez").status for name in SERVING}
    client.close()
    return shop.children() == shop.processes and set(live.values()) == {200}


def refused(crowd: Crowd) -> int:
    return crowd.answers[503]


@pytest.mark.parametrize("disk", ["."], indirect=True, ids=["data"])
def test_a_full_disk_refuses_checkouts_and_room_is_all_they_need(shop, client, disk):
    server = shop.server
    postmaster = server.postmaster
    with Crowd(shop) as crowd:
        crowd.places(20)
        disk.fill()
        eventually("checkouts are refused", lambda: refused(crowd) > 20, 120)
        assert serving(shop) and server.postmaster == postmaster
        assert client.ask("catalog", "GET", "/v1/products?limit=1").status == 200
        disk.clear()
        crowd.places(20)
    assert set(crowd.answers) <= {201, 202, 409, 503}
    assert serving(shop) and server.postmaster == postmaster
    expect_nothing_lost(shop, crowd)


@pytest.mark.parametrize("disk", ["pg_wal"], indirect=True, ids=["WAL"])
def test_a_full_disk_of_wal_stops_the_server_which_is_started_again(shop, disk):
    server = shop.server
    with Crowd(shop) as crowd:
        crowd.places(20)
        disk.fill()
        eventually("the server gives up", lambda: not server.postmaster, 120)
        before = refused(crowd)
        eventually("checkouts are refused", lambda: refused(crowd) > before)
        assert serving(shop)
        disk.clear()
        server.start()
        crowd.places(20)
    assert set(crowd.answers) <= {201, 202, 409, 503}
    assert serving(shop)
    expect_nothing_lost(shop, crowd)


def expect_nothing_lost(shop: Shop, crowd: Crowd):
    print(dict(crowd.answers))
    assert missing(shop, crowd.placed) == set()
    checked = shop.check()
    assert checked.returncode == 0, checked.stdout
