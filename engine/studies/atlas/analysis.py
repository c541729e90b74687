"""How each measure of the atlas goes with accuracy: rank correlations, families bootstrapped."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.exhibits.quantities import compressions, preferred_accuracy
from engine.lab.statistics import (
    Interval,
    cluster_bootstrap,
    partial_rank_correlation,
    rank_correlation,
)
from engine.records.source import Source
from engine.studies.study import Params, Profile, Result, Sources, Study

MEASURES = (
    "decision_layer_bits",
    "width_capped_bits",
    "g_elements",
    "parameters",
    "multiply_adds",
)
"""What is set against accuracy."""

LIBRARIES = {
    "both": ("keras", "torchvision"),
    "keras": ("keras",),
    "torchvision": ("torchvision",),
}


def grid(profile: Profile) -> Sequence[Params]:
    """Return each measure for both libraries together and for each; the same for every profile."""
    return [{"models": models, "measure": measure} for models in LIBRARIES for measure in MEASURES]


def compute(params: Params, sources: Sources) -> Result:
    """Return the rank correlation of a measure with accuracy, alone and given the parameters.

    Returns:
        `count`, the models with a published accuracy, of so many `families`; `rho` and `partial`,
        each with `estimate`, `low` and `high`, the ends of a 95 % interval from a bootstrap over
        families, or None where there is none.
    """
    models = [
        _measure(source)
        for library in LIBRARIES[params["models"]]
        for source in sources[f"atlas-{library}"]
        if "measured" in source.result
    ]
    known = [model for model in models if model["top1_percent"] is not None]
    families = [model["family"] for model in known]
    x, y, given = (
        np.array([model[name] for model in known], dtype=float)
        for name in (params["measure"], "top1_percent", "parameters")
    )

    def plain(chosen: NDArray[np.intp]) -> float:
        return rank_correlation(x[chosen], y[chosen])

    def partial(chosen: NDArray[np.intp]) -> float:
        return partial_rank_correlation(x[chosen], y[chosen], given[chosen])

    is_given = params["measure"] == "parameters"
    return {
        "count": len(known),
        "families": len(set(families)),
        "rho": _plain_interval(cluster_bootstrap(plain, families)),
        "partial": None if is_given else _plain_interval(cluster_bootstrap(partial, families)),
    }


def _measure(source: Source) -> dict[str, Any]:
    measured = source.result["measured"]
    return {
        "family": source.result["family"]["name"],
        "top1_percent": preferred_accuracy(source.result["accuracies"])["top1_percent"],
        "decision_layer_bits": measured["mec_bits"]["decision_layer"],
        "width_capped_bits": measured["mec_bits"]["width_capped"],
        "g_elements": compressions(measured)["g_elements"],
        "parameters": measured["parameters"],
        "multiply_adds": measured["multiply_adds"],
    }


def _plain_interval(interval: Interval) -> dict[str, float | None]:
    """Return an interval as JSON values, which know no NaN."""
    ends = {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
    return {name: value if isfinite(value) else None for name, value in ends.items()}


STUDY = Study(
    name="atlas-correlations",
    title="Correlating the atlas with accuracy",
    grid=grid,
    compute=compute,
    reads=("atlas-keras", "atlas-torchvision"),
    packages=("numpy",),
    cost=lambda params: 0.5,
)
