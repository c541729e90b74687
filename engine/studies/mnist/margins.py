"""How the verdict on CNN1 and CNN2 depends on the margin below which they count as equivalent."""

from collections.abc import Sequence
from math import isnan

import numpy as np
import pandas as pd

from engine.exhibits.table import Column, Table
from engine.lab.crossed import CrossedMean
from engine.records.record import Record
from engine.studies.over_seeds import MARGIN_POINTS, SIGNIFICANCE

MARGINS_POINTS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
_ROUNDING = 1e-9


def smallest_margin(mean: CrossedMean) -> float:
    """Return the margin, in points, above which two one-sided tests find equivalence.

    It is the end of the 90 % interval that lies farther from none.
    """
    interval = mean.interval(1 - 2 * SIGNIFICANCE)
    return max(abs(interval.low), abs(interval.high))


def shown_from(mean: CrossedMean) -> float:
    """Return the smallest margin of whole hundredths of a point at which equivalence is shown."""
    hundredths = 100 * smallest_margin(mean)
    return float(np.floor(hundredths + _ROUNDING) + 1) / 100


def margins_table(mean: CrossedMean, error_points: float, runs: Sequence[Record]) -> Table:
    """Return the verdict for each of several margins.

    Args:
        mean: The difference of the accuracies over seeds and digits, in points.
        error_points: Test digits that CNN1 gets wrong, in percent.
        runs: What both were computed from.
    """
    rows = [
        {
            "margin_points": margin,
            "share_of_error_percent": 100 * margin / error_points,
            "tost_p": mean.equivalence_p(margin),
            "verdict": _verdict(mean.equivalence_p(margin)),
        }
        for margin in MARGINS_POINTS
    ]
    return Table(
        id="mnist-margins",
        title="Equivalence over margins",
        caption="Two one-sided tests of equivalence over seeds and digits, for several margins. "
        f"The margin that this report uses is {MARGIN_POINTS} points.",
        columns=(
            Column("margin_points", "Margin", "number", "points", 1),
            Column("share_of_error_percent", "Of the errors of CNN1", "number", "%", 0),
            Column("tost_p", "p", "number", digits=4),
            Column("verdict", "Equivalence"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(runs),
    )


def _verdict(p: float) -> str:
    if isnan(p):
        return "cannot be tested"
    return "shown" if p < SIGNIFICANCE else "not shown"
