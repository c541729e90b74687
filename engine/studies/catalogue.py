"""All studies of the report, in the order in which they are told."""

import difflib

from engine.experiments import (
    atlas,
    backbones,
    capacity_requirement,
    decision_layer,
    generalization,
    layers_in_series,
    mnist,
    mnist_networks,
    mnist_tuning,
    notebooks,
    parallel_neurons,
    single_neuron,
    width,
    worked_examples,
)
from engine.experiments.study import Study

STUDIES: tuple[Study, ...] = (
    worked_examples.STUDY,
    parallel_neurons.STUDY,
    single_neuron.STUDY,
    layers_in_series.STUDY,
    backbones.STUDY,
    width.STUDY,
    atlas.KERAS_STUDY,
    atlas.TORCHVISION_STUDY,
    mnist_networks.STUDY,
    mnist.STUDY,
    mnist_tuning.STUDY,
    decision_layer.STUDY,
    generalization.STUDY,
    capacity_requirement.STUDY,
    notebooks.STUDY,
)


class UnknownStudyError(LookupError):
    """There is no study of that name."""


def find_study(name: str) -> Study:
    """Return the study with a name.

    Raises:
        UnknownStudyError: If there is none; the message names the nearest.
    """
    names = [study.name for study in STUDIES]
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(names)}"
        raise UnknownStudyError(f"there is no study {name!r}; {hint}")
    return STUDIES[names.index(name)]
