"""MNIST on disk: where its files lie, how they are verified and how they are read."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from engine.lab.mnist_checks import DataError, data_folder, find_damage, mnist_file

Split = Literal["train", "test"]

_PREFIXES: Final[Mapping[str, str]] = {"train": "train", "test": "t10k"}
_IDX_UNSIGNED_BYTE: Final = 0x08


def ensure_mnist() -> Path:
    """Make sure that the data folder holds all of MNIST, and return the folder.

    To be called once, before any worker starts; see `engine.lab.mnist_download`.

    Raises:
        DataError: If the files are not there and no source has them.
    """
    # Imported by name, so that the code that fetches is no part of the keys of the studies that
    # read: every file is verified, hence how it came cannot change a result.
    download = import_module("engine.lab.mnist_download")
    folder: Path = download.fetch_mnist(data_folder())
    return folder


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
    if damage := find_damage(path, content):
        raise DataError(f"{damage}; {_REMEDY}")
    return content


_REMEDY: Final = "`nox -s build` fetches it, or put the original file there"
