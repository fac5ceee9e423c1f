"""A Docker engine of one's own: its socket, data and processes touch no other engine's."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKER = "/usr/bin/docker"


class Engine:
    def __init__(self, work: Path):
        self.data = work / "engine"
        # Short, because a socket's path may have 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="emporia-engine-"))
        self.trouble = None
        self.environment = os.environ | {
            "DOCKER_HOST": f"unix://{self.folder}/docker.sock",
            "DOCKER_BUILDKIT": "1",
        }

    def __enter__(self):
        self.network = Network()
        shutil.rmtree(self.data, ignore_errors=True)
        self.log = open(self.folder / "log", "w")
        command = ["dockerd", "--host", self.environment["DOCKER_HOST"], "--data-root", self.data]
        command += ["--exec-root", self.folder / "exec", "--pidfile", self.folder / "pid"]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, start_new_session=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if subprocess.run([DOCKER, "info"], env=self.environment, capture_output=True).returncode == 0:
                return self
            time.sleep(0.1)
        lines = (self.folder / "log").read_text().splitlines()
        self.trouble = f"dockerd does not start ({lines[-1] if lines else 'it says nothing'})"
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.kill(int((self.folder / "pid").read_text()), signal.SIGTERM)
            self.process.wait(60)
        self.log.close()
        self.network.restore()
        self.unmount()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def unmount(self):
        """What a container that was interrupted left mounted."""
        for line in Path("/proc/mounts").read_text().splitlines():
            place = line.split()[1]
            if place.startswith((f"{self.folder}/", f"{self.data}/")):
                subprocess.run(["umount", "--lazy", place], capture_output=True, check=False)

    def run(self, *command, **options):
        """What a command prints, run from the repository's root; its error output is shown when it fails."""
        environment = self.environment | options.pop("environment", {})
        options.setdefault("timeout", 1200)
        done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, **options)
        assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def docker(self, *arguments, **options):
        return self.run(DOCKER, *arguments, **options)


class Network:
    """What an engine changes in the machine's network and leaves behind when it stops."""

    FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")

    def __init__(self):
        self.rules = subprocess.run(["iptables-save"], capture_output=True).stdout
        self.forwarding = self.FORWARDING.read_text()
        self.had_bridge = Path("/sys/class/net/docker0").exists()

    def restore(self):
        subprocess.run(["iptables-restore"], input=self.rules or b"", check=False)
        self.FORWARDING.write_text(self.forwarding)
        if not self.had_bridge:
            subprocess.run(["ip", "link", "delete", "docker0"], capture_output=True, check=False)
