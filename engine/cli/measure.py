"""One measured network as a terminal shows it, and as JSON, CSV or Markdown."""

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from engine.exhibits.formats import Format
from engine.exhibits.quantities import capacity_units, compressions
from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table


def render_measurement(
    name: str, measured: dict[str, Any], layers: list[dict[str, Any]], form: Format
) -> str:
    """Return the numbers of a network as text.

    Args:
        name: Name of the network.
        measured: What `engine.networks.measurement.measure` returns.
        layers: What `describe_classifier_layers` returns.
        form: The form wanted.
    """
    values = flatten(name, measured)
    if form is Format.JSON:
        return json.dumps({**values, "classifier": layers}, indent=1, ensure_ascii=False) + "\n"
    if form is Format.CSV:
        return pd.DataFrame([values]).to_csv(index=False, lineterminator="\n")
    render: dict[Format, Callable[..., str]] = {
        Format.MARKDOWN: _as_markdown,
        Format.TABLE: _as_text,
    }
    return render[form](name, _summary(values), _layers(layers))


def flatten(name: str, measured: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of a network by the names that the CSV files of the report use."""
    decision = measured["mec_bits"]["decision_layer"]
    return {
        "network": name,
        "input_shape": "x".join(map(str, measured["input_shape"])),
        "embedding_elements": measured["embedding_elements"],
        **{f"{reading}_bits": measured["mec_bits"][reading] for reading in READINGS},
        **capacity_units(decision),
        **compressions(measured),
        "parameters": measured["parameters"],
        "parameters_without_classifier": measured["parameters"] - measured["classifier_parameters"],
        "multiply_adds": measured["multiply_adds"],
    }


def _summary(values: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [("Input", values["input_shape"].replace("x", " × "))]
    rows += [("Embedding", f"{values['embedding_elements']:,}")]
    rows += [
        (f"MEC, {label}", f"{values[f'{reading}_bits']:,} bits")
        for reading, label in READINGS.items()
    ]
    rows += [("  decision layer in KiB, kB", f"{values['mec_kib']:,.3f}, {values['mec_kb']:,.3f}")]
    rows += [
        ("G by elements", f"{values['g_elements']:,.2f}"),
        ("G in bits, 8 in, 32 out", f"{values['g_bits_float32']:,.2f}"),
        ("G in bits, 8 in, 1 out", f"{values['g_bits_one_bit']:,.1f}"),
        ("Parameters", f"{values['parameters']:,}"),
        ("  without the classifier", f"{values['parameters_without_classifier']:,}"),
        ("Multiply-adds", f"{values['multiply_adds']:,}"),
    ]
    return rows


def _layers(layers: list[dict[str, Any]]) -> Table:
    rows = [
        {
            "layer": layer["name"],
            "inputs": layer["inputs"],
            "neurons": layer["neurons"],
            "parameters_bits": layer["parameters_bits"],
            **{f"{reading}_bits": layer["capacity_bits"][reading] for reading in READINGS},
        }
        for layer in layers
    ]
    return Table(
        id="classifier",
        title="The classifier, layer by layer",
        caption="",
        columns=(
            Column("layer", "Layer"),
            Column("inputs", "Inputs", "integer"),
            Column("neurons", "Neurons", "integer"),
            Column("parameters_bits", "Rules 2 and 3", "integer", "bits"),
            *(
                Column(f"{reading}_bits", label.capitalize(), "integer", "bits")
                for reading, label in READINGS.items()
            ),
        ),
        frame=pd.DataFrame(rows),
        records=(),
    )


def _as_markdown(name: str, summary: list[tuple[str, str]], layers: Table) -> str:
    lines = [f"| {name} | |", "|---|--:|", *(f"| {a.strip()} | {b} |" for a, b in summary)]
    return "\n".join(lines) + "\n\n" + layers.to_markdown()


def _as_text(name: str, summary: list[tuple[str, str]], layers: Table) -> str:
    """Draw two tables as wide as they need to be."""
    console = Console(width=160, force_terminal=False)
    head = Grid(title=name, show_header=False, title_justify="left")
    head.add_column()
    head.add_column(justify="right")
    for label, value in summary:
        head.add_row(label, value)
    stack = Grid(title=layers.title, title_justify="left")
    for column in layers.columns:
        stack.add_column(column.header, justify="left" if column.type == "text" else "right")
    for row in layers.formatted_rows():
        stack.add_row(*row)
    with console.capture() as captured:
        console.print(head)
        console.print(stack)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
