"""How much memory is free, limits of containers counted."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_ENTRY = re.compile(r"^(\w+)\S*\s+(\d+)", re.MULTILINE)
_VM_PAGES = re.compile(r"^Pages (free|inactive|speculative|purgeable):\s+(\d+)\.", re.MULTILINE)


def free_memory_bytes(root: Path = Path("/")) -> int | None:
    """Return how much memory programs may still take, in bytes, or None if nothing tells.

    On Linux it is what the kernel calls available, or what is left of the limit of a control
    group around this process (version 1 or 2: containers, systemd, batch systems), whichever is
    less; memory that holds files for reading counts as free.

    Args:
        root: Where /proc and /sys are found.
    """
    if sys.platform == "win32":
        return _free_on_windows()
    if sys.platform == "darwin":
        return _free_on_macos()
    meminfo = _numbers(root / "proc" / "meminfo")
    found = [1024 * meminfo["MemAvailable"]] if "MemAvailable" in meminfo else []
    found += _left_in_groups(root)
    return min(found) if found else None


def _left_in_groups(root: Path) -> Iterator[int]:
    """Yield what each limit of a control group leaves, from the innermost to the outermost."""
    mounted = root / "sys" / "fs" / "cgroup"
    for controllers, path in _groups(root):
        if controllers == "":
            names = ("memory.max", "memory.current", "inactive_file")
            folder = mounted
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            folder = mounted / "memory"
        else:
            continue
        # A container may see its own group as the root: a path that is not there is skipped.
        parts = [part for part in path.split("/") if part not in ("", "..")]
        for depth in range(len(parts), -1, -1):
            left = _left_in_group(folder.joinpath(*parts[:depth]), *names)
            if left is not None:
                yield left


def _groups(root: Path) -> Iterator[tuple[str, str]]:
    for line in _read(root / "proc" / "self" / "cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        yield controllers, path


def _left_in_group(folder: Path, limit: str, usage: str, inactive: str) -> int | None:
    allowed, used = _read(folder / limit).strip(), _read(folder / usage).strip()
    if not (allowed.isdigit() and used.isdigit()):
        return None
    reclaimable = _numbers(folder / "memory.stat").get(inactive, 0)
    return max(0, int(allowed) - int(used) + min(reclaimable, int(used)))


def _numbers(path: Path) -> dict[str, int]:
    return {name: int(number) for name, number in _ENTRY.findall(_read(path))}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _free_on_macos() -> int | None:
    try:
        told = subprocess.run(["vm_stat"], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return read_vm_stat(told)


def read_vm_stat(told: str) -> int | None:
    """Return the free bytes that macOS's `vm_stat` tells of, or None if it tells none."""
    page = re.search(r"page size of (\d+) bytes", told)
    pages = [int(count) for _, count in _VM_PAGES.findall(told)]
    return int(page[1]) * sum(pages) if page and pages else None


def _free_on_windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")),
        )

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent elsewhere
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
