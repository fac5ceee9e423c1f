"""What runs on this machine, from /proc."""

import re
from pathlib import Path


def runs(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def children(parent: int) -> dict[int, str]:
    """The processes that a process has started, each with the name of its program."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int(re.search(r"\) \S (\d+)", (folder / "stat").read_text())[1]) == parent:
                found[int(folder.name)] = (folder / "exe").readlink().name
        except OSError:
            continue
    return found
