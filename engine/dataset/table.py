"""A table in memory: its columns, its target, and how much of the file it is."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that were read.

    Attributes:
        frame: A column for each of the file, by its name; text as categories.
        rows_in_file: Rows that the file has.
    """

    frame: pd.DataFrame
    rows_in_file: int

    @property
    def is_sampled(self) -> bool:
        """Whether some rows of the file were left out."""
        return len(self.frame) < self.rows_in_file
