"""The dev overlay's shop, opened with the very environment, files and user of its manifests, sells tea."""

import os
import shutil

import pytest
from checks.watching import watched
from house import HOUSE
from manifests import ROOT, Manifests, name, pod
from node import POSTGRES, Node, programs

LACKING = [
    what
    for what, there in {
        "root": os.getuid() == 0,
        "ip": shutil.which("ip"),
        "Postgres": POSTGRES,
        "built programs": programs(),
    }.items()
    if not there
]
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"not here: {', '.join(LACKING)}")


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    folder = tmp_path_factory.mktemp("node")
    for parent in [folder, *folder.parents[:2]]:
        parent.chmod(0o755)
    with Node(Manifests.of("dev"), folder) as node:
        yield node


def test_promises_can_not_be_checked_without_a_database(node):
    """Told apart from a broken one, so that the cluster tries again and nobody is woken."""
    assert node.attempt("promises") == HOUSE.unchecked, node.log("promises")


def test_jobs_and_services_come_up(node):
    node.start_database()
    node.work_off("database-setup")
    for work in node.manifests.services():
        node.serve(work)
    for work in node.manifests.services():
        probes = pod(work)["containers"][0]
        path = probes["startupProbe"]["httpGet"]["path"]
        node.until(lambda: node.status(f"http://{name(work)}{path}") == "200", f"{name(work)} is ready")
        assert node.status(f"http://{name(work)}{probes['livenessProbe']['httpGet']['path']}") == "200"
    node.work_off("demo")


def test_purchase_from_basket_to_refund(node):
    environment = {
        **os.environ,
        "EMPORIA_STATE": str(node.folder / "state"),
        "EMPORIA_COMMAND": str(node.programs / "emporia"),
    }
    done = node.inside(ROOT / "Services/Emporia/demo.sh", env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_promises_hold(node):
    node.work_off("promises")
    assert "Every promise holds." in node.log("promises")


def test_broken_promise_fails_its_job(node):
    node.sql("UPDATE inventory.stock SET on_hand = on_hand + 1 WHERE sku = (SELECT min(sku) FROM inventory.stock)")
    assert node.attempt("promises") == 1, node.log("promises")
    assert "on hand = Σ movements" in node.log("promises").partition("broken 1 times")[0]
    node.sql("UPDATE inventory.stock SET on_hand = on_hand - 1 WHERE sku = (SELECT min(sku) FROM inventory.stock)")


def test_watched_metrics_are_shown(node):
    """What rules, dashboard and autoscalers are made of, as Prometheus would scrape it after that purchase."""
    shown = "".join(
        node.inside("curl", "--silent", f"http://{name(work)}/metrics").stdout for work in node.manifests.services()
    )
    for metric in watched(Manifests.of("production")) & HOUSE.metrics:
        assert f"\n{metric}" in shown, metric


def test_stops_within_its_grace(node):
    for work in node.manifests.services():
        process = node.running[name(work)]
        process.terminate()
    for work in node.manifests.services():
        assert node.running[name(work)].wait(pod(work)["terminationGracePeriodSeconds"]) == 0
