"""A node for the dev overlay without a cluster: a network of its own, where each workload is a process with the
address, the environment, the files and the user that its manifest gives it."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from manifests import ROOT, Manifests, containers, name, pod, run

POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


def programs() -> Path | None:
    """The folder of built programs, the newest first."""
    folders = [Path(os.environ["EMPORIA_PROGRAMS"])] if "EMPORIA_PROGRAMS" in os.environ else []
    folders += sorted((ROOT / ".build").glob("*/"), key=lambda path: path.stat().st_mtime, reverse=True)
    wanted = ["catalog", "inventory", "order", "payment", "logistics", "marketing", "simulator", "emporia"]
    for folder in [one for one in folders if one.name in ("release", "debug")]:
        if all((folder / program).exists() for program in wanted):
            return folder.resolve()
    return None


class Node:
    """Everything in it ends with it."""

    def __init__(self, manifests: Manifests, folder: Path):
        self.manifests, self.folder, self.programs = manifests, folder, programs()
        self.network = f"emporia-{os.getpid()}"
        self.running: dict[str, subprocess.Popen] = {}
        hosts = [name(service) for service in manifests.of_kind("Service")]
        self.addresses = {host: f"10.77.0.{number}" for number, host in enumerate(hosts, 1)}

    def __enter__(self) -> "Node":
        etc = Path("/etc/netns") / self.network
        etc.mkdir(parents=True)
        lines = ["127.0.0.1 localhost", *(f"{address} {host}" for host, address in self.addresses.items())]
        (etc / "hosts").write_text("\n".join(lines) + "\n")
        subprocess.run(["ip", "netns", "add", self.network], check=True)
        subprocess.run(["ip", "-n", self.network, "link", "set", "lo", "up"], check=True)
        for address in self.addresses.values():
            subprocess.run(["ip", "-n", self.network, "address", "add", f"{address}/32", "dev", "lo"], check=True)
        self.folder.chmod(0o755)
        self.command("secrets", "--state", self.folder / "state", self.folder / "secrets")
        urls = {host: f"http://{host}" for host in self.addresses}
        (self.folder / "state/shop.json").write_text(json.dumps(urls, indent=1))
        return self

    def __exit__(self, *_):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(60)
        subprocess.run(["ip", "netns", "delete", self.network], check=True)
        shutil.rmtree(Path("/etc/netns") / self.network)

    def command(self, *arguments: object, **options) -> str:
        """The `emporia` command, on the administrator's machine."""
        done = subprocess.run(
            [self.programs / "emporia", *arguments], capture_output=True, text=True, timeout=60, **options
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def inside(self, *command: object, **options) -> subprocess.CompletedProcess:
        """Runs a program in the network, as somebody on the way from the gateway would."""
        whole = ["ip", "netns", "exec", self.network, *command]
        return subprocess.run(whole, capture_output=True, text=True, timeout=300, **options)

    def start_database(self):
        """The StatefulSet's server, with its arguments; its image would set it up like this."""
        (container,) = containers(self.manifests.find("StatefulSet", "database"))
        home = Path("/var/tmp") / self.network
        home.mkdir(mode=0o700)
        shutil.chown(home, "postgres", "postgres")
        self.running["home"] = _Folder(home)
        password = self.files(self.manifests.find("StatefulSet", "database")) / "superuser"
        (home / "password").write_bytes(password.read_bytes())
        shutil.chown(home / "password", "postgres")
        as_owner = ["runuser", "--user", "postgres", "--"]
        subprocess.run(
            [*as_owner, POSTGRES / "initdb", "--pgdata", home / "data", "--username", "postgres", "--no-sync",
             "--auth", "scram-sha-256", "--pwfile", home / "password"],
            cwd="/", check=True, capture_output=True,
        )  # fmt: skip
        with (home / "data/pg_hba.conf").open("a") as access:
            access.write("host all all 10.77.0.0/24 scram-sha-256\n")
        options = ["-D", home / "data", "-k", home, "-h", self.addresses["database"], "-c", "fsync=off"]
        self.running["database"] = subprocess.Popen(
            ["ip", "netns", "exec", self.network, *as_owner, POSTGRES / "postgres", *options, *container["args"]],
            cwd="/", stdout=(self.folder / "database.log").open("w"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        ready = [*container["readinessProbe"]["exec"]["command"][:-1], f"--host={self.addresses['database']}"]
        self.until(lambda: self.inside(POSTGRES / ready[0], *ready[1:]).returncode == 0, "the database is ready")
        self.sql("CREATE DATABASE emporia", database="postgres")

    def sql(self, text: str, database: str = "emporia"):
        """As the server's owner."""
        url = f"postgresql://postgres@{self.addresses['database']}/{database}"
        password = (self.folder / "secrets/database/superuser").read_text()
        done = self.inside(
            "psql", url, "--set", "ON_ERROR_STOP=1", "--command", text, env={**os.environ, "PGPASSWORD": password}
        )
        assert done.returncode == 0, done.stderr

    def files(self, work: dict) -> Path:
        """What the workload's volumes of Secrets hold, from the folder that `emporia secrets` wrote."""
        target = self.folder / "mounted" / name(work)
        target.mkdir(parents=True, exist_ok=True)
        for volume in pod(work).get("volumes", []):
            for source in [volume, *volume.get("projected", {}).get("sources", [])]:
                secret = source.get("secret", {})
                origin = (secret.get("secretName") or secret.get("name", "")).removeprefix("emporia-")
                for item in secret.get("items", []):
                    shutil.copy(self.folder / "secrets" / origin / item["key"], target / item["path"])
                    (target / item["path"]).chmod(0o444)
        return target

    def environment(self, work: dict) -> dict[str, str]:
        """As the kubelet makes it, `$(NAME)` replaced by what stands before."""
        values: dict[str, str] = {}
        for key, value in self.manifests.settings(work).items():
            values[key] = re.sub(r"\$\((\w+)\)", lambda found: values.get(found[1], found[0]), value)
        return values

    def start(self, work: dict) -> subprocess.Popen:
        """The workload's program as a process; its Service's port is its own here, since nothing translates."""
        (container,) = containers(work)
        program = container["image"].partition(":")[0].rpartition("/")[2]
        environment = self.environment(work)
        if name(work) in self.addresses:
            environment |= {"EMPORIA_HTTP_HOST": self.addresses[name(work)], "EMPORIA_HTTP_PORT": "80"}
        writable = self.folder / "written" / name(work)
        writable.mkdir(parents=True)
        user = pod(work)["securityContext"]
        os.chown(writable, user["runAsUser"], user["runAsGroup"])
        prepare = (
            "mount -t tmpfs tmpfs /run && mkdir -p /run/secrets/emporia /var/lib/emporia"
            f" && mount --bind {self.files(work)} /run/secrets/emporia && mount --bind {writable} /var/lib/emporia"
            # Nobody may listen below this number but root; a container's network has its own.
            " && echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start && cd /"
            f' && exec setpriv --reuid {user["runAsUser"]} --regid {user["runAsGroup"]} --clear-groups "$0" "$@"'
        )
        launcher = ["ip", "netns", "exec", self.network, "unshare", "--mount", "sh", "-c", prepare]
        return subprocess.Popen(
            [*launcher, self.programs / program, *container.get("args", [])],
            env=environment | {"PATH": os.environ["PATH"]}, stderr=subprocess.STDOUT,
            stdout=(self.folder / f"{name(work)}.log").open("w"),
        )  # fmt: skip

    def serve(self, work: dict):
        self.running[name(work)] = self.start(work)

    def work_off(self, job: str):
        """Runs a Job to its end, again and again as the cluster would."""
        for _ in range(1 + run(self.job(job))["backoffLimit"]):
            if self.attempt(job) == 0:
                return
        raise AssertionError(self.log(job))

    def job(self, name: str) -> dict:
        return self.manifests.find("Job", name) or self.manifests.find("CronJob", name)

    def attempt(self, job: str) -> int:
        """Runs a Job's program once; returns what it ended with."""
        shutil.rmtree(self.folder / "written" / job, ignore_errors=True)
        return self.start(self.job(job)).wait(300)

    def status(self, url: str) -> str:
        return self.inside("curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", url).stdout

    def log(self, work: str) -> str:
        return (self.folder / f"{work}.log").read_text()[-4000:]

    def until(self, condition, what: str, seconds: float = 60):
        limit = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > limit:
                logs = "\n".join(
                    f"{name}: {self.log(name)}" for name in self.running if (self.folder / f"{name}.log").exists()
                )
                raise AssertionError(f"never happened: {what}\n{logs}")
            time.sleep(0.05)


class _Folder:
    """A folder outside the test's own, in the list of what has to end."""

    def __init__(self, path: Path):
        self.path = path

    def terminate(self):
        pass

    def wait(self, _seconds: float):
        shutil.rmtree(self.path, ignore_errors=True)
