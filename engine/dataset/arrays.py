"""The inputs and labels of a table as an .npz file, with the encoding that made them."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from engine.dataset.cuts import Cuts
from engine.dataset.description import Prepared
from engine.dataset.encoding import Encoding, read_encoding, standardise
from engine.dataset.errors import DatasetError, show


def write_arrays(file: IO[bytes], prepared: Prepared) -> None:
    """Write what a network is trained on.

    Args:
        file: Open for writing bytes. It gets `x`, the standardised inputs, shape (n, d), and `y`,
            the class of each row, shape (n,); `columns`, a name for each input, and `classes`, one
            for each class; `target`, the name of the column; `encoding`, how the inputs were made,
            as JSON that `encoding.read_encoding` reads; `cuts`, of a quantity that was cut into
            classes its lowest value, where it was cut, and its highest, else nothing.
        prepared: Inputs and labels.
    """
    cuts = prepared.target.cuts
    np.savez(
        file,
        x=standardise(prepared.inputs, prepared.encoding),
        y=prepared.target.labels.astype(np.int64),
        columns=np.array([column.name for column in prepared.encoding.columns]),
        classes=np.array(prepared.target.classes),
        target=np.array(prepared.target.name),
        encoding=np.array(prepared.encoding.as_json()),
        cuts=np.array([cuts.lowest, *cuts.edges, cuts.highest] if cuts else [], dtype=float),
    )


@dataclass(frozen=True, slots=True)
class WrittenEncoding:
    """How a table became the arrays of a file.

    Attributes:
        target: Name of the column to be learnt.
        classes: Names of its classes.
        encoding: How the other columns became inputs.
        cuts: Where the target was cut into classes; None where it was not.
    """

    target: str
    classes: tuple[str, ...]
    encoding: Encoding
    cuts: Cuts | None


def read_written_encoding(path: Path) -> WrittenEncoding:
    """Return how the arrays of a file that was so written were made.

    Raises:
        DatasetError: If the file is none.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            cuts = None
            if "cuts" in arrays and arrays["cuts"].size:
                lowest, *edges, highest = map(float, arrays["cuts"])
                cuts = Cuts(tuple(edges), lowest, highest)
            return WrittenEncoding(
                target=str(arrays["target"]),
                classes=tuple(map(str, arrays["classes"])),
                encoding=read_encoding(str(arrays["encoding"])),
                cuts=cuts,
            )
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DatasetError(
            f"{show(path)} was not written by mec data --arrays: {show(error)}"
        ) from error
