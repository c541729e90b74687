"""Random labels that whole convolutional networks memorise, against the readings of rule 4."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.convolutions_memorised.claims import MEC, judge, judge_small
from engine.studies.convolutions_memorised.curves import curves_figure
from engine.studies.convolutions_memorised.measured import list_rows, memorised_frame, rung_frame
from engine.studies.convolutions_memorised.scores import list_scores
from engine.studies.convolutions_memorised.small import small_frame, small_table
from engine.studies.section import Section


def build_section(build: Build) -> Section:
    """Return what was memorised, the share of labels right at each rung, and the findings."""
    records = build.study("cnn-memorised")
    alone = build.study("decision-layer-memorisation")
    small = build.study("cnn-small-memorised")
    frame, small_rows = memorised_frame(records, alone), small_frame(small)
    findings = judge(list_rows(frame), (*records, *alone))
    return Section(
        name="cnn_memorised",
        tables=(_table(frame, (*records, *alone)), small_table(small_rows, small)),
        figures=(curves_figure(frame, rung_frame(records), (*records, *alone)),),
        facts=_facts(frame, records),
        findings=[*findings, judge_small(list_rows(small_rows), small)],
        scores=list_scores(next(one for one in findings if one.claim is MEC)),
    )


def _table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="cnn-memorised",
        title="Random labels in whole networks",
        caption="All layers are trained on images with random classes: of noise, with one of 10 "
        "drawn for each, or MNIST's digits with their labels shuffled. Shown is the largest number "
        "of a ladder of fixed steps at which every label is right in evaluation mode, the least "
        "over draws, and the first number at which training fell short in some draw. Both come "
        "from training within so many steps: **the first is a lower bound of what the network can "
        "memorise, the second no bound at all**. An image counts as log2(10) bits. A stage counts "
        "in the readings with its parameters, and caps what follows by the number of values that "
        "leave it. *Alone* is the decision layer before frozen convolutions, on digits, mean over "
        "trainings.",
        columns=(
            Column("network", "Network"),
            Column(
                "images",
                "Images",
                facet=True,
                description="What the network is shown; its labels say nothing about it",
            ),
            Column(
                "draws",
                "Draws",
                "integer",
                description="Draws of images, labels and weights",
                in_latex=False,
            ),
            Column("parameters", "Parameters", "integer"),
            *(
                Column(
                    f"{reading}_bits",
                    label.capitalize(),
                    "integer",
                    "bits",
                    in_latex=reading not in ("width_capped", "running_minimum"),
                )
                for reading, label in READINGS.items()
            ),
            Column(
                "decision_memorised_bits",
                "Decision layer alone",
                "number",
                "bits",
                0,
                description="Random labels that the decision layer memorises before frozen "
                "convolutions, where that was measured",
            ),
            Column(
                "memorised_points",
                "Memorised, at least",
                "integer",
                "images",
                description="Largest rung with every label right, the least over draws",
            ),
            Column(
                "refused_points",
                "Fell short at",
                "integer",
                "images",
                description="First rung at which training fell short, the largest over draws; "
                "empty where it never did",
            ),
            Column(
                "memorised_bits",
                "Memorised, at least",
                "number",
                "bits",
                1,
                description="Images memorised times log2(10)",
            ),
            Column(
                "bits_per_parameter",
                "Bits a parameter",
                "number",
                digits=2,
                description="Bits memorised over parameters",
            ),
            Column(
                "over_decision_layer",
                "Over the decision layer's MEC",
                "number",
                digits=2,
                description="Bits memorised for each bit of the MEC of the decision layer",
            ),
            Column(
                "steps",
                "Steps",
                "integer",
                description="Steps of Adam that an attempt had at most",
            ),
            Column(
                "most_memorised_points",
                "Memorised, best draw",
                "integer",
                "images",
                description="Largest rung with every label right, the most over draws",
                in_latex=False,
            ),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "images",
            "parameters",
            "decision_layer_bits",
            "memorised_points",
            "memorised_bits",
            "bits_per_parameter",
        ),
        narrow=(
            "network",
            "parameters",
            "decision_layer_bits",
            "memorised_points",
            "memorised_bits",
        ),
    )


def _facts(frame: pd.DataFrame, records: Sequence[Record]) -> dict[str, Any]:
    params = records[0].params
    return {
        "rows": list_rows(frame),
        "steps": min(int(steps) for steps in frame["steps"]),
        "batch_size": params["batch_size"],
        "attempts": sum(len(record.result["rungs"]) for record in records),
        "diverged": int(frame["diverged"].sum()),
    }
