"""Each check takes the manifests of an overlay and yields what is wrong with them, a sentence each."""

from collections.abc import Callable, Iterator
from importlib import import_module

from manifests import Manifests

Check = Callable[[Manifests], Iterator[str]]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Registers a check under its name, with hyphens."""
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


for part in ("schemas", "references", "pods", "starting", "scaling", "edges", "routes", "settings", "watching"):
    import_module(f"checks.{part}")
