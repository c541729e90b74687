"""How near estimates come to the smallest hidden layer, judged on both sides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.lab.statistics import Interval, cluster_bootstrap, rank_correlation

Floats = NDArray[np.float64]

_NEAR = 2.0
"""A factor that an estimate may err by and still be of use."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Tables with a share of their labels shuffled, N of them, and what was found.

    Attributes:
        families: The independent units, one for each case.
        tables: Cases of one draw of a table share a name.
        least: h*, shape (N,).
    """

    families: tuple[str, ...]
    tables: tuple[str, ...]
    least: Floats


def score(cases: Cases, hidden: Floats, low: Floats | None, high: Floats | None) -> dict[str, Any]:
    """Return how near the estimates of one rule come.

    An estimate fits where it is no less than h*, since a wider layer memorises what a narrower one
    does; its half is rounded down.

    Args:
        cases: What was found.
        hidden: What was estimated, shape (N,).
        low: Lower ends of the intervals; None if the rule has none.
        high: Upper ends.

    Returns:
        `error`, the median of |log2(estimate / h*)|, `mean_error`, its mean, and `bias`, the median
        without the bars; `fit_percent` and `half_fit_percent`; all but the mean with 95 % intervals
        `..._low` and `..._high` over families. `within_two_percent`, estimates within a factor of
        2. `covered_percent`, h* within the interval, None if there is none. `follows`, see there.
    """
    logs = np.log2(hidden / cases.least)
    fits, half_fits = hidden >= cases.least, hidden // 2 >= cases.least
    return {
        **_name("error", _spread(cases, lambda rows: _median(np.abs(logs[rows])))),
        "mean_error": float(np.abs(logs).mean()),
        **_name("bias", _spread(cases, lambda rows: _median(logs[rows]))),
        **_name("fit_percent", _spread(cases, lambda rows: 100 * float(fits[rows].mean()))),
        **_name(
            "half_fit_percent", _spread(cases, lambda rows: 100 * float(half_fits[rows].mean()))
        ),
        "within_two_percent": 100 * float((np.abs(logs) <= np.log2(_NEAR)).mean()),
        "covered_percent": None
        if low is None or high is None
        else 100 * float(((low <= cases.least) & (cases.least <= high)).mean()),
        "follows": follow(cases, hidden),
    }


def follow(cases: Cases, hidden: Floats) -> float | None:
    """Return how closely estimates follow h* as more and more labels of a table are shuffled.

    That is the mean over tables of Spearman's correlation of the two, 0 where the estimate does not
    change; of tables whose h* changes, None if there is none.
    """
    found = []
    frame = pd.DataFrame({"table": cases.tables, "least": cases.least, "hidden": hidden})
    for _, part in frame.groupby("table"):
        if part["least"].nunique() > 1:
            changes = part["hidden"].nunique() > 1
            both = (part[name].to_numpy(float) for name in ("least", "hidden"))
            found.append(rank_correlation(*both) if changes else 0.0)
    return float(np.mean(found)) if found else None


def compare(cases: Cases, first: Floats, others: Sequence[Floats]) -> Interval:
    """Return by how much the first rule errs less than the best of others, in powers of 2.

    The error is the mean of |log2(estimate / h*)|: of ratios of small whole numbers medians jump.
    Which of the others is best is found anew in each resample of the families, so that they have
    the benefit of the choice.

    Args:
        cases: What was found.
        first: Estimates, shape (N,).
        others: Of each other rule, shape (N,).
    """
    errors = np.abs(np.log2(np.stack([first, *others]) / cases.least))

    def statistic(rows: NDArray[np.intp]) -> float:
        own, *rest = errors[:, rows].mean(axis=1)
        return float(min(rest) - own)

    return _spread(cases, statistic)


def _spread(cases: Cases, statistic: Callable[[NDArray[np.intp]], float]) -> Interval:
    return cluster_bootstrap(statistic, cases.families)


def _median(values: Floats) -> float:
    return float(np.median(values))


def _name(name: str, found: Interval) -> Mapping[str, float]:
    return {name: found.estimate, f"{name}_low": found.low, f"{name}_high": found.high}
