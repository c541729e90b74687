"""What the report makes of each study: one module a study, records in, a section out."""

from engine.records.store import Build
from engine.report.section import Section
from engine.report.sections import (
    atlas,
    backbones,
    capacity_requirement,
    decision_layer,
    generalization,
    layers_in_series,
    method,
    mnist,
    notebooks,
    parallel_neurons,
    rules,
    single_neuron,
    width,
)

BUILDERS = (
    rules.build_section,
    parallel_neurons.build_section,
    single_neuron.build_section,
    layers_in_series.build_section,
    backbones.build_section,
    width.build_section,
    atlas.build_section,
    mnist.build_section,
    decision_layer.build_section,
    generalization.build_section,
    capacity_requirement.build_section,
    notebooks.build_section,
    method.build_section,
)


def build_sections(build: Build) -> list[Section]:
    """Return all sections of the report.

    Raises:
        RecordError: If the build lacks the records of a study.
    """
    return [builder(build) for builder in BUILDERS]
