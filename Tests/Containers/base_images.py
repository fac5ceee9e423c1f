"""The public images that ours stand on; where they can't be pulled, stand-ins of the same names."""

import subprocess
from pathlib import Path

from engine import DOCKER

STAND_INS = Path(__file__).parent / "stand-ins"


def provide_base_images(engine):
    for image, make in {"debian:bookworm-slim": make_debian, "postgres:15-bookworm": make_postgres}.items():
        pull = subprocess.run([DOCKER, "pull", "--quiet", image], env=engine.environment, capture_output=True)
        if pull.returncode != 0:
            print(f"{image} can't be pulled; a stand-in of the distribution's own packages takes its place")
            make(engine, image)


def make_debian(engine, image):
    """As small as the original: nothing but the essential packages, and no documentation."""
    left_out = [f"/usr/share/{folder}/*" for folder in ("doc", "man", "locale", "info")]
    options = [f"--dpkgopt=path-exclude={pattern}" for pattern in left_out]
    bootstrap = subprocess.Popen(
        ["mmdebstrap", "--quiet", "--variant=minbase", "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"]
        + options
        + ["bookworm", "-", "http://deb.debian.org/debian"],
        stdout=subprocess.PIPE,
        # In memory where there is some: this is thousands of small files, each synced.
        env=engine.environment | {"TMPDIR": "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"},
    )
    path = "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    engine.docker("import", "--change", path, "--change", "CMD bash", "-", image, stdin=bootstrap.stdout)
    assert bootstrap.wait() == 0


def make_postgres(engine, image):
    engine.docker("build", "--quiet", "--tag", image, "--file", STAND_INS / "postgres.Dockerfile", STAND_INS)
