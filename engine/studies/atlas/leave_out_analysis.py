"""Whose correlation it is: MEC with accuracy given the parameters, with families left out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.quantities import preferred_accuracy
from engine.networks.catalogue.extra_data import extra_training_data
from engine.records.source import Source
from engine.studies.atlas.leave_out import MEASURE, leave_out_frame
from engine.studies.study import Params, Profile, Result, Sources, Study

READS = ("atlas-keras", "atlas-torchvision")


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry: all groups that are left out in turn; the same for every profile."""
    return [{"measure": MEASURE}]


def compute(params: Params, sources: Sources) -> Result:
    """Return the partial correlation of all models, and without each group of them.

    Returns:
        `groups`, one row each, as `leave_out_frame` has them; None where there is no number.
    """
    models = [
        _describe(source, params["measure"])
        for study in READS
        for source in sources[study]
        if "measured" in source.result
    ]
    frame = leave_out_frame(pd.DataFrame(models))
    return {"groups": frame.astype(object).where(frame.notna(), None).to_dict(orient="records")}


def _describe(source: Source, measure: str) -> dict[str, Any]:
    measured, accuracy = source.result["measured"], preferred_accuracy(source.result["accuracies"])
    library, backbone = source.params["library"], source.params["backbone"]
    return {
        "family": source.result["family"]["name"],
        "top1_percent": accuracy["top1_percent"],
        "parameters": measured["parameters"],
        measure: measured["mec_bits"][measure.removesuffix("_bits")],
        "extra_training_data": extra_training_data(library, backbone, accuracy["source_key"]),
    }


STUDY = Study(
    name="atlas-leave-out",
    title="Leaving families out of the atlas",
    grid=grid,
    compute=compute,
    reads=READS,
    packages=("numpy",),
    cost=lambda params: 3.0,
)
