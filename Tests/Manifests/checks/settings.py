"""Whether the programs read what they are told, and are told what they need."""

import re

from house import HOUSE, SERVICES
from manifests import Manifests, component, containers, name, pod, run, title

from checks import check
from checks.references import secrets_named

NUMBERS = ("_SECONDS", "_MAX", "_PORT", "_CONNECTIONS", "_PROXIES")


def program(work: dict) -> str | None:
    """Which of the house's programs runs in the workload."""
    image = pod(work)["containers"][0]["image"].partition(":")[0]
    return image.rpartition("/")[2] if "emporia/" in image else None


@check
def settings_read(manifests: Manifests):
    for work in manifests.workloads():
        if not program(work):
            continue
        for setting, value in manifests.settings(work).items():
            if setting.startswith("EMPORIA_") and setting not in HOUSE.settings(program(work)):
                yield f"{title(work)}: {program(work)} does not read {setting}"
            if setting.startswith("EMPORIA_") and setting.endswith(NUMBERS) and not re.fullmatch(r"\d+(\.\d+)?", value):
                yield f"{title(work)}: {setting} is {value!r}"


@check
def settings_expanded(manifests: Manifests):
    """`$(NAME)` is replaced only where NAME stands before; elsewhere the program would read it as it is."""
    for work in manifests.workloads():
        for container in containers(work):
            before = set()
            for source in container.get("envFrom", []):
                config = manifests.find("ConfigMap", source["configMapRef"]["name"])
                before |= set(config["data"]) if config else set()
            for variable in container.get("env", []):
                for used in re.findall(r"\$\((\w+)\)", variable.get("value", "")):
                    if used not in before:
                        yield f"{title(work)}: {variable['name']} uses {used}, which does not stand before it"
                before.add(variable["name"])


@check
def callers_told_apart(manifests: Manifests):
    """Behind a proxy all callers without a token have one address, unless the proxy is believed whom it was asked by."""
    if manifests.of_kind("Gateway", "Ingress"):
        for work in manifests.services():
            if manifests.settings(work).get("EMPORIA_HTTP_PROXIES", "0") == "0":
                yield f"{title(work)} takes everybody outside for one caller"


@check
def peers_told(manifests: Manifests):
    """A peer's default address is on the same machine, where in a cluster nobody is."""
    for work in manifests.services():
        settings = manifests.settings(work)
        for one, other in HOUSE.call_graph:
            if one != name(work) or other == "simulator" and not manifests.find("Service", "simulator"):
                continue
            if component(work) == "service":
                url = settings.get(f"EMPORIA_{other.upper()}_URL")
                if url != f"http://{other}" or not manifests.find("Service", other):
                    yield f"{title(work)} looks for {other} at {url}"
    payment = manifests.find("Deployment", "payment")
    told = manifests.settings(payment)
    if not told.get("EMPORIA_PAYMENT_PUBLIC_URL") or not told.get("EMPORIA_SIMULATOR_URL"):
        yield "payment is not told where its provider is, or where the provider calls back"


@check
def secret_files(manifests: Manifests):
    """A secret is in a file that is there, and in no variable."""
    for work in manifests.workloads():
        if not program(work):
            continue
        (container,) = containers(work)
        there = set()
        for mount in container.get("volumeMounts", []):
            for volume in pod(work)["volumes"]:
                sources = [volume, *volume.get("projected", {}).get("sources", [])]
                if volume["name"] == mount["name"]:
                    items = [item for source in sources for item in source.get("secret", {}).get("items", [])]
                    there |= {f"{mount['mountPath']}/{item['path']}" for item in items}
        settings = manifests.settings(work)
        for setting, value in settings.items():
            if setting.endswith("_FILE") and value not in there:
                yield f"{title(work)}: {setting} names {value}, which nothing mounts"
            if setting + "_FILE" in HOUSE.settings(program(work)):
                yield f"{title(work)}: {setting} is a secret in plain sight"
        root = re.search(r"sslrootcert=(\S+)", settings.get("DATABASE_OPTIONS", ""))
        if root and root[1] not in there and "EMPORIA_DATABASE_URL" in settings:
            yield f"{title(work)}: {root[1]} is mounted by nothing"


@check
def needed_secrets(manifests: Manifests):
    needed = {name: {"SERVICE_KEY", "TRUSTED_KEYS", "DATABASE_PASSWORD"} for name in SERVICES}
    needed["order"] |= {"ORDER_STATUS_SECRET"}
    needed["payment"] |= {"PROVIDER_SECRET"}
    for work in manifests.of_kind("Deployment"):
        for secret in needed[name(work)]:
            if f"EMPORIA_{secret}_FILE" not in manifests.settings(work):
                yield f"{title(work)} is given no {secret.lower().replace('_', ' ')}"


@check
def database_logins(manifests: Manifests):
    for work in manifests.of_kind("Deployment"):
        settings = manifests.settings(work)
        if settings.get("DATABASE_USER") != f"emporia_{name(work)}":
            yield f"{title(work)} signs in as {settings.get('DATABASE_USER')}"
        if settings.get("EMPORIA_DATABASE_SCHEMA") != name(work):
            yield f"{title(work)} works in the schema {settings.get('EMPORIA_DATABASE_SCHEMA')}"
        if settings["DATABASE_HOST"] and settings["DATABASE_HOST"] not in database_hosts(manifests):
            yield f"{title(work)} looks for the database at {settings['DATABASE_HOST']}"


@check
def promises(manifests: Manifests):
    """They are verified in every shop, by a login that can't change what it reads."""
    work = manifests.find("CronJob", "promises")
    if not work:
        yield "nobody verifies the promises"
        return
    settings, (container,) = manifests.settings(work), containers(work)
    if container["args"][:2] != ["check", "--elsewhere"]:
        yield f"{title(work)} runs {container['args']}"
    if settings.get("DATABASE_USER") != "emporia_check" or "user=$(DATABASE_USER)" not in settings["EMPORIA_DATABASE_URL"]:
        yield f"{title(work)} signs in as {settings.get('DATABASE_USER')}"
    if {secret for secret, key in secrets_named(work) if key.endswith("password")} != {"emporia-check"}:
        yield f"{title(work)} is given the password of another"
    every = re.fullmatch(r"\d+ (\S+) \* \* \*", work["spec"]["schedule"])
    if not every or every[1] != "*" or run(work).get("activeDeadlineSeconds", 3600) >= 3600:
        yield f"{title(work)} is not done once an hour"
    if work["spec"].get("concurrencyPolicy") != "Forbid":
        yield f"{title(work)}: two may run at once"
    if run(work).get("backoffLimit") != 0:
        yield f"{title(work)}: a broken promise is tried again before anybody hears of it"
    ignored = [rule for rule in run(work).get("podFailurePolicy", {}).get("rules", []) if rule["action"] == "Ignore"]
    if not any(rule.get("onExitCodes", {}).get("values") == [HOUSE.unchecked] for rule in ignored):
        yield f"{title(work)}: a database that can't be asked passes for a broken promise"


def database_hosts(manifests: Manifests) -> list[str]:
    clusters = [f"{name(cluster)}-rw" for cluster in manifests.of_kind("Cluster")]
    return clusters + [name(service) for service in manifests.of_kind("Service")]


@check
def issuer(manifests: Manifests):
    """In production nobody holds a key that signs people's tokens, and the issuer of development counts for nothing."""
    if manifests.overlay == "dev":
        return
    for work in manifests.of_kind("Deployment"):
        settings = manifests.settings(work)
        if settings.get("EMPORIA_ISSUER", "emporia-development") == "emporia-development":
            yield f"{title(work)} trusts the tokens of development"
        if "EMPORIA_ISSUER_KEY_FILE" in settings:
            yield f"{title(work)} can sign people's tokens"
