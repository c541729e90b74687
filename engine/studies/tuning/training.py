"""Training a network of the grid: images of its size, parts of the data, what is kept of a run."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.lab.training import Examples, History, Recipe, Score, encode_bitmap, make_examples
from engine.studies.devices import device_of

VALIDATION_EXAMPLES: Final = 10_000
"""The last of the training examples, on which rates are judged; no test example takes part."""

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]


def fit_size(images: Images, size: int) -> Images:
    """Return images of a side of `size` pixels: as they are, or each the mean of two by two.

    Args:
        images: Grey levels, shape (N, H, H).
        size: H, or half of it.

    Raises:
        ValueError: If it is another size.
    """
    side = images.shape[1]
    if size == side:
        return images
    if 2 * size != side:
        raise ValueError(f"images of {side} pixels a side cannot be made {size}; give {side // 2}")
    blocks = images.reshape(len(images), size, 2, size, 2)
    return np.asarray(np.rint(blocks.mean(axis=(2, 4))), dtype=np.uint8)


def split_held_out(
    images: Images, labels: Labels, size: int, most: int | None = None
) -> tuple[Examples, Examples]:
    """Return training examples to fit, and the last of them, which are held out.

    Args:
        images: Grey levels, shape (N, H, H).
        labels: Classes, shape (N,).
        size: Side that the network takes.
        most: How many to fit; all that are not held out if not given.
    """
    images = fit_size(images, size)
    fitted = slice(None, -VALIDATION_EXAMPLES)
    held_out = slice(-VALIDATION_EXAMPLES, None)
    return (
        make_examples(images[fitted][:most], labels[fitted][:most]),
        make_examples(images[held_out], labels[held_out]),
    )


def recipe_from(params: dict[str, Any], learning_rate: float) -> Recipe:
    """Return the recipe that params ask for, with a learning rate."""
    return Recipe(
        params["seed"],
        params["epochs"],
        params["batch_size"],
        learning_rate,
        device_of(params),
    )


def count_label_bits(labels: Labels) -> float:
    """Return the label information of a training set: n times the entropy of a label, in bits.

    Args:
        labels: Classes, shape (N,).
    """
    shares = np.unique(labels, return_counts=True)[1] / len(labels)
    return float(-len(labels) * (shares * np.log2(shares)).sum())


def describe_score(score: Score) -> dict[str, Any]:
    """Return how a network did on the examples that tested it, one bit an example."""
    return {
        "test_examples": len(score.correct),
        "test_correct": int(score.correct.sum()),
        "test_correct_bitmap": encode_bitmap(score.correct),
    }


def describe_timing(history: History) -> dict[str, list[float]]:
    """Return the seconds of each epoch, on the clock and of the processor, to milliseconds."""
    return {
        "epoch_seconds": [round(value, 3) for value in history.epoch_seconds],
        "epoch_cpu_seconds": [round(value, 3) for value in history.epoch_cpu_seconds],
    }


def estimate_epoch_seconds(multiply_adds: int, side: int, examples: int) -> float:
    """Return the expected seconds of an epoch on one core, from measured ones.

    CNN1 takes 8 s for 60,000 examples and 2.8 million multiply-adds, CNN2 0.9 s for 49 thousand.

    Args:
        multiply_adds: Of one image.
        side: Of the image, in pixels.
        examples: Of an epoch.
    """
    return (0.2 + 0.4 * (side / 28) ** 2 + 6e-6 * min(multiply_adds, 1.25e6)) * examples / 60_000
