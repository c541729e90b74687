"""What the evidence for the claims about timm is made of: records, and the numbers in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.exhibits.claim import CannotTestError, Evidence
from engine.exhibits.prose import number
from engine.records.record import Record

CLEAN: Final = "top1_percent"
MEC: Final = "decision_layer_bits"
ANY: Final = "any"
BOOTSTRAP: Final = "bootstrap of whole families"
UNIT: Final = "families, whose architectures are alike"

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimmResults:
    """Records of the statistics of timm, and the architectures.

    Attributes:
        correlations: Of the study `atlas-timm-correlations`.
        within: Of `atlas-within-families`.
        mixed: Of `atlas-mixed-model`.
        equal: Of `atlas-equal-mec`.
        architectures: Of `atlas-timm`.
    """

    correlations: tuple[Record, ...]
    within: tuple[Record, ...]
    mixed: tuple[Record, ...]
    equal: tuple[Record, ...]
    architectures: tuple[Record, ...]


def find_result(records: Sequence[Record], test_set: str, data: str = ANY, **params: str) -> Told:
    """Return the result for a test set and a class of training data."""
    wanted = {"training_data": data, "test_set": test_set, **params}
    return next(one.result for one in records if one.params.items() >= wanted.items())


def say_interval(told: Told, digits: int) -> str:
    """Return an estimate with its interval in words: "0.10 (0.05 to 0.15)"."""
    if told["low"] is None:
        raise CannotTestError("an interval of it has no ends, since hardly anything varies")
    estimate, low, high = (number(told[end], digits) for end in ("estimate", "low", "high"))
    return f"{estimate} ({low} to {high})"


def make_evidence(
    values: Told,
    told: Told,
    records: tuple[Record, ...],
    families: int,
    test: str,
    quantity: str,
    *,
    p: float | None = None,
) -> Evidence:
    """Return evidence of an interval over families.

    Args:
        values: What the sentence says, besides the interval.
        told: `estimate`, `low` and `high` that decide.
        records: What it was computed from.
        families: How many there are.
        test: How the interval was found.
        quantity: What the estimate is, with its unit.
        p: p-value of the test, if there is one.

    Raises:
        CannotTestError: If the interval has no ends.
    """
    if told["low"] is None:
        raise CannotTestError("its interval has no ends, since hardly anything varies here")
    ends = {end: told[end] for end in ("estimate", "low", "high")}
    return Evidence(
        {**ends, **values},
        records,
        n=families,
        unit=UNIT,
        **ends,
        p=p,
        test=test,
        quantity=quantity,
    )
