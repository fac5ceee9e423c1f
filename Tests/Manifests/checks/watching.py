"""Whether what is watched is there to be seen."""

import json
import re

import yaml
from house import HOUSE
from manifests import ROOT, Manifests, title

from checks import check

# Shown by Prometheus itself, kube-state-metrics and the kubelet.
ELSEWHERE = {
    "up",
    "kube_horizontalpodautoscaler_status_current_replicas",
    "kube_horizontalpodautoscaler_spec_max_replicas",
    "kube_job_status_failed",
    "kube_job_status_start_time",
    "kube_cronjob_status_last_successful_time",
    "kube_cronjob_created",
    "container_cpu_usage_seconds_total",
    "container_memory_working_set_bytes",
}
WORDS = {
    "and", "or", "unless", "by", "on", "sum", "max", "avg", "count", "rate", "topk", "vector", "histogram_quantile",
    "without", "ignoring", "min", "absent", "increase", "time", "group_left",
}  # fmt: skip


def metrics_in(expression: str) -> set[str]:
    """The metrics that a PromQL expression names."""
    bare = re.sub(r'"[^"]*"', "", expression)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\b(by|on|without|ignoring)\s*\([^)]*\)", " ", bare)
    return set(re.findall(r"(?<![\w.])[a-z_][a-zA-Z0-9_:]*", bare)) - WORDS


def rules(manifests: Manifests) -> list[dict]:
    found = manifests.of_kind("PrometheusRule")
    return [rule for thing in found for group in thing["spec"]["groups"] for rule in group["rules"]]


def expressions(manifests: Manifests):
    """Each rule and panel, with the expression that it is made of."""
    for rule in rules(manifests):
        yield rule.get("alert") or rule["record"], rule["expr"]
    for config in manifests.of_kind("ConfigMap"):
        if "grafana_dashboard" in config["metadata"].get("labels", {}):
            (text,) = config["data"].values()
            for panel in json.loads(text)["panels"]:
                for target in panel["targets"]:
                    yield panel["title"], target["expr"]


def watched(manifests: Manifests) -> set[str]:
    return set().union(*(metrics_in(expression) for _, expression in expressions(manifests)))


@check
def metrics(manifests: Manifests):
    known = HOUSE.metrics | ELSEWHERE | {rule["record"] for rule in rules(manifests) if "record" in rule}
    for where, expression in expressions(manifests):
        for metric in metrics_in(expression) - known:
            yield f"{where}: nobody shows {metric}"


@check
def routes_watched(manifests: Manifests):
    """A rule about a route that is served no more would stay silent for ever."""
    paths = {path for service in ("order",) for path in HOUSE.paths(service)}
    for rule in rules(manifests):
        for route in re.findall(r'route="([^"]+)"', rule["expr"]):
            if route not in paths:
                yield f"{rule.get('alert') or rule['record']}: no service answers {route}"


@check
def jobs_watched(manifests: Manifests):
    """A rule about a Job that nobody starts would stay silent for ever."""
    jobs = {thing["metadata"]["name"] for thing in manifests.of_kind("CronJob")}
    for where, expression in expressions(manifests):
        for job in re.findall(r'(?:cronjob="|job_name=~")([a-z-]+?)(?:-\.\*)?"', expression):
            if job not in jobs:
                yield f"{where}: there is no CronJob {job}"


@check
def scraped(manifests: Manifests):
    if manifests.overlay == "dev":
        return
    for monitor in manifests.of_kind("ServiceMonitor"):
        for endpoint in monitor["spec"]["endpoints"]:
            if endpoint["path"] not in HOUSE.housekeeping:
                yield f"{title(monitor)}: no service answers {endpoint['path']}"
    if not manifests.of_kind("ServiceMonitor"):
        yield "nothing is scraped"


@check
def adapter(manifests: Manifests):
    """Every metric of an autoscaler is one that the adapter is told to offer, from a series that services show."""
    values = yaml.safe_load((ROOT / "k8s/components/monitoring/prometheus-adapter.yaml").read_text())
    offered = {rule["name"]["as"]: rule["seriesQuery"].partition("{")[0] for rule in values["rules"]["custom"]}
    for scaler in manifests.of_kind("HorizontalPodAutoscaler"):
        for metric in scaler["spec"]["metrics"]:
            wanted = metric.get("pods", {}).get("metric", {}).get("name")
            if wanted and offered.get(wanted) not in HOUSE.metrics:
                yield f"{title(scaler)}: the adapter offers no {wanted}"
