"""The READMEs' tables and the code name the same settings."""

from house import HOUSE, SERVICES

SERVING = [*SERVICES, "simulator"]


def test_every_setting_is_documented():
    read = set().union(*(HOUSE.settings(name) for name in SERVING))
    documented = set().union(*(HOUSE.documented(name) for name in SERVING))
    assert read - documented == set()


def test_every_documented_setting_is_read():
    for name in SERVING:
        assert HOUSE.documented(name) - HOUSE.settings(name) == set(), name
