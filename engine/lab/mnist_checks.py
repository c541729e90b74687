"""The files of MNIST: where they lie, and whether they are what they should be."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

MNIST_SHA256: Final[Mapping[str, str]] = MappingProxyType(
    {
        "train-images-idx3-ubyte": (
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
        ),
        "train-labels-idx1-ubyte": (
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
        ),
        "t10k-images-idx3-ubyte": (
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
        ),
        "t10k-labels-idx1-ubyte": (
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
        ),
    }
)
"""SHA-256 of the four unpacked files of MNIST, by file name."""


FOLDER_VARIABLE: Final = "MEC_DATA_DIR"
DEFAULT_FOLDER: Final = Path(__file__).parents[2] / "build" / "data"


class DataError(Exception):
    """Input data that is missing or damaged; the message names the file and what to do."""


def data_folder() -> Path:
    """Return the folder of the input data: what MEC_DATA_DIR names, else build/data."""
    return Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)


def mnist_file(folder: Path, name: str) -> Path:
    """Return where a file of MNIST lies under a data folder, as torchvision lays it out."""
    return folder / "MNIST" / "raw" / name


def find_problem(path: Path) -> str | None:
    """Return what is wrong with one file of MNIST, or None if it is sound.

    Args:
        path: Where a file should lie that bears one of the names in `MNIST_SHA256`.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return f"{path} is missing"
    return find_damage(path, content)


def find_damage(path: Path, content: bytes) -> str | None:
    """Return how the content of a file of MNIST differs from the original, or None."""
    expected, found = MNIST_SHA256[path.name], hashlib.sha256(content).hexdigest()
    if found == expected:
        return None
    return (
        f"{path} is damaged: its SHA-256 should be {expected}, "
        f"that of its {len(content):,} bytes is {found}"
    )
