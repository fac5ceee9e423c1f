"""Whether a cluster would take the objects at all."""

import json
import re
from functools import cache

import kubernetes_validate
import kubernetes_validate.utils
import yaml
from manifests import CLUSTER_WIDE, Manifests, StrictLoader, title

from checks import check

# From the last release that other clusters may still run to the next one.
KUBERNETES = ["1.33", "1.34", "1.35", "1.36", "1.37"]

# Kinds that no cluster has by itself, and the fields of their specifications that are used here. An unknown field would
# be dropped without a word.
CUSTOM = {
    ("gateway.networking.k8s.io/v1", "Gateway"): {"gatewayClassName", "listeners"},
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): {"parentRefs", "hostnames", "rules"},
    ("gateway.nginx.org/v1alpha1", "ClientSettingsPolicy"): {"targetRef", "body", "keepAlive"},
    ("monitoring.coreos.com/v1", "ServiceMonitor"): {"selector", "namespaceSelector", "endpoints"},
    ("monitoring.coreos.com/v1", "PodMonitor"): {"selector", "namespaceSelector", "podMetricsEndpoints"},
    ("monitoring.coreos.com/v1", "PrometheusRule"): {"groups"},
    ("postgresql.cnpg.io/v1", "ScheduledBackup"): {"schedule", "method", "backupOwnerReference", "cluster"},
    ("postgresql.cnpg.io/v1", "Cluster"): {
        "instances", "imageName", "priorityClassName", "enableSuperuserAccess", "primaryUpdateStrategy",
        "primaryUpdateMethod", "bootstrap", "managed", "postgresql", "affinity", "resources", "storage", "walStorage",
        "backup", "topologySpreadConstraints",
    },
}  # fmt: skip

REMOVED = {
    "extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "networking.k8s.io/v1beta1", "policy/v1beta1",
    "batch/v1beta1", "autoscaling/v2beta1", "autoscaling/v2beta2", "rbac.authorization.k8s.io/v1beta1",
    "scheduling.k8s.io/v1beta1", "storage.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1beta3",
    "gateway.networking.k8s.io/v1alpha2",
}  # fmt: skip

# It reads the definitions of a whole release for every object, which took 200 ms each time.
kubernetes_validate.utils.schema_contents = cache(kubernetes_validate.utils.schema_contents)


@cache
def fault(text: str, version: str) -> str | None:
    """What this release says against an object. The overlays share most of theirs."""
    try:
        kubernetes_validate.validate(json.loads(text), version, strict=True)
    except kubernetes_validate.SchemaNotFoundError as error:
        return error.message
    except kubernetes_validate.ValidationError as error:
        return f"Kubernetes {version}: {error.message} at {'.'.join(map(str, error.path))}"
    return None


@check
def schema(manifests: Manifests):
    for thing in manifests.objects:
        if (thing["apiVersion"], thing["kind"]) in CUSTOM:
            continue
        for version in KUBERNETES:
            found = fault(json.dumps(thing, sort_keys=True, default=str), version)
            if found:
                yield f"{title(thing)}: {found}"


@check
def custom_resources(manifests: Manifests):
    for thing in manifests.objects:
        known = CUSTOM.get((thing["apiVersion"], thing["kind"]))
        for field in set(thing.get("spec", {})) - known if known else ():
            yield f"{title(thing)}: {field} is no field of its specification that is known here"


@check
def removed_versions(manifests: Manifests):
    for thing in manifests.objects:
        if thing["apiVersion"] in REMOVED:
            yield f"{title(thing)}: {thing['apiVersion']} is gone from Kubernetes"


@check
def duplicate_keys(manifests: Manifests):
    for path, text in manifests.files.items():
        try:
            list(yaml.load_all(text, StrictLoader))
        except yaml.YAMLError as error:
            yield f"{path}: {error}"


@check
def names(manifests: Manifests):
    seen = set()
    namespaces = {thing["metadata"]["name"] for thing in manifests.of_kind("Namespace")}
    for thing in manifests.objects:
        meta = thing["metadata"]
        key = (thing["kind"], meta.get("namespace"), meta["name"])
        if key in seen:
            yield f"{title(thing)} is there twice"
        seen.add(key)
        if not re.fullmatch(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", meta["name"]):
            yield f"{title(thing)}: not a name that a cluster takes"
        if thing["kind"] in CLUSTER_WIDE:
            continue
        if meta.get("namespace") not in namespaces:
            yield f"{title(thing)} is in no namespace that is described"
