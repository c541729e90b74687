"""MNIST on disk: where its files lie, how they are verified and how they are read."""

import hashlib
import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Split = Literal["train", "test"]

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

_PREFIXES: Final[Mapping[str, str]] = {"train": "train", "test": "t10k"}
_IDX_UNSIGNED_BYTE: Final = 0x08


class DataError(Exception):
    """Input data that is missing or damaged; the message names the file and what to do."""


def data_folder() -> Path:
    """Return the folder of the input data: what MEC_DATA_DIR names, else build/data."""
    return Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)


def ensure_mnist() -> Path:
    """Make sure that the data folder holds all of MNIST, and return the folder.

    To be called once, before any worker starts; see `engine.experiments.download`.

    Raises:
        DataError: If the files are not there and no source has them.
    """
    # Imported by name, so that the code that fetches is no part of the keys of the studies that
    # read: every file is verified, hence how it came cannot change a result.
    download = import_module("engine.experiments.download")
    folder: Path = download.fetch_mnist(data_folder())
    return folder


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
    return _find_damage(path, content)


def load_mnist(folder: Path, split: Split) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read the images and labels of one split of MNIST, verified by SHA-256.

    Args:
        folder: Data folder, see `data_folder`.
        split: "train" (60,000 examples) or "test" (10,000 examples).

    Returns:
        Images of shape (N, 28, 28) with grey levels 0 to 255, and labels of shape (N,).

    Raises:
        ValueError: If there is no such split.
        DataError: If a file is missing or damaged.
    """
    if split not in _PREFIXES:
        raise ValueError(f"MNIST has the splits {', '.join(_PREFIXES)}, got {split!r}")
    prefix = _PREFIXES[split]
    images = _read_verified(mnist_file(folder, f"{prefix}-images-idx3-ubyte"))
    labels = _read_verified(mnist_file(folder, f"{prefix}-labels-idx1-ubyte"))
    return parse_idx(images), parse_idx(labels)


def parse_idx(content: bytes) -> NDArray[np.uint8]:
    """Return the array in an IDX file of unsigned bytes.

    The format: two zero bytes, the type of a value, the number of axes, the size of each axis as
    a big-endian 32-bit integer, then the values, the last axis fastest.

    Raises:
        DataError: If the content is not of that form.
    """
    if len(content) < 4 or content[:3] != bytes([0, 0, _IDX_UNSIGNED_BYTE]):
        raise DataError(
            f"an IDX file of unsigned bytes begins with 00 00 08, got {content[:3].hex(' ')}"
        )
    axes = content[3]
    header_bytes = 4 + 4 * axes
    shape = tuple(
        int.from_bytes(content[start : start + 4], "big") for start in range(4, header_bytes, 4)
    )
    values = np.frombuffer(content, dtype=np.uint8)[header_bytes:]
    if values.size != np.prod(shape, dtype=np.int64):
        raise DataError(f"the IDX file announces the shape {shape} and holds {values.size} values")
    return values.reshape(shape)


def _read_verified(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(f"{path} is missing; {_REMEDY}") from None
    if damage := _find_damage(path, content):
        raise DataError(f"{damage}; {_REMEDY}")
    return content


def _find_damage(path: Path, content: bytes) -> str | None:
    expected, found = MNIST_SHA256[path.name], hashlib.sha256(content).hexdigest()
    if found == expected:
        return None
    return (
        f"{path} is damaged: its SHA-256 should be {expected}, "
        f"that of its {len(content):,} bytes is {found}"
    )


_REMEDY: Final = "`nox -s build` fetches it, or put the original file there"
