"""Starting, being ready, and stopping without losing a request."""

from house import HOUSE
from manifests import Manifests, containers, pod, title

from checks import check

PROBES = {"startupProbe": "/readyz", "readinessProbe": "/readyz", "livenessProbe": "/livez"}


@check
def probes(manifests: Manifests):
    for work in manifests.services():
        (container,) = containers(work)
        for probe, wanted in PROBES.items():
            asked = container.get(probe, {}).get("httpGet", {})
            if asked.get("path") not in HOUSE.housekeeping:
                yield f"{title(work)}: {probe} asks {asked.get('path')}, which no service answers"
            elif asked["path"] != wanted:
                yield f"{title(work)}: {probe} asks {asked['path']} instead of {wanted}"
            if asked.get("port") not in {port["name"] for port in container["ports"]}:
                yield f"{title(work)}: {probe} asks at {asked.get('port')}, which is no port of it"


@check
def drain(manifests: Manifests):
    for work in manifests.services():
        settings = manifests.settings(work)
        wait = pod(work)["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        if wait < 3:
            yield f"{title(work)} stops before the cluster has heard of it"
        longest = max(float(settings["EMPORIA_DRAIN_SECONDS"]), float(settings["EMPORIA_DRAIN_LIMIT_SECONDS"]))
        # After the drain come workers, which may be in the middle of a request.
        needed = wait + longest + float(settings.get("EMPORIA_HTTP_REQUEST_SECONDS", 15))
        if pod(work).get("terminationGracePeriodSeconds", 30) < needed:
            yield f"{title(work)} is killed before the {needed:g} s that it may need to stop"


@check
def rollout(manifests: Manifests):
    for work in manifests.of_kind("Deployment"):
        rolling = work["spec"].get("strategy", {}).get("rollingUpdate", {})
        if rolling.get("maxUnavailable") != 0 or not rolling.get("maxSurge"):
            yield f"{title(work)}: a rolling update takes pods away before it adds some"
        start = pod(work)["containers"][0]["startupProbe"]
        if start["periodSeconds"] * start["failureThreshold"] > work["spec"].get("progressDeadlineSeconds", 600):
            yield f"{title(work)}: a rollout is given up while a pod may still migrate"


@check
def service_links(manifests: Manifests):
    for work in manifests.workloads():
        if pod(work).get("enableServiceLinks") is not False:
            yield f"{title(work)}: every Service of the namespace adds variables to its environment"
