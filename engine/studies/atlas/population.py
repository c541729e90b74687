"""What the statistics of timm are taken over: weights, and architectures with their median."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from engine.networks.catalogue.timm_results import TEST_SETS
from engine.networks.catalogue.training_data import TRAINING_DATA
from engine.studies.atlas.model_rows import (
    CLASSIFIER,
    TEST_PREFIX,
    Measured,
    models_rows,
    own_results,
    results_by_architecture,
)

ANY_DATA: Final = "any"
"""All weights, whatever they were trained on."""

CLASSES: Final = (ANY_DATA, *TRAINING_DATA[:3])
"""Classes of training data that statistics are taken over; weights of unnamed images, few, count
among any alone."""

MEASURES: Final = (
    "decision_layer_bits",
    "width_capped_bits",
    "running_minimum_bits",
    "all_parameters_bits",
    "parameters",
    "multiply_adds",
    "input_size_px",
)
"""What is set against accuracy."""


def own_weights(results: Iterable[Measured]) -> pd.DataFrame:
    """Return one row a set of timm's weights whose architecture has an ImageNet decision layer.

    The networks that timm keeps to test its code, `TEST_PREFIX`, are no part of it.

    Args:
        results: Of the study `atlas-timm`.

    Returns:
        `weights`, `architecture`, `family` (timm's module), `training_data`, `MEASURES` (input
        size and accuracies as tested, the rest of the architecture at its own input size) and
        the accuracies of `TEST_SETS`, each at the size nearest to the architecture's own.
    """
    models = models_rows(results)
    is_known = (models["kind"] == CLASSIFIER) & models["decision_layer_bits"].notna()
    known = models[is_known & ~models["model"].astype(str).str.startswith(TEST_PREFIX)]
    published = results_by_architecture()
    rows = [
        {
            "weights": one.weights,
            "architecture": one.architecture,
            "family": model["family"],
            "training_data": one.training_data,
            **{name: model[name] for name in MEASURES},
            "input_size_px": one.input_px,
            **{name: getattr(one, name) for name in TEST_SETS},
        }
        for model in known.to_dict(orient="records")
        for one in own_results(published.get(model["model"], ()), int(model["input_size_px"]))
    ]
    names = ("weights", "architecture", "family", "training_data", *MEASURES, *TEST_SETS)
    frame = pd.DataFrame(rows, columns=list(names))
    return frame.astype(dict.fromkeys((*MEASURES, *TEST_SETS), float))


def choose_weights(weights: pd.DataFrame, training_data: str) -> pd.DataFrame:
    """Return the weights of a class of training data; all of them for `ANY_DATA`."""
    return weights if training_data == ANY_DATA else weights[weights.training_data == training_data]


def median_architectures(weights: pd.DataFrame, training_data: str) -> pd.DataFrame:
    """Return each architecture once, with the median of its weights on each test set.

    Args:
        weights: As `own_weights` returns them.
        training_data: Class of training data, or `ANY_DATA`.

    Returns:
        One row an architecture, sorted by name: `architecture`, `family`, `MEASURES`, `TEST_SETS`.
    """
    grouped = choose_weights(weights, training_data).groupby("architecture", sort=True)
    medians = grouped[[*MEASURES, *TEST_SETS]].median()
    return medians.assign(family=grouped["family"].first()).reset_index()
