"""What k8s/ says in words and numbers is what the manifests and measurements say."""

import re
import subprocess
import sys

import pytest
import yaml
from checks.pods import quantity
from checks.scaling import EXTERNAL_CONNECTIONS, RESERVED, connections_needed
from checks.watching import rules
from house import HOUSE, SERVICES
from manifests import OVERLAYS, ROOT, Manifests, name, pod
from secrets_known import secret_keys

sys.path.insert(0, str(ROOT / "k8s"))
from capacity import Need  # noqa: E402

README = (ROOT / "k8s/README.md").read_text()
OPERATING = (ROOT / "k8s/OPERATING.md").read_text()
ALERTS = {rule["alert"] for rule in rules(Manifests.of("production")) if "alert" in rule}


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


def test_every_alert_has_its_section_and_every_section_its_alert():
    assert set(re.findall(r"^### (Emporia\w+)$", OPERATING, re.MULTILINE)) == ALERTS


def test_every_alert_leads_to_its_section():
    for rule in rules(Manifests.of("production")):
        if alert := rule.get("alert"):
            assert rule["annotations"]["runbook_url"] == f"k8s/OPERATING.md#{alert.lower()}"


def test_what_operators_look_at_is_there():
    assert set(re.findall(r"\bEmporia[A-Z]\w+", OPERATING)) <= ALERTS
    named = set(re.findall(r"\bemporia_[a-z_]+_[a-z]+\b", OPERATING))
    assert {name.removesuffix("_bucket") for name in named} <= {name.removesuffix("_bucket") for name in HOUSE.metrics}


def anchors(page: str) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", (ROOT / "k8s" / page).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ["README.md", "SCALING.md", "OPERATING.md", "RESTORING.md"])
def test_links_lead_somewhere(page):
    text = (ROOT / "k8s" / page).read_text()
    for link in re.findall(r"\]\(([^):]+)\)", text):
        path, _, anchor = link.partition("#")
        assert (ROOT / "k8s" / path).exists(), link
        assert not anchor or anchor in anchors(path or page), link
    for path in re.findall(r"`((?:Tests|k8s)/[\w/.]+)`", text):
        assert (ROOT / path).exists(), path


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
