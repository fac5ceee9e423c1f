"""Reads manifests as a cluster would, and finds things in them."""

import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = ["dev", "production", "production-external"]
NAMESPACE = "emporia"
CLUSTER_WIDE = {"Namespace", "PriorityClass"}


class StrictLoader(yaml.SafeLoader):
    """YAML in which a key may stand only once; the usual loader silently keeps the last."""


def _mapping(loader, node):
    keys = [loader.construct_object(key) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.YAMLError(f"the key {key!r} stands twice{node.start_mark}")
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


@cache
def built(overlay: str) -> str:
    """What `kubectl apply --kustomize` would send."""
    folder = ROOT / "k8s/overlays" / overlay
    done = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def sources() -> dict[str, str]:
    """The text of every YAML file under k8s/, by path."""
    return {str(path.relative_to(ROOT)): path.read_text() for path in sorted((ROOT / "k8s").rglob("*.yaml"))}


@dataclass
class Manifests:
    """The objects of one overlay, and the files that they were built from."""

    overlay: str
    objects: list[dict]
    files: dict[str, str] = field(default_factory=sources)

    @classmethod
    def of(cls, overlay: str) -> "Manifests":
        return cls(overlay, list(yaml.load_all(built(overlay), yaml.CSafeLoader)))

    def of_kind(self, *kinds: str) -> list[dict]:
        return [thing for thing in self.objects if thing["kind"] in kinds]

    def find(self, kind: str, name: str, namespace: str = NAMESPACE) -> dict | None:
        for thing in self.of_kind(kind):
            meta = thing["metadata"]
            if meta["name"] == name and (kind in CLUSTER_WIDE or meta.get("namespace") == namespace):
                return thing
        return None

    def workloads(self) -> list[dict]:
        return self.of_kind("Deployment", "StatefulSet", "Job", "CronJob")

    def services(self) -> list[dict]:
        """The six, and the simulator where there is one: whatever serves HTTP."""
        return [work for work in self.workloads() if component(work) in ("service", "simulator")]

    def settings(self, workload: dict) -> dict[str, str]:
        """The environment of the workload's container, as far as the manifests tell it; later ones win."""
        container = pod(workload)["containers"][0]
        values: dict[str, str] = {}
        for source in container.get("envFrom", []):
            config = self.find("ConfigMap", source.get("configMapRef", {}).get("name", ""))
            values |= config["data"] if config else {}
        for variable in container.get("env", []):
            values[variable["name"]] = variable.get("value", "")
        return values


def name(thing: dict) -> str:
    return thing["metadata"]["name"]


def title(thing: dict) -> str:
    return f"{thing['kind']} {name(thing)}"


def run(workload: dict) -> dict:
    """The specification of what makes the pods: a CronJob has it one level deeper."""
    return workload["spec"].get("jobTemplate", workload)["spec"]


def pod(workload: dict) -> dict:
    return run(workload)["template"]["spec"]


def pod_labels(workload: dict) -> dict:
    return run(workload)["template"]["metadata"].get("labels", {})


def component(workload: dict) -> str:
    return pod_labels(workload).get("app.kubernetes.io/component", "")


def containers(workload: dict) -> list[dict]:
    return pod(workload).get("initContainers", []) + pod(workload)["containers"]


def selects(selector: dict, labels: dict) -> bool:
    """A label selector; the empty one selects everything."""
    if any(labels.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    for rule in selector.get("matchExpressions", []):
        value, values = labels.get(rule["key"]), rule.get("values", [])
        fits = {
            "In": value in values,
            "NotIn": value not in values,
            "Exists": value is not None,
            "DoesNotExist": value is None,
        }[rule["operator"]]
        if not fits:
            return False
    return True
