"""Prometheus' own tool reads the rules and plays them through."""

import shutil
import subprocess

import pytest
import yaml
from manifests import ROOT, Manifests

TESTS = ROOT / "Tests/Manifests/alerts.yaml"
pytestmark = pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")


@pytest.fixture
def folder(tmp_path):
    (rules,) = Manifests.of("production").of_kind("PrometheusRule")
    for group in rules["spec"]["groups"]:
        for rule in group["rules"]:
            # promtool compares all annotations; this one says the same in every case.
            rule.get("annotations", {}).pop("runbook_url", None)
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules["spec"]))
    (tmp_path / "tests.yaml").write_text(TESTS.read_text())
    return tmp_path


def promtool(folder, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True, timeout=120)


def test_rules_are_rules(folder):
    done = promtool(folder, "check", "rules", "rules.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_speak_up_when_they_should(folder):
    done = promtool(folder, "test", "rules", "tests.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_played_through():
    (rules,) = Manifests.of("production").of_kind("PrometheusRule")
    alerts = {rule["alert"] for group in rules["spec"]["groups"] for rule in group["rules"] if "alert" in rule}
    heard = {
        one["alertname"]
        for case in yaml.safe_load(TESTS.read_text())["tests"]
        for one in case["alert_rule_test"]
        if one.get("exp_alerts")
    }
    assert heard == alerts
