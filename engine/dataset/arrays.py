"""The inputs and labels of a table as an .npz file, with the encoding that made them."""

from pathlib import Path
from typing import IO

import numpy as np

from engine.dataset.description import Prepared
from engine.dataset.encoding import Encoding, read_encoding, standardise
from engine.dataset.errors import DatasetError, show


def write_arrays(file: IO[bytes], prepared: Prepared) -> None:
    """Write what a network is trained on.

    Args:
        file: Open for writing bytes. It gets `x`, the standardised inputs, shape (n, d), and `y`,
            the class of each row, shape (n,); `columns`, a name for each input, and `classes`, one
            for each class; `target`, the name of the column; `encoding`, how the inputs were made,
            as JSON that `encoding.read_encoding` reads.
        prepared: Inputs and labels.
    """
    np.savez(
        file,
        x=standardise(prepared.inputs, prepared.encoding),
        y=prepared.target.labels.astype(np.int64),
        columns=np.array([column.name for column in prepared.encoding.columns]),
        classes=np.array(prepared.target.classes),
        target=np.array(prepared.target.name),
        encoding=np.array(prepared.encoding.as_json()),
    )


def read_written_encoding(path: Path) -> tuple[Encoding, tuple[str, ...], str]:
    """Return the encoding, the classes and the target's name of a file that was so written.

    Raises:
        DatasetError: If the file is none.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            encoding = read_encoding(str(arrays["encoding"]))
            return encoding, tuple(map(str, arrays["classes"])), str(arrays["target"])
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DatasetError(
            f"{show(path)} was not written by mec data --arrays: {show(error)}"
        ) from error
