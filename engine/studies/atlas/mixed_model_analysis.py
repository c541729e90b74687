"""What is left of each predictor of accuracy in a mixed model, families of timm at random."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from engine.lab.random_intercept import RandomIntercept, fit_random_intercept
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
        `count` rows of so many `architectures` and `families`; `terms` by predictor, each with
        `estimate`, `low` and `high` in points a doubling, and `p`; `family_sd` and `residual_sd`
        in points. Where no model can be fitted `terms` is None and `reason` says why.
    """
    test, data = params["test_set"], params["training_data"]
    frame = _observations(own_weights(sources["atlas-timm"]), data).dropna(subset=[test])
    size = {
        "count": len(frame),
        "families": int(frame["family"].nunique()),
        "architectures": int(frame["architecture"].nunique()),
    }
    design = _design(frame)
    if reason := _why_not(frame, design):
        return {**size, "terms": None, "reason": reason}
    fit = fit_random_intercept(
        np.asarray(frame[test], dtype=float), design.to_numpy(dtype=float), frame["family"].tolist()
    )
    return {
        **size,
        "terms": {
            name: _term(fit, index)
            for index, name in enumerate(design.columns)
            if name in PREDICTORS
        },
        "family_sd": fit.group_sd,
        "residual_sd": fit.residual_sd,
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
    if frame.groupby("family")["architecture"].nunique().max() < 2:
        return "no family has two architectures here, so that no level of a family can be told"
    if np.linalg.matrix_rank(design.to_numpy()) < design.shape[1]:
        return "one predictor follows from the others here"
    return None


def _term(fit: RandomIntercept, column: int) -> dict[str, Any]:
    told = fit.interval(column)
    ends = {"estimate": told.estimate, "low": told.low, "high": told.high}
    return {**ends, "p": fit.p(column)}


STUDY = Study(
    name="atlas-mixed-model",
    title="Fitting accuracy in timm with families at random",
    grid=grid,
    compute=compute,
    reads=("atlas-timm",),
    packages=("numpy", "pandas", "scipy"),
    cost=lambda params: 0.2,
    data_files=results_data,
)
