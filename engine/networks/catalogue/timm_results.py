"""Published accuracies of timm's weights on six test sets.

The figures are those of the files `results/results-*.csv` of huggingface/pytorch-image-models at
commit aa4b5850c1543fa488abf260f18390eda46cf85d of 2026-08-08, under the Apache License 2.0, joined
by weights and input size. Copyright of timm: Ross Wightman and its contributors.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from engine.networks.catalogue.training_data import TagError, training_data

RESULTS_FILE = Path(__file__).with_name("timm_results.csv")
"""One row a pair of weights and input size."""

NOTICE: Final = (
    "Accuracies: result files of timm (PyTorch Image Models, Ross Wightman and contributors; "
    "huggingface/pytorch-image-models, commit aa4b585 of 2026-08-08), Apache License 2.0."
)
"""What stands beside the figures wherever they are shown."""

TEST_SETS: Final[Mapping[str, str]] = {
    "top1_percent": "ImageNet",
    "real_labels_top1_percent": "ImageNet (real labels)",
    "imagenet_v2_top1_percent": "ImageNet-V2",
    "sketch_top1_percent": "ImageNet-Sketch",
    "adversarial_top1_percent": "ImageNet-A",
    "rendition_top1_percent": "ImageNet-R",
}
"""Column of the top-1 accuracy on each test set, and the name of the set."""

_COLUMNS: Final = (
    "weights",
    "architecture",
    "tag",
    "input_px",
    "crop_fraction",
    "parameters_millions",
    "top1_percent",
    "top5_percent",
    "real_labels_top1_percent",
    "imagenet_v2_top1_percent",
    "sketch_top1_percent",
    "adversarial_top1_percent",
    "rendition_top1_percent",
)


class ResultsError(ValueError):
    """A file of results that cannot be read; the message names file, row and value."""


@dataclass(frozen=True, slots=True)
class TimmResult:
    """Accuracies of one set of weights at one input size, in percent; None where not published.

    Attributes:
        weights: Name of the weights, "resnet50.a1_in1k".
        architecture: What stands before the dot.
        tag: What stands behind it: recipe and training data.
        training_data: Class of the training data, by the tag.
        input_px: Height and width of the images, in pixels.
        crop_fraction: Side of the crop over that of the resized image; above 1 it is padded.
        parameters_millions: Parameters as published, to two decimals.
        top1_percent: ImageNet-1k, validation set.
        top5_percent: Likewise, the label among the first five.
        real_labels_top1_percent: The same images with reassessed labels.
        imagenet_v2_top1_percent: ImageNetV2, matched frequency.
        sketch_top1_percent: ImageNet-Sketch.
        adversarial_top1_percent: ImageNet-A, over its 200 classes.
        rendition_top1_percent: ImageNet-R, over its 200 classes.
    """

    weights: str
    architecture: str
    tag: str
    training_data: str
    input_px: int
    crop_fraction: float
    parameters_millions: float
    top1_percent: float
    top5_percent: float | None
    real_labels_top1_percent: float | None
    imagenet_v2_top1_percent: float | None
    sketch_top1_percent: float | None
    adversarial_top1_percent: float | None
    rendition_top1_percent: float | None


@cache
def timm_results() -> tuple[TimmResult, ...]:
    """Return every published result, in the order of the file.

    Raises:
        ResultsError: If the file is malformed.
    """
    return read_results(RESULTS_FILE)


def read_results(path: Path) -> tuple[TimmResult, ...]:
    """Return the results in a file.

    Raises:
        ResultsError: If a column or a value is missing or malformed, or a row comes twice.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise ResultsError(
                f"{path.name}: its columns are {', '.join(reader.fieldnames or ())}; "
                f"expected {', '.join(_COLUMNS)}"
            )
        rows = [_read_row(row, f"{path.name}, line {reader.line_num}") for row in reader]
    seen: set[tuple[str, int]] = set()
    for row in rows:
        if (row.weights, row.input_px) in seen:
            raise ResultsError(
                f"{path.name}: {row.weights} at {row.input_px} pixels stands twice; keep one row"
            )
        seen.add((row.weights, row.input_px))
    return tuple(rows)


def results_data(params: Mapping[str, object]) -> dict[str, str]:
    """Return the SHA-256 of the file, for `Study.data_files` of what reads all of it."""
    return {RESULTS_FILE.name: sha256(RESULTS_FILE.read_bytes()).hexdigest()}


def _read_row(row: Mapping[str, str | None], where: str) -> TimmResult:
    texts = {name: row[name] or "" for name in _COLUMNS}
    weights, architecture, tag = (texts[name] for name in ("weights", "architecture", "tag"))
    if weights != f"{architecture}.{tag}" or not (architecture and tag):
        raise ResultsError(
            f"{where}: the weights {weights!r} are not architecture and tag, joined by a dot: "
            f"{architecture!r}, {tag!r}"
        )
    try:
        images = training_data(tag)
    except TagError as error:
        raise ResultsError(f"{where}: {error}") from error
    if not texts["input_px"].isdigit():
        raise ResultsError(f"{where}: input_px is {texts['input_px']!r}; expected whole pixels")

    def number(name: str, most: float = 100.0) -> float:
        return _read_number(texts[name], f"{where}, {name}", most)

    def percent(name: str) -> float | None:
        return number(name) if texts[name] else None

    return TimmResult(
        weights=weights,
        architecture=architecture,
        tag=tag,
        training_data=images,
        input_px=int(texts["input_px"]),
        crop_fraction=number("crop_fraction", 2.0),
        parameters_millions=number("parameters_millions", 1e6),
        top1_percent=number("top1_percent"),
        top5_percent=percent("top5_percent"),
        real_labels_top1_percent=percent("real_labels_top1_percent"),
        imagenet_v2_top1_percent=percent("imagenet_v2_top1_percent"),
        sketch_top1_percent=percent("sketch_top1_percent"),
        adversarial_top1_percent=percent("adversarial_top1_percent"),
        rendition_top1_percent=percent("rendition_top1_percent"),
    )


def _read_number(text: str, where: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 <= value <= most:
        raise ResultsError(f"{where}: {text!r}; expected a number from 0 to {most:g}")
    return value
