"""How near estimates come to the smallest hidden layer, judged on both sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.lab.statistics import LEVEL, Interval, rank_correlation

Floats = NDArray[np.float64]

_NEAR = 2.0
"""A factor that an estimate may err by and still be of use."""

_RESAMPLES = 1000


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


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule estimated of each case.

    Attributes:
        key: Of the rule.
        hidden: Hidden neurons, shape (N,).
        low: Lower ends of the intervals that come with them; None if none do.
        high: Upper ends.
    """

    key: str
    hidden: Floats
    low: Floats | None = None
    high: Floats | None = None


def score(cases: Cases, rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Return how near the estimates of each rule come.

    An estimate fits where it is no less than h*, since a wider layer memorises what a narrower one
    does; its half is rounded down.

    Args:
        cases: What was found.
        rules: What was estimated.

    Returns:
        For each rule `key`; `error`, the median of |log2(estimate / h*)|, `mean_error`, its mean,
        and `bias`, the median without the bars; `fit_percent` and `half_fit_percent`; all but the
        mean with 95 % intervals `..._low` and `..._high` over families. `within_two_percent`,
        estimates within a factor of 2. `covered_percent`, h* within the interval, None if there is
        none. `follows`, see there.
    """
    hidden = np.stack([rule.hidden for rule in rules])
    logs, least = np.log2(hidden / cases.least), cases.least
    errors, fits, half_fits = np.abs(logs), hidden >= least, hidden // 2 >= least
    spreads = {
        "error": _spread(cases, lambda rows: np.median(errors[:, rows], axis=1)),
        "bias": _spread(cases, lambda rows: np.median(logs[:, rows], axis=1)),
        "fit_percent": _spread(cases, lambda rows: 100 * fits[:, rows].mean(axis=1)),
        "half_fit_percent": _spread(cases, lambda rows: 100 * half_fits[:, rows].mean(axis=1)),
    }
    return [
        {
            "key": rule.key,
            **{
                f"{name}{end}": float(values[place])
                for name, ends in spreads.items()
                for end, values in zip(("", "_low", "_high"), ends, strict=True)
            },
            "mean_error": float(errors[place].mean()),
            "within_two_percent": 100 * float((errors[place] <= np.log2(_NEAR)).mean()),
            "covered_percent": _find_covered(rule, least),
            "follows": follow(cases, rule.hidden),
        }
        for place, rule in enumerate(rules)
    ]


def _find_covered(rule: Rule, least: Floats) -> float | None:
    if rule.low is None or rule.high is None:
        return None
    return 100 * float(((rule.low <= least) & (least <= rule.high)).mean())


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

    def statistic(rows: NDArray[np.intp]) -> Floats:
        own, *rest = errors[:, rows].mean(axis=1)
        return np.array(min(rest) - own)

    return Interval(*map(float, _spread(cases, statistic)))


def _spread(
    cases: Cases, statistic: Callable[[NDArray[np.intp]], Floats]
) -> tuple[Floats, Floats, Floats]:
    """Return statistics of all rules with their percentile intervals, families drawn anew."""
    names = np.asarray(cases.families)
    members = [np.flatnonzero(names == name) for name in sorted(set(cases.families))]
    generator = np.random.default_rng(0)
    draws = [
        statistic(np.concatenate([members[place] for place in chosen]))
        for chosen in generator.integers(0, len(members), (_RESAMPLES, len(members)))
    ]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return statistic(np.arange(len(names))), low, high
