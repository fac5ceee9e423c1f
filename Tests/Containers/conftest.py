"""What the tests share: an engine, the images, and one open shop."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from base_images import provide_debian, provide_postgres, provide_swift
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
    """An image per service, from programs that are built already, or compiled as a release is."""
    provide_debian(engine)
    programs = os.environ["EMPORIA_PROGRAMS"]
    if programs == "compile":
        provide_swift(engine)
    else:
        engine.run("sh", "docker/gather", programs, ".build/images")
    shop = Shop(engine)
    # Both wait for packages most of the time.
    with ThreadPoolExecutor() as pool:
        postgres = pool.submit(provide_postgres, engine)
        shop.compose("build", "--quiet")
        postgres.result()
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
