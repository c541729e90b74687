"""How much a matrix of features tells: bounds that follow from its shape, and measures.

None of them is the mutual information of image and features: for a map without noise, of values
that are not counted, that is without bound, and no sample tells it.
"""

from __future__ import annotations

import bz2
from math import log
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.theory.information import label_entropy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Classes = NDArray[np.int64]

FLOAT_BITS: Final = 32
LEVELS: Final = 256
"""Levels that a feature is rounded to before it is compressed: one byte each."""

CODEC: Final = "bzip2, level 9"
"""It has written the same bytes for decades, on every machine."""

PENALTY: Final = 10.0
"""Of the linear reader's squared weights, its inputs having variance 1."""


def binarise(features: Floats) -> NDArray[np.bool_]:
    """Return whether each feature lies above its mean, shape (n, d)."""
    above: NDArray[np.bool_] = features > features.mean(axis=0)
    return above


def marginal_bits(bits: NDArray[np.bool_]) -> float:
    """Return the sum of the entropies of binary features, in bits a row.

    It is no less than their joint entropy: features that go together count each for themselves.

    Args:
        bits: Shape (n, d).
    """
    rows = len(bits)
    return sum(label_entropy([above, rows - above]) for above in bits.sum(axis=0).tolist())


def joint_bits(bits: NDArray[np.bool_]) -> float:
    """Return the entropy of whole rows as they were drawn, in bits: log2(n) at most.

    Where features are many no row comes twice, and the number says how many rows there were.

    Args:
        bits: Shape (n, d).
    """
    _, counts = np.unique(np.packbits(bits, axis=1), axis=0, return_counts=True)
    return label_entropy(counts.tolist())


def compressed_bits(features: Floats) -> float:
    """Return what the features take when they are rounded and compressed, in bits a row.

    Each feature is rounded to `LEVELS` even steps from its least to its largest value and written
    feature by feature; `CODEC` compresses all rows together. That is no less than what they hold,
    rounded so, and as much more as the codec misses.

    Args:
        features: Shape (n, d).
    """
    least, most = features.min(axis=0), features.max(axis=0)
    spread = np.where(most > least, most - least, 1.0)
    levels = np.rint((features - least) / spread * (LEVELS - 1)).astype(np.uint8)
    return 8.0 * len(bz2.compress(levels.T.tobytes(), 9)) / len(features)


def find_spectrum(features: Floats) -> Floats:
    """Return the shares of the variance along the principal directions, the largest first.

    Args:
        features: Shape (n, d); at least one of them varies.

    Raises:
        ValueError: If no feature varies.
    """
    centred = features - features.mean(axis=0)
    wide = centred.shape[1] > centred.shape[0]
    values = np.linalg.eigvalsh(centred @ centred.T if wide else centred.T @ centred)[::-1]
    values = np.maximum(values, 0.0)
    if not values.sum() > 0:
        raise ValueError("no feature varies: there is no direction to count")
    spectrum: Floats = values / values.sum()
    return spectrum


def participation_ratio(spectrum: Floats) -> float:
    """Return how many directions share the variance: d where all have as much, 1 where one has all.

    Args:
        spectrum: Shares of the variance, summing to 1.
    """
    return float(1 / np.square(spectrum).sum())


def spectral_entropy_bits(spectrum: Floats) -> float:
    """Return the von Neumann entropy of the spectrum in bits: log2 of a number of directions.

    It is the limit of the matrix-based entropies of Rényi's kind for a linear kernel.

    Args:
        spectrum: Shares of the variance, summing to 1.
    """
    shares = spectrum[spectrum > 0]
    return float(-(shares * np.log2(shares)).sum())


def read_linearly(fitted: Floats, labels: Classes, features: Floats, classes: int) -> Classes:
    """Return the classes that a linear reader, fitted to other rows, finds in the features.

    It is ridge regression on the classes as ones and zeros, of features with variance 1; a weaker
    reader than one trained by cross entropy, with a solution in one step.

    Args:
        fitted: Features that it is fitted to, shape (m, d).
        labels: Their classes, shape (m,).
        features: Features that it reads, shape (n, d).
        classes: How many there are.
    """
    mean, deviation = fitted.mean(axis=0), fitted.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    inputs = (fitted - mean) / deviation
    wanted = np.eye(classes)[labels]
    gram = inputs.T @ inputs + PENALTY * np.eye(inputs.shape[1])
    weights = np.linalg.solve(gram, inputs.T @ (wanted - wanted.mean(axis=0)))
    scores = (features - mean) / deviation @ weights + wanted.mean(axis=0)
    found: Classes = scores.argmax(axis=1)
    return found


def mutual_information_bits(labels: Classes, read: Classes) -> float:
    """Return what the classes that were read tell of the labels, in bits a row.

    From the table of counts, with the correction of Miller and Madow for its cells: without it
    chance alone would tell (cells - 1) / (2 n ln 2) bits.

    Args:
        labels: Shape (n,).
        read: Shape (n,).
    """
    counts = np.zeros((int(labels.max()) + 1, int(read.max()) + 1), dtype=int)
    np.add.at(counts, (labels, read), 1)

    def corrected(cells: NDArray[np.int64]) -> float:
        bias = (np.count_nonzero(cells) - 1) / (2 * len(labels) * log(2))
        return label_entropy(cells.tolist()) + bias

    of_labels, of_read = counts.sum(axis=1), counts.sum(axis=0)
    return corrected(of_labels) + corrected(of_read) - corrected(counts.ravel())
