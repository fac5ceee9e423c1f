"""What a pod may do and take."""

import re
from decimal import Decimal

from manifests import NAMESPACE, Manifests, containers, pod, title

from checks import check

UNITS = {"m": Decimal("0.001"), "": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
UNITS |= {f"{letter}i": 1024**power for power, letter in enumerate("KMGT", 1)}


def quantity(text: object) -> Decimal | None:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([a-zA-Z]*)", str(text))
    return Decimal(found[1]) * UNITS[found[2]] if found and found[2] in UNITS else None


@check
def quantities(manifests: Manifests):
    for work in manifests.workloads():
        for container in containers(work):
            for bound in ("requests", "limits"):
                for resource in ("cpu", "memory"):
                    text = container.get("resources", {}).get(bound, {}).get(resource)
                    value = quantity(text)
                    if value is None:
                        yield f"{title(work)}: {text} {bound} no {resource}"
                    elif resource == "memory" and value < 16 * 1024**2:
                        yield f"{title(work)}: {text} of memory is less than a process needs to start"
                    elif resource == "cpu" and value > 64:
                        yield f"{title(work)}: {text} cores is more than a node has; a unit is missing"


@check
def requests_within_limits(manifests: Manifests):
    for work in manifests.workloads():
        for container in containers(work):
            resources = container.get("resources", {})
            for resource, text in resources.get("requests", {}).items():
                least, most = quantity(text), quantity(resources.get("limits", {}).get(resource))
                if least is not None and most is not None and least > most:
                    yield f"{title(work)} requests {text} of {resource} and may not have it"


@check
def pod_security(manifests: Manifests):
    """The profile "restricted", as the namespace demands it."""
    shop = manifests.find("Namespace", NAMESPACE)
    for mode in ("enforce", "warn", "audit"):
        if shop["metadata"]["labels"].get(f"pod-security.kubernetes.io/{mode}") != "restricted":
            yield f"the namespace does not {mode} restricted"
    for work in manifests.workloads():
        whole = pod(work).get("securityContext", {})
        if whole.get("runAsNonRoot") is not True or not whole.get("runAsUser"):
            yield f"{title(work)} may run as root"
        if whole.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            yield f"{title(work)} has no seccomp profile"
        for forbidden in ("hostNetwork", "hostPID", "hostIPC"):
            if pod(work).get(forbidden):
                yield f"{title(work)} has {forbidden}"
        for container in containers(work):
            own = container.get("securityContext", {})
            if own.get("allowPrivilegeEscalation") is not False or own.get("privileged"):
                yield f"{title(work)} may gain privileges"
            if own.get("capabilities", {}).get("drop") != ["ALL"] or own["capabilities"].get("add"):
                yield f"{title(work)} keeps capabilities"
            if any("hostPort" in port for port in container.get("ports", [])):
                yield f"{title(work)} opens a port of the node"
        allowed = {"configMap", "secret", "projected", "emptyDir", "persistentVolumeClaim", "downwardAPI", "csi"}
        for volume in pod(work).get("volumes", []):
            if set(volume) - allowed - {"name"}:
                yield f"{title(work)}: {volume['name']} is of a kind that restricted pods may not have"


@check
def read_only_root(manifests: Manifests):
    for work in manifests.workloads():
        for container in containers(work):
            if container.get("securityContext", {}).get("readOnlyRootFilesystem") is not True:
                yield f"{title(work)} can write to its image"


@check
def images(manifests: Manifests):
    for work in manifests.workloads():
        for container in containers(work):
            tag = container["image"].rpartition("/")[2].partition(":")[2]
            if tag in ("", "latest"):
                yield f"{title(work)}: {container['image']} is another image every day"
