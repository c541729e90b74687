"""What claims over seeds share: evidence by an interval, and the test of equal accuracy."""

from collections.abc import Sequence
from math import isnan
from typing import Final

from engine.exhibits.claim import CannotTestError, Evidence, Values, Verdict
from engine.lab.crossed import CrossedMean
from engine.lab.statistics import Interval
from engine.records.record import Record

MARGIN_POINTS: Final = 0.5
"""Difference in accuracy, in percentage points, below which two networks count as equivalent."""

SIGNIFICANCE: Final = 0.05
CROSSED: Final = "two-way random effects, seeds by test digits"
SEEDS: Final = "seeds, each with its own start and order of batches, on the same test digits"
ONE_SEED: Final = "one seed shows nothing about seeds"


def require_seeds(runs: Sequence[object]) -> None:
    """Refuse to say of seeds what one cannot show.

    Raises:
        CannotTestError: If there is one run or none.
    """
    if len(runs) < 2:
        raise CannotTestError(ONE_SEED)


def of_interval(
    found: Interval,
    values: Values,
    records: Sequence[Record],
    *,
    n: int,
    unit: str = SEEDS,
    quantity: str,
    test: str = "t interval over seeds",
    p: float | None = None,
) -> Evidence:
    """Return evidence by one quantity; `estimate`, `low`, `high`, `n` and `p` join its values.

    Args:
        found: The quantity with its 95 % interval.
        values: What else decides, and what else the sentence names.
        records: What they were computed from.
        n: See `Evidence`, as for those that follow.
        unit: Likewise.
        quantity: Likewise.
        test: Likewise.
        p: Likewise.
    """
    named = {"estimate": found.estimate, "low": found.low, "high": found.high, "n": n, "p": p}
    return Evidence(
        {**values, **named},
        tuple(records),
        n=n,
        unit=unit,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        p=p,
        test=test,
        quantity=quantity,
    )


def of_crossed_mean(
    mean: CrossedMean, values: Values, records: Sequence[Record], *, n: int, quantity: str
) -> Evidence:
    """Return what a difference over seeds and digits shows, in percentage points.

    Args:
        mean: The difference.
        values: What else the claim is decided by, or says.
        records: What it was computed from.
        n: How many seeds there are.
        quantity: What the difference is of.
    """
    interval, p = mean.interval(), mean.p_value()
    return of_interval(interval, values, records, n=n, quantity=quantity, test=CROSSED, p=p)


def decide_equivalence(values: Values) -> Verdict:
    """Hold where the difference is shown to lie within the margin, fail where one is shown.

    Raises:
        CannotTestError: If the runs do not vary.
    """
    if isnan(values["p"]):
        raise CannotTestError("the runs do not vary over seeds")
    if values["tost_p"] < SIGNIFICANCE:
        return Verdict.HOLDS
    return Verdict.FAILS if values["p"] < SIGNIFICANCE else Verdict.OPEN
