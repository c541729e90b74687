"""The factor that makes a predictor predict best, and how far off it is on other networks.

The factor is label bits for each one of the predictor: the geometric mean over networks, which is
least squares in the logarithm. Networks count alike: what a predictor misses is several times the
noise of a measurement, so weights by noise would only favour some networks over others.
"""

from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np
import pandas as pd

from engine.lab.statistics import holm
from engine.studies.series.held_out import (
    Fit,
    Floats,
    Predict,
    compare_errors,
    draw_clusters,
    find_ends,
    find_errors,
    leave_families_out,
    summarise_errors,
)
from engine.studies.series.measured import DRAWN, FITTED
from engine.studies.series.predictors import COVER_FACTOR, PREDICTORS, Predictor
from engine.theory.activation import Activation
from engine.theory.capacity import Reading

COMPARED_ACTIVATIONS = (Activation.TANH.value, Activation.RELU.value)
"""Activations over which predictors are compared; step neurons are learnt too badly for that."""

FEWEST_NETWORKS = 4
"""Fitted networks below which an activation has no factor."""

_FEWEST_OTHERS = 2
"""Networks of an activation that must stay when a family is left out."""


def choose_activations(frame: pd.DataFrame) -> list[str]:
    """Return the activations with enough fitted networks, in the order of `Activation`."""
    counts = frame.loc[frame["role"] == FITTED, "activation"].value_counts()
    return [one.value for one in Activation if counts.get(one.value, 0) >= FEWEST_NETWORKS]


def fit_factor_by_activation(predictor: Predictor) -> Fit:
    """Return the fit of a factor for each activation; NaN for those with too few networks."""

    def fit(frame: pd.DataFrame) -> Predict:
        grouped = _log_ratios(frame, predictor).groupby(frame["activation"])
        factors = grouped.mean().where(grouped.count() >= _FEWEST_OTHERS)

        def predict(networks: pd.DataFrame) -> Floats:
            added = networks["activation"].map(factors).to_numpy(dtype=float)
            return _log_counts(networks, predictor) + added

        return predict

    return fit


def fit_one_factor(predictor: Predictor) -> Fit:
    """Return the fit of one factor for all activations."""

    def fit(frame: pd.DataFrame) -> Predict:
        factor = _log_ratios(frame, predictor).mean()
        return lambda networks: _log_counts(networks, predictor) + factor

    return fit


def state_factor(predictor: Predictor) -> Fit:
    """Return what fits nothing: two label bits for each one of the predictor."""

    def fit(frame: pd.DataFrame) -> Predict:
        return lambda networks: _log_counts(networks, predictor) + log(COVER_FACTOR)

    return fit


def describe_predictor(frame: pd.DataFrame, predictor: Predictor) -> dict[str, Any]:
    """Return factors and errors of a predictor; the format is that of `readings_analysis`."""
    activations = choose_activations(frame)
    compared = [one for one in activations if one in COMPARED_ACTIVATIONS]
    scopes = {"by_activation": compared, "pooled": compared, **{one: [one] for one in activations}}
    return {
        "key": predictor.key,
        "label": predictor.label,
        "is_fitted": predictor.is_fitted,
        "is_reading": predictor.is_reading,
        "factors": {
            name: _describe_factor(_choose(frame, FITTED, scope), predictor)
            for name, scope in scopes.items()
            if name != "by_activation"
        },
        "errors": {
            name: _describe_errors(frame, scope, choose_fit(predictor, is_pooled=name == "pooled"))
            for name, scope in scopes.items()
        },
        "errors_as_stated": _describe_errors(frame, compared, state_factor(predictor)),
        "predictions": _predict_all(frame, predictor),
    }


def choose_fit(predictor: Predictor, *, is_pooled: bool = False) -> Fit:
    """Return how a predictor is fitted: one factor, one for each activation, or the stated one."""
    if not predictor.is_fitted:
        return state_factor(predictor)
    return (fit_one_factor if is_pooled else fit_factor_by_activation)(predictor)


def rank_predictors(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the predictors by their error on families left out, the smallest first.

    Factors are by activation; the networks are those for which every predictor has an error.

    Args:
        frame: See `measure_frame`.

    Returns:
        `key` and `rms_log` of each; none where no network has an error.
    """
    networks, errors = hold_out_predictors(frame)
    is_known = np.all([np.isfinite(one) for one in errors.values()], axis=0)
    if not len(networks) or not is_known.any():
        return []
    rows = [
        {"key": key, "rms_log": float(np.sqrt(np.mean(one[is_known] ** 2)))}
        for key, one in errors.items()
    ]
    return sorted(rows, key=lambda row: (row["rms_log"], row["key"]))


def hold_out_predictors(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Floats]]:
    """Return the fitted networks of the compared activations, and each predictor's errors there.

    Each family is predicted by the factors of the others, by activation.
    """
    networks = choose_compared(frame, FITTED)
    return networks, {one.key: leave_families_out(networks, choose_fit(one)) for one in PREDICTORS}


def compare_best(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the best predictor against the second and against all parameters.

    The best is chosen on the networks that it is compared on, which favours it a little.

    Returns:
        Rows as `compare_errors` gives them, with `against`, `p_holm` (over the rows) and
        `is_better`, whether p after Holm is below 0.05 and the interval lies above 1; at most two.
    """
    ranking = rank_predictors(frame)
    if len(ranking) < 2:
        return []
    networks, errors = hold_out_predictors(frame)
    best, second = ranking[0]["key"], ranking[1]["key"]
    against = [second]
    if Reading.ALL_PARAMETERS.value not in (best, second):
        against.append(Reading.ALL_PARAMETERS.value)
    found = [(one, compare_errors(errors[best], errors[one], networks)) for one in against]
    rows = [{"against": one, **row} for one, row in found if row is not None]
    corrected = holm([row["p"] for row in rows])
    return [
        {**row, "p_holm": p, "is_better": p < 0.05 and row["low"] is not None and row["low"] > 1}
        for row, p in zip(rows, corrected, strict=True)
    ]


def choose_compared(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the networks of a role, of the activations that predictors are compared on."""
    wanted = [one for one in choose_activations(frame) if one in COMPARED_ACTIVATIONS]
    return _choose(frame, role, wanted)


def _choose(frame: pd.DataFrame, role: str, activations: Sequence[str]) -> pd.DataFrame:
    return frame[(frame["role"] == role) & frame["activation"].isin(activations)]


def _describe_errors(frame: pd.DataFrame, activations: Sequence[str], fit: Fit) -> dict[str, Any]:
    """Return the errors on families left out in turn, and on the networks drawn at random."""
    fitted, drawn = (_choose(frame, role, activations) for role in (FITTED, DRAWN))
    return {
        "families": summarise_errors(leave_families_out(fitted, fit), fitted),
        "drawn": summarise_errors(find_errors(drawn, fit(fitted)), drawn),
    }


def _describe_factor(fitted: pd.DataFrame, predictor: Predictor) -> dict[str, Any] | None:
    """Return the factor with its interval, whole families drawn again."""
    logs = _log_ratios(fitted, predictor).dropna()
    if not len(logs):
        return None
    families = tuple(fitted.loc[logs.index, "family"])
    low = high = None
    if len(set(families)) > 1:
        weights = draw_clusters(families)
        low, high = find_ends(np.exp(weights @ logs.to_numpy() / weights.sum(axis=1)))
    return {
        "estimate": float(np.exp(logs.mean())),
        "low": low,
        "high": high,
        "networks": len(logs),
        "families": len(set(families)),
    }


def _predict_all(frame: pd.DataFrame, predictor: Predictor) -> list[dict[str, Any]]:
    """Return what is expected of every network that is not fitted to it."""
    fit = choose_fit(predictor)
    fitted = frame[frame["role"] == FITTED]
    errors = pd.Series(find_errors(frame, fit(fitted)), index=frame.index)
    errors[fitted.index] = leave_families_out(fitted, fit)
    return [
        {
            "network": network,
            "activation": activation,
            "points": float(n50 * np.exp(-error)),
        }
        for network, activation, n50, error in zip(
            frame["network"], frame["activation"], frame["n50"], errors, strict=True
        )
        if np.isfinite(error)
    ]


def _log_counts(frame: pd.DataFrame, predictor: Predictor) -> Floats:
    return np.asarray(np.log(frame[predictor.key].to_numpy(dtype=float)))


def _log_ratios(frame: pd.DataFrame, predictor: Predictor) -> "pd.Series[float]":
    logs = np.log(frame["label_bits"].to_numpy(dtype=float)) - _log_counts(frame, predictor)
    return pd.Series(logs, index=frame.index)
