"""What is left of each predictor of accuracy in a mixed model, families of timm at random."""

import warnings
from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMResults
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from engine.lab.statistics import LEVEL
from engine.networks.catalogue.timm_results import TEST_SETS, results_data
from engine.studies.atlas.population import (
    ANY_DATA,
    CLASSES,
    median_architectures,
    own_weights,
)
from engine.studies.study import Params, Profile, Result, Sources, Study

PREDICTORS: Final = ("decision_layer_bits", "parameters", "multiply_adds", "input_size_px")

_PER_TERM: Final = 5
"""Architectures that the model asks for, for each of its terms."""


def grid(profile: Profile) -> Sequence[Params]:
    """Return each class of training data with each test set; the same for every profile."""
    return [{"training_data": data, "test_set": test} for data in CLASSES for test in TEST_SETS]


def compute(params: Params, sources: Sources) -> Result:
    """Return the coefficients of a linear model with a random level for each family.

    Accuracy in points is explained by the doublings of each predictor, all of them at once; over
    any training data also by its class, each architecture once for each.

    Returns:
        `count` rows of so many `families`; `terms` by predictor, each with `estimate`, `low` and
        `high` in points a doubling, and `p`; `family_sd` and `residual_sd` in points. Where no
        model can be fitted `terms` is None and `reason` says why.
    """
    test, data = params["test_set"], params["training_data"]
    frame = _observations(own_weights(sources["atlas-timm"]), data).dropna(subset=[test])
    size = {"count": len(frame), "families": int(frame["family"].nunique())}
    design = _design(frame)
    if reason := _why_not(frame, design):
        return {**size, "terms": None, "reason": reason}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        fit = MixedLM(frame[test], design, groups=frame["family"]).fit(reml=True)
    if not fit.converged:
        reasons = [str(one.message) for one in said if one.category is ConvergenceWarning]
        return {**size, "terms": None, "reason": (reasons or ["the fit did not converge"])[0]}
    return {
        **size,
        "terms": {name: _term(fit, name) for name in PREDICTORS if name in design},
        "family_sd": float(np.sqrt(fit.cov_re.iloc[0, 0])),
        "residual_sd": float(np.sqrt(fit.scale)),
    }


def _observations(weights: pd.DataFrame, data: str) -> pd.DataFrame:
    if data != ANY_DATA or not len(weights):
        return median_architectures(weights, data)
    return pd.concat(
        [
            median_architectures(weights, one).assign(training_data=one)
            for one in sorted(set(weights["training_data"]))
        ],
        ignore_index=True,
    )


def _design(frame: pd.DataFrame) -> pd.DataFrame:
    """Return an intercept, centred doublings of what varies, and the classes of training data."""
    design = pd.DataFrame({"intercept": 1.0}, index=frame.index)
    for name in PREDICTORS:
        doublings = np.log2(frame[name].to_numpy(dtype=float))
        if len(np.unique(doublings)) > 1:
            design[name] = doublings - doublings.mean()
    for one in sorted(set(frame.get("training_data", ())))[1:]:
        design[one] = (frame["training_data"] == one).astype(float)
    return design


def _why_not(frame: pd.DataFrame, design: pd.DataFrame) -> str | None:
    if len(frame) < _PER_TERM * design.shape[1]:
        return f"{len(frame)} architectures are too few for {design.shape[1]} terms"
    if not (frame["family"].value_counts() > 1).any():
        return "no family has two architectures here, so that no level of a family can be told"
    if np.linalg.matrix_rank(design.to_numpy()) < design.shape[1]:
        return "one predictor follows from the others here"
    return None


def _term(fit: MixedLMResults, name: str) -> dict[str, Any]:
    low, high = fit.conf_int(alpha=1 - LEVEL).loc[name]
    values = {
        "estimate": float(fit.params[name]),
        "low": float(low),
        "high": float(high),
        "p": float(fit.pvalues[name]),
    }
    return {key: value if isfinite(value) else None for key, value in values.items()}


STUDY = Study(
    name="atlas-mixed-model",
    title="Fitting accuracy in timm with families at random",
    grid=grid,
    compute=compute,
    reads=("atlas-timm",),
    packages=("numpy", "pandas", "scipy", "statsmodels"),
    cost=lambda params: 1.0,
    data_files=results_data,
)
