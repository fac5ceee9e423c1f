"""The Secrets that an administrator makes, by the script or as k8s/README.md says, and the keys in them."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import yaml
from house import SERVICES
from manifests import ROOT

# Made by hand or by other programs; each has its lines in k8s/README.md.
ELSEWHERE = {
    "emporia-tls": ("tls.crt", "tls.key"),
    "database-ca": ("ca.crt",),
    "database-address": ("host", "port", "dbname", "admin"),
}


def write_folder(folder: Path) -> None:
    """The files of `emporia secrets`, with worthless contents."""
    common = ["service-key", "trusted-keys"]
    files = {name: [*common, "database-password"] for name in SERVICES}
    files["order"].append("order-status-secret")
    files["payment"].append("provider-secret")
    files["marketing"].append("issuer-key")
    files |= {"simulator": [*common, "provider-secret"], "database": [*SERVICES, "check", "superuser"]}
    files |= {"seed": ["issuer-key"], "check": ["database-password"]}
    for name, keys in files.items():
        (folder / name).mkdir(parents=True)
        for key in keys:
            (folder / name / key).write_text(f"{key} of {name}\nthe next one\n")


@cache
def printed() -> list[dict]:
    """What k8s/secrets makes of such a folder."""
    with tempfile.TemporaryDirectory() as folder:
        write_folder(Path(folder))
        done = subprocess.run([ROOT / "k8s/secrets", folder], capture_output=True, text=True, check=True, timeout=120)
    return [secret for secret in yaml.safe_load_all(done.stdout) if secret]


def secret_keys() -> dict[str, tuple[str, ...]]:
    return {secret["metadata"]["name"]: tuple(secret["data"]) for secret in printed()} | ELSEWHERE
