"""The atlas of a build as data frames: architectures, weights, and what is left out of them."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from engine.networks.catalogue.timm_results import NOTICE, timm_results
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.atlas.model_rows import (
    CLASSIFIER,
    STUDIES,
    Model,
    list_models,
    models_rows,
    weights_rows,
)


def atlas_records(build: Build) -> tuple[Record, ...]:
    """Return the records of the three libraries, in the order of `STUDIES`."""
    return tuple(record for study in STUDIES for record in build.study(study))


def models_frame(build: Build) -> pd.DataFrame:
    """Return one row an architecture of the three libraries, as `models_rows` has them."""
    return models_rows(atlas_records(build))


def weights_frame(build: Build) -> pd.DataFrame:
    """Return one row a pair of timm's weights and input size, as `weights_rows` has them."""
    return weights_rows(models_frame(build))


def left_out_frame(build: Build) -> pd.DataFrame:
    """Return what has no place in a statistic of the atlas, each with the reason.

    Returns:
        One row an architecture without the capacity of a decision layer or kept by timm to test
        its code, or a published set of weights of such a one, or of none that was measured:
        `name`, `library`, `what`, `reason`.
    """
    models = list(list_models(atlas_records(build)))
    rows = [*_unmeasured(models), *_unmatched(models)]
    return pd.DataFrame(rows, columns=["name", "library", "what", "reason"])


def timm_facts(models: pd.DataFrame, left_out: pd.DataFrame) -> dict[str, Any]:
    """Return how many architectures and weights of timm there are, and of what kind.

    Args:
        models: As `models_frame` returns them.
        left_out: As `left_out_frame` returns it.
    """
    of_timm = models[models["library"] == "timm"]
    kinds = of_timm["kind"].value_counts().to_dict()
    what = left_out[left_out["library"] == "timm"]["what"].value_counts().to_dict()
    return {
        "all": len(models),
        "count": len(of_timm),
        "families": int(of_timm["family"].nunique()),
        "classifiers": kinds.get(CLASSIFIER, 0),
        "other_labels": kinds.get("other labels", 0),
        "extractors": kinds.get("feature extractor", 0),
        "results": len(timm_results()),
        "weights": len({one.weights for one in timm_results()}),
        "architectures": len({one.architecture for one in timm_results()}),
        "left_out_architectures": what.get("architecture", 0),
        "left_out_weights": what.get("published weights", 0),
        "notice": NOTICE,
    }


def _unmeasured(models: list[Model]) -> Iterator[dict[str, str]]:
    for model in models:
        if reason := _why_left_out(model):
            yield {
                "name": model.name,
                "library": model.library,
                "what": "architecture",
                "reason": reason,
            }


def _why_left_out(model: Model) -> str | None:
    if "measured" not in model.result:
        return f"it could not be measured: {model.result['failure']}"
    if model.result["measured"]["mec_bits"]["decision_layer"] is None:
        return f"{model.kind}: it is built without a decision layer"
    if model.is_test_network:
        return "timm keeps it to test its own code: a network of few layers, not meant for use"
    return None


def _unmatched(models: list[Model]) -> Iterator[dict[str, str]]:
    """Yield the published weights that no measured decision layer belongs to."""
    known = {model.name: model for model in models if model.library == "timm"}
    for weights in dict.fromkeys(one.weights for one in timm_results()):
        architecture = weights.partition(".")[0]
        if reason := _why_no_model(architecture, known.get(architecture)):
            yield {
                "name": weights,
                "library": "timm",
                "what": "published weights",
                "reason": reason,
            }


def _why_no_model(architecture: str, model: Model | None) -> str | None:
    if model is None:
        return f"this build has no record of the architecture {architecture}"
    if reason := _why_left_out(model):
        return f"architecture {architecture}: {reason}"
    if model.kind != CLASSIFIER:
        labels = model.result["labels"]
        return f"{architecture} is built with a decision layer of {labels:,} labels, not of these"
    return None
