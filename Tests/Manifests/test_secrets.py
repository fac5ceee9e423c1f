"""The Secrets that k8s/secrets prints from the folder of `emporia secrets`."""

import base64
import re

from house import HOUSE, SERVICES
from manifests import NAMESPACE, ROOT
from secrets_known import printed


def test_all_are_the_shop_s():
    assert {secret["metadata"]["namespace"] for secret in printed()} == {NAMESPACE}
    assert {secret["kind"] for secret in printed()} == {"Secret"}


def test_logins_hold_the_password_in_use():
    """While a password is exchanged its file has two lines; the server is to know the first."""
    logins = {secret["metadata"]["name"]: secret for secret in printed() if "login" in secret["metadata"]["name"]}
    assert set(logins) == {f"database-login-{name}" for name in [*SERVICES, "check"]}
    for name in [*SERVICES, "check"]:
        login = logins[f"database-login-{name}"]
        assert login["type"] == "kubernetes.io/basic-auth"
        assert base64.b64decode(login["data"]["username"]).decode() == f"emporia_{name}"
        assert base64.b64decode(login["data"]["password"]).decode() == f"{name} of database"


def test_files_are_named_as_the_command_names_them():
    """A file of `emporia secrets` is named after its setting; one that it does not know would never be there."""
    text = (ROOT / "Services/Emporia/Local/Secrets.swift").read_text()
    known = {
        setting.removeprefix("EMPORIA_").removesuffix("_FILE").lower().replace("_", "-")
        for setting in re.findall(r'"(EMPORIA_[A-Z_]+_FILE)"', text)
    }
    for secret in printed():
        if secret["metadata"]["name"] in {f"emporia-{name}" for name in [*SERVICES, "simulator"]}:
            assert set(secret["data"]) <= known
    assert HOUSE.service_names == [*SERVICES, "simulator"]
