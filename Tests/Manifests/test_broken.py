"""Each broken manifest, made by a small patch over the good ones, is caught by the check that is for it."""

import copy

import jsonpatch
import pytest
import yaml
from checks import CHECKS
from manifests import ROOT, Manifests

FOLDER = ROOT / "Tests/Manifests/broken"
CASES = {path.stem: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*.yaml"))}


def broken(case: dict) -> Manifests:
    manifests = copy.deepcopy(Manifests.of(case["overlay"]))
    if "file" in case:
        before = manifests.files[case["file"]]
        assert case["find"] in before
        manifests.files[case["file"]] = before.replace(case["find"], case["replace"])
    elif "add" in case:
        manifests.objects += case["add"]
    else:
        kind, name = case["object"].split()
        (index,) = [
            index
            for index, thing in enumerate(manifests.objects)
            if thing["kind"] == kind and thing["metadata"]["name"] == name
        ]
        manifests.objects[index] = jsonpatch.apply_patch(manifests.objects[index], case["patch"])
    return manifests


@pytest.mark.parametrize("case", CASES)
def test_broken_manifest_is_caught(case):
    assert list(CHECKS[CASES[case]["caught-by"]](broken(CASES[case])))


@pytest.mark.parametrize("name", CHECKS)
def test_check_can_fail(name):
    assert name in {case["caught-by"] for case in CASES.values()}
