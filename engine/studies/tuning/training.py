"""Training a network of the grid: images of its size, parts of the data, what is kept of a run."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.lab.examples import Examples, make_examples
from engine.networks.mnist_cnn import CnnSpec
from engine.studies.tuning.networks import measure
from engine.theory.information import label_information

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


def count_label_bits(labels: Labels) -> float:
    """Return the label information of a training set: n times the entropy of a label, in bits.

    Args:
        labels: Classes, shape (N,).
    """
    return label_information(np.bincount(labels).tolist())


def estimate_seconds(spec: CnnSpec, examples: int) -> float:
    """Return the expected seconds on one core in which a network is shown examples in training.

    From measured ones: for 60,000 examples CNN1, of 2.8 million multiply-adds, takes 8 s, and CNN2,
    of 49 thousand, 0.9 s.

    Args:
        spec: The network.
        examples: As often as they are shown.
    """
    arithmetic = 6e-6 * min(measure(spec).multiply_adds, 1.25e6)
    return (0.2 + 0.4 * (spec.size / 28) ** 2 + arithmetic) * examples / 60_000
