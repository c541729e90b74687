"""The readings as they stand against what networks memorise: evidence, and rows of the scoreboard.

A reading that grants a network C bits expects what neurons of C parameters in all would memorise
at even odds: two label bits for each of them, by Cover's theorem.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import exp, log

import pandas as pd

from engine.exhibits.activation_names import say_activation
from engine.exhibits.claim import CannotTestError, Claim, Evidence, Finding
from engine.exhibits.readings import READINGS
from engine.exhibits.score import Ratio, Score, Statement
from engine.lab.small_samples import geometric_mean_interval
from engine.records.record import Record
from engine.studies.series.claims import BOTTLENECK_RELU, BOTTLENECK_STEP, BOTTLENECK_TANH
from engine.studies.series.factor_fits import COMPARED_ACTIVATIONS
from engine.studies.series.measured import FITTED
from engine.studies.series.network_findings import choose_bottlenecks
from engine.studies.series.predictors import COVER_FACTOR
from engine.studies.series.stated_claims import FARTHEST, STATED
from engine.theory.capacity import Reading

_FEWEST_FAMILIES = 3

_SAYS = {
    Reading.DECISION_LAYER: "A network holds what its last dense layer has",
    Reading.WIDTH_CAPPED: "A layer holds at most a bit for each neuron of the layer before",
    Reading.RUNNING_MINIMUM: "A layer holds at most a bit for each neuron of the narrowest before",
    Reading.ALL_PARAMETERS: "A network holds a bit for each parameter, wherever it stands",
}
_BOTTLENECKS = {"tanh": BOTTLENECK_TANH, "relu": BOTTLENECK_RELU, "step": BOTTLENECK_STEP}


def list_evidence(
    networks: pd.DataFrame, records: Sequence[Record]
) -> list[tuple[Claim, Callable[[], Evidence]]]:
    """Return the claim on each reading with what finds its evidence.

    Args:
        networks: See `measured.measure_frame`.
        records: What they were computed from.
    """
    return [
        *(
            (claim, partial(_find, networks, reading, tuple(records)))
            for reading, claim in STATED.items()
        ),
        (FARTHEST, partial(_find_farthest, networks, tuple(records))),
    ]


def list_scores(networks: pd.DataFrame, findings: Sequence[Finding]) -> list[Score]:
    """Return a row for each reading, and one for the bottlenecks of each activation.

    Args:
        networks: See `measured.measure_frame`.
        findings: What the records say.
    """
    by_claim = {one.claim.id: one for one in findings}
    readings = [
        _score_reading(rank, reading, by_claim[claim.id])
        for rank, (reading, claim) in enumerate(STATED.items(), start=50)
    ]
    bottlenecks = [
        _score_bottleneck(rank, networks, name, by_claim[claim.id])
        for rank, (name, claim) in enumerate(_BOTTLENECKS.items(), start=60)
    ]
    return readings + bottlenecks


def _find(networks: pd.DataFrame, reading: Reading, records: tuple[Record, ...]) -> Evidence:
    chosen = networks[
        (networks["role"] == FITTED) & networks["activation"].isin(COMPARED_ACTIVATIONS)
    ]
    ratios = chosen["label_bits"] / (COVER_FACTOR * chosen[reading.value])
    families = ratios.map(log).groupby(chosen["family"]).mean().map(exp)
    if len(families) < _FEWEST_FAMILIES:
        raise CannotTestError(f"this build has {len(families)} families of networks, too few")
    mean = geometric_mean_interval(list(families))
    return Evidence(
        {
            "ratio": mean.estimate,
            "low": mean.low,
            "high": mean.high,
            "smallest": float(ratios.min()),
            "largest": float(ratios.max()),
            "families": len(families),
            "networks": len(chosen),
        },
        records,
        n=len(families),
        unit="families of networks",
        estimate=mean.estimate,
        low=mean.low,
        high=mean.high,
        test="t interval of logarithms over families",
        quantity=f"points memorised over those that {READINGS[reading.value]} expects",
    )


def _find_farthest(networks: pd.DataFrame, records: tuple[Record, ...]) -> Evidence:
    found = {reading: _find(networks, reading, records) for reading in STATED}
    ratios = {reading: one.values["ratio"] for reading, one in found.items()}
    farthest = max(ratios, key=lambda one: abs(log(ratios[one])))
    own = found[Reading.DECISION_LAYER]
    return Evidence(
        {
            "farthest": farthest.value,
            "label": READINGS[farthest.value],
            "farthest_ratio": ratios[farthest],
            "ratio": ratios[Reading.DECISION_LAYER],
            "families": own.n,
        },
        records,
        n=own.n,
        unit="families of networks",
        estimate=own.estimate,
        low=own.low,
        high=own.high,
        test="t interval of logarithms over families",
        quantity=own.quantity,
    )


def _score_reading(rank: int, reading: Reading, finding: Finding) -> Score:
    found = finding.evidence
    return Score(
        rank=rank,
        rule=f"Rule 4, {READINGS[reading.value]}",
        says=_SAYS[reading],
        statement=Statement.CONVENTION,
        tested_on=f"{found.values['networks']} networks of {found.n} families"
        if found.values
        else "too few networks",
        link=f"memorised/#{finding.anchor}",
        finding=finding,
        ratio=None
        if found.estimate is None
        else Ratio(
            found.estimate,
            found.low,
            found.high,
            what="points at even odds over those expected",
            span="95 % interval over families",
        ),
    )


def _score_bottleneck(rank: int, networks: pd.DataFrame, name: str, finding: Finding) -> Score:
    chosen = choose_bottlenecks(networks, name)
    ratios = chosen["over_cap"]
    ratio = None
    if len(ratios):
        several = len(ratios) > 1
        ratio = Ratio(
            exp(ratios.map(log).mean()),
            float(ratios.min()) if several else None,
            float(ratios.max()) if several else None,
            what="points at even odds over those of the width cap",
            span="range over networks" if several else "",
        )
    return Score(
        rank=rank,
        rule=f"Rule 4, bottlenecks of {say_activation(name)}",
        says="One or two neurons cap what lies behind them: nothing above 1",
        statement=Statement.CONVENTION,
        tested_on=f"{len(chosen)} network{'s' if len(chosen) != 1 else ''}",
        link=f"memorised/#{finding.anchor}",
        finding=finding,
        ratio=ratio,
    )
