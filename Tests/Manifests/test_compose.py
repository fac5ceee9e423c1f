"""The compose file, the image and the manifests describe the same programs."""

import re

import pytest
import yaml
from checks.settings import program
from house import HOUSE, PROGRAMS, SERVICES
from manifests import ROOT, Manifests, containers, pod

COMPOSE = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())["services"]
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()


def image_program(image: str) -> str | None:
    return image.partition(":")[0].removeprefix("emporia/") if image.startswith("emporia/") else None


PARTS = {name: part for name, part in COMPOSE.items() if image_program(part.get("image", ""))}


@pytest.mark.parametrize("name", PARTS)
def test_reads_what_it_is_told(name):
    part = PARTS[name]
    unread = set(part.get("environment", {})) - HOUSE.settings(image_program(part["image"]))
    assert {setting for setting in unread if setting.startswith("EMPORIA_")} == set()


@pytest.mark.parametrize("service", [*SERVICES, "simulator"])
def test_same_secrets_as_in_the_cluster(service):
    manifests = Manifests.of("dev")
    (work,) = [work for work in manifests.services() if program(work) == service]
    files = {setting for setting in manifests.settings(work) if setting.endswith("_FILE")}
    assert {setting for setting in COMPOSE[service]["environment"] if setting.endswith("_FILE")} == files


def test_peers_are_services():
    port = re.search(r"^EXPOSE (\d+)", DOCKERFILE, re.M)[1]
    for service in SERVICES:
        for setting, url in COMPOSE[service]["environment"].items():
            if setting.endswith("_URL") and url.startswith("http"):
                host, _, at = url.removeprefix("http://").partition(":")
                assert host in COMPOSE and at == port, f"{service}: {setting} is {url}"


def test_images_are_the_cluster_s():
    manifests = Manifests.of("dev")
    named = {program(work) for work in manifests.workloads()} - {None}
    assert named == {image_program(part["image"]) for part in PARTS.values()} == set(PROGRAMS)


def test_user_and_port_of_the_image():
    user, group = re.search(r"^USER (\d+):(\d+)", DOCKERFILE, re.M).groups()
    port = re.search(r"^EXPOSE (\d+)", DOCKERFILE, re.M)[1]
    manifests = Manifests.of("dev")
    for work in manifests.workloads():
        if not program(work):
            continue
        context = pod(work)["securityContext"]
        assert (context["runAsUser"], context["runAsGroup"], context["fsGroup"]) == (int(user), int(group), int(group))
        for container in containers(work):
            assert [str(one["containerPort"]) for one in container.get("ports", [])] in ([], [port])


def test_database_has_room():
    command = " ".join(COMPOSE["postgres"]["command"])
    assert len(SERVICES) * 8 < int(re.search(r"max_connections=(\d+)", command)[1]) - 20
