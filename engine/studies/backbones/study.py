"""The eight Keras backbones: MEC, compression, parameters and published accuracy."""

from collections.abc import Sequence

from engine.networks.catalogue.backbones import NOTEBOOK_BACKBONES, build
from engine.networks.measurement import ACCURACY_FILES, measure, published_accuracies
from engine.studies.study import Params, Profile, Result, Study


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry a backbone; the same for every profile."""
    return [{"library": "keras", "backbone": name} for name in NOTEBOOK_BACKBONES]


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
    data_files=ACCURACY_FILES,
)
