"""The Keras backbones of the table: MEC, compression, parameters and published accuracy."""

import csv
from collections.abc import Sequence
from pathlib import Path

from engine.networks.catalogue.backbones import build
from engine.networks.measurement import accuracy_data, measure, published_accuracies
from engine.studies.study import Params, Profile, Result, Study

BACKBONES_FILE = Path(__file__).with_name("backbones.csv")
"""The backbones of the table, in its order: one line each."""


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry a line of backbones.csv; the same for every profile."""
    with BACKBONES_FILE.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def compute(params: Params) -> Result:
    """Return the measurements of one backbone at its default input size, with its accuracies."""
    network = build(params["library"], params["backbone"])
    return {
        **measure(network),
        "accuracies": published_accuracies(params["backbone"], alpha=1.0),
    }


STUDY = Study(
    name="backbones",
    title="Measuring the backbones",
    grid=grid,
    compute=compute,
    packages=("keras", "tensorflow"),
    framework="keras",
    cost=lambda params: 1.0,
    data_files=accuracy_data,
)
