"""The services of a shop, each with a clock that can be set."""

import shutil
import struct
import subprocess
from pathlib import Path

from shop import SERVICES

COMPILER = shutil.which("cc") or shutil.which("clang")


class Clocks:
    """A folder of programs in which each service's time of day is off by what a file of its own says."""

    def __init__(self, programs: Path, folder: Path):
        self.folder, self.programs = folder, folder / "programs"
        self.programs.mkdir()
        library = folder / "clock.so"
        subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", library, Path(__file__).with_suffix(".c")], check=True)
        # `emporia` starts what lies beside its own file, so a link to it will not do.
        shutil.copy2(programs / "emporia", self.programs)
        (self.programs / "simulator").symlink_to(programs / "simulator")
        for service in SERVICES:
            (folder / service).write_bytes(bytes(8))
            starter = self.programs / service
            settings = f"LD_PRELOAD={library} CLOCK_OFFSET_FILE={folder}/{service}"
            starter.write_text(f"#!/bin/sh\nexec env {settings} {programs / service}\n")
            starter.chmod(0o755)

    def set(self, service: str, hours: int):
        """Ahead of everybody else; negative: behind."""
        with (self.folder / service).open("r+b") as file:
            file.write(struct.pack("l", hours * 3600))
