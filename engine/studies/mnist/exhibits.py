"""The MNIST study: networks, training results, comparison."""

from typing import Any

import pandas as pd

from engine.records.store import Build
from engine.studies.mnist.comparison import (
    comparison_facts,
    comparison_frame,
    comparison_table,
)
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
from engine.studies.section import Section


def build_section(build: Build) -> Section:
    """Return tables, figures and findings of the MNIST study."""
    networks = build.study("mnist-networks")
    runs = build.study("mnist")
    printed = build.study("notebooks")[0].result["mnist"]
    variants = variants_frame(networks, runs, printed)
    comparison = comparison_frame(runs)
    titles = {record.params["network"]: record.result["title"] for record in networks}
    return Section(
        name="mnist",
        tables=(
            variants_table(variants, (*networks, *runs)),
            compression_table(networks),
            layers_table(networks),
            size_table(networks),
            comparison_table(comparison, runs),
        ),
        figures=(accuracy_figure(variants, runs), training_figure(runs, titles)),
        facts={
            **network_facts(networks),
            **_result_facts(variants),
            "comparison": comparison_facts(comparison),
            "recipe": runs[0].params,
            "train_examples": runs[0].result["train_examples"],
            "test_examples": runs[0].result["test_examples"],
        },
    )


def _result_facts(variants: pd.DataFrame) -> dict[str, Any]:
    rows = {row["variant"]: row for row in variants.to_dict(orient="records")}
    by_name = {
        f"{network.replace('-', '_')}{'' if batch_norm else '_plain'}": row
        for (network, batch_norm), row in rows.items()
    }
    known = variants.dropna(subset="notebook_percent")
    off = (known["accuracy_percent"] - known["notebook_percent"]).abs()
    return {
        "variants": by_name,
        "seeds": int(variants["seeds"].min()),
        "largest_difference_points": float(off.max()),
        "largest_difference_network": str(known["network"].iloc[int(off.argmax())]),
        "time_ratio": by_name["cnn1"]["epoch_seconds"] / by_name["cnn2"]["epoch_seconds"],
        "seconds_saved": by_name["cnn1"]["epoch_seconds"] - by_name["cnn2"]["epoch_seconds"],
        "cnn1_gap_points": by_name["cnn1"]["train_accuracy_percent"]
        - by_name["cnn1"]["accuracy_percent"],
        "cnn2_gap_points": by_name["cnn2"]["train_accuracy_percent"]
        - by_name["cnn2"]["accuracy_percent"],
    }
