"""One open shop for all tests, watched after each of them."""

import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "Shop")]

from client import Client
from limits import IDLE_SECONDS, REQUEST_SECONDS
from shop import SERVING, Shop
from tokens import Mint


def pytest_addoption(parser):
    parser.addoption("--examples", type=int, default=12, help="generated requests of each operation")


def interrupt(*_):
    raise KeyboardInterrupt


def pytest_configure(config):
    # Ended from outside, the tests still close their shop.
    signal.signal(signal.SIGTERM, interrupt)
    settings.register_profile("hostile", max_examples=config.getoption("--examples"), database=None, derandomize=True)
    settings.load_profile("hostile")


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    settings = {
        "EMPORIA_HTTP_REQUEST_SECONDS": str(REQUEST_SECONDS),
        "EMPORIA_HTTP_IDLE_SECONDS": str(IDLE_SECONDS),
    }
    shop = Shop(Path(os.environ["EMPORIA_PROGRAMS"]), tmp_path_factory.mktemp("shop"), settings)
    try:
        shop.open()
        yield shop
    finally:
        shop.close()


@pytest.fixture(scope="session")
def mint(shop):
    return Mint(shop)


@pytest.fixture(scope="session")
def client(shop, mint, tmp_path_factory):
    client = Client(shop, mint, tmp_path_factory.mktemp("answers") / "answers")
    client.behaviour = client.ask("simulator", "GET", "/v1/behaviour").json
    yield client
    client.close()


@pytest.fixture(autouse=True)
def alive(request):
    """Whatever a test did, the same processes still serve."""
    yield
    if "client" in request.fixturenames:
        shop, client = request.getfixturevalue("shop"), request.getfixturevalue("client")
        assert shop.children() == shop.processes
        # A test may have told the simulated provider to fail, which is what it is for.
        assert client.ask("simulator", "PUT", "/v1/behaviour", client.behaviour).status < 300
        assert {name: client.ask(name, "GET", "/livez").status for name in SERVING} == dict.fromkeys(SERVING, 200)
