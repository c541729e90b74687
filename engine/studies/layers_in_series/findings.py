"""The evidence of each claim on rule 4, from the records of one build."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from engine.exhibits.activation_names import say_activation
from engine.exhibits.claim import CannotTestError, Evidence, Finding
from engine.exhibits.readings import READINGS
from engine.lab.small_samples import (
    bootstrap_interval,
    geometric_mean_interval,
    smallest_sign_flip_p,
)
from engine.lab.statistics import holm, paired_p
from engine.records.record import Record
from engine.studies.layers_in_series.claims import CLAIMS
from engine.studies.layers_in_series.controls import (
    find_shortfalls,
    name_lacking,
    summarise_shortfalls,
)
from engine.studies.layers_in_series.measured import (
    MAIN_ACTIVATION,
    ONE_BIT_ACTIVATION,
    count_sides,
)
from engine.studies.layers_in_series.strata import (
    COMPARED,
    compare_readings,
    find_trends,
    off_by_factor,
)
from engine.theory.cover import largest_memorised

EXAMPLE_PARAMETERS = 9
"""Of the neuron that shows what more than a bit a parameter means at 95 % success."""

RELU = "relu"
"""The activation beside `ONE_BIT_ACTIVATION` that is compared with the main one."""

_NETWORKS = "networks, each with draws of points and labels of its own"
_DISTANCE = (
    f"distance of the prediction of {' over that of '.join(READINGS[one] for one in COMPARED)}, "
    "geometric mean"
)


def judge(networks: pd.DataFrame, ratios: pd.DataFrame, records: Sequence[Record]) -> list[Finding]:
    """Return what the records say of every claim on rule 4.

    Args:
        networks: See `measured.network_frame`.
        ratios: See `measured.ratio_frame`.
        records: What they were computed from.
    """
    main = ratios[ratios["activation"] == MAIN_ACTIVATION]
    step = ratios[ratios["activation"] == ONE_BIT_ACTIVATION]
    evidence: dict[str, Callable[[], Evidence]] = {
        "rule-4-one-output": lambda: _nearest(main, "one output", records),
        "rule-4-several-outputs": lambda: _nearest(main, "several outputs", records),
        "rule-4-size-trend": lambda: _trend(main, "one output", records),
        "rule-4-size-trend-several-outputs": lambda: _trend(main, "several outputs", records),
        "rule-4-above-neurons": lambda: _above_neurons(networks, main, records),
        "rule-4-beyond-cap": lambda: _excess(main, "width_capped", records),
        "rule-4-beyond-cap-step": lambda: _excess(step, "width_capped", records),
        "rule-4-training-one-hidden": lambda: _shortfall(records, "one hidden neuron"),
        "rule-4-training-more-hidden": lambda: _shortfall(records, "more than one hidden neuron"),
        "rule-4-relu": lambda: _activation(networks, RELU, records),
        "rule-4-step": lambda: _activation(networks, ONE_BIT_ACTIVATION, records),
    }
    return [claim.judge_by(evidence[claim.id], records) for claim in CLAIMS]


def _nearest(main: pd.DataFrame, outputs: str, records: Sequence[Record]) -> Evidence:
    compared = compare_readings(main)
    found = [one for one in compared if (one["outputs"], one["success"]) == (outputs, 0.5)]
    if not found:
        raise CannotTestError(f"this build has no network of {outputs}")
    one = found[0]
    single = main["outputs"] == 1
    part = main[single if outputs == "one output" else ~single]
    smallest = min(1.0, len(compared) * smallest_sign_flip_p(one["networks"]))
    return Evidence(
        {**one, **_factors(part), "smallest_p": smallest},
        tuple(records),
        n=one["networks"],
        unit=_NETWORKS,
        estimate=one["distance"],
        quantity=_DISTANCE,
        low=None if np.isnan(one["low"]) else one["low"],
        high=None if np.isnan(one["high"]) else one["high"],
        p=one["p"],
        test="sign flips of the distances of both predictions; t interval of their ratio",
        correction=f"Holm over {len(compared)}: one and several outputs, two levels of success",
    )


def _factors(part: pd.DataFrame) -> dict[str, float]:
    factors = {}
    for reading in COMPARED:
        chosen = part[(part["success"] == 0.5) & (part["reading"] == reading)]
        found = bootstrap_interval(np.log(chosen["ratio"].to_numpy(dtype=float)), off_by_factor)
        factors[reading] = found.estimate
        factors[f"{reading}_low"], factors[f"{reading}_high"] = found.low, found.high
    return factors


def _trend(main: pd.DataFrame, outputs: str, records: Sequence[Record]) -> Evidence:
    trends = {(one.outputs, one.success): one for one in find_trends(main)}
    found, high = trends.get((outputs, 0.5)), trends.get((outputs, 0.95))
    if found is None:
        raise CannotTestError(f"a trend needs four networks of {outputs} and two sizes")
    chosen = found.networks
    first, last = chosen.iloc[0], chosen.iloc[-1]
    growth = found.growth
    values = {
        "networks": len(chosen),
        "growth": growth.estimate,
        "low": growth.low,
        "high": growth.high,
        "p": found.p,
        "growth_95": high and high.growth.estimate,
        "low_95": high and high.growth.low,
        "high_95": high and high.growth.high,
        "p_95": high and high.p,
        "first": float(first["ratio"]),
        "first_network": str(first["network"]),
        "last": float(last["ratio"]),
        "last_network": str(last["network"]),
    }
    return Evidence(
        values,
        tuple(records),
        n=len(chosen),
        unit=_NETWORKS,
        estimate=growth.estimate,
        low=growth.low,
        high=growth.high,
        p=found.p,
        test="least squares on logarithms, t test and t interval of the slope",
        correction=f"Holm over {len(trends)}: one and several outputs, two levels of success",
        quantity="growth of measured over predicted points for each doubling of size",
    )


def _above_neurons(
    networks: pd.DataFrame, main: pd.DataFrame, records: Sequence[Record]
) -> Evidence:
    found = _excess(main, "all_parameters", records)
    own = networks[networks["activation"] == MAIN_ACTIVATION]
    values = {
        **found.values,
        "beyond": int((own["bits_per_parameter_at_95_percent"] > 1).sum()),
        "neuron_parameters": EXAMPLE_PARAMETERS,
        "neuron_points": largest_memorised(EXAMPLE_PARAMETERS, 0.95),
    }
    return replace(found, values=values)


def _excess(part: pd.DataFrame, reading: str, records: Sequence[Record]) -> Evidence:
    chosen = part[(part["success"] == 0.95) & (part["reading"] == reading)]
    if not len(chosen):
        raise CannotTestError("this build has no such network")
    sides = count_sides(chosen)
    listed = sides["above_networks"] + sides["between_networks"] + sides["below_networks"]
    return Evidence(
        {**sides, "networks": listed},
        tuple(records),
        n=len(chosen),
        unit=_NETWORKS,
        test=f"intervals of the fits, widened to hold for all {len(chosen)} together",
        correction=f"Bonferroni over {len(chosen)} networks",
    )


def _shortfall(records: Sequence[Record], kind: str) -> Evidence:
    every = find_shortfalls(records)
    tested = [
        one for one in every if (one.record.params["hidden"] == 1) == (kind == "one hidden neuron")
    ]
    if not tested:
        raise CannotTestError(f"of no network with {kind} the exact answer is known")
    known = [one.record for one in tested]
    compared = [one for one in records if one.params["activation"] == MAIN_ACTIVATION]
    found = summarise_shortfalls(tested)
    return Evidence(
        {**found, "kind": kind, "tested": len(every), "lacking": name_lacking(known, compared)},
        tuple(known),
        n=len(tested),
        unit=_NETWORKS,
        estimate=found["mean"],
        quantity="memorised points over those that some weights memorise, geometric mean",
        p=found["p"],
        test="points against exact probabilities, one-sided, the smallest p of a network",
        correction=f"Holm over {len(every)}: every network whose exact answer is known",
    )


def _activation(networks: pd.DataFrame, name: str, records: Sequence[Record]) -> Evidence:
    said = say_activation(name)
    wide = networks.pivot(index="network", columns="activation", values="points_at_50_percent")
    logs = {
        other: np.log(both[other] / both[MAIN_ACTIVATION]).tolist()
        for other in (RELU, ONE_BIT_ACTIVATION)
        if other in wide and len(both := wide[[MAIN_ACTIVATION, other]].dropna()) >= 3
    }
    if name not in logs:
        raise CannotTestError(
            f"this build has too few networks both with {MAIN_ACTIVATION} and with {said}"
        )
    corrected = dict(zip(logs, holm([paired_p(one) for one in logs.values()]), strict=True))
    ratio = geometric_mean_interval(np.exp(logs[name]).tolist())
    values = {
        "networks": len(logs[name]),
        "ratio": ratio.estimate,
        "low": ratio.low,
        "high": ratio.high,
        "p": corrected[name],
    }
    quantity = f"points memorised with {said} over those with {MAIN_ACTIVATION}, geometric mean"
    return Evidence(
        values,
        tuple(records),
        n=len(logs[name]),
        unit=_NETWORKS,
        estimate=ratio.estimate,
        low=ratio.low,
        high=ratio.high,
        p=corrected[name],
        test="t test and t interval on logarithms",
        correction=f"Holm over {len(logs)}: {' and '.join(map(say_activation, logs))}",
        quantity=quantity,
    )
