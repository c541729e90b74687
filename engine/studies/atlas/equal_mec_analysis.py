"""How unlike accuracy is at equal MEC: between the weights of an architecture, and between them."""

from collections.abc import Sequence
from math import isfinite

from engine.networks.catalogue.timm_results import TEST_SETS, results_data
from engine.studies.atlas.equal_mec import (
    equal_mec_groups,
    typical_differences,
    widest_architecture,
)
from engine.studies.atlas.population import CLASSES, choose_weights, own_weights
from engine.studies.study import Params, Profile, Result, Sources, Study


def grid(profile: Profile) -> Sequence[Params]:
    """Return each class of training data with each test set; the same for every profile."""
    return [{"training_data": data, "test_set": test} for data in CLASSES for test in TEST_SETS]


def compute(params: Params, sources: Sources) -> Result:
    """Return how much accuracy differs at equal MEC, with the extremes named.

    Returns:
        `count` sets of weights of so many `architectures` and `families`; `groups`, one a value
        of the MEC; `widest`, the architecture whose weights differ most; `differences`, each with
        `estimate`, `low` and `high` in points, `ratio` without unit. None where there is no number.
    """
    test = params["test_set"]
    chosen = choose_weights(own_weights(sources["atlas-timm"]), params["training_data"])
    known = chosen.dropna(subset=[test])
    differences = typical_differences(known, test) if len(known) > 1 else {}
    return {
        "count": len(known),
        "architectures": int(known["architecture"].nunique()),
        "families": int(known["family"].nunique()),
        "groups": equal_mec_groups(known, test),
        "widest": widest_architecture(known, test),
        "differences": {
            name: {
                end: value if isfinite(value) else None
                for end, value in (
                    ("estimate", interval.estimate),
                    ("low", interval.low),
                    ("high", interval.high),
                )
            }
            for name, interval in differences.items()
        },
    }


STUDY = Study(
    name="atlas-equal-mec",
    title="Comparing accuracies at equal MEC",
    grid=grid,
    compute=compute,
    reads=("atlas-timm",),
    packages=("numpy", "pandas"),
    cost=lambda params: 0.2,
    data_files=results_data,
)
