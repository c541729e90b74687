"""What the statistics of timm add to the section of the atlas: tables and figures."""

import pandas as pd

from engine.exhibits.figure import Figure
from engine.exhibits.table import Table
from engine.records.store import Build
from engine.studies.atlas.equal_mec_tables import differences_table, equal_mec_table
from engine.studies.atlas.evidence_parts import ANY, CLEAN, MEC, TimmResults, find_result
from engine.studies.atlas.population import own_weights
from engine.studies.atlas.timm_figures import timm_figures
from engine.studies.atlas.timm_tables import mixed_table, partial_table, robustness_table
from engine.studies.atlas.within_tables import families_table, within_table


def timm_results_of(build: Build) -> TimmResults:
    """Return the records of timm's architectures and statistics in a build."""
    return TimmResults(
        correlations=build.study("atlas-timm-correlations"),
        within=build.study("atlas-within-families"),
        mixed=build.study("atlas-mixed-model"),
        equal=build.study("atlas-equal-mec"),
        architectures=build.study("atlas-timm"),
    )


def timm_tables(timm: TimmResults) -> tuple[Table, ...]:
    """Return the tables of the statistics, the correlations themselves apart."""
    return (
        partial_table(timm.correlations),
        robustness_table(timm.correlations),
        within_table(timm.within),
        families_table(timm.within),
        mixed_table(timm.mixed),
        equal_mec_table(timm.equal),
        differences_table(timm.equal),
    )


def timm_figures_of(timm: TimmResults, models: pd.DataFrame) -> tuple[Figure, ...]:
    """Return the figures of timm.

    Args:
        timm: The records.
        models: Rows of `models_frame`.
    """
    families = find_result(timm.within, CLEAN, ANY, measure=MEC)["families"]
    weights = own_weights(timm.architectures)
    return timm_figures(weights, families, models, (*timm.within, *timm.architectures))


def count_families(timm: TimmResults, training_data: str) -> int:
    """Return how many families have weights of a class of training data, tested on ImageNet."""
    return int(find_result(timm.correlations, CLEAN, training_data)["families"])
