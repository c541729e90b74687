"""What training leaves out: frames of the records of `controls_study.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engine.lab.statistics import wilson_interval
from engine.records.record import Record
from engine.studies.series.controls_list import Control, contains, realise_the_same
from engine.studies.series.paired import Pairs, compare_n50, find_n50
from engine.theory.activation import Activation
from engine.theory.cover import mackay_point
from engine.theory.line import equivalent_parameters, most_rectifier_changes, most_step_changes
from engine.theory.stack_bounds import fewest_points
from engine.theory.stack_sizes import format_sizes, parse_sizes

NOTES = {
    Control.NEURON: "linear programming, trial by trial",
    Control.LINE: "sign changes along the line, trial by trial",
    Control.PLANE: "all cuts of the plane, trial by trial",
    Control.PROJECTION: "a construction on the first input alone; more is possible",
    Control.NESTED: "a part of the network, trained: the whole cannot memorise less",
    Control.SAME: "another network with the same labellings, trained",
}
"""What training is held against, in words."""


def shortfall_frame(records: Sequence[Record], measured: Sequence[Record] = ()) -> pd.DataFrame:
    """Return one row a control but for teachers: what training found, over what is known.

    Every network that contains another one, and every two that realise the same labellings, make
    a row; of the two the one with fewer parameters is the trained one. They are compared on the
    trials that both were trained on.

    Args:
        records: Of "series-controls".
        measured: Of "series-memorised", where most networks of such pairs are.

    Returns:
        Columns `control`, `network`, `activation`, `parameters`, `reference` (sizes of the other
        network or ""), `is_exact`, `trials`, `theory_n50` (over all draws, NaN if unknown),
        `exact_n50`, `exact_low`, `exact_high` (of the reference, exact only if `is_exact`),
        `trained_n50`, `trained_low`, `trained_high`, `ratio`, `ratio_low`, `ratio_high` (trained
        over reference, interval over the same trials), `short_trials` (training failed at as many
        points as the reference memorises, or fewer), `ahead_trials` (it memorised what the
        reference does not), `lacking_points` (mean of reference less trained), `note`.

    Raises:
        ValueError: If the two networks of a pair did not meet the same trials.
    """
    alone = [
        _describe(
            Control(record.params["control"]),
            _Trained.read(record, "trained"),
            [[points, points + 1] for points in record.result["known"]],
        )
        for record in records
        if record.result.get("known") is not None
    ]
    found = [_Trained.read(record, "trials") for record in measured]
    names = {one.name for one in found}
    parts = [record for record in records if record.params["control"] in _OF_TWO]
    own = [_Trained.read(record, "trained") for record in parts]
    found += [one for one in own if one.name not in names]
    return pd.DataFrame(alone + [row for one in found for row in _hold_against(one, found)])


def teachers_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row a network and number of points: students that fit what their teacher says.

    Returns:
        Columns `network`, `activation`, `parameters`, `taught_points`, `candidates`, `teachers`,
        `points`, `points_ratio` (over those taught), `fitted`, `share`, `share_low`,
        `share_high` (Wilson's 95 % interval; NaN without a teacher).
    """
    rows = []
    for record in records:
        if Control(record.params["control"]) is not Control.TEACHERS:
            continue
        params, result = record.params, record.result
        teachers = result["teachers"]
        for points, fitted in zip(result["points"], result["fitted"], strict=True):
            share = wilson_interval(fitted, teachers) if teachers else None
            rows.append(
                {
                    "network": params["sizes"],
                    "activation": params["activation"],
                    "parameters": result["parameters"],
                    "taught_points": params["taught_points"],
                    "candidates": result["candidates"],
                    "teachers": teachers,
                    "points": points,
                    "points_ratio": points / params["taught_points"],
                    "fitted": fitted,
                    "share": fitted / teachers if share else np.nan,
                    "share_low": share.low if share else np.nan,
                    "share_high": share.high if share else np.nan,
                }
            )
    return pd.DataFrame(rows)


def find_theory(control: Control, sizes: tuple[int, ...], activation: Activation) -> float:
    """Return the n50 that a theorem gives over all draws; NaN where there is none.

    Of a projection it is what the construction reaches, not what the network can.
    """
    if control is Control.NEURON:
        return mackay_point(sizes[0] + 1)
    if control is Control.LINE:
        rectified = activation is Activation.RELU
        changes = (most_rectifier_changes if rectified else most_step_changes)(sizes[1])
        return mackay_point(equivalent_parameters(changes))
    return fewest_points(sizes, activation) if control is Control.PROJECTION else np.nan


_OF_TWO = (Control.NESTED.value, Control.SAME.value)


@dataclass(frozen=True, slots=True)
class _Trained:
    """A network with the ends of its trials."""

    sizes: tuple[int, ...]
    activation: Activation
    parameters: int
    seed: int
    ends: Pairs

    @classmethod
    def read(cls, record: Record, ends: str) -> _Trained:
        params, result = record.params, record.result
        return cls(
            parse_sizes(params["sizes"]),
            Activation(params["activation"]),
            result["parameters"],
            params["seed"],
            result[ends],
        )

    @property
    def name(self) -> tuple[tuple[int, ...], Activation]:
        return self.sizes, self.activation


def _hold_against(one: _Trained, others: Sequence[_Trained]) -> Iterator[dict[str, Any]]:
    """Yield a row for each other network that says what this one can memorise at least."""
    for other in others:
        if other.activation is not one.activation:
            continue
        if contains(one.sizes, other.sizes, one.activation):
            control = Control.NESTED
        elif one.parameters < other.parameters and realise_the_same(
            one.sizes, other.sizes, one.activation
        ):
            control = Control.SAME
        else:
            continue
        if one.seed != other.seed:
            raise ValueError(
                f"{format_sizes(one.sizes)} and {format_sizes(other.sizes)} did not meet the "
                f"same trials: their seeds are {one.seed} and {other.seed}"
            )
        yield _describe(control, one, other.ends, format_sizes(other.sizes))


def _describe(control: Control, one: _Trained, reference: Pairs, other: str = "") -> dict[str, Any]:
    trials = min(len(one.ends), len(reference))
    trained, reference = one.ends[:trials], reference[:trials]
    pairs = list(zip(trained, reference, strict=True))
    known, found = find_n50(reference), find_n50(trained)
    ratio = compare_n50(trained, reference)
    return {
        "control": control.value,
        "network": format_sizes(one.sizes),
        "activation": one.activation.value,
        "parameters": one.parameters,
        "reference": other,
        "is_exact": control.is_exact,
        "trials": len(trained),
        "theory_n50": find_theory(control, one.sizes, one.activation),
        **_spread("exact", known.points, known.low, known.high),
        **_spread("trained", found.points, found.low, found.high),
        "ratio": ratio.points,
        "ratio_low": ratio.low,
        "ratio_high": ratio.high,
        "short_trials": sum(ours[1] <= theirs[0] for ours, theirs in pairs),
        "ahead_trials": sum(ours[0] >= theirs[1] for ours, theirs in pairs),
        "lacking_points": float(np.mean([theirs[0] - ours[0] for ours, theirs in pairs])),
        "note": NOTES[control],
    }


def _spread(name: str, points: float, low: float, high: float) -> dict[str, float]:
    return {f"{name}_n50": points, f"{name}_low": low, f"{name}_high": high}
