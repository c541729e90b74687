"""What decision layers memorise, held against independent neurons at even odds."""

from collections.abc import Mapping, Sequence
from math import isnan
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

_NEURONS = (
    "{{ classes }} independent neurons of {{ parameters | integer }} parameters each reach even "
    "odds at {{ expected_points | integer }} digits, {{ expected_bits_per_mec_bit | number(2) }} "
    "bits for each bit of MEC"
)
_MEASURED = (
    "Over {{ trainings }} trainings the decision layer of {{ network }} memorises, at even odds, "
    "{{ memorised_points | number(0) }} to {{ refused_points | number(0) }} digits: between "
    "{{ low | number(2) }} and {{ high | number(2) }} bits for each bit of MEC, with 95 %. By "
    f"Cover's theorem {_NEURONS}"
)


def _decide(values: Values) -> Verdict:
    if values["trainings"] < 2:
        raise CannotTestError(
            f"one training shows nothing about trainings. On this one, {values['network']} is "
            f"proved to memorise {values['memorised_points']:,.0f} digits, "
            f"{values['bits_per_mec_bit']:.2f} bits for each bit of MEC, and "
            + (
                "no number is proved to be too many"
                if isnan(values["refused_points"])
                else f"{values['refused_points']:,.0f} are proved to be too many, "
                f"{values['refused_bits_per_mec_bit']:.2f} bits"
            )
            + f"; {values['classes']} independent neurons reach "
            f"{values['expected_bits_per_mec_bit']:.2f} at even odds by Cover's theorem"
        )
    if isnan(values["high"]):
        raise CannotTestError(
            f"for {values['network']} too few numbers of digits are proved to be too many"
        )
    if values["low"] > values["expected_bits_per_mec_bit"]:
        return Verdict.HOLDS
    return Verdict.FAILS if values["high"] < values["expected_bits_per_mec_bit"] else Verdict.OPEN


def _make_claim(network: str) -> Claim:
    return Claim(
        id=f"decision-layer-{network.lower()}",
        question=f"Does the decision layer of {network} memorise more random classes than "
        "independent neurons would, bit for bit?",
        kind=Kind.MEASURED,
        decide=_decide,
        says={
            Verdict.HOLDS: f"{_MEASURED}. The layer stores more than they do.",
            Verdict.FAILS: f"{_MEASURED}. Bit for bit the layer stores less than they do; in "
            "digits it stores {{ (memorised_points / expected_points) | number(1) }} times as "
            "many: one of {{ classes }} classes is at most {{ label_bits | number(2) }} bits a "
            "digit, not {{ classes }}. That would explain it; it is not tested here.",
            Verdict.OPEN: f"{_MEASURED}. Which is more is not settled.",
        },
        false_if="What is memorised, up to the number of digits proved to be too many, stays below "
        "what Cover's theorem gives independent neurons at even odds.",
        counterexample={
            "trainings": 3,
            "network": network,
            "low": 1.4,
            "high": 1.6,
            "expected_bits_per_mec_bit": 1.9,
        },
    )


CNN1 = _make_claim("CNN1")
CNN2 = _make_claim("CNN2")


def judge(rows: Sequence[Mapping[str, Any]], records: Sequence[Record]) -> list[Finding]:
    """Return what the records say of the trained networks.

    Args:
        rows: Rows of the table, see `exhibits`.
        records: What they were computed from.
    """
    trained = {row["network"]: row for row in rows if row["embedding"] == "trained"}
    return [
        _judge(claim, trained.get(network), records)
        for network, claim in (("CNN1", CNN1), ("CNN2", CNN2))
    ]


def _judge(claim: Claim, row: Mapping[str, Any] | None, records: Sequence[Record]) -> Finding:
    if row is None:
        return claim.refuse("this build leaves the network out", records)
    known = {name: float("nan") if value is None else value for name, value in row.items()}
    values = {**known, "low": known["bits_low"], "high": known["bits_high"]}
    has_interval = not isnan(values["low"]) and not isnan(values["high"])
    return claim.judge(
        Evidence(
            values,
            tuple(records),
            n=row["trainings"],
            unit="trainings; draws of digits and classes on one of them share it",
            estimate=row["bits_per_mec_bit"],
            quantity="bits memorised for each bit of MEC",
            low=values["low"] if has_interval else None,
            high=values["high"] if has_interval else None,
            test="t interval over trainings, from the proved lower end to the proved upper end",
        )
    )
