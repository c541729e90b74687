"""How far off predictions are on networks that nothing was fitted to, and which are nearer.

Errors are differences of logarithms, measured less predicted. In percent an error e is
100 (exp(|e|) - 1): by how much the larger of measured and predicted exceeds the smaller.
"""

from collections.abc import Callable
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.lab.resampling import cluster_weights
from engine.lab.small_samples import sign_flip_p
from engine.lab.statistics import LEVEL

Floats = NDArray[np.float64]

Predict = Callable[[pd.DataFrame], Floats]
"""The logarithms of the label bits that networks are expected to memorise; NaN where unknown."""

Fit = Callable[[pd.DataFrame], Predict]
"""What fits a predictor to measured networks."""

_RESAMPLES = 2000
_FEWEST_CLUSTERS = 3
"""Families, or networks, below which no interval is drawn from them."""


def to_percent(log_error: float) -> float:
    """Return an error of a logarithm in percent: how much the larger exceeds the smaller.

    Examples:
        >>> round(to_percent(-0.0953), 1)
        10.0
    """
    return float(100 * np.expm1(abs(log_error)))


def find_errors(frame: pd.DataFrame, predict: Predict) -> Floats:
    """Return the error of each network, measured less predicted, of log label bits."""
    return np.asarray(np.log(frame["label_bits"].to_numpy(dtype=float)) - predict(frame))


def leave_families_out(frame: pd.DataFrame, fit: Fit) -> Floats:
    """Return the error of each network under a fit to the networks of all other families.

    Args:
        frame: Networks with `family` and `label_bits`.
        fit: What is fitted anew for each family left out.

    Returns:
        One error a network, in the order of the frame; NaN where the others did not suffice.
    """
    errors = np.full(len(frame), np.nan)
    for family in sorted(set(frame["family"])):
        is_out = (frame["family"] == family).to_numpy()
        if not is_out.all():
            errors[is_out] = find_errors(frame[is_out], fit(frame[~is_out]))
    return errors


def summarise_errors(errors: Floats, frame: pd.DataFrame) -> dict[str, Any] | None:
    """Return how large errors are; None where no network has one.

    Args:
        errors: One a network; NaN is left out.
        frame: The networks, with `network`, `activation` and `family`.

    Returns:
        `networks` and `families` counted; `rms_log`, and in percent `rms_percent` with its 95 %
        interval `low_percent` to `high_percent` (whole families drawn again, or networks where all
        are of one family; None for fewer than three), `median_percent`, `worst_percent` with the
        `worst_network`; `families_rms_percent` where each family counts the same; `mean_log`,
        above 0 where more is memorised than said.
    """
    is_known = np.isfinite(errors)
    if not is_known.any():
        return None
    known, part = errors[is_known], frame[is_known]
    rms_log = float(np.sqrt(np.mean(known**2)))
    clusters = _choose_clusters(part)
    low, high = _find_interval(_draw_rms(known, clusters), clusters)
    worst = int(np.argmax(np.abs(known)))
    by_family = pd.Series(known**2).groupby(part["family"].to_numpy()).mean()
    return {
        "networks": len(known),
        "families": len(by_family),
        "rms_log": rms_log,
        "rms_percent": to_percent(rms_log),
        "low_percent": None if low is None else to_percent(low),
        "high_percent": None if high is None else to_percent(high),
        "median_percent": to_percent(float(np.median(np.abs(known)))),
        "worst_percent": to_percent(float(known[worst])),
        "worst_network": " ".join(part.iloc[worst][["network", "activation"]]),
        "families_rms_percent": to_percent(float(np.sqrt(by_family.mean()))),
        "mean_log": float(known.mean()),
    }


def compare_errors(first: Floats, second: Floats, frame: pd.DataFrame) -> dict[str, Any] | None:
    """Return by how much the second errors are larger, paired over networks.

    Args:
        first: One a network; NaN is left out, on both sides.
        second: Those of the other predictor, of the same networks.
        frame: The networks, with `family`.

    Returns:
        `networks`; `ratio`, rms of the second over rms of the first, with the 95 % interval `low`
        to `high` (drawn as in `summarise_errors`; None for fewer than three); `p` of the
        differences of squared errors under flips of their signs, network by network, and
        `p_families`, where those of a family are flipped together. None without a network.
    """
    is_known = np.isfinite(first) & np.isfinite(second)
    if not is_known.any():
        return None
    one, other, part = first[is_known], second[is_known], frame[is_known]
    clusters = _choose_clusters(part)
    differences = other**2 - one**2
    of_clusters = pd.Series(differences).groupby(list(clusters)).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _find_interval(_draw_rms(other, clusters) / _draw_rms(one, clusters), clusters)
        ratio = float(np.sqrt(np.mean(other**2)) / np.sqrt(np.mean(one**2)))
    return {
        "networks": len(one),
        "ratio": ratio if isfinite(ratio) else None,
        "low": low,
        "high": high,
        "p": sign_flip_p(differences.tolist()),
        "p_families": sign_flip_p(of_clusters.tolist()),
    }


def find_noise_floor(frame: pd.DataFrame) -> dict[str, float] | None:
    """Return the rms of the standard errors of log n50, `rms_log` and `rms_percent`.

    No predictor can be expected to come nearer than this. None without a network.
    """
    if not len(frame):
        return None
    rms_log = float(np.sqrt(np.mean(frame["log_error"].to_numpy(dtype=float) ** 2)))
    return {"rms_log": rms_log, "rms_percent": to_percent(rms_log)}


def find_ends(draws: Floats) -> tuple[float | None, float | None]:
    """Return the ends of the 95 % interval of draws; None where some are no numbers."""
    tail = (1 - LEVEL) / 2
    low, high = (float(end) for end in np.nanquantile(draws, [tail, 1 - tail]))
    return (low, high) if isfinite(low) and isfinite(high) else (None, None)


@lru_cache(maxsize=64)
def draw_clusters(clusters: tuple[str, ...]) -> Floats:
    """Return how often each draw of whole clusters has each network, shape (draws, networks)."""
    return cluster_weights(clusters, resamples=_RESAMPLES)


def _choose_clusters(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the family of each network, or its name where all are of one family."""
    column = "family" if frame["family"].nunique() > 1 else "network"
    return tuple(frame[column])


def _draw_rms(errors: Floats, clusters: tuple[str, ...]) -> Floats:
    weights = draw_clusters(clusters)
    return np.asarray(np.sqrt(weights @ errors**2 / weights.sum(axis=1)))


def _find_interval(draws: Floats, clusters: tuple[str, ...]) -> tuple[float | None, float | None]:
    return find_ends(draws) if len(set(clusters)) >= _FEWEST_CLUSTERS else (None, None)
