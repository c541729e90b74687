"""Published accuracies of the Keras backbones on ImageNet, each with its source."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ACCURACY_FILE = Path(__file__).with_name("published_accuracy.csv")
"""The table of published accuracies."""

_NAMES_IN_KERAS = {
    "MobileNetV1": "MobileNet",
    "MobileNetV3(small)": "MobileNetV3Small",
    "MobileNetV3(large)": "MobileNetV3Large",
    **{f"EfficientNet-B{size}": f"EfficientNetB{size}" for size in range(8)},
}

KERAS_WEIGHTS_SOURCES = ("keras-applications", "keras-io", "keras-docstring", "qubvel")
"""Sources that measured the weights which Keras ships, the one to prefer first."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One published accuracy on the ImageNet validation set.

    Attributes:
        source_key: Short name of the source.
        model: Name of the backbone in Keras.
        alpha: Width multiplier; None where the backbone has none.
        input_size: Height and width at which it was measured, in pixels; None if not stated.
        top1_percent: Share of images whose label comes first.
        top5_percent: Share of images whose label is among the first five; None if not stated.
        note: What a reader must know beside the number, or "".
        source: Full reference of the source.
    """

    source_key: str
    model: str
    alpha: float | None
    input_size: int | None
    top1_percent: float
    top5_percent: float | None
    note: str
    source: str

    @property
    def is_of_keras_weights(self) -> bool:
        """Whether the weights that Keras ships were measured, not other ones of the same design."""
        return self.source_key in KERAS_WEIGHTS_SOURCES


def accuracies(model: str, alpha: float | None = None) -> tuple[Accuracy, ...]:
    """Return all published accuracies of a Keras backbone, in the order of the table.

    Args:
        model: Name of the backbone in Keras; names that sources use for it are understood.
        alpha: Width multiplier; None means the full width, 1.0.

    Returns:
        One `Accuracy` for each source and input size; empty if nothing is published.

    Examples:
        >>> [row.top1_percent for row in accuracies("EfficientNetB2")]
        [80.1, 80.18]
    """
    name = _NAMES_IN_KERAS.get(model, model)
    width = 1.0 if alpha is None else alpha
    return tuple(
        row
        for row in all_accuracies()
        if row.model == name and (1.0 if row.alpha is None else row.alpha) == width
    )


def preferred_accuracy(model: str, alpha: float | None = None) -> Accuracy | None:
    """Return the accuracy of the weights that Keras ships, from the source to prefer.

    The sources in order are `KERAS_WEIGHTS_SOURCES`; None if none of them has the backbone.
    """
    of_keras = [row for row in accuracies(model, alpha) if row.is_of_keras_weights]
    return min(of_keras, key=lambda row: KERAS_WEIGHTS_SOURCES.index(row.source_key), default=None)


@cache
def all_accuracies() -> tuple[Accuracy, ...]:
    """Return every row of published_accuracy.csv, with the names that Keras uses."""
    with ACCURACY_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Accuracy(
                source_key=row["source_key"],
                model=_NAMES_IN_KERAS.get(row["model"], row["model"]),
                alpha=float(row["alpha"]) if row["alpha"] else None,
                input_size=int(row["input_size"]) if row["input_size"] else None,
                top1_percent=float(row["top1_percent"]),
                top5_percent=float(row["top5_percent"]) if row["top5_percent"] else None,
                note=row["note"],
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )
