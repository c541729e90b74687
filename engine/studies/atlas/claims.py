"""What the atlas claims: capacity against accuracy over all models, and what the table holds."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from engine.exhibits.claim import (
    Claim,
    Evidence,
    Finding,
    Kind,
    Values,
    Verdict,
    by_interval,
    holds_if,
)
from engine.lab.fisher import widen_correlation
from engine.lab.statistics import Interval
from engine.records.record import Record
from engine.studies.atlas.evidence_parts import TimmResults
from engine.studies.atlas.leave_out import EXTRA_DATA, NOTHING, TOGETHER
from engine.studies.atlas.timm_agreement import PARAMETERS_AGREE, TWINS, judge_agreement
from engine.studies.atlas.timm_claims import COMPLETE as TIMM_COMPLETE
from engine.studies.atlas.timm_claims import (
    EQUAL,
    GIVEN_SIZES,
    LESS,
    MIXED,
    ROBUST,
    TELLS,
    WIDTH,
    WITHIN,
)
from engine.studies.atlas.timm_evidence import judge_timm

__all__ = [
    "COMPLETE",
    "EQUAL",
    "FRONTS",
    "GIVEN_PARAMETERS",
    "GIVEN_SIZES",
    "LESS",
    "MAPPED",
    "MEC_ALONE",
    "MIXED",
    "PAIRS",
    "PARAMETERS_AGREE",
    "PARAMETERS_ALONE",
    "ROBUST",
    "STACKS",
    "TELLS",
    "TIMM_COMPLETE",
    "TWINS",
    "WIDTH",
    "WITHIN",
    "TimmResults",
    "judge",
    "judge_agreement",
    "judge_timm",
]

BOOTSTRAP = "bootstrap of whole families"


def _decide_given(values: Values) -> Verdict:
    """Decide by the intervals of all models and of those left without any one group."""
    if min(values["lows"]) > 0:
        return Verdict.HOLDS
    return Verdict.FAILS if max(values["highs"]) < 0 else Verdict.OPEN


_GIVEN = (
    "Held against the parameter count, MEC correlates with accuracy at "
    "{{ all.partial_rho | number(2) }} (95 % interval {{ all.partial_low | number(2) }} to "
    "{{ all.partial_high | number(2) }}, {{ all['count'] }} models of {{ n }} families)"
)
_WITHOUT = (
    " Leaving out one family moves it between {{ least.partial_rho | number(2) }} (without "
    "{{ least.left_out }}) and {{ most.partial_rho | number(2) }} (without {{ most.left_out }}); "
    "without {{ together.left_out }}, {{ together.models_left_out }} models that share a "
    "classifier, it is {{ together.partial_rho | number(2) }} "
    "({{ together.partial_low | number(2) }} to {{ together.partial_high | number(2) }}), and "
    "without the {{ extra.models_left_out }} models trained on extra data "
    "{{ extra.partial_rho | number(2) }} ({{ extra.partial_low | number(2) }} to "
    "{{ extra.partial_high | number(2) }})."
)

GIVEN_PARAMETERS = Claim(
    id="atlas-given-parameters",
    question="Does a larger MEC go with a higher accuracy at the same parameter count?",
    kind=Kind.MEASURED,
    decide=_decide_given,
    says={
        Verdict.HOLDS: f"{_GIVEN}, and no family that is left out undoes it.{_WITHOUT}",
        Verdict.OPEN: f"{_GIVEN}.{_WITHOUT}",
        Verdict.FAILS: f"{_GIVEN}: a larger MEC with a lower accuracy, and no family that is left "
        f"out undoes it.{_WITHOUT}",
    },
    headings={
        Verdict.HOLDS: "Over Keras and torchvision, MEC adds to the parameter count when accuracy "
        "is to be told.",
        Verdict.OPEN: "Over Keras and torchvision, whether MEC adds to the parameter count is not "
        "settled.",
        Verdict.FAILS: "Over Keras and torchvision, a larger MEC goes with a lower accuracy at the "
        "same parameter count.",
    },
    false_if="The interval of the partial rank correlation lies below zero, for all models and "
    "without any one family or group.",
    counterexample={"lows": [-0.6, -0.5], "highs": [-0.2, -0.1]},
)


def _alone(identifier: str, name: str) -> Claim:
    said = (
        f"Alone, {name} correlates with accuracy at {{{{ rho | number(2) }}}} "
        "({{ rho_low | number(2) }} to {{ rho_high | number(2) }}, widened so that the intervals "
        "of MEC and of the parameter count hold at once with 95 %)"
    )
    return Claim(
        id=identifier,
        question=f"Does {name} alone go with accuracy?",
        kind=Kind.MEASURED,
        decide=by_interval("rho_low", "rho_high"),
        says={
            Verdict.HOLDS: f"{said}: more goes with a higher accuracy.",
            Verdict.OPEN: f"{said}: not settled.",
            Verdict.FAILS: f"{said}: more goes with a lower accuracy.",
        },
        false_if="The interval of the rank correlation, widened for the two of MEC and of the "
        "parameter count, lies below zero.",
        counterexample={"rho_low": -0.7, "rho_high": -0.2},
    )


MEC_ALONE = _alone("atlas-mec-alone", "MEC")
PARAMETERS_ALONE = _alone("atlas-parameters-alone", "the parameter count")
ALONE = (MEC_ALONE, PARAMETERS_ALONE)
"""Looked at together: one of two intervals lies off zero more often than one in twenty."""

_FRONTS = (
    "On the Pareto front by MEC stand {{ front_mec | listing }}; by parameters "
    "{{ front_parameters | listing }}"
)

FRONTS = Claim(
    id="atlas-fronts",
    question="Do the same models stand on the Pareto front by MEC and on that by parameters?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: set(v["front_mec"]) == set(v["front_parameters"])),
    says={
        Verdict.HOLDS: f"{_FRONTS}: the same models.",
        Verdict.FAILS: f"{_FRONTS}: {{{{ on_both }}}} of them on both.",
    },
    false_if="One model stands on one of the two fronts and not on the other.",
    counterexample={"front_mec": ["ResNet50V2"], "front_parameters": ["ResNet101V2"]},
)

COMPLETE = Claim(
    id="atlas-complete",
    question="Could every model be measured?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["failures"] == 0),
    says={
        Verdict.HOLDS: "No model had to be left out.",
        Verdict.FAILS: "{{ failures }} models could not be measured; a table names them with the "
        "reason, and they appear nowhere else.",
    },
    false_if="The measurement of one model fails.",
    counterexample={"failures": 1},
)

STACKS = Claim(
    id="atlas-stacks",
    question="Do the readings of rule 4 agree about every model?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["stacks"] == 0),
    says={
        Verdict.HOLDS: "No classifier here is a stack of dense layers, so the readings of rule 4 "
        "agree about all {{ n }} models.",
        Verdict.FAILS: "In {{ stacks }} of {{ n }} models the classifier is a stack of dense "
        "layers, so the readings of rule 4 disagree about them.",
    },
    false_if="The classifier of one model is a stack of dense layers.",
    counterexample={"stacks": 1},
)

MAPPED = Claim(
    id="atlas-mapped",
    question="Is every decision layer a dense one?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: not v["mapped"]),
    says={
        Verdict.HOLDS: "Every decision layer is dense.",
        Verdict.FAILS: "In {{ mapped | listing }} the decision layer is a 1×1 convolution over a "
        "map, averaged afterwards. Its weights are shared between positions and count once.",
    },
    false_if="The decision layer of one model stands at more than one position of a map.",
    counterexample={"mapped": ["SqueezeNet"]},
)

PAIRS = Claim(
    id="atlas-pairs",
    question="Do both libraries give one architecture the same MEC?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: not v["pairs_differ"]),
    says={
        Verdict.HOLDS: "{{ pairs }} architectures bear one name in both libraries. In all of them "
        "the classifier has the same MEC under all four readings.",
        Verdict.FAILS: "{{ pairs }} architectures bear one name in both libraries. In "
        "{{ pairs_agree }} of them the classifier has the same MEC under all four readings; it "
        "differs in {{ pairs_differ | listing }}, for the reason that the table names.",
    },
    false_if="One architecture has unlike MEC in the two libraries under one reading of rule 4.",
    counterexample={"pairs": 17, "pairs_agree": 16, "pairs_differ": ["VGG16"]},
)


def judge(facts: Values, leave_out: pd.DataFrame, records: Sequence[Record]) -> tuple[Finding, ...]:
    """Return what the records say of the atlas.

    Args:
        facts: What the page knows of the models, `mec` and `parameters` with their correlations.
        leave_out: The rows of the table `atlas-leave-out`.
        records: What they were computed from.
    """
    models = partial(Evidence, records=tuple(records), n=facts["count"], unit="models")
    of_pairs = partial(Evidence, records=tuple(records), unit="architectures in both libraries")
    on_both = set(facts["front_mec"]) & set(facts["front_parameters"])
    values = {**facts, "n": facts["count"], "on_both": len(on_both)}
    return (
        GIVEN_PARAMETERS.judge(_given_evidence(leave_out, facts["families"], records)),
        *(
            claim.judge(_alone_evidence(name, facts[key], facts["families"], records))
            for claim, name, key in (
                (MEC_ALONE, "MEC", "mec"),
                (PARAMETERS_ALONE, "parameters", "parameters"),
            )
        ),
        *(claim.judge(models(values)) for claim in (FRONTS, COMPLETE, STACKS, MAPPED)),
        PAIRS.judge(of_pairs(facts, n=facts["pairs"])),
    )


def _alone_evidence(name: str, row: Values, families: int, records: Sequence[Record]) -> Evidence:
    found = Interval(row["rho"], row["rho_low"], row["rho_high"])
    wide = widen_correlation(found, len(ALONE))
    return Evidence(
        {"rho": wide.estimate, "rho_low": wide.low, "rho_high": wide.high},
        tuple(records),
        n=families,
        unit="families, whose models are alike",
        estimate=wide.estimate,
        quantity=f"Spearman's ρ of {name} with top-1 accuracy",
        low=wide.low,
        high=wide.high,
        test=f"{BOOTSTRAP}, widened on Fisher's scale",
        correction=f"Bonferroni over {len(ALONE)}: MEC and parameters",
    )


def _given_evidence(leave_out: pd.DataFrame, families: int, records: Sequence[Record]) -> Evidence:
    rows = {row["left_out"]: row for row in leave_out.to_dict(orient="records")}
    groups = (NOTHING, TOGETHER, EXTRA_DATA)
    single: list[Mapping[Any, Any]] = [row for name, row in rows.items() if name not in groups]
    everything = rows[NOTHING]
    return Evidence(
        {
            "all": everything,
            "together": rows[TOGETHER],
            "extra": rows[EXTRA_DATA],
            "least": min(single, key=lambda row: float(row["partial_rho"])),
            "most": max(single, key=lambda row: float(row["partial_rho"])),
            "lows": leave_out["partial_low"].tolist(),
            "highs": leave_out["partial_high"].tolist(),
            "n": families,
        },
        tuple(records),
        n=families,
        unit="families, whose models are alike",
        estimate=everything["partial_rho"],
        quantity="partial ρ of MEC with top-1 accuracy, parameters held fixed",
        low=everything["partial_low"],
        high=everything["partial_high"],
        test=f"partial rank correlation, {BOOTSTRAP}, none and any one left out",
    )
