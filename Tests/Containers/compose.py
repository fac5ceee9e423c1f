"""The shop of docker/compose.yaml, under a name and on ports of its own."""

import json
import os
import socket
import time

import http_client as http
from engine import DOCKER

SERVICES = ["catalog", "inventory", "order", "payment", "logistics", "marketing", "simulator"]
STEPS = ["keys", "database", "seed"]


class Shop:
    def __init__(self, engine):
        self.engine = engine
        self.ports = dict(zip(SERVICES, free_ports(), strict=False))
        self.images = {name: f"emporia/{name}:test" for name in SERVICES + ["emporia"]}
        self.environment = {
            "COMPOSE_PROJECT_NAME": "emporia-test",
            "BINARIES": "compile" if os.environ["EMPORIA_PROGRAMS"] == "compile" else "prebuilt",
            "EMPORIA_VERSION": "test",
        } | {f"EMPORIA_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}

    def compose(self, *arguments):
        command = [DOCKER, "compose", "--progress", "quiet", "--file", "docker/compose.yaml", *arguments]
        return self.engine.run(*command, environment=self.environment)

    def open(self):
        try:
            self.compose("up", "--detach", "--wait")
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{self.compose('logs', '--tail', '20')}") from None

    def close(self):
        """Twice if need be: an engine may take a moment to see that a stopped container has left its network."""
        down = ["--profile", "tools", "down", "--volumes", "--timeout", "30"]
        try:
            self.compose(*down)
        except AssertionError as failure:
            if "active endpoints" not in str(failure):
                raise
            time.sleep(1)
            self.compose(*down)

    def container(self, service):
        """Everything the engine knows of a service's container."""
        identity = self.compose("ps", "--all", "--quiet", service).strip()
        return json.loads(self.engine.docker("inspect", identity))[0]

    def inside(self, service, *command):
        return self.compose("exec", "-T", service, *command).strip()

    def address(self, service):
        """Where people find it: its published port."""
        return "127.0.0.1", self.ports[service]

    def own_address(self, service):
        """Where a load balancer finds it: the container itself, with no proxy that would answer in its stead."""
        networks = self.container(service)["NetworkSettings"]["Networks"]
        return networks["emporia-test_shop"]["IPAddress"], 8080

    def ask(self, method, service, path, body=None, token=None, key=None):
        return http.ask(self.address(service), method, path, body, token, key)

    def token(self, *roles):
        flags = [word for role in roles for word in ("--role", role)]
        return self.compose("run", "--rm", "token", *flags).strip()

    def status(self, service, path):
        """The status of an answer, or what kept it from coming."""
        try:
            return self.ask("GET", service, path).status
        except OSError as failure:
            return type(failure).__name__

    def health(self, service):
        return self.container(service)["State"]["Health"]["Status"]


def eventually(what, ask, seconds=60):
    """Asks again until the answer is true; what services tell each other needs a moment."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"within {seconds} s it never happened that {what}")


def free_ports():
    """Below the range that outgoing connections take theirs from."""
    for port in range(21000, 32000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port
