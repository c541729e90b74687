"""How a record came to be: host, Python, commit, time, and how long it took. No part of a key."""

import platform
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import engine
from engine.records.record import Record


def describe_run() -> dict[str, str]:
    """Return CPU, device, operating system, Python, git commit and time of this run."""
    return {
        "cpu": cpu_name(),
        "device": "cpu",
        "platform": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "commit": git_commit(),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def core_seconds(made: Mapping[str, Any]) -> float:
    """Return how long a processor worked on a result; by the clock where nothing else is noted.

    On a GPU the clock counts: the processor waits.

    Args:
        made: How a record came to be.
    """
    worked = made.get("core_seconds") if made.get("device", "cpu") == "cpu" else None
    return float(made["seconds"] if worked is None else worked)


def distinct_made(records: Iterable[Record], name: str) -> tuple[str, ...]:
    """Return what is noted under a name of how records came to be, each value once, sorted."""
    return tuple(sorted({str(one.made[name]) for one in records if name in one.made}))


def cpu_name() -> str:
    """Return the model of the processor, as far as the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def git_commit() -> str:
    """Return the commit of the working tree, "+changes" behind it if dirty; else "unknown"."""
    folder = Path(engine.__file__).parent.parent
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        dirty = _git(folder, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit}+changes" if dirty else commit


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()
