"""Which rows of a large file are kept: a draw of each row's number, the same on every machine."""

import numpy as np
from numpy.typing import NDArray

from engine.dataset.drawing import draw

_SEED = 1
_WORDS = 1 << 32


class RowSample:
    """Keeps about so many rows, told them in the order of the file."""

    def __init__(self, most_rows: int, rows: int) -> None:
        """Set how many rows are kept.

        Args:
            most_rows: Rows to keep, about.
            rows: Rows of the file, about; all are kept if these are no more.
        """
        self._kept_below = _WORDS if rows <= most_rows else _WORDS * most_rows // rows
        self.seen = 0

    def choose(self, count: int) -> NDArray[np.bool_]:
        """Return which of the next rows are kept, shape (count,)."""
        places = np.arange(self.seen, self.seen + count, dtype=np.uint32)
        self.seen += count
        return draw(_SEED, places) < self._kept_below
