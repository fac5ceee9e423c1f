"""What k8s/ says in words and numbers is what the manifests and measurements say."""

import re
import subprocess
import sys

import pytest
import yaml
from checks.pods import quantity
from checks.scaling import EXTERNAL_CONNECTIONS, RESERVED, connections_needed
from house import SERVICES
from manifests import OVERLAYS, ROOT, Manifests, name, pod
from secrets_known import secret_keys

sys.path.insert(0, str(ROOT / "k8s"))
from capacity import Need  # noqa: E402

README = (ROOT / "k8s/README.md").read_text()


def test_capacity_tables_are_current():
    done = subprocess.run([sys.executable, ROOT / "k8s/capacity.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_connections_are_computed_as_written(overlay):
    assert f"= {connections_needed(Manifests.of(overlay)) + RESERVED}" in README


def test_external_server_is_told():
    assert f"external server must offer {EXTERNAL_CONNECTIONS}" in README.replace("\n", " ")


def test_every_secret_is_explained():
    for secret in secret_keys():
        kind, _, service = secret.rpartition("-")
        told = f"`{secret}`" in README or (service in SERVICES and f"`{kind}-<service>`" in README)
        assert told, secret


def test_every_alert_has_a_line():
    (rules,) = Manifests.of("production").of_kind("PrometheusRule")
    for group in rules["spec"]["groups"]:
        for rule in group["rules"]:
            alert = rule.get("alert", "EmporiaEventsWaiting")
            assert alert in README, alert


def test_links_lead_somewhere():
    for page in ("README.md", "SCALING.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / "k8s" / page).read_text()):
            assert (ROOT / "k8s" / link).exists(), link


def test_capacity_inputs_are_whole():
    capacity = yaml.safe_load((ROOT / "k8s/capacity.yaml").read_text())
    for cost, each in capacity["measured"].items():
        values = each.values() if isinstance(each, dict) else [each]
        assert all(value >= 0 for value in values) and any(values), cost


def test_capacity_counts_with_the_production_overlay():
    assumed = yaml.safe_load((ROOT / "k8s/capacity.yaml").read_text())["assumed"]
    manifests = Manifests.of("production")
    for scaler in manifests.of_kind("HorizontalPodAutoscaler"):
        (cpu,) = [metric["resource"] for metric in scaler["spec"]["metrics"] if metric["type"] == "Resource"]
        assert cpu["target"]["averageUtilization"] == round(100 * assumed["busy_share"])
        assert scaler["spec"]["minReplicas"] == assumed["replicas_min"]
    for work in manifests.of_kind("Deployment"):
        assert quantity(pod(work)["containers"][0]["resources"]["requests"]["cpu"]) == assumed["pod_cores"]
        assert int(manifests.settings(work)["EMPORIA_DATABASE_CONNECTIONS"]) == assumed["pod_connections"]
    (cluster,) = manifests.of_kind("Cluster")
    assert cluster["spec"]["instances"] == 1 + assumed["standbys"]
    assert int(cluster["spec"]["postgresql"]["parameters"]["max_connections"]) == assumed["server"]["connections"]


def test_production_reaches_the_first_rate():
    capacity = yaml.safe_load((ROOT / "k8s/capacity.yaml").read_text())
    need = Need(capacity["rates_per_s"][0], capacity)
    for scaler in Manifests.of("production").of_kind("HorizontalPodAutoscaler"):
        assert need.replicas(name(scaler)) <= scaler["spec"]["maxReplicas"]
    (cluster,) = Manifests.of("production").of_kind("Cluster")
    assert need.postgres_cores <= int(cluster["spec"]["resources"]["requests"]["cpu"])
    assert need.fits_one_server
