"""Arrays in an .npz file: their shapes, and some of their rows without holding the rest."""

import zipfile
from dataclasses import dataclass
from math import prod
from typing import IO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_CHUNK_BYTES = 1 << 24
_HEADER_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_SUFFIX = ".npy"


@dataclass(frozen=True, slots=True)
class Header:
    """What an array in a file says of itself.

    Attributes:
        shape: Its shape.
        dtype: Its type.
        is_by_columns: Whether its columns follow each other, not its rows.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[np.generic]
    is_by_columns: bool


def read_headers(members: zipfile.ZipFile) -> dict[str, Header]:
    """Return what the arrays of an .npz file say of themselves, by name.

    Raises:
        ValueError: If one of them is none, or would have to be unpickled.
    """
    headers = {}
    for name in members.namelist():
        if name.endswith(_SUFFIX):
            with members.open(name) as file:
                headers[name.removesuffix(_SUFFIX)] = _read_header(file)
    return headers


def read_array(members: zipfile.ZipFile, name: str) -> NDArray[np.generic]:
    """Return an array, whole.

    Raises:
        ValueError: If the file ends within it.
    """
    with members.open(name + _SUFFIX) as file:
        array: NDArray[np.generic] = npy.read_array(file, allow_pickle=False)
        return array


def read_rows(members: zipfile.ZipFile, name: str, kept: NDArray[np.bool_]) -> NDArray[np.generic]:
    """Return some rows of an array, of which no more than a chunk is held beside them.

    Args:
        members: The file.
        name: Of the array.
        kept: Which rows, shape (n,), n as many as the array has.

    Raises:
        ValueError: If the file ends within it.
    """
    with members.open(name + _SUFFIX) as file:
        header = _read_header(file)
        further = header.shape[1:]
        if header.is_by_columns:
            columns = [_take_rows(file, header.dtype, 1, kept) for _ in range(prod(further))]
            return np.concatenate(columns, axis=1).reshape(-1, *further, order="F")
        return _take_rows(file, header.dtype, prod(further), kept).reshape(-1, *further)


def _read_header(file: IO[bytes]) -> Header:
    version = npy.read_magic(file)
    if version not in _HEADER_READERS:
        raise ValueError(f"an array of the format {version[0]}.{version[1]} is not known")
    shape, is_by_columns, dtype = _HEADER_READERS[version](file)
    if dtype.hasobject:
        raise ValueError("Object arrays are pickled, and are not read")
    return Header(shape, dtype, is_by_columns)


def _take_rows(
    file: IO[bytes], dtype: np.dtype[np.generic], width: int, kept: NDArray[np.bool_]
) -> NDArray[np.generic]:
    """Return those rows that are kept of the next ones, shape (kept, width)."""
    row_bytes = width * dtype.itemsize
    step = max(1, _CHUNK_BYTES // max(1, row_bytes))
    parts = []
    for start in range(0, len(kept), step):
        chosen = kept[start : start + step]
        chunk = file.read(len(chosen) * row_bytes)
        if len(chunk) < len(chosen) * row_bytes:
            raise ValueError("an array ends midway")
        parts.append(np.frombuffer(chunk, dtype).reshape(len(chosen), width)[chosen])
    return np.concatenate(parts)
