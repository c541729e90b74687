"""Rules 1 and 3 put to the test: the entropy of an output, and neurons in parallel."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator

from engine.exhibits.drawing.style import MUTED_COLOUR, line_look, mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.parallel_neurons.claims import judge
from engine.studies.parallel_neurons.scores import list_scores
from engine.studies.section import Section


def build_section(build: Build) -> Section:
    """Return figures, the table and the verdicts on rules 1 and 3."""
    records = build.study("rules-1-3-parallel")
    layers = [r for r in records if r.params["experiment"] == "parallel"]
    entropies = [r for r in records if r.params["experiment"] == "output-entropy"]
    sums = pd.DataFrame([_layer_row(r, layer) for r in layers for layer in r.result["layers"]])
    outputs = pd.DataFrame([cell for r in entropies for cell in r.result["cells"]])
    findings = judge(outputs, sums, records)
    return Section(
        name="rules_1_3",
        tables=(_table(sums, layers),),
        figures=(_entropy_figure(outputs, entropies), _bits_figure(sums, layers)),
        facts={"largest_m": int(sums["neurons"].max())},
        findings=findings,
        scores=list_scores(findings, sums),
    )


def _layer_row(record: Record, layer: dict[str, Any]) -> dict[str, Any]:
    return {
        "parameters": record.params["parameters"],
        "neurons": layer["neurons"],
        "capacity_bits": layer["capacity_bits"],
        "bits_at_95_percent": layer["bits_at_95_percent"],
        "expected_bits_at_95_percent": layer["expected_bits_at_95_percent"],
        "bits_at_50_percent": layer["bits_at_50_percent"],
        "expected_bits_at_50_percent": layer["expected_bits_at_50_percent"],
    }


def _table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="rules-1-3-parallel",
        title="Bits memorised by neurons in parallel",
        caption="m neurons with k parameters each see the same n points and must all memorise "
        "random labels of their own: m·n bits. Shown is the largest such number with a success "
        "of 95 % and of 50 %, measured and by Cover's theorem, beside the capacity m·k of rule 3.",
        columns=(
            Column("parameters", "k", "integer"),
            Column("neurons", "m", "integer"),
            Column("capacity_bits", "Rule 3", "integer", "bits"),
            Column("bits_at_95_percent", "At 95 %", "integer", "bits"),
            Column("expected_bits_at_95_percent", "Cover at 95 %", "integer", "bits"),
            Column("bits_at_50_percent", "At 50 %", "integer", "bits"),
            Column("expected_bits_at_50_percent", "Cover at 50 %", "integer", "bits"),
        ),
        frame=frame,
        records=tuple(records),
    )


def _entropy_figure(frame: pd.DataFrame, records: Sequence[Record]) -> Figure:
    levels = sorted(frame["levels"].unique())

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        for series, level in enumerate(levels):
            part = frame[frame["levels"] == level].sort_values("threshold")
            name = "sign (2 levels)" if level == 2 else f"tanh read at {level} levels"
            axes.plot(part["threshold"], part["expected_entropy_bits"], **line_look(series))
            for row in part.itertuples(index=False):
                text = mark(f"{name}, threshold {row.threshold:g}: {row.entropy_bits:.3f} bits")
                look = {**point_look(series), "markersize": 3}
                axes.plot(row.threshold, row.entropy_bits, gid=text, **look)
            look = {**line_look(series), "marker": point_look(series)["marker"]}
            axes.plot([], [], label=name, **look)
        axes.axhline(1, color=MUTED_COLOUR, linewidth=0.8, linestyle=":")
        axes.set_xlabel("Threshold, deviations of the activation")
        axes.set_ylabel("Entropy of the output, bits")
        axes.legend(loc="upper right")
        return drawing

    return Figure(
        id="rule-1-output-entropy",
        title="What a neuron's output tells",
        caption="Entropy of the output of a neuron with standard normal activation over its "
        "threshold. Lines are exact, marks measured. Rule 1 is about the sign, the lowest curve; "
        "a reader who resolves more levels of tanh gets more than one bit.",
        description="Bell-shaped curves over the threshold. The curve of the sign peaks at one "
        "bit for threshold zero; curves of more levels lie above it.",
        draw=draw,
        data=frame,
        records=tuple(records),
    )


def _bits_figure(frame: pd.DataFrame, records: Sequence[Record]) -> Figure:
    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        for series, (k, part) in enumerate(frame.groupby("parameters", sort=True)):
            axes.plot(part["neurons"], part["capacity_bits"], **line_look(series))
            for row in part.to_dict(orient="records"):
                text = mark(f"k = {k}, m = {row['neurons']}: {row['bits_at_95_percent']} bits")
                axes.plot(row["neurons"], row["bits_at_95_percent"], gid=text, **point_look(series))
            look = {**line_look(series), "marker": point_look(series)["marker"]}
            axes.plot([], [], label=f"k = {k}", **look)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("Neurons in parallel, m")
        axes.set_ylabel("Bits memorised with 95 % success")
        axes.set_ylim(bottom=0)
        axes.legend()
        return drawing

    return Figure(
        id="rule-3-parallel",
        title="Neurons in parallel add up",
        caption="Marks: bits memorised by m neurons with k parameters each, all at once, in 95 % "
        "of trials. Lines: m·k, by rule 3.",
        description="Marks on or just above straight lines through the origin, one line for each "
        "number of parameters.",
        draw=draw,
        data=frame,
        records=tuple(records),
    )
