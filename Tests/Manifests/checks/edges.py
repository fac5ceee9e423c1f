"""Who may talk to whom: what the policies allow is what the code does, no more and no less."""

from house import HOUSE, SERVICES
from manifests import NAMESPACE, Manifests, name, pod_labels, selects

from checks import check

HTTP, POSTGRES, DNS = 8080, 5432, 53
PORTS = (HTTP, POSTGRES, 8000, 9187)
OUTSIDE = {
    "gateway": {"emporia/traffic": "gateway"},
    "monitoring": {"emporia/traffic": "monitoring"},
    "stranger": {},
    "kube-dns": {"kubernetes.io/metadata.name": "kube-system"},
    "cnpg-operator": {"kubernetes.io/metadata.name": "cnpg-system"},
}
OUTSIDE_PODS = {
    "kube-dns": {"k8s-app": "kube-dns"},
    "cnpg-operator": {"app.kubernetes.io/name": "cloudnative-pg"},
}


class Network:
    """The pods of the namespace and what its policies let through."""

    def __init__(self, manifests: Manifests):
        self.policies = manifests.of_kind("NetworkPolicy")
        self.pods = {name(work): pod_labels(work) for work in manifests.workloads()}
        for cluster in manifests.of_kind("Cluster"):
            self.pods[name(cluster)] = {"cnpg.io/cluster": name(cluster)}
        self.own = manifests.find("Namespace", NAMESPACE)["metadata"]["labels"]

    def rules(self, pod: str, way: str):
        """The rules for a pod's traffic in one direction; None where no policy restricts it."""
        chosen = [
            policy["spec"]
            for policy in self.policies
            if way in policy["spec"]["policyTypes"] and selects(policy["spec"]["podSelector"], self.pods[pod])
        ]
        return [rule for spec in chosen for rule in spec.get(way.lower(), [])] if chosen else None

    def lets(self, pod: str, way: str, other: str, port: int) -> bool:
        rules = self.rules(pod, way)
        if rules is None:
            return True
        side = "from" if way == "Ingress" else "to"
        return any(
            self.has_port(rule, port) and (side not in rule or any(self.is_peer(peer, other) for peer in rule[side]))
            for rule in rules
        )

    @staticmethod
    def has_port(rule: dict, port: int) -> bool:
        return "ports" not in rule or any(one["port"] == port for one in rule["ports"])

    def is_peer(self, peer: dict, other: str) -> bool:
        if "ipBlock" in peer:
            return other == "world" and peer["ipBlock"]["cidr"] == "0.0.0.0/0"
        if other in self.pods:
            labels, namespace = self.pods[other], self.own
            if "namespaceSelector" not in peer:
                return selects(peer["podSelector"], labels)
        elif other in OUTSIDE and "namespaceSelector" in peer:
            labels, namespace = OUTSIDE_PODS.get(other, {}), OUTSIDE[other]
        else:
            return False
        return selects(peer["namespaceSelector"], namespace) and selects(peer.get("podSelector", {}), labels)

    def passes(self, one: str, other: str, port: int) -> bool:
        return self.lets(one, "Egress", other, port) and self.lets(other, "Ingress", one, port)


@check
def call_graph(manifests: Manifests):
    network = Network(manifests)
    wanted = {edge for edge in HOUSE.call_graph if set(edge) <= set(network.pods)}
    for one in network.pods:
        for other in network.pods:
            if one == other or other == "database":
                continue
            for half, open_ in (
                ("leave", network.lets(one, "Egress", other, HTTP)),
                ("enter", network.lets(other, "Ingress", one, HTTP)),
            ):
                if open_ and (one, other) not in wanted:
                    yield f"{one} → {other}: traffic may {half} that no code causes"
                if not open_ and (one, other) in wanted:
                    yield f"{one} → {other}: the code needs it, and it may not {half}"


@check
def database_access(manifests: Manifests):
    network = Network(manifests)
    clients = {*SERVICES, "database-setup", "promises"} & set(network.pods)
    for pod in network.pods:
        if "database" in network.pods and pod != "database":
            if network.passes(pod, "database", POSTGRES) != (pod in clients):
                yield f"{pod} → database: {'shut out' if pod in clients else 'let in'}"
    if manifests.of_kind("Cluster"):
        for port in (POSTGRES, 8000):
            if not network.passes("database", "database", port):
                yield f"the database's instances don't reach each other at {port}"
            if not network.lets("database", "Ingress", "cnpg-operator", port):
                yield f"the operator does not reach the database at {port}"


@check
def doors(manifests: Manifests):
    """Who gets in from outside, and who gets out."""
    network = Network(manifests)
    served = {*SERVICES, "simulator"} & set(network.pods)
    for pod in network.pods:
        for port in PORTS:
            if network.lets(pod, "Ingress", "gateway", port) != (pod in served and port == HTTP):
                yield f"the gateway and {pod}:{port}"
            # On this port nothing but the services listens.
            if pod in served and network.lets(pod, "Ingress", "monitoring", port) != (port == HTTP):
                yield f"monitoring and {pod}:{port}"
            if network.lets(pod, "Ingress", "stranger", port):
                yield f"everybody reaches {pod}:{port}"
        if not network.lets(pod, "Egress", "kube-dns", DNS):
            yield f"{pod} finds no names"
        provider = "simulator" not in network.pods and pod == "payment"
        # CloudNativePG's instances talk to the cluster's API, whose address no label tells.
        operated = pod == "database" and bool(manifests.of_kind("Cluster"))
        if network.lets(pod, "Egress", "world", 443) != (provider or operated):
            yield f"{pod} and the world outside"


@check
def default_deny(manifests: Manifests):
    for policy in manifests.of_kind("NetworkPolicy"):
        spec = policy["spec"]
        if spec["podSelector"] == {} and set(spec["policyTypes"]) == {"Ingress", "Egress"}:
            if "ingress" not in spec and "egress" not in spec:
                return
    yield "nothing is denied by default"
