"""Rule 2 put to the test: one neuron, random labels, Cover's exact curve."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import MUTED_COLOUR, line_look, mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.lab.statistics import wilson_interval
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section
from engine.studies.single_neuron.claims import judge
from engine.studies.single_neuron.scores import list_scores
from engine.theory.cover import memorisation_probability

DRAWN_KS = (2, 5, 12, 30)
"""Numbers of parameters whose curve is drawn; the table has them all."""


def build_section(build: Build) -> Section:
    """Return the curve, the fit for each k, and the verdict on rule 2."""
    records = [r for r in build.study("rule-2-memorisation") if r.params["threshold"]]
    everything = build.study("rule-2-memorisation")
    cells = pd.DataFrame([_cell_row(record, cell) for record in records for cell in _cells(record)])
    fits = pd.DataFrame([_fit_row(record) for record in everything])
    facts = _facts(cells)
    findings = judge(cells, facts, everything)
    return Section(
        name="rule_2",
        tables=(_fit_table(fits, everything),),
        figures=(_figure(cells, records),),
        facts=facts,
        findings=findings,
        scores=list_scores(findings),
    )


def _cells(record: Record) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = record.result["cells"]
    return cells


def _cell_row(record: Record, cell: dict[str, Any]) -> dict[str, Any]:
    decided = cell["trials"] - cell["undecided"]
    share = wilson_interval(cell["separable"], decided)
    parameters = record.params["parameters"]
    return {
        "parameters": parameters,
        "points": cell["points"],
        "points_per_parameter": cell["points"] / parameters,
        "trials": decided,
        "separable": cell["separable"],
        "share": share.estimate,
        "share_low": share.low,
        "share_high": share.high,
        "expected_probability": cell["expected_probability"],
        "p_value": cell["p_value"],
    }


def _fit_row(record: Record) -> dict[str, Any]:
    cells = _cells(record)
    lossless = [c for c in cells if c["points"] <= record.params["parameters"]]
    half = [c for c in cells if c["points"] == 2 * record.params["parameters"]]
    return {
        "parameters": record.params["parameters"],
        "threshold": "yes" if record.params["threshold"] else "no",
        "trials": sum(c["trials"] for c in cells),
        "undecided": sum(c["undecided"] for c in cells),
        "lossless_percent": 100 * _share(lossless),
        "half_percent": 100 * _share(half),
        "chi_square": record.result["chi_square"],
        "degrees_of_freedom": record.result["degrees_of_freedom"],
        "p_value": record.result["p_value"],
    }


def _share(cells: Sequence[dict[str, Any]]) -> float:
    trials = sum(cell["trials"] for cell in cells)
    return sum(cell["separable"] for cell in cells) / trials if trials else float("nan")


def _fit_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="rule-2-fit",
        title="One neuron against Cover's theorem",
        caption="For each number of parameters k: the share of random labellings separated at "
        "n ≤ k points (rule 2 says all) and at n = 2k (Cover says half), and a chi-square test of "
        "all counts against the exact probabilities. p is not corrected for the number of rows. "
        "Without a threshold, the plane goes through the origin.",
        columns=(
            Column("parameters", "k", "integer", description="Parameters of the neuron"),
            Column("threshold", "Threshold"),
            Column("trials", "Trials", "integer"),
            Column("undecided", "Undecided", "integer", description="By the linear programme"),
            Column("lossless_percent", "Memorised at n ≤ k", "number", "%", 1),
            Column("half_percent", "Memorised at n = 2k", "number", "%", 1),
            Column("chi_square", "χ²", "number", digits=2),
            Column("degrees_of_freedom", "Degrees of freedom", "integer"),
            Column("p_value", "p", "number", digits=3),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "parameters",
            "threshold",
            "lossless_percent",
            "half_percent",
            "chi_square",
            "p_value",
        ),
    )


def _figure(cells: pd.DataFrame, records: Sequence[Record]) -> Figure:
    drawn = [k for k in sorted(cells["parameters"].unique()) if k in DRAWN_KS]

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.55)
        for series, k in enumerate(drawn):
            ns = np.arange(1, 4 * k + 1)
            exact = [float(memorisation_probability(int(n), int(k))) for n in ns]
            axes.plot(ns / k, exact, **line_look(series))
            for row in cells[cells["parameters"] == k].itertuples(index=False):
                ratio = row.points_per_parameter
                axes.plot(
                    [ratio, ratio],
                    [row.share_low, row.share_high],
                    color=line_look(series)["color"],
                    linestyle="-",
                )
                text = mark(f"k = {k}, n = {row.points}: {row.separable} of {row.trials}")
                axes.plot(ratio, row.share, gid=text, **point_look(series))
            look = {**line_look(series), "marker": point_look(series)["marker"]}
            axes.plot([], [], label=f"k = {k}", **look)
        for ratio, name in ((1, "n = k"), (2, "n = 2k")):
            axes.axvline(ratio, color=MUTED_COLOUR, linewidth=0.8, linestyle=":")
            axes.annotate(name, (ratio, 1.04), ha="center", color=MUTED_COLOUR)
        axes.set_ylim(-0.03, 1.1)
        axes.set_xlabel("Points per parameter, n / k")
        axes.set_ylabel("Share of random labellings memorised")
        axes.legend()
        return drawing

    return Figure(
        id="rule-2-memorisation",
        title="What one neuron memorises",
        caption="Lines: Cover's theorem, exact. Marks: share of random labellings of random "
        "points that one neuron separates, decided by linear programme, with 95 % Wilson "
        "intervals.",
        description="Falling S-shaped curves from 1 to 0 over points per parameter. All pass one "
        "half at n = 2k and stay at 1 up to n = k; the larger k, the steeper. The marks lie on "
        "the curves.",
        draw=draw,
        data=cells,
        records=tuple(records),
    )


def _facts(cells: pd.DataFrame) -> dict[str, Any]:
    smallest = cells["p_value"].min()
    return {
        "cells": len(cells),
        "smallest_corrected_p": min(1.0, float(smallest) * len(cells)),
    }
