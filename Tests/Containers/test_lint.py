"""What can be said of the files without an engine."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILES = sorted([*ROOT.glob("docker/Dockerfile"), *ROOT.glob("Tests/Containers/stand-ins/*.Dockerfile")])


def output(*command):
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_a_dockerfile_is_clean(file):
    # DL3008: versions are Debian's to choose, so that an image built today has today's security fixes.
    assert output("hadolint", "--ignore", "DL3008", str(file)) == (0, "")


def test_the_linter_notices_a_bad_dockerfile(tmp_path):
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM debian:latest\nRUN cd /tmp && sudo apt-get install curl\n")
    status, text = output("hadolint", str(bad))
    assert status == 1
    assert {"DL3007", "DL3004"} <= set(re.findall(r"DL\d{4}", text))


def test_the_compose_file_is_valid():
    compose = os.environ.get("EMPORIA_COMPOSE") or "docker-compose"
    if not shutil.which(compose):
        pytest.skip("there is no Compose 2")
    good = (ROOT / "docker/compose.yaml").read_text()
    for text, status in [(good, 0), (good.replace("service_healthy", "service_happy", 1), 15)]:
        arguments = ["--project-directory", "docker", "--file", "-", "--profile", "tools", "config", "--quiet"]
        done = subprocess.run([compose, *arguments], cwd=ROOT, input=text, text=True, capture_output=True)
        assert done.returncode == status, done.stderr


def test_the_context_holds_sources_alone():
    """What is not listed is not sent, so neither secrets nor a shop's state can end up in an image."""
    lines = (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    assert {path for path in allowed if not (ROOT / path).exists()} <= {".build/images", "Package.resolved"}
