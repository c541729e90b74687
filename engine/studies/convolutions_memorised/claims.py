"""What whole networks memorise, held against what the readings of rule 4 leave them.

Training that succeeds is a proof; training that fails is none. So each claim here can be refuted
by what was memorised, and is left open otherwise.
"""

from collections.abc import Mapping, Sequence
from math import inf, isinf, isnan
from typing import Any

from engine.exhibits.claim import (
    CannotTestError,
    Claim,
    Evidence,
    Finding,
    Kind,
    Values,
    Verdict,
)
from engine.records.record import Record

NETWORK = "cnn2"
"""The network that every profile trains, with batch norm."""

_MEMORISED = (
    "{{ memorised_points | integer }} images with one of 10 random classes each, at least "
    '{{ memorised_bits | round(0, "floor") | integer }} bits'
)

_TRAINED_ALIKE = (
    "In {{ steps | integer }} steps CNN1 memorises {{ cnn1_points | integer }} images of noise and "
    "CNN2 {{ cnn2_points | integer }}, every label right: {{ low | number(1) }}"
    "{{ ' to ' ~ (high | number(1)) if cnn1_refused else '' }} times as many, between the last "
    "numbers memorised and the first at which training fell short"
)


def _refute_if(is_refuted: bool) -> Verdict:
    return Verdict.FAILS if is_refuted else Verdict.OPEN


def _decide_alone(values: Values) -> Verdict:
    if isnan(values["decision_refused_points"]):
        raise CannotTestError("no number of digits is proved to be too many for its decision layer")
    return _refute_if(values["memorised_points"] >= values["decision_refused_points"])


def _decide_ratio(values: Values) -> Verdict:
    if values["low"] > values["mec_ratio"] or values["high"] < values["mec_ratio"]:
        return Verdict.FAILS
    return Verdict.OPEN if isinf(values["high"]) else Verdict.HOLDS


MEC = Claim(
    id="cnn-memorised-mec",
    question="Does CNN2 as a whole memorise no more bits than the MEC of its decision layer?",
    kind=Kind.MEASURED,
    decide=lambda values: _refute_if(values["memorised_bits"] > values["decision_layer_bits"]),
    says={
        Verdict.FAILS: f"Trained as a whole, CNN2 has every label right on {_MEMORISED}: "
        "{{ over_decision_layer | number(1) }} times the {{ decision_layer_bits | integer }} bits "
        "that the MEC of its decision layer gives it. Its weights are at hand, so this is proved. "
        "The MEC of the decision layer is no bound on what the network memorises, "
        "and what CNN1 and CNN2 need is not compared by it alone.",
        Verdict.OPEN: f"Trained as a whole, CNN2 has every label right on {_MEMORISED}, within the "
        "{{ decision_layer_bits | integer }} bits of the MEC of its decision layer. Training in so "
        "few steps proves nothing about what it could not do.",
    },
    headings={
        Verdict.FAILS: "The whole network memorises more than the MEC of its decision layer",
        Verdict.OPEN: "Whether the network exceeds the MEC of its decision layer is open",
    },
    false_if="The network is seen to have every label right on more images than that MEC has "
    "bits for, in each draw of images and labels and on both kinds of images.",
    counterexample={"memorised_bits": 9966.0, "decision_layer_bits": 3760},
)

ALONE = Claim(
    id="cnn-memorised-alone",
    question="Does CNN2 as a whole memorise no more digits than its decision layer does alone?",
    kind=Kind.MEASURED,
    decide=_decide_alone,
    says={
        Verdict.FAILS: "Before convolutions that stand still, the decision layer of CNN2 is proved "
        "to fail at {{ decision_refused_points | integer }} digits. Where the convolutions learn "
        "the labels too, the network has all of {{ memorised_points | integer }} digits right. "
        "Convolutions memorise.",
        Verdict.OPEN: "The network as a whole has all of {{ memorised_points | integer }} digits "
        "right; its decision layer alone is proved to fail at "
        "{{ decision_refused_points | integer }} only. Whether convolutions memorise is open.",
    },
    false_if="The network is seen to have every label right on more digits than its decision "
    "layer is proved to fail at in every training.",
    counterexample={"memorised_points": 2800, "decision_refused_points": 1815.0},
)

PARAMETERS = Claim(
    id="cnn-memorised-parameters",
    question="Does CNN2 memorise at most one bit a parameter, all parameters counted?",
    kind=Kind.MEASURED,
    decide=lambda values: _refute_if(values["memorised_bits"] > values["parameters"]),
    says={
        Verdict.FAILS: "No reading of rule 4 gives CNN2 more than one bit for each of its "
        "{{ parameters | integer }} parameters; it memorises {{ bits_per_parameter | number(2) }} "
        "at least. MEC is about every labelling, and random labels are one: by Cover's theorem "
        "a single neuron memorises two random bits a parameter at even odds.",
        Verdict.OPEN: "CNN2 memorises {{ bits_per_parameter | number(2) }} bits a parameter at "
        "least, within one for each of its {{ parameters | integer }} parameters.",
    },
    false_if="The network is seen to have every label right on images that hold more bits than it "
    "has parameters, in each draw and on both kinds of images.",
    counterexample={"memorised_bits": 9966.0, "parameters": 4841},
)

RATIO = Claim(
    id="cnn-memorised-ratio",
    question="Trained alike, does CNN1 memorise as many times what CNN2 does as the MEC of its "
    "decision layer is larger?",
    kind=Kind.MEASURED,
    decide=_decide_ratio,
    says={
        Verdict.HOLDS: f"{_TRAINED_ALIKE}. The ratio of their MEC, "
        "{{ mec_ratio | number(2) }}, lies within.",
        Verdict.FAILS: f"{_TRAINED_ALIKE}. The ratio of their MEC is "
        "{{ mec_ratio | number(2) }}: what the decision layers could hold does not tell how the "
        "networks compare.",
        Verdict.OPEN: f"{_TRAINED_ALIKE}. No number of images was found at which CNN1 falls short, "
        "so the ratio has no upper end to hold the {{ mec_ratio | number(2) }} of their MEC "
        "against.",
    },
    false_if="The ratio of what both memorise, from the last rungs memorised and the first that "
    "fell short, lies above or below that of the MEC of their decision layers.",
    counterexample={"low": 4.7, "high": 6.3, "mec_ratio": 4.17},
)

SMALL = Claim(
    id="cnn-memorised-small",
    question="Do small convolutional networks memorise no more than their decision layer would "
    "as a single neuron?",
    kind=Kind.MEASURED,
    decide=lambda values: _refute_if(values["least"] > 1),
    says={
        Verdict.FAILS: "Each of the {{ networks }} small convolutional networks memorises more "
        "than its decision layer would as a single neuron of so many parameters, "
        "{{ smallest | number(1) }} to {{ largest | number(1) }} times as many points at even "
        "odds; all parameters taken as those of a single neuron, it is "
        "{{ smallest_of_all | number(2) }} to {{ largest_of_all | number(2) }} times as many.",
        Verdict.OPEN: "Not each of the {{ networks }} small convolutional networks was trained to "
        "memorise more than its decision layer would as a single neuron of so many parameters: "
        "{{ smallest | number(1) }} to {{ largest | number(1) }} times as many points at even "
        "odds. Training proves no upper end.",
    },
    false_if="Each network's number of points at even odds, at the lower end of its interval, "
    "exceeds that of a neuron with the parameters of its decision layer by Cover's theorem.",
    counterexample={"least": 2.1},
)


def judge_small(rows: Sequence[Mapping[str, Any]], records: Sequence[Record]) -> Finding:
    """Return what the records say of the small networks.

    Args:
        rows: Rows of their table, see `small`.
        records: What they were computed from.
    """
    ratios = [row["over_decision_layer"] for row in rows]
    of_all = [row["over_all_parameters"] for row in rows]
    lows = [
        row["over_decision_layer"] * row["points_at_50_percent_low"] / row["points_at_50_percent"]
        for row in rows
    ]
    values = {
        "least": min(lows),
        "networks": len(rows),
        "smallest": min(ratios),
        "largest": max(ratios),
        "smallest_of_all": min(of_all),
        "largest_of_all": max(of_all),
    }
    return SMALL.judge(
        Evidence(
            values,
            tuple(records),
            n=len(rows),
            unit="networks, each on trials of its own",
            estimate=min(ratios),
            quantity="least of points at even odds over those of a neuron",
            test="95 % bootstrap interval over trials of each network",
        )
    )


def judge(rows: Sequence[Mapping[str, Any]], records: Sequence[Record]) -> list[Finding]:
    """Return what the records say of CNN2 with batch norm.

    Args:
        rows: Rows of the table, see `measured`.
        records: What they were computed from.
    """
    own = [row for row in rows if row["key"] == NETWORK and row["batch_norm"]]
    digits = [row for row in own if row["kind"] == "digits"]
    effort = min((row["steps"] for row in digits or own), default=0)
    own = [row for row in own if row["steps"] == effort]
    return [
        _judge(MEC, own, records, "over_decision_layer", "bits memorised for each bit of MEC"),
        _judge(ALONE, digits, records, "memorised_points", "digits memorised at least"),
        _judge(PARAMETERS, own, records, "bits_per_parameter", "bits memorised a parameter"),
        _judge_ratio(rows, records),
    ]


def _judge_ratio(rows: Sequence[Mapping[str, Any]], records: Sequence[Record]) -> Finding:
    """Compare both networks on noise, with batch norm, trained in as many steps."""
    found = {
        (row["key"], row["steps"]): row
        for row in rows
        if row["batch_norm"] and row["kind"] == "noise"
    }
    steps = min((steps for key, steps in found if key == "cnn1"), default=0)
    one, two = found.get(("cnn1", steps)), found.get((NETWORK, steps))
    if one is None or two is None or isnan(two["refused_points"]) or not two["memorised_points"]:
        return RATIO.refuse("this build does not train both networks alike", records)
    refused = None if isnan(one["refused_points"]) else one["refused_points"]
    values = {
        "steps": steps,
        "cnn1_points": one["memorised_points"],
        "cnn2_points": two["memorised_points"],
        "cnn1_refused": refused,
        "low": one["memorised_points"] / two["refused_points"],
        "high": refused / two["memorised_points"] if refused else inf,
        "mec_ratio": one["decision_layer_bits"] / two["decision_layer_bits"],
    }
    return RATIO.judge(
        Evidence(
            values,
            tuple(records),
            n=one["draws"] + two["draws"],
            unit="draws of images, labels and first weights",
            estimate=one["memorised_points"] / two["memorised_points"],
            quantity="images memorised by CNN1 over those by CNN2",
        )
    )


def _judge(
    claim: Claim,
    rows: Sequence[Mapping[str, Any]],
    records: Sequence[Record],
    estimate: str,
    quantity: str,
) -> Finding:
    if not rows:
        return claim.refuse("this build leaves out what it rests on", records)
    least = min(rows, key=lambda row: row["memorised_points"])
    return claim.judge(
        Evidence(
            least,
            tuple(records),
            n=sum(row["draws"] for row in rows),
            unit="draws of images, labels and first weights; the least of them is shown",
            estimate=least[estimate],
            quantity=quantity,
        )
    )
