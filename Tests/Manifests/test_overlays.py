"""The manifests that are shipped pass every check."""

import pytest
from checks import CHECKS
from manifests import OVERLAYS, Manifests


@pytest.mark.parametrize("overlay", OVERLAYS)
@pytest.mark.parametrize("name", CHECKS)
def test_overlay_passes(overlay, name):
    assert list(CHECKS[name](Manifests.of(overlay))) == []
