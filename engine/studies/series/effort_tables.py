"""The tables of what is effort and what is left out: budgets, growth, controls, teachers."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.series.effort import MORE_DOUBLINGS


def effort_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of n50 by restarts and steps, see `effort.budget_frame`."""
    return _make_table(
        id="series-effort",
        title="How much of n50 is effort",
        caption="The same trials with fewer and with more restarts and steps. The ratio is to the "
        "most restarts at the standard steps; its interval of 95 % is over the same trials drawn "
        "again.",
        columns=(
            Column("network", "Network", facet=True),
            Column("activation", "Activation", facet=True),
            Column("restarts", "Restarts", "integer"),
            Column("steps", "Steps", "integer"),
            Column("n50", "n at 50 %", "number", digits=1),
            Column("low", "from", "number", digits=1, in_latex=False),
            Column("high", "to", "number", digits=1, in_latex=False),
            Column("ratio", "Over the standard", "number", digits=3),
            Column("ratio_low", "over the standard, from", "number", digits=3),
            Column("ratio_high", "to", "number", digits=3),
            Column("trials", "Trials", "integer", in_latex=False),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "activation",
            "restarts",
            "steps",
            "ratio",
            "ratio_low",
            "ratio_high",
        ),
        filterable=True,
    )


def growth_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of where more effort leads, see `effort.growth_frame`."""
    return _make_table(
        id="series-effort-growth",
        title="Where more effort would lead",
        caption="What twice the restarts, and twice the steps, add to n50, and where "
        f"{MORE_DOUBLINGS} doublings of the restarts would lead if each added as many points "
        "again, or if n50 grew along a line in the logarithm of restarts times steps. How far "
        "the two lie apart is how little an extrapolation is worth.",
        columns=(
            Column("network", "Network"),
            Column("activation", "Activation"),
            Column("n50", "n at 50 %", "number", digits=1),
            Column("restarts_percent", "Twice the restarts add", "number", "%", 1),
            Column("steps_percent", "Twice the steps add", "number", "%", 1),
            Column("steps_percent_low", "from", "number", "%", 1, in_latex=False),
            Column("steps_percent_high", "to", "number", "%", 1, in_latex=False),
            Column("extrapolated", "Extrapolated by points", "number", digits=0),
            Column("extrapolated_low", "by points, from", "number", digits=0, in_latex=False),
            Column("extrapolated_high", "to", "number", digits=0, in_latex=False),
            Column("extrapolated_by_effort", "by the logarithm", "number", digits=0),
            Column(
                "extrapolated_by_effort_low",
                "by the logarithm, from",
                "number",
                digits=0,
                in_latex=False,
            ),
            Column("extrapolated_by_effort_high", "to", "number", digits=0, in_latex=False),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "activation",
            "n50",
            "steps_percent",
            "steps_percent_low",
            "steps_percent_high",
        ),
    )


def given_up_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of networks stopped as hopeless, see `effort.given_up_frame`."""
    return _make_table(
        id="series-given-up",
        title="Networks given up, trained on after all",
        caption="Training stops a network whose loss is too high for its step. Here the "
        "same networks went on, near their n50: how many are right only so.",
        columns=(
            Column("network", "Network"),
            Column("activation", "Activation"),
            Column("points", "Points", "integer"),
            Column("networks", "Networks trained", "integer"),
            Column("right", "Right, giving up", "integer"),
            Column("right_without", "Right, not giving up", "integer"),
            Column("trials", "Trials", "integer"),
            Column("trials_right", "Trials memorised, giving up", "integer"),
            Column("trials_right_without", "Trials memorised, not giving up", "integer"),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "activation",
            "points",
            "trials_right",
            "trials_right_without",
            "trials",
        ),
    )


def controls_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of what training leaves out, see `controls.shortfall_frame`."""
    shown = _derive(
        frame,
        lacking_percent=lambda rows: 100 * (1 - rows["ratio"]),
        lacking_percent_low=lambda rows: 100 * (1 - rows["ratio_high"]),
        lacking_percent_high=lambda rows: 100 * (1 - rows["ratio_low"]),
        exact=lambda rows: rows["is_exact"].map({True: "exact", False: "at least"}),
    )
    return _make_table(
        id="series-controls",
        title="The optimiser held against exact answers",
        caption="Where another source says what a network memorises, training is held against it "
        "on the same trials. What is exact cannot be exceeded; what is at least there can. Lacking "
        "is what training leaves out of n at 50 %, below zero where it finds more.",
        columns=(
            Column("control", "Control", facet=True),
            Column("network", "Network"),
            Column("activation", "Activation"),
            Column("note", "Held against", in_latex=False),
            Column("reference", "Other network"),
            Column("exact", "Which is"),
            Column("trials", "Trials", "integer"),
            Column("exact_n50", "n at 50 % there", "number", digits=1),
            Column("trained_n50", "n at 50 % trained", "number", digits=1),
            Column("theory_n50", "n at 50 % by theorem", "number", digits=1, in_latex=False),
            Column("short_trials", "Trials that fell short", "integer"),
            Column("lacking_percent", "Lacking", "number", "%", 1),
            Column("lacking_percent_low", "lacking, from", "number", "%", 1),
            Column("lacking_percent_high", "to", "number", "%", 1),
        ),
        frame=shown,
        records=tuple(records),
        first_on_page=(
            "control",
            "network",
            "activation",
            "reference",
            "exact",
            "lacking_percent",
            "lacking_percent_low",
            "lacking_percent_high",
        ),
    )


def teachers_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of students of teachers of their own form, see `controls.teachers_frame`."""
    shown = _derive(
        frame,
        fitted_percent=lambda rows: 100 * rows["share"],
        fitted_percent_low=lambda rows: 100 * rows["share_low"],
        fitted_percent_high=lambda rows: 100 * rows["share_high"],
    )
    return _make_table(
        id="series-teachers",
        title="Labels that are sure to fit",
        caption="A teacher of the same form, which had memorised random labels of nearly as many "
        "points as such networks can, labels fresh points. All of them can be fitted; what "
        "training does not fit is its own failure. Intervals are Wilson's, of 95 %.",
        columns=(
            Column("network", "Network"),
            Column("activation", "Activation"),
            Column("taught_points", "Points of the teacher", "integer"),
            Column("points", "Points to fit", "integer"),
            Column("teachers", "Teachers", "integer"),
            Column("fitted", "Fitted", "integer"),
            Column("fitted_percent", "Share fitted", "number", "%", 0),
            Column("fitted_percent_low", "from", "number", "%", 0),
            Column("fitted_percent_high", "to", "number", "%", 0),
        ),
        frame=shown,
        records=tuple(records),
        first_on_page=(
            "network",
            "activation",
            "taught_points",
            "points",
            "fitted_percent",
            "fitted_percent_low",
            "fitted_percent_high",
        ),
    )


def _derive(frame: pd.DataFrame, **columns: Callable[[pd.DataFrame], Any]) -> pd.DataFrame:
    """Return a frame with more columns; one without rows, which has none, as it is."""
    return frame.assign(**columns) if len(frame) else frame


def _make_table(*, columns: tuple[Column, ...], frame: pd.DataFrame, **more: Any) -> Table:  # noqa: ANN401
    """Return a table; a frame without rows, which has no columns either, gets those of it."""
    shown = frame if len(frame) else pd.DataFrame(columns=[one.name for one in columns])
    return Table(columns=columns, frame=shown, **more)
