"""A shop to be operated on, a new one for each test, since most of them hurt it."""

import os
import shutil
import signal
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "Shop")]

from client import Client
from shop import Shop
from tokens import Mint


def interrupt(*_):
    raise KeyboardInterrupt


def pytest_configure(config):
    # Ended from outside, the tests still close their shops.
    signal.signal(signal.SIGTERM, interrupt)


@pytest.fixture(scope="session")
def programs() -> Path:
    return Path(os.environ["EMPORIA_PROGRAMS"])


@contextmanager
def opened(shop: Shop, *options: str):
    try:
        shop.open(*options)
        yield shop
    finally:
        shop.close()


@pytest.fixture
def shop(programs, tmp_path):
    with opened(Shop(programs, tmp_path)) as shop:
        yield shop


@pytest.fixture
def mint(shop):
    return Mint(shop)


@pytest.fixture
def client(shop, mint):
    client = Client(shop, mint, Path(os.devnull))
    yield client
    client.close()


@pytest.fixture
def vault():
    """A folder that survives the server and that its user may write to."""
    folder = Path(tempfile.mkdtemp(prefix="emporia-vault-", dir="/var/tmp"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    yield folder
    shutil.rmtree(folder)
