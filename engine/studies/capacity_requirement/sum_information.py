"""What the sum of its inputs says about the class of an instance: bits, and pairs told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy import stats

BINS = 100
"""Bins of equal count that sums are put into; few enough for the bias to be small and known."""


@dataclass(frozen=True, slots=True)
class SumInformation:
    """What the sums say about the classes.

    Attributes:
        bits: Mutual information of binned sum and class, its bias of first order taken off.
        bias_bits: That bias, (bins - 1)(classes - 1) / (2 n ln 2).
        bins: Bins of equal count.
        best_pair: Indices of the two classes that the sum tells apart best.
        best_auc: Probability that an instance of one of them has the larger sum, 0.5 to 1.
    """

    bits: float
    bias_bits: float
    bins: int
    best_pair: tuple[int, int]
    best_auc: float


def measure_sum_information(
    sums: Sequence[float], labels: Sequence[int], bins: int = BINS
) -> SumInformation:
    """Return how much the sum of its inputs says about the class of an instance.

    Binning can only lose information, so the bits are an estimate from below; their bias upwards
    is known to first order (Miller 1955) and taken off.

    Args:
        sums: The sum of the inputs of each instance.
        labels: The class of each instance, from 0 on; at least two classes.
        bins: Bins of equal count, at least 2.

    Raises:
        ValueError: If there are fewer than two classes, or fewer instances than bins.
    """
    values, classes = np.asarray(sums, dtype=float), np.asarray(labels)
    names = np.unique(classes)
    if len(names) < 2 or len(values) < bins:
        raise ValueError(
            f"two classes and {bins} instances are needed, got {len(names)} and {len(values)}"
        )
    counts = _count(values, np.searchsorted(names, classes), bins)
    used_bins = int((counts.sum(axis=1) > 0).sum())
    bias = (used_bins - 1) * (len(names) - 1) / (2 * len(values) * log(2))
    pair, auc = _best_pair(values, classes, names)
    return SumInformation(
        bits=max(0.0, _mutual_information(counts) - bias),
        bias_bits=bias,
        bins=used_bins,
        best_pair=pair,
        best_auc=auc,
    )


def _count(
    values: NDArray[np.float64], classes: NDArray[np.intp], bins: int
) -> NDArray[np.float64]:
    """Instances by bin and class; equal sums share a bin."""
    edges = np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1])
    counts = np.zeros((bins, classes.max() + 1))
    np.add.at(counts, (np.searchsorted(edges, values, side="right"), classes), 1)
    return counts


def _mutual_information(counts: NDArray[np.float64]) -> float:
    joint = counts / counts.sum()
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    seen = joint > 0
    return float((joint[seen] * np.log2(joint[seen] / apart[seen])).sum())


def _best_pair(
    values: NDArray[np.float64], classes: NDArray[np.intp], names: NDArray[np.intp]
) -> tuple[tuple[int, int], float]:
    best, best_auc = (int(names[0]), int(names[1])), 0.5
    for index, first in enumerate(names):
        for second in names[index + 1 :]:
            auc = _auc(values[classes == first], values[classes == second])
            if max(auc, 1 - auc) > best_auc:
                best, best_auc = (int(first), int(second)), max(auc, 1 - auc)
    return best, best_auc


def _auc(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Share of pairs in which the first is larger; ties count half."""
    statistic = stats.mannwhitneyu(first, second, method="asymptotic").statistic
    return float(statistic / (len(first) * len(second)))
