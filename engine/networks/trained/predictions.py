"""Predictions that someone made elsewhere, with a description of the network that made them."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.dataset.errors import DatasetError, show
from engine.dataset.reading import read_table
from engine.networks.trained.model import Answers, NoRulesError, Stack, stack_of_sizes

COLUMN = "prediction"
_WIDTH = re.compile("[1-9][0-9]{0,8}")


def parse_any_sizes(text: str) -> tuple[int, ...]:
    """Return the sizes of a network: inputs, neurons of each layer; however deep and wide.

    Raises:
        DatasetError: If the text is no such description.

    Examples:
        >>> parse_any_sizes("784-2048-10")
        (784, 2048, 10)
    """
    parts = text.split("-")
    if len(parts) < 2 or not all(_WIDTH.fullmatch(part) for part in parts):
        raise DatasetError(
            f"--sizes {show(text)} describes no network; write the number of inputs, the neurons "
            "of each hidden layer and of outputs with a hyphen between them, such as 8-16-1"
        )
    return tuple(int(part) for part in parts)


class Predictions:
    """The labels in a file, a row for each row of the table."""

    def __init__(self, path: Path, target: str | None, sizes: Sequence[int] | None) -> None:
        """Read a file.

        Args:
            path: A table with one column, or one named `prediction` or as the target.
            target: The column to be learnt.
            sizes: Inputs, neurons of each hidden layer, outputs; None if nothing is known of them.

        Raises:
            DatasetError: If there is no such file or column, or a prediction is missing.
        """
        self.path = path
        self._sizes = sizes
        table = read_table(path)
        named = [name for name in (COLUMN, target) if name in table.frame.columns]
        if not named and len(table.frame.columns) > 1:
            raise DatasetError(
                f"{show(path)} has {len(table.frame.columns)} columns; name the one with the "
                f"predictions {COLUMN!r}"
            )
        column = table.frame[named[0] if named else table.frame.columns[0]]
        if missing := int(column.isna().sum()):
            raise DatasetError(
                f"{missing} of {len(column)} predictions in {show(path)} are missing"
            )
        self._answers = np.asarray(column, dtype=object)
        self._classes: Sequence[object] = list(dict.fromkeys(self._answers))

    @property
    def name(self) -> str:
        """Its file."""
        return f"predictions in {self.path.name}"

    @property
    def takes_table(self) -> bool:
        """It looks at no column."""
        return True

    @property
    def gives_labels(self) -> bool:
        """It does."""
        return True

    @property
    def classes(self) -> Sequence[object]:
        """The labels that there are."""
        return self._classes

    def answer(self, given: Any) -> Answers:  # noqa: ANN401 - see the protocol
        """Return the predictions.

        Raises:
            DatasetError: If there are not as many as rows.
        """
        if len(given) != len(self._answers):
            raise DatasetError(
                f"{show(self.path)} has {len(self._answers):,} predictions, and there are "
                f"{len(given):,} rows; give one for each, in their order"
            )
        return self._answers

    def find_stack(self) -> Stack:
        """Return the stack of the network that was described.

        Raises:
            NoRulesError: If none was.
        """
        if self._sizes is None:
            raise NoRulesError("nothing is said of the network; describe it with --sizes 4-3-1")
        return stack_of_sizes(self._sizes)
