"""Does a larger MEC help inside a family? Slopes within timm's modules, and their common slope."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.lab.rank_correlations import percentile_interval
from engine.lab.resampling import cluster_weights
from engine.lab.small_samples import sign_flip_p
from engine.lab.statistics import Interval, holm, permutation_p, rank_correlation
from engine.networks.catalogue.timm_results import TEST_SETS, results_data
from engine.studies.atlas.population import CLASSES, median_architectures, own_weights
from engine.studies.study import Params, Profile, Result, Sources, Study

FEWEST: Final = 3
"""Architectures of unlike measure below which a family has no slope."""

_PERMUTATIONS: Final = 9_999
_CLEAN: Final = "top1_percent"


def grid(profile: Profile) -> Sequence[Params]:
    """Return MEC and parameters for each class of data and test set; the same for every profile."""
    return [
        {"training_data": data, "test_set": test, "measure": measure}
        for data in CLASSES
        for test in TEST_SETS
        for measure in ("decision_layer_bits", "parameters")
    ]


def compute(params: Params, sources: Sources) -> Result:
    """Return the slope of accuracy over the doublings of a measure, in each family and in all.

    Returns:
        `families`, each with `family`, `count` architectures, `values` of the measure that differ,
        `slope` in points a doubling, `rho`, its `p` by permutation (exact up to nine
        architectures; on ImageNet alone) and `p_holm`, corrected over the families;
        `slope`, the common one of all families with its interval of 95 %, families resampled;
        `rising` families, and the `p` of their slopes' signs flipped; of the `same_families` the
        `parameters_slope`, in points a doubling of parameters, and the `parameters_doublings`
        that go with a doubling of the measure; `all_families`, with a slope or without. None
        without a number.
    """
    test, measure = params["test_set"], params["measure"]
    everything = own_weights(sources["atlas-timm"])
    frame = median_architectures(everything, params["training_data"]).dropna(subset=[test])
    frame = frame.assign(
        doublings=np.log2(frame[measure]), parameters_doublings=np.log2(frame["parameters"])
    )
    parts = [(str(name), part) for name, part in frame.groupby("family", sort=True)]
    parts = [(name, part) for name, part in parts if part[measure].nunique() >= FEWEST]
    rows = [_describe(name, part, measure, test) for name, part in parts]
    corrected = iter(holm([row["p"] for row in rows if row["p"] is not None]))
    slopes = [row["slope"] for row in rows]
    chosen = pd.concat(part for _, part in parts) if parts else None
    common = None if chosen is None else common_slope(chosen, test)
    return {
        "families": [
            {**row, "p_holm": None if row["p"] is None else next(corrected)} for row in rows
        ],
        "count": sum(row["count"] for row in rows),
        "slope": _plain(common) if common else None,
        "rising": sum(slope > 0 for slope in slopes),
        "p": sign_flip_p(slopes) if slopes else None,
        "same_families": None if chosen is None else _compare_parameters(chosen, test),
        "all_families": int(frame["family"].nunique()),
    }


def common_slope(frame: pd.DataFrame, outcome: str, over: str = "doublings") -> Interval:
    """Return the slope of one column over another when each family has a level of its own.

    Args:
        frame: `family` and the two columns.
        outcome: Column that is explained, such as an accuracy.
        over: Column that explains it; NaN comes back where no family has two values of it.
    """
    centred = frame[[over, outcome]] - frame.groupby("family")[[over, outcome]].transform("mean")
    x, y = (centred[name].to_numpy(dtype=float) for name in (over, outcome))
    weights = cluster_weights(frame["family"].tolist())
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = (weights @ (x * y)) / (weights @ (x * x))
        return percentile_interval(float((x @ y) / (x @ x)), draws)


def _compare_parameters(frame: pd.DataFrame, test_set: str) -> dict[str, Any]:
    """Return what the parameters do in families that were chosen by another measure."""
    return {
        "parameters_slope": _plain(common_slope(frame, test_set, over="parameters_doublings")),
        "parameters_doublings": _plain(common_slope(frame, "parameters_doublings")),
    }


def _describe(name: str, part: pd.DataFrame, measure: str, test: str) -> dict[str, Any]:
    x, y = (part[column].to_numpy(dtype=float) for column in ("doublings", test))
    rho = rank_correlation(x, y)
    is_told = test == _CLEAN and isfinite(rho)
    told = permutation_p(x.tolist(), y.tolist(), resamples=_PERMUTATIONS) if is_told else None
    return {
        "family": name,
        "count": len(part),
        "values": int(part[measure].nunique()),
        "slope": _slope(x, y),
        "rho": rho if isfinite(rho) else None,
        "p": told.p if told else None,
    }


def _slope(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    centred = x - x.mean()
    return float((centred @ y) / (centred @ centred))


def _plain(interval: Interval) -> dict[str, float | None]:
    ends = {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
    return {name: value if isfinite(value) else None for name, value in ends.items()}


STUDY = Study(
    name="atlas-within-families",
    title="Looking into the families of timm",
    grid=grid,
    compute=compute,
    reads=("atlas-timm",),
    packages=("numpy", "pandas", "scipy", "statsmodels"),
    cost=lambda params: 0.2,
    data_files=results_data,
)
