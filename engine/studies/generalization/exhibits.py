"""Generalization of the MNIST networks: correctly classified bits over MEC, by each convention."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from engine.exhibits.table import Column, Table
from engine.networks.mnist_cnn import variant_title
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.generalization.claims import judge
from engine.studies.section import Section
from engine.theory.information import Answers, Convention, Split, compare_conventions


def build_section(build: Build) -> Section:
    """Return the table of generalization under each convention, and what the choice changes."""
    labels = build.study("generalization")
    networks = build.study("mnist-networks")
    runs = build.study("mnist")
    counts = {one.params["split"]: tuple(one.result["label_counts"]) for one in labels}
    by_network = {
        variant_title(network.result["title"], batch_norm=network.params["batch_norm"]): _choose(
            network, runs, counts
        )
        for network in networks
    }
    mec_bits = {
        name: network.result["mec_bits"]["decision_layer"]
        for name, network in zip(by_network, networks, strict=True)
    }
    frame = pd.DataFrame(
        [
            {
                "network": name,
                "mec_bits": mec_bits[name],
                "seeds": len(next(iter(choices.values()))),
                **{column: float(np.mean(values)) for column, values in choices.items()},
            }
            for name, choices in by_network.items()
        ]
    )
    records = (*labels, *networks, *runs)
    return Section(
        name="generalization",
        tables=(_table(frame, records),),
        findings=[judge(by_network, mec_bits, sum(counts["test"]), records)],
    )


def _choose(
    network: Record, runs: Sequence[Record], counts: dict[str, tuple[int, ...]]
) -> dict[str, list[float]]:
    """Return generalization under each convention, one value a seed."""
    mec_bits = network.result["mec_bits"]["decision_layer"]
    by_run = [
        compare_conventions(
            Answers(_correct(run, "train"), counts["train"]),
            Answers(_correct(run, "test"), counts["test"]),
            mec_bits,
        )
        for run in runs
        if all(run.params[name] == network.params[name] for name in ("network", "batch_norm"))
    ]
    return {
        column_name(split, convention): [float(one[split, convention]) for one in by_run]
        for split in Split
        for convention in Convention
    }


def column_name(split: Split, convention: Convention) -> str:
    """Return the column of one choice: "g_test_correct_bits"."""
    return f"g_{split}_{convention}"


def _correct(run: Record, split: str) -> int:
    accuracy: float = run.result[f"{split}_accuracy"]
    examples: int = run.result[f"{split}_examples"]
    return round(accuracy * examples)


def _table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    words = {Convention.CORRECT_INSTANCES: "instances", Convention.CORRECT_BITS: "bits"}
    return Table(
        id="generalization",
        title="Generalization by convention",
        caption="What is classified correctly over the MEC of the decision layer, mean over "
        "seeds. *Instances*: every correct digit counts as one bit. *Bits*: it counts as the "
        "entropy of its label. On the training digits, on the test digits, or on both.",
        columns=(
            Column("network", "Network"),
            Column("mec_bits", "MEC", "integer", "bits"),
            Column("seeds", "Seeds", "integer"),
            *(
                Column(column_name(split, convention), f"{split}, {word}", "number", digits=2)
                for split in Split
                for convention, word in words.items()
            ),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "mec_bits",
            "g_training_correct_bits",
            "g_test_correct_bits",
            "g_both_correct_bits",
        ),
    )
