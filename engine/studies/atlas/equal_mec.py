"""How much accuracy differs where the capacity of the decision layer does not."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.lab.rank_correlations import percentile_interval
from engine.lab.resampling import Weights, cluster_weights
from engine.lab.statistics import Interval

MEC: Final = "decision_layer_bits"

PAIRS: Final = ("one_architecture", "equal_mec", "unlike_mec")
"""Two weights of one architecture; of two architectures with equal MEC; of two with unlike."""

_Floats = NDArray[np.float64]


def equal_mec_groups(weights: pd.DataFrame, test_set: str) -> list[dict[str, Any]]:
    """Return one row a value of the MEC that at least two sets of weights share.

    Args:
        weights: `weights`, `architecture`, `family`, the MEC and the accuracy.
        test_set: Column of the accuracy.

    Returns:
        By MEC: `decision_layer_bits`; how many `architectures`, `families` and `weights`;
        `lowest` and `highest`, each with `weights` and `top1_percent`; `spread_percent` between
        these.
    """
    rows = []
    for _, part in weights.groupby(MEC, sort=True):
        if len(part) > 1:
            ordered = part.sort_values([test_set, "weights"])
            rows.append(
                {
                    MEC: int(part[MEC].iloc[0]),
                    "architectures": int(part["architecture"].nunique()),
                    "families": int(part["family"].nunique()),
                    "weights": len(part),
                    **_ends(ordered, test_set),
                }
            )
    return rows


def widest_architecture(weights: pd.DataFrame, test_set: str) -> dict[str, Any] | None:
    """Return the architecture whose weights differ most; None where none has two.

    Returns:
        `architecture`, number of `weights`, and the rest as in `equal_mec_groups`.
    """
    found = [
        {
            "architecture": str(name),
            "weights": len(part),
            **_ends(part.sort_values([test_set, "weights"]), test_set),
        }
        for name, part in weights.groupby("architecture", sort=True)
        if len(part) > 1
    ]
    return max(found, key=lambda row: row["spread_percent"], default=None)


def typical_differences(weights: pd.DataFrame, test_set: str) -> dict[str, Interval]:
    """Return the typical difference in accuracy of two weights, by what their networks share.

    The root mean square difference of two weights, every pair of architectures, and every
    architecture of several weights, counted once whatever their number: of one architecture, of
    two with equal MEC (`equal_mec`), of two with unlike MEC; and `ratio`, the second over the
    third. Intervals are from a bootstrap of families.

    Args:
        weights: `architecture`, `family`, the MEC and the accuracy, at least two rows.
        test_set: Column of the accuracy.
    """
    squares = _square_differences(weights, test_set)
    shares = _pair_shares(weights)
    families = weights["family"].tolist()
    once, drawn = np.ones((1, len(weights))), cluster_weights(families)
    observed, resampled = (
        {name: _root_mean(squares, shares[name], chosen) for name in PAIRS}
        for chosen in (once, drawn)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        for found in (observed, resampled):
            found["ratio"] = found["equal_mec"] / found["unlike_mec"]
    return {
        name: percentile_interval(float(observed[name][0]), resampled[name]) for name in observed
    }


def _ends(ordered: pd.DataFrame, test_set: str) -> dict[str, Any]:
    names, values = ordered["weights"].tolist(), ordered[test_set].tolist()
    return {
        "lowest": {"weights": names[0], "top1_percent": values[0]},
        "highest": {"weights": names[-1], "top1_percent": values[-1]},
        "spread_percent": values[-1] - values[0],
    }


def _square_differences(weights: pd.DataFrame, test_set: str) -> _Floats:
    accuracy = weights[test_set].to_numpy(dtype=float)
    return np.asarray((accuracy[:, None] - accuracy) ** 2)


def _pair_shares(weights: pd.DataFrame) -> Mapping[str, _Floats]:
    """Return how much each pair of rows counts, for each kind of pair.

    The pairs of one architecture count 1 together, and so do those of two architectures.
    """
    architecture = pd.factorize(weights["architecture"])[0]
    counts = np.bincount(architecture)[architecture].astype(float)
    same = architecture[:, None] == architecture
    equal = weights[MEC].to_numpy()[:, None] == weights[MEC].to_numpy()
    each = 1 / (counts[:, None] * counts)
    within = same & ~np.eye(len(weights), dtype=bool)
    several = counts > 1
    unbiased = np.where(several, counts / np.where(several, counts - 1, 1), 0)
    return {
        "one_architecture": within * each * unbiased,
        "equal_mec": (equal & ~same) * each,
        "unlike_mec": ~equal * each,
    }


def _root_mean(squares: _Floats, shares: _Floats, drawn: Weights) -> _Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        total = (drawn @ (shares * squares) * drawn).sum(axis=1)
        return np.asarray(np.sqrt(total / (drawn @ shares * drawn).sum(axis=1)))
