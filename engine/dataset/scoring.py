"""What a model gets right of a table, in rows and in bits, over its capacity.

A right row counts as the entropy of the labels, as in the report's table of generalization
(`theory.information.Convention.CORRECT_BITS`); beside it as one bit (CORRECT_INSTANCES). Both count
what is right by guessing: of a million rows half are right without a bit stored. The verdict is
therefore by what the answers tell of the labels, n I(answer; label): labels without a rule take so
many bits of memory at least, to be answered so well (rate-distortion; Shannon 1959). The three
are the same where all rows are right and two classes have as many each.

Source: G. Friedland, *Information-Driven Machine Learning* (Springer, 2024).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

import numpy as np

from engine.dataset.label_changes import Labels
from engine.theory.capacity import Reading
from engine.theory.information import (
    Answers,
    Convention,
    generalization,
    label_entropy,
    label_information,
)

COVER_FACTOR = 2
"""Of so many rows a parameter a neuron still fits half of all labellings (Cover 1965)."""


class Verdict(StrEnum):
    """What told bits over MEC say of learning by heart; none says that a model generalises.

    MEC is what a network is sure to memorise, not the most that it can.
    """

    SURE_TO_FIT = "sure_to_fit"
    """Up to 1: so much is sure to fit by heart."""

    NOT_SURE_TO_FIT = "not_sure_to_fit"
    """Above 1, up to 2: more than is sure to fit; half of all labellings still fit a neuron."""

    BEYOND_HALF = "beyond_half"
    """Above 2: fewer than half of all labellings fit a neuron with so many parameters."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a model did on some rows.

    Attributes:
        rows: Rows that it was asked about.
        rows_right: Rows that it got right.
        accuracy: Their share, 0 to 1.
        commonest_rows: Rows that are right if the commonest class is always named.
        label_counts: Rows of each class.
        label_entropy_bits: H(labels), bits of a label.
        right_bits: Right rows times H(labels).
        commonest_bits: The same for naming the commonest class always.
        told_bits: n I(answer; label), what its answers tell of the labels.
    """

    rows: int
    rows_right: int
    accuracy: float
    commonest_rows: int
    label_counts: tuple[int, ...]
    label_entropy_bits: float
    right_bits: float
    commonest_bits: float
    told_bits: float

    @property
    def is_better_than_naming_one(self) -> bool:
        """Whether it gets more rows right than naming the commonest class always."""
        return self.rows_right > self.commonest_rows


@dataclass(frozen=True, slots=True)
class Generalization:
    """What a model gets right over its MEC, under one reading of rule 4.

    Attributes:
        reading: Of rule 4.
        mec_bits: MEC of the dense layers that end in the output.
        g_bits: Right bits over MEC.
        g_rows: Right rows over MEC.
        g_told: Told bits over MEC.
        verdict: What `g_told` allows to say.
    """

    reading: Reading
    mec_bits: int
    g_bits: float
    g_rows: float
    g_told: float
    verdict: Verdict


def score(predicted: Labels, labels: Labels, classes: int) -> Score:
    """Return what a model did.

    Args:
        predicted: Class that it names for each row, -1 for none that is known, shape (n,).
        labels: Class of each row, shape (n,), at least one.
        classes: How many classes there are.
    """
    counts = tuple(int(count) for count in np.bincount(labels, minlength=classes))
    right = int((predicted == labels).sum())
    entropy = label_entropy(counts)
    return Score(
        rows=len(labels),
        rows_right=right,
        accuracy=right / len(labels),
        commonest_rows=max(counts),
        label_counts=counts,
        label_entropy_bits=entropy,
        right_bits=right * entropy,
        commonest_bits=max(counts) * entropy,
        told_bits=told_information(predicted, labels),
    )


def generalize(found: Score, mec_bits: Mapping[str, int]) -> list[Generalization]:
    """Return G under each reading of rule 4.

    Args:
        found: What the model did.
        mec_bits: Its MEC by reading, each at least 1.
    """
    answers = Answers(found.rows_right, found.label_counts)
    rows = []
    for reading in Reading:
        bits = mec_bits[reading.value]
        g_bits = float(generalization(answers, bits, Convention.CORRECT_BITS))
        g_rows = float(generalization(answers, bits, Convention.CORRECT_INSTANCES))
        g_told = found.told_bits / bits
        rows.append(Generalization(reading, bits, g_bits, g_rows, g_told, judge(g_told)))
    return rows


def judge(g_told: float) -> Verdict:
    """Return what told bits over MEC allow to say.

    Args:
        g_told: At least 0.
    """
    if g_told <= 1:
        return Verdict.SURE_TO_FIT
    return Verdict.NOT_SURE_TO_FIT if g_told <= COVER_FACTOR else Verdict.BEYOND_HALF


def told_information(predicted: Labels, labels: Labels) -> float:
    """Return n I(answer; label) in bits: label information less what is left once it has answered.

    Args:
        predicted: Class that is named for each row, shape (n,).
        labels: Class of each row, shape (n,), at least one.
    """
    counts = [int(count) for count in np.bincount(labels) if count]
    left = 0.0
    for named in np.unique(predicted):
        within = np.bincount(labels[predicted == named])
        left += label_information([int(count) for count in within])
    return max(0.0, label_information(counts) - left)


def wilson_ends(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a share, by its closed form: it takes no package of statistics.

    Args:
        successes: From 0 to `trials`.
        trials: At least 1.
        level: Confidence, above 0 and below 1.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    reach = z * sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    scale = 1 + z * z / trials
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
