"""Whether what an object names is there."""

from manifests import Manifests, containers, name, pod, pod_labels, selects, title
from secrets_known import secret_keys

from checks import check


@check
def selectors(manifests: Manifests):
    works = manifests.workloads()
    for work in works:
        if work["kind"] not in ("Job", "CronJob") and not selects(work["spec"]["selector"], pod_labels(work)):
            yield f"{title(work)}: its selector does not match its own pods"
        for rule in pod(work).get("topologySpreadConstraints", []):
            if not selects(rule["labelSelector"], pod_labels(work)):
                yield f"{title(work)}: its spread over {rule['topologyKey']} counts other pods than its own"
    for service in manifests.of_kind("Service"):
        chosen = [work for work in works if selects({"matchLabels": service["spec"]["selector"]}, pod_labels(work))]
        if len(chosen) != 1:
            yield f"{title(service)} selects {len(chosen)} workloads"
    for budget in manifests.of_kind("PodDisruptionBudget"):
        if not any(selects(budget["spec"]["selector"], pod_labels(work)) for work in works):
            yield f"{title(budget)} selects nothing"
    for monitor in manifests.of_kind("ServiceMonitor"):
        labels = [service["metadata"].get("labels", {}) for service in manifests.of_kind("Service")]
        if not any(selects(monitor["spec"]["selector"], one) for one in labels):
            yield f"{title(monitor)} selects nothing"


@check
def ports(manifests: Manifests):
    for service in manifests.of_kind("Service"):
        for work in manifests.workloads():
            if not selects({"matchLabels": service["spec"]["selector"]}, pod_labels(work)):
                continue
            open_ports = {port["name"] for container in containers(work) for port in container.get("ports", [])}
            for port in service["spec"]["ports"]:
                if port["targetPort"] not in open_ports:
                    yield f"{title(service)}: {title(work)} has no port {port['targetPort']}"
    for work in manifests.services():
        declared = [port["containerPort"] for port in pod(work)["containers"][0]["ports"]]
        listens = manifests.settings(work).get("EMPORIA_HTTP_PORT")
        if [str(port) for port in declared] != [listens]:
            yield f"{title(work)} declares {declared} and listens on {listens}"
    for monitor in manifests.of_kind("ServiceMonitor"):
        for service in manifests.of_kind("Service"):
            if not selects(monitor["spec"]["selector"], service["metadata"].get("labels", {})):
                continue
            for endpoint in monitor["spec"]["endpoints"]:
                if endpoint["port"] not in {port["name"] for port in service["spec"]["ports"]}:
                    yield f"{title(monitor)}: {title(service)} has no port {endpoint['port']}"


@check
def config_maps(manifests: Manifests):
    for work in manifests.workloads():
        for container in containers(work):
            for source in container.get("envFrom", []):
                wanted = source["configMapRef"]["name"]
                if not manifests.find("ConfigMap", wanted):
                    yield f"{title(work)}: there is no ConfigMap {wanted}"
            for variable in container.get("env", []):
                wanted = variable.get("valueFrom", {}).get("configMapKeyRef")
                if wanted and wanted["key"] not in (manifests.find("ConfigMap", wanted["name"]) or {}).get("data", {}):
                    yield f"{title(work)}: no ConfigMap {wanted['name']} has a {wanted['key']}"
        for volume in pod(work).get("volumes", []):
            wanted = volume.get("configMap")
            if wanted and not manifests.find("ConfigMap", wanted["name"]):
                yield f"{title(work)}: there is no ConfigMap {wanted['name']}"
    for cluster in manifests.of_kind("Cluster"):
        for wanted in cluster["spec"]["bootstrap"]["initdb"]["postInitApplicationSQLRefs"]["configMapRefs"]:
            if wanted["key"] not in (manifests.find("ConfigMap", wanted["name"]) or {}).get("data", {}):
                yield f"{title(cluster)}: no ConfigMap {wanted['name']} has a {wanted['key']}"


def secrets_named(work: dict):
    """Each Secret and key that a workload asks for."""
    for container in containers(work):
        for variable in container.get("env", []):
            wanted = variable.get("valueFrom", {}).get("secretKeyRef")
            if wanted:
                yield wanted["name"], wanted["key"]
    for volume in pod(work).get("volumes", []):
        sources = [volume, *volume.get("projected", {}).get("sources", [])]
        for secret in (source["secret"] for source in sources if "secret" in source):
            for item in secret.get("items", [{"key": None}]):
                yield secret.get("secretName") or secret["name"], item["key"]


@check
def secrets(manifests: Manifests):
    known = secret_keys()
    for thing in manifests.of_kind("Secret"):
        yield f"{title(thing)}: secrets are named, never written down"
    for work in manifests.workloads():
        for secret, key in secrets_named(work):
            if key not in known.get(secret, ()):
                yield f"{title(work)}: nobody makes a Secret {secret} with a {key}"
    for cluster in manifests.of_kind("Cluster"):
        for role in cluster["spec"]["managed"]["roles"]:
            if "password" not in known.get(role["passwordSecret"]["name"], ()):
                yield f"{title(cluster)}: nobody makes a Secret {role['passwordSecret']['name']}"


@check
def volumes(manifests: Manifests):
    for work in manifests.workloads():
        there = {volume["name"] for volume in pod(work).get("volumes", [])}
        there |= {name(claim) for claim in work["spec"].get("volumeClaimTemplates", [])}
        used = {mount["name"] for container in containers(work) for mount in container.get("volumeMounts", [])}
        for volume in used - there:
            yield f"{title(work)} mounts {volume}, which is no volume of it"
        for volume in there - used:
            yield f"{title(work)} has a volume {volume} that nothing mounts"


@check
def accounts(manifests: Manifests):
    for work in manifests.workloads():
        account = pod(work).get("serviceAccountName")
        if account and not manifests.find("ServiceAccount", account):
            yield f"{title(work)}: there is no ServiceAccount {account}"
        if work in manifests.services() and account != name(work):
            yield f"{title(work)} has no ServiceAccount of its own"
        if pod(work).get("automountServiceAccountToken") is not False:
            yield f"{title(work)} is given a token for the cluster's API"
    for account in manifests.of_kind("ServiceAccount"):
        if account.get("automountServiceAccountToken") is not False:
            yield f"{title(account)} hands out tokens for the cluster's API"


@check
def priorities(manifests: Manifests):
    for work in [*manifests.workloads(), *manifests.of_kind("Cluster")]:
        wanted = (work["spec"] if work["kind"] == "Cluster" else pod(work)).get("priorityClassName", "none")
        if not manifests.find("PriorityClass", wanted):
            yield f"{title(work)}: there is no PriorityClass {wanted}"
