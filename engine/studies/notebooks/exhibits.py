"""What differs from the notebooks: each deviation, computed both ways."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from engine.exhibits.quantities import find_accuracy
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.notebooks import claims
from engine.studies.section import Section
from engine.theory.compression import stage_compression
from engine.theory.units import Unit, from_bits

MEASURED_AT_PX = 299
"""Input size at which the ResNetV2 accuracies were measured."""

MIB = 1024**2


def build_section(build: Build) -> Section:
    """Return the table of deviations and the table of agreement, with the numbers for the text."""
    printed = build.study("notebooks")[0].result
    backbones = printed["backbones"]
    facts: dict[str, Any] = {
        "printed": printed,
        "measured_at_px": MEASURED_AT_PX,
        "units": _unit_facts(printed),
        "resnets": _resnet_facts(build),
        "sizes": _size_facts(build, printed),
        "one_run": claims.one_run_values(printed),
    }
    theirs = [one for one in build.study("backbones") if one.params["backbone"] in backbones]
    records = (*build.study("notebooks"), *theirs)
    agreement = pd.DataFrame(_agreement_rows(build, printed))
    sources = (*records, *build.study("width-multiplier"), *build.study("mnist-networks"))
    return Section(
        name="notebooks",
        tables=(
            _deviations_table(facts, records),
            _integers_table(agreement[agreement["quantity"] != "G"], sources),
            _ratios_table(agreement[agreement["quantity"] == "G"], sources),
        ),
        facts=facts,
        findings=claims.judge(agreement, facts["one_run"], build.study("notebooks"), sources),
    )


def _unit_facts(printed: dict[str, Any]) -> dict[str, float]:
    bits, printed_kb = printed["units"]["mec_bits"], printed["units"]["printed_kb"]
    return {
        "bits": bits,
        "printed_kb": printed_kb,
        "factor": round(printed_kb / bits, 7),
        "exact_factor": float(from_bits(1, Unit.KIBIBYTE)),
        "kib": float(from_bits(bits, Unit.KIBIBYTE)),
        "kb": float(from_bits(bits, Unit.KILOBYTE)),
    }


def _resnet_facts(build: Build) -> dict[str, dict[str, Any]]:
    facts = {}
    for record in build.study("backbones"):
        name = record.params["backbone"]
        if name in ("ResNet50V2", "ResNet101V2"):
            size = record.result["input_shape"][0]
            embedding = record.result["embedding_elements"]
            accuracies = record.result["accuracies"]
            facts[name] = {
                "g_default": float(stage_compression(size * size * 3, embedding)),
                "g_measured": float(stage_compression(MEASURED_AT_PX**2 * 3, embedding)),
                "top1_measured": find_accuracy(accuracies, "keras-applications")["top1_percent"],
                "top1_default": find_accuracy(accuracies, "qubvel")["top1_percent"],
            }
    return facts


def _size_facts(build: Build, printed: dict[str, Any]) -> dict[str, float]:
    results = {
        record.params["network"]: record.result
        for record in build.study("mnist-networks")
        if record.params["batch_norm"]
    }
    first, second = results["cnn1"], results["cnn2"]
    sizes = printed["size_mb"]
    return {
        "cnn1_printed": sizes["cnn1"],
        "cnn2_printed": sizes["cnn2"],
        "printed_ratio": sizes["ratio"],
        "rounded_ratio": sizes["cnn1"] / sizes["cnn2"],
        "cnn1_mib": first["total_bytes"] / MIB,
        "cnn2_mib": second["total_bytes"] / MIB,
        "exact_ratio": first["total_bytes"] / second["total_bytes"],
        "parameter_ratio": first["parameters"] / second["parameters"],
    }


def _deviations_table(facts: dict[str, Any], records: tuple[Record, ...]) -> Table:
    units, sizes, one_run = facts["units"], facts["sizes"], facts["one_run"]
    small = facts["resnets"]["ResNet50V2"]
    large = facts["resnets"]["ResNet101V2"]
    pair = f"McNemar's test of {one_run['first']:.1f} % against {one_run['second']:.1f} %"
    rows = [
        ("MEC of MobileNetV2, in thousands of bytes", units["printed_kb"], units["kib"],
         "The notebook's kB is the KiB, with a truncated factor"),
        ("The same in kB of 1,000 bytes", units["printed_kb"], units["kb"],
         "What the symbol kB means"),
        ("G beside the accuracy of ResNet50V2", small["g_default"], small["g_measured"],
         f"The accuracy was measured at {MEASURED_AT_PX} px, the G is for the default input"),
        ("Accuracy of ResNet50V2 at its default input, %", small["top1_measured"],
         small["top1_default"], "An independent measurement of the same weights"),
        ("Accuracy of ResNet101V2 at its default input, %", large["top1_measured"],
         large["top1_default"], "An independent measurement of the same weights"),
        ("Size of CNN1 over size of CNN2", sizes["printed_ratio"], sizes["exact_ratio"],
         "The notebook divides two rounded sizes"),
        ("Parameters of CNN1 over parameters of CNN2", None, sizes["parameter_ratio"],
         "The size that the notebook compares holds activations as well"),
        (f"{pair}, smallest p", None, one_run["smallest_p"],
         "All digits that CNN2 gets wrong are among those of CNN1"),
        (f"{pair}, largest p", None, one_run["largest_p"],
         "No digit is wrong in both; which are, the notebook does not print"),
    ]  # fmt: skip
    return Table(
        id="notebook-deviations",
        title="Computed both ways",
        caption="What the notebooks print or imply, and what comes out when it is done exactly.",
        columns=(
            Column("quantity", "Quantity"),
            Column("notebook", "Notebook", "number", digits=3),
            Column("exact", "Here", "number", digits=3),
            Column("why", "Why they differ"),
        ),
        frame=pd.DataFrame(rows, columns=["quantity", "notebook", "exact", "why"]),
        records=records,
    )


def _agreement_rows(build: Build, printed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Set every integer and every G of the notebooks beside ours."""
    for record in build.study("backbones"):
        name, ours = record.params["backbone"], record.result
        if name not in printed["backbones"]:
            continue
        theirs = printed["backbones"][name]
        elements = ours["input_shape"][0] ** 2 * 3
        without = ours["parameters"] - ours["classifier_parameters"]
        yield _agree(name, "MEC, bits", theirs["mec_bits"], ours["mec_bits"]["decision_layer"])
        yield _agree(name, "embedding", theirs["embedding_elements"], ours["embedding_elements"])
        yield _agree(name, "parameters", theirs["parameters"], ours["parameters"])
        yield _agree(name, "without classifier", theirs["parameters_without_classifier"], without)
        g = float(stage_compression(elements, ours["embedding_elements"]))
        yield _agree(name, "G", theirs["g_elements"], g)
    sweep = {
        record.params["alpha"]: record.result["mec_bits"]["decision_layer"]
        for record in build.study("width-multiplier")
        if record.params["backbone"] == "MobileNetV2"
    }
    for alpha, bits in printed["mobilenet_v2_alpha"]["mec_bits"].items():
        yield _agree(f"MobileNetV2, α = {alpha}", "MEC, bits", bits, sweep[float(alpha)])
    for record in build.study("mnist-networks"):
        theirs = printed["mnist"][record.params["network"]]
        if record.params["batch_norm"]:
            name, ours = theirs["title"], record.result
            yield _agree(name, "MEC, bits", theirs["mec_bits"], ours["mec_bits"]["decision_layer"])
            yield _agree(name, "G", theirs["g_total"], ours["g_elements"])
            if theirs["parameters"]:
                yield _agree(name, "parameters", theirs["parameters"], ours["parameters"])


def _agree(network: str, quantity: str, theirs: float | str, ours: float) -> dict[str, Any]:
    """Compare integers exactly, and texts to the digits that they have."""
    if isinstance(theirs, str):
        digits = len(theirs.partition(".")[2])
        agrees = f"{ours:.{digits}f}" == theirs
    else:
        agrees = theirs == ours
    return {
        "network": network,
        "quantity": quantity,
        "notebook": float(theirs),
        "here": float(ours),
        "agrees": "yes" if agrees else "no",
    }


def _integers_table(frame: pd.DataFrame, records: tuple[Record, ...]) -> Table:
    return Table(
        id="notebook-integers",
        title="Every integer of the notebooks",
        caption="Sizes, capacities and parameters that the notebooks print, and what comes out "
        "here. They agree where they are equal.",
        columns=(
            Column("network", "Network", facet=True),
            Column("quantity", "Quantity", facet=True),
            Column("notebook", "Notebook", "integer"),
            Column("here", "Here", "integer"),
            Column("agrees", "Agrees", facet=True),
        ),
        frame=frame,
        records=records,
        filterable=True,
    )


def _ratios_table(frame: pd.DataFrame, records: tuple[Record, ...]) -> Table:
    return Table(
        id="notebook-ratios",
        title="Every G of the notebooks",
        caption="Compression by elements. The values agree where they are equal in the digits "
        "that the notebook prints.",
        columns=(
            Column("network", "Network"),
            Column("notebook", "Notebook", "number", digits=6),
            Column("here", "Here", "number", digits=6),
            Column("agrees", "Agrees"),
        ),
        frame=frame,
        records=records,
    )
