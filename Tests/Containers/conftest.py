"""What the tests share: an engine, the images, and one open shop."""

import os
from pathlib import Path

import pytest
from base_images import provide_base_images
from compose import Shop
from engine import Engine

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def engine():
    """A Docker engine of the tests' own, gone afterwards with all that it held."""
    lacking = os.environ.get("EMPORIA_NO_ENGINE")
    if lacking:
        pytest.skip(f"no container engine: {lacking}")
    with Engine(Path(os.environ["EMPORIA_WORK"])) as engine:
        if engine.trouble:
            pytest.skip(f"no container engine: {engine.trouble}")
        yield engine


@pytest.fixture(scope="session")
def images(engine):
    """An image per service, from programs that are built already."""
    provide_base_images(engine)
    engine.run("sh", "docker/gather", os.environ["EMPORIA_PROGRAMS"], ".build/images")
    shop = Shop(engine)
    shop.compose("build", "--quiet")
    return shop.images


@pytest.fixture(scope="session")
def shop(engine, images):
    """The whole shop, opened by one command; closed by the last test, or here when one before it failed."""
    shop = Shop(engine)
    try:
        shop.open()
        yield shop
    finally:
        shop.close()
