"""What is in the images, and what is not."""

import json
import re

import pytest
from compose import SERVICES
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from engine import ROOT

ALL = SERVICES + ["emporia"]


# One container an image: a start costs more than all that is asked there.
QUESTIONS = {
    "user": "id -u; id -g",
    "loaded": "ldd /usr/local/bin/service",
    "programs": "ls /usr/local/bin",
    "symbols": "grep -ac '[.]symtab' /usr/local/bin/service || true",
    "packages": "dpkg-query -W -f '${Package} ${Version}\\n'",
    "bill": "cat /usr/share/sbom/emporia.cdx.json",
}


@pytest.fixture(scope="module", params=ALL)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def details(engine, images, name):
    return json.loads(engine.docker("image", "inspect", images[name]))[0]


@pytest.fixture(scope="module")
def answers(engine, images, name):
    """What an image says of itself from within, with a root it can't write on and no network."""
    script = "\n".join(f"echo =={question}; {command}" for question, command in QUESTIONS.items())
    locked_up = ["--rm", "--network", "none", "--read-only", "--entrypoint", "sh"]
    text = engine.docker("run", *locked_up, images[name], "-ec", script)
    parts = re.split(r"^==(\w+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_runs_as_a_numbered_user_who_is_not_root(details, answers):
    assert details["Config"]["User"] == "10001:10001"
    assert answers["user"].split() == ["10001", "10001"]


def test_says_what_it_is(name, details):
    labels = details["Config"]["Labels"]
    prefix = "org.opencontainers.image."
    assert labels[prefix + "title"] == f"emporia/{name}"
    assert labels[prefix + "version"] == "test"
    for label in ["description", "vendor", "revision", "created", "base.name"]:
        assert labels[prefix + label]


def test_holds_what_its_program_loads_and_no_tools(answers):
    assert "/usr/lib/swift/linux/libswiftCore.so" in answers["loaded"]
    assert "not found" not in answers["loaded"]
    tools = re.compile(r".*-dev|(gcc|g\+\+|cpp|clang)(-\d+)?|binutils|curl|wget|python3.*|git|swift.*")
    packages = [line.split()[0] for line in answers["packages"].splitlines()]
    assert [package for package in packages if tools.fullmatch(package)] == []
    assert answers["programs"].split() == ["healthy", "service"]
    assert answers["symbols"].strip() == "0"


def test_carries_a_bill_of_materials(name, answers):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(answers["bill"]) is None

    bill = json.loads(answers["bill"])
    assert bill["metadata"]["component"]["name"] == f"emporia/{name}"
    listed = {(part["name"], part["version"]) for part in bill["components"]}
    assert {tuple(line.split()) for line in answers["packages"].splitlines()} <= listed
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    names = {(pin["location"].removesuffix(".git").split("/")[-1], pin["state"]["version"]) for pin in pins}
    assert names <= listed
    assert any(part == "swift-runtime" and re.fullmatch(r"\d+(\.\d+)+", version) for part, version in listed)


def test_is_small(details):
    """Debian 74 MB, its packages 14, the Swift run-time 65, the program 16, or 48 when built for debugging."""
    assert details["Size"] < 215e6


def test_shares_all_layers_but_its_own(engine, images):
    """A node that runs every service pulls Debian, its packages and the Swift run-time once."""
    layers = {}
    for name, image in images.items():
        layers[name] = json.loads(engine.docker("image", "inspect", image))[0]["RootFS"]["Layers"]
    common = set.intersection(*(set(ours) for ours in layers.values()))
    # The bill of materials and the program.
    assert {name: len(set(ours) - common) for name, ours in layers.items()} == {name: 2 for name in layers}
