"""The MNIST study: networks, training results, comparison."""

from typing import Any

import pandas as pd

from engine.lab.crossed import crossed_mean
from engine.lab.device import CPU
from engine.records.store import Build
from engine.studies.mnist import claims
from engine.studies.mnist.comparison import (
    compared_runs,
    comparison_frame,
    comparison_table,
    difference_points,
)
from engine.studies.mnist.drawings import network_figures
from engine.studies.mnist.margins import margins_table
from engine.studies.mnist.networks import (
    compression_table,
    layers_table,
    network_facts,
    size_table,
)
from engine.studies.mnist.results import (
    accuracy_figure,
    training_figure,
    variants_frame,
    variants_table,
)
from engine.studies.over_seeds import MARGIN_POINTS
from engine.studies.section import Section
from engine.studies.training_study import device_of


def build_section(build: Build) -> Section:
    """Return tables, figures and findings of the MNIST study."""
    networks = build.study("mnist-networks")
    runs = build.study("mnist")
    printed = build.study("notebooks")[0].result["mnist"]
    variants = variants_frame(networks, runs, printed)
    comparison = comparison_frame(runs)
    shapes = network_facts(networks)
    facts = _result_facts(variants)
    margins = margins_table(
        crossed_mean(difference_points(runs)), facts["cnn1_error_points"], compared_runs(runs)
    )
    titles = {record.params["network"]: record.result["title"] for record in networks}
    return Section(
        name="mnist",
        tables=(
            variants_table(variants, (*networks, *runs)),
            compression_table(networks),
            layers_table(networks),
            size_table(networks),
            comparison_table(comparison, runs),
            margins,
        ),
        figures=(
            accuracy_figure(variants, runs),
            training_figure(runs, titles),
            *network_figures(networks),
        ),
        facts={
            **shapes,
            **facts,
            "margin_points": MARGIN_POINTS,
            "recipe": runs[0].params,
            "trained_by": "one core" if device_of(runs[0].params) == CPU else "a GPU",
            "train_examples": runs[0].result["train_examples"],
            "test_examples": runs[0].result["test_examples"],
        },
        findings=claims.judge(
            runs, comparison, variants, shapes, (*networks, *build.study("notebooks"))
        ),
    )


def _result_facts(variants: pd.DataFrame) -> dict[str, Any]:
    rows = {row["variant"]: row for row in variants.to_dict(orient="records")}
    by_name = {
        f"{network.replace('-', '_')}{'' if batch_norm else '_plain'}": row
        for (network, batch_norm), row in rows.items()
    }
    return {
        "variants": by_name,
        "seeds": int(variants["seeds"].min()),
        "cnn1_error_points": 100 - by_name["cnn1"]["accuracy_percent"],
        "cnn1_gap_points": by_name["cnn1"]["train_accuracy_percent"]
        - by_name["cnn1"]["accuracy_percent"],
        "cnn2_gap_points": by_name["cnn2"]["train_accuracy_percent"]
        - by_name["cnn2"]["accuracy_percent"],
    }
