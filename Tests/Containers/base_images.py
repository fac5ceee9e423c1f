"""The public images that ours stand on; where they can't be pulled, stand-ins of the same names."""

import shutil
import subprocess
from pathlib import Path

from engine import DOCKER

STAND_INS = Path(__file__).parent / "stand-ins"


def provide_debian(engine):
    provide(engine, "debian:bookworm-slim", make_debian)


def provide_postgres(engine):
    provide(engine, "postgres:15-bookworm", make_postgres)


def provide_swift(engine):
    provide(engine, "swift:6.3-bookworm", make_swift)


def provide(engine, image, make):
    pull = subprocess.run([DOCKER, "pull", "--quiet", image], env=engine.environment, capture_output=True)
    if pull.returncode != 0:
        print(f"{image} can't be pulled; a stand-in of the distribution's own packages takes its place")
        make(engine, image)


def make_debian(engine, image):
    """As small as the original: nothing but the essential packages, no documentation, no packages kept by apt."""
    caches = 'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";'
    caches += 'DPkg::Post-Invoke {"rm -f /var/cache/apt/archives/*.deb";};'
    left_out = [f"/usr/share/{folder}/*" for folder in ("doc", "man", "locale", "info")]
    options = [f"--dpkgopt=path-exclude={pattern}" for pattern in left_out]
    bootstrap = subprocess.Popen(
        ["mmdebstrap", "--quiet", "--variant=minbase", "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"]
        + options
        + [f"--customize-hook=echo '{caches}' >$1/etc/apt/apt.conf.d/docker-clean; rm -f $1/var/cache/apt/*.bin"]
        + ["bookworm", "-", "http://deb.debian.org/debian"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # In memory where there is some: this is thousands of small files, each synced.
        env=engine.environment | {"TMPDIR": "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"},
    )
    path = "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    engine.docker("import", "--change", path, "--change", "CMD bash", "-", image, stdin=bootstrap.stdout)
    assert bootstrap.wait() == 0


def make_postgres(engine, image):
    engine.docker("build", "--quiet", "--tag", image, "--file", STAND_INS / "postgres.Dockerfile", STAND_INS)


def make_swift(engine, image):
    """The toolchain of this machine; and where git takes packages from a mirror on it, the mirror."""
    toolchain = Path(shutil.which("swift")).resolve().parents[2]
    engine.docker("build", "--quiet", "--tag", image, "--file", STAND_INS / "swift.Dockerfile", toolchain)
    settings = subprocess.run(["git", "config", "--get-regexp", r"^url\..*\.insteadof$"], text=True, capture_output=True)
    for line in settings.stdout.splitlines():
        key, address = line.split(" ", 1)
        mirror = Path(key.removeprefix("url.").removesuffix(".insteadof"))
        if mirror.is_dir():
            steps = f"FROM {image}\nCOPY . {mirror}\nRUN git config --system --add {key} {address}\n"
            steps += "RUN git config --system --add safe.directory '*'\n"
            engine.docker("build", "--quiet", "--tag", image, "--file", "-", mirror, input=steps)
