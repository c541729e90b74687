"""Which versions are installed: those that the lock file names, or the lowest that will do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

PROJECT: Final = "pyproject.toml"
PINNED_APART: Final = ("torch==2.13.0", "torchvision==0.28.0")
"""A matched pair, of which the index may have newer ones that do not match."""

_OF_TORCH: Final = ("torch==", "nvidia-", "cuda-", "triton")
_PLAIN: Final = ("--no-annotate", "--no-header", "--quiet", "--upgrade")


def lock_command(uv: str, lock: Path, constraints: Path, python: str) -> list[str]:
    """Return the command that resolves one set of versions for all Pythons; it names no hosts.

    Args:
        uv: The uv command.
        lock: The file that it writes.
        constraints: A file that this function writes: what is pinned apart.
        python: The oldest Python, "3.11".
    """
    constraints.write_text("\n".join(PINNED_APART), encoding="utf-8")
    return [
        *(uv, "pip", "compile", PROJECT, "--group", "tests", "--group", "lint", *_PLAIN),
        *("--all-extras", "--universal", "--fork-strategy", "fewest", "--python-version", python),
        *("--constraint", str(constraints), "--output-file", str(lock)),
    ]


def lowest_command(uv: str, pins: Path, extras: Sequence[str], python: str) -> list[str]:
    """Return the command that resolves the lowest versions that pyproject.toml allows.

    Args:
        uv: The uv command.
        pins: The file that it writes.
        extras: The extras to resolve.
        python: The Python to resolve for, "3.11".
    """
    asked = [option for name in extras for option in ("--extra", name)]
    return [
        *(uv, "pip", "compile", PROJECT, "--resolution", "lowest-direct", *asked, *_PLAIN),
        *("--python-version", python, "--output-file", str(pins)),
    ]


def keep_portable(lock: Path) -> None:
    """Leave to torch what torch needs for CUDA: a CPU build needs none of it."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(_OF_TORCH)]
    kept.append(PINNED_APART[0])
    lock.write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")
