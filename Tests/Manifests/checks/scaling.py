"""How many there may be, where, and whether the database has room for them."""

from house import HOUSE, SERVICES
from manifests import Manifests, component, name, pod, pod_labels, selects, title

from checks import check

# Left for replication, monitoring and a person with psql.
RESERVED = 20
# The max_connections that k8s/README.md asks of an external server.
EXTERNAL_CONNECTIONS = 500


@check
def autoscalers(manifests: Manifests):
    scaled = []
    for scaler in manifests.of_kind("HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        work = manifests.find(target["kind"], target["name"])
        if not work or work["apiVersion"] != target["apiVersion"]:
            yield f"{title(scaler)}: there is no {target['kind']} {target['name']}"
            continue
        scaled.append(target["name"])
        if "replicas" in work["spec"]:
            yield f"{title(work)} sets replicas, which every apply would give back to"
        if scaler["spec"]["minReplicas"] > scaler["spec"]["maxReplicas"]:
            yield f"{title(scaler)}: its least is above its most"
        kinds = {metric["type"] for metric in scaler["spec"]["metrics"]}
        if kinds != {"Resource", "Pods"}:
            yield f"{title(scaler)} looks at {kinds}, not at CPU and concurrency"
        for metric in scaler["spec"]["metrics"]:
            if metric["type"] == "Pods" and metric["pods"]["metric"]["name"] not in HOUSE.metrics:
                yield f"{title(scaler)}: no service shows {metric['pods']['metric']['name']}"
    if sorted(scaled) != sorted(SERVICES):
        yield f"scaled are {sorted(scaled)}"


@check
def disruption_budgets(manifests: Manifests):
    for work in manifests.of_kind("Deployment"):
        budgets = [
            budget
            for budget in manifests.of_kind("PodDisruptionBudget")
            if selects(budget["spec"]["selector"], pod_labels(work))
        ]
        if len(budgets) != 1 or budgets[0]["spec"].get("maxUnavailable") != 1:
            yield f"{title(work)}: a node's drain takes more than one of its pods, or none"


@check
def spread(manifests: Manifests):
    for work in manifests.of_kind("Deployment"):
        rules = {rule["topologyKey"]: rule for rule in pod(work).get("topologySpreadConstraints", [])}
        if set(rules) != {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}:
            yield f"{title(work)} is spread over {sorted(rules)}"
        elif manifests.overlay != "dev":
            if rules["topology.kubernetes.io/zone"]["whenUnsatisfiable"] != "DoNotSchedule":
                yield f"{title(work)} may end up in one zone"
            if manifests.find("HorizontalPodAutoscaler", name(work))["spec"]["minReplicas"] < 3:
                yield f"{title(work)} has fewer replicas than there are zones"


def connections_needed(manifests: Manifests) -> int:
    """What all replicas open at their most, in the middle of a rolling update."""
    total = 0
    for work in manifests.of_kind("Deployment"):
        if component(work) != "service":
            continue
        scaler = manifests.find("HorizontalPodAutoscaler", name(work))
        most = scaler["spec"]["maxReplicas"] if scaler else work["spec"].get("replicas", 1)
        surge = work["spec"]["strategy"]["rollingUpdate"]["maxSurge"]
        total += (most + surge) * int(manifests.settings(work)["EMPORIA_DATABASE_CONNECTIONS"])
    return total


def connections_offered(manifests: Manifests) -> int:
    for cluster in manifests.of_kind("Cluster"):
        return int(cluster["spec"]["postgresql"]["parameters"]["max_connections"]) - RESERVED
    database = manifests.find("StatefulSet", "database")
    if not database:
        return EXTERNAL_CONNECTIONS - RESERVED
    for argument in pod(database)["containers"][0]["args"]:
        if argument.startswith("max_connections="):
            return int(argument.partition("=")[2]) - RESERVED
    return 100 - RESERVED


@check
def database_connections(manifests: Manifests):
    needed, offered = connections_needed(manifests), connections_offered(manifests)
    if needed > offered:
        yield f"the replicas may open {needed} connections and the database has room for {offered}"
