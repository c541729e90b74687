"""How each measure of timm's architectures goes with accuracy, by test set and training data."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
import pandas as pd

from engine.lab.rank_correlations import RankCorrelations, correlate_ranks
from engine.lab.statistics import Interval, permutation_p
from engine.networks.catalogue.timm_results import TEST_SETS, results_data
from engine.studies.atlas.population import (
    CLASSES,
    MEASURES,
    median_architectures,
    own_weights,
)
from engine.studies.study import Params, Profile, Result, Sources, Study

MEC: Final = "decision_layer_bits"
CLEAN: Final = "top1_percent"
SHIFTED: Final = (
    "imagenet_v2_top1_percent",
    "sketch_top1_percent",
    "adversarial_top1_percent",
    "rendition_top1_percent",
)
"""Test sets of other images than the validation set's."""

FEWEST: Final = 5
"""Architectures below which nothing is correlated."""

FEW_FAMILIES: Final = 20
"""Families below which the medians of families are permuted as well."""

_DROP: Final = "drop"
_PARAMETERS: Final = "parameters"
_SIZES: Final = (_PARAMETERS, "multiply_adds")


def grid(profile: Profile) -> Sequence[Params]:
    """Return each class of training data with each test set; the same for every profile."""
    return [{"training_data": data, "test_set": test} for data in CLASSES for test in TEST_SETS]


def compute(params: Params, sources: Sources) -> Result:
    """Return the rank correlations of the measures with accuracy, alone and others given.

    Every architecture counts once, with the median of its weights. Intervals are of 95 %, from a
    bootstrap of whole families.

    Returns:
        `count` architectures of so many `families`; for each measure `rho`, the partial
        correlation `given_parameters` alone, `partial` with what is `given`, and `families_rho`
        with `families_p`, the medians of the families permuted where these are few; `lead`, by
        how much the parameter count correlates better than MEC; `drop`, the correlation of MEC
        with the loss of accuracy against ImageNet, that accuracy given, on images other than its
        own. None where there is no number.
    """
    test = params["test_set"]
    everything = own_weights(sources["atlas-timm"])
    frame = median_architectures(everything, params["training_data"]).dropna(subset=[test])
    size = {"count": len(frame), "families": int(frame["family"].nunique())}
    if len(frame) < FEWEST:
        return {**size, "measures": None, "lead": None, "drop": None}
    quantities = {name: np.asarray(frame[name], dtype=float) for name in (*MEASURES, CLEAN, test)}
    quantities |= {_DROP: quantities[CLEAN] - quantities[test]}
    ranks = correlate_ranks(quantities, frame["family"].tolist())
    drop = ranks.partial(MEC, _DROP, [CLEAN]) if test in SHIFTED else None
    return {
        **size,
        "measures": {name: _describe(name, ranks, frame, test) for name in MEASURES},
        "lead": plain_interval(ranks.difference((_PARAMETERS, test), (MEC, test))),
        "drop": plain_interval(drop) if drop else None,
    }


def plain_interval(interval: Interval) -> dict[str, float | None]:
    """Return an interval as JSON values, which know no NaN."""
    ends = {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
    return {name: value if isfinite(value) else None for name, value in ends.items()}


def _describe(name: str, ranks: RankCorrelations, frame: pd.DataFrame, test: str) -> dict[str, Any]:
    given = [one for one in _SIZES if one != name]
    if name in _SIZES:
        given.insert(0, MEC)
    by_family = frame.groupby("family")[[name, test]].median()
    medians = by_family[name].tolist(), by_family[test].tolist()
    few = permutation_p(*medians) if len(by_family) < FEW_FAMILIES else None
    return {
        "rho": plain_interval(ranks.plain(name, test)),
        "given_parameters": (
            None
            if name == _PARAMETERS
            else plain_interval(ranks.partial(name, test, [_PARAMETERS]))
        ),
        "given": given,
        "partial": plain_interval(ranks.partial(name, test, given)),
        "families_rho": few.statistic if few and isfinite(few.statistic) else None,
        "families_p": few.p if few and isfinite(few.p) else None,
    }


STUDY = Study(
    name="atlas-timm-correlations",
    title="Correlating timm's architectures with accuracy",
    grid=grid,
    compute=compute,
    reads=("atlas-timm",),
    packages=("numpy", "pandas", "scipy"),
    cost=lambda params: 0.2,
    data_files=results_data,
)
