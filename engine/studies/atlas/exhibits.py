"""The atlas: all models in one table, what they say together, and a page for each."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.mec_names import MEC_NAMES
from engine.exhibits.quantities import preferred_accuracy
from engine.exhibits.strip import strip_of
from engine.exhibits.table import Column, Table
from engine.networks.catalogue.extra_data import extra_training_data
from engine.networks.catalogue.training_data import WEB_SCALE
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.atlas import claims
from engine.studies.atlas.cross_check import cross_check_facts, cross_check_table
from engine.studies.atlas.families import build_family_pages
from engine.studies.atlas.frames import (
    atlas_records,
    left_out_frame,
    models_frame,
    timm_facts,
)
from engine.studies.atlas.leave_out_table import leave_out_table
from engine.studies.atlas.model_rows import list_models, measures_row, weights_rows
from engine.studies.atlas.model_tables import (
    FIRST_OF_MODELS,
    SIZE_COLUMNS,
    left_out_table,
    models_table,
    weights_table,
)
from engine.studies.atlas.statistics import (
    correlation_table,
    scatter_figures,
    statistic_facts,
)
from engine.studies.atlas.timm_agreement import count_several_heads, training_words_table
from engine.studies.atlas.timm_exhibits import (
    count_families,
    timm_figures_of,
    timm_results_of,
    timm_tables,
)
from engine.studies.section import Section


def build_section(build: Build) -> Section:
    """Return the tables, figures, findings and pages of the atlas."""
    records = (*build.study("atlas-keras"), *build.study("atlas-torchvision"))
    measured = [record for record in records if "measured" in record.result]
    failed = [record for record in records if "failure" in record.result]
    frame = pd.DataFrame([_row(record) for record in measured])
    everything, models = atlas_records(build), models_frame(build)
    weights, left = weights_rows(models), left_out_frame(build)
    timm = timm_results_of(build)
    correlations = correlation_table(build.study("atlas-correlations"), measured, timm.correlations)
    (left_out,) = build.study("atlas-leave-out")
    leave_out = pd.DataFrame(left_out.result["groups"])
    families = build_family_pages(everything, models, weights)
    facts = {
        **_facts(frame, failed),
        **statistic_facts(frame, correlations.frame),
        **cross_check_facts(measured),
        "keras_strips": {
            record.params["backbone"]: strip_of(
                record.params["backbone"], record.result["measured"]
            )
            for record in measured
            if record.params["library"] == "keras"
        },
        "timm": {
            **timm_facts(models, left),
            "web_families": count_families(timm, WEB_SCALE),
            "several_heads": count_several_heads(timm.architectures),
        },
    }
    return Section(
        name="atlas",
        tables=(
            _table(frame, measured),
            models_table(models, everything),
            weights_table(weights, timm.architectures),
            left_out_table(left, everything),
            training_words_table(timm.architectures),
            correlations,
            *timm_tables(timm),
            leave_out_table(leave_out, (left_out, *measured)),
            cross_check_table(measured),
            *([_failures_table(failed)] if failed else []),
            *families.tables,
        ),
        figures=(*scatter_figures(frame, measured), *timm_figures_of(timm, models)),
        facts=facts,
        pages=families.pages,
        moved=families.moved,
        files=families.files,
        findings=(
            *claims.judge(facts, leave_out, (left_out, *records)),
            *claims.judge_timm(timm),
            *claims.judge_agreement(timm.architectures, build.study("atlas-torchvision")),
        ),
    )


def _facts(frame: pd.DataFrame, failed: Sequence[Record]) -> dict[str, Any]:
    return {
        "count": len(frame),
        "by_library": frame["library"].value_counts().to_dict(),
        "families": int(frame["family"].nunique()),
        "failures": len(failed),
        "failure_tables": ["atlas-failures"] if failed else [],
        "stacks": int((frame["decision_layer_bits"] != frame["all_parameters_bits"]).sum()),
        "mapped": frame[frame["positions"] > 1]["model"].tolist(),
        "with_accuracy": int(frame["top1_percent"].notna().sum()),
    }


def _row(record: Record) -> dict[str, Any]:
    family = record.result["family"]
    accuracy = preferred_accuracy(record.result["accuracies"])
    return {
        "model": record.params["backbone"],
        "address": next(list_models([record])).address,
        "library": record.params["library"],
        "family": family["name"],
        "year": family["year"],
        **measures_row(record.result["measured"]),
        "top1_percent": accuracy["top1_percent"],
        "top1_input_size_px": accuracy["input_size"],
        "top1_source": accuracy["source_key"],
        "extra_training_data": extra_training_data(
            record.params["library"], record.params["backbone"], accuracy["source_key"]
        ),
    }


def _table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="atlas",
        title="All models",
        caption="Every classification model of keras.applications and torchvision at its default "
        "input size. MEC of the classifier under the four readings of rule 4, G from image to "
        "embedding, parameters as each framework counts them, multiply-adds of one forward pass, "
        "published top-1 accuracy on ImageNet, and what its weights were trained on beside "
        "ImageNet-1k, if anything. The name of a model leads to its place in the page of its "
        "family.",
        columns=(
            Column("model", "Model", link="address"),
            Column("library", "Library", facet=True),
            Column("family", "Family", facet=True),
            Column("year", "Year", "year"),
            Column("input_size_px", "Input", "integer", "px"),
            Column("embedding_elements", "Embedding", "integer"),
            Column(
                "dense_layers",
                "Dense layers",
                "integer",
                description="In the classifier",
                in_latex=False,
            ),
            *(
                Column(f"{reading}_bits", label, "integer", "bits")
                for reading, label in MEC_NAMES.items()
            ),
            *SIZE_COLUMNS,
            Column("top1_percent", "Top-1", "number", "%", 2),
            Column("top1_input_size_px", "Top-1 at", "integer", "px"),
            Column("top1_source", "Source", in_latex=False),
            Column("extra_training_data", "Extra training data", facet=True, in_latex=False),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(*FIRST_OF_MODELS, "family"),
        filterable=True,
        extract_by="top1_percent",
    )


def _failures_table(records: Sequence[Record]) -> Table:
    rows = [
        {
            "model": record.params["backbone"],
            "library": record.params["library"],
            "reason": record.result["failure"],
        }
        for record in records
    ]
    return Table(
        id="atlas-failures",
        title="Models that could not be measured",
        caption="They are listed with the reason, and appear nowhere else.",
        columns=(
            Column("model", "Model"),
            Column("library", "Library"),
            Column("reason", "Reason"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
    )
