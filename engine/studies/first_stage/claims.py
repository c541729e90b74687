"""What is claimed of the first stage of CNN2, which keeps the size."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.exhibits.claim import (
    Claim,
    Evidence,
    Finding,
    Kind,
    Verdict,
    by_interval,
)
from engine.lab.bitmap import decode_bitmap
from engine.lab.crossed import CrossedMean, crossed_mean
from engine.lab.statistics import t_interval
from engine.records.record import Record
from engine.studies.first_stage.arms import ALONE, FROZEN, STACKED, WHOLE
from engine.studies.over_seeds import (
    MARGIN_POINTS,
    decide_equivalence,
    of_crossed_mean,
    of_interval,
    require_seeds,
)

_NUMBERS = (
    "differs from that of CNN2 as a whole by {{ estimate | number(2) }} points (95 % "
    "interval {{ low | number(2) }} to {{ high | number(2) }}, {{ n }} seeds and "
    "{{ digits | integer }} test digits)"
)


def _equal_claim(identifier: str, question: str, arm: str, headings: tuple[str, str, str]) -> Claim:
    verdicts = (Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN)
    ends = (
        ": equivalent within {{ margin }} points ({{ tost_p | p_value }}).",
        ": it matters ({{ p | p_value }}), and equivalence within {{ margin }} points is not "
        "shown.",
        ". That shows neither a difference nor equivalence within {{ margin }} points.",
    )
    return Claim(
        id=identifier,
        question=question,
        kind=Kind.MEASURED,
        decide=decide_equivalence,
        says={
            verdict: f"The accuracy of CNN2 {arm} {_NUMBERS}{end}"
            for verdict, end in zip(verdicts, ends, strict=True)
        },
        headings=dict(zip(verdicts, headings, strict=True)),
        false_if="The difference over seeds and digits is significant at the 5 % level and "
        f"equivalence within {MARGIN_POINTS} points is not shown.",
        counterexample={"p": 0.001, "tost_p": 0.9},
    )


RANDOM = _equal_claim(
    "first-stage-random",
    "Does CNN2 read digits as well with a first stage that has learnt nothing?",
    "with its first stage frozen at random weights",
    (
        "A first stage of random weights does as well.",
        "A first stage of random weights costs {{ -estimate | number(1) }} points.",
        "Whether a first stage of random weights does as well is not settled.",
    ),
)

TRAINED_ALONE = _equal_claim(
    "first-stage-alone",
    "Is a first stage that was trained alone as good to CNN2 as one trained with the second?",
    "with its first stage trained alone and then frozen",
    (
        "Trained alone, it is as good.",
        "Trained alone, it costs {{ -estimate | number(1) }} points.",
        "Whether it is as good trained alone is not settled.",
    ),
)

MEMORISES = Claim(
    id="first-stage-memorises",
    question="Does the first stage alone lose more accuracy from training to test digits?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        verdict: "From training to test digits the first stage alone, with a decision layer, loses "
        "{{ alone | number(2) }} points of accuracy and CNN2 as a whole {{ whole | number(2) }} "
        "(95 % interval of the difference {{ low | number(2) }} to {{ high | number(2) }}, {{ n }} "
        f"seeds, for these digits): {end}."
        for verdict, end in (
            (Verdict.HOLDS, "it is tied more to the digits that it was trained on"),
            (Verdict.FAILS, "it is tied less to the digits that it was trained on"),
            (Verdict.OPEN, "that it is tied more to what it was trained on is not shown"),
        )
    },
    false_if="The first stage alone loses less from training to test digits than CNN2 as a whole, "
    "the interval over seeds below zero.",
    counterexample={"low": -1.0, "high": -0.5},
)


def flags(record: Record, arm: str) -> NDArray[np.float64]:
    """Return which test digits an arm gets right, as ones and zeros."""
    found = record.result["arms"][arm]
    return decode_bitmap(found["test_correct_bitmap"], found["test_examples"]).astype(float)


def difference(records: Sequence[Record], arm: str) -> CrossedMean:
    """Return by how many points an arm is ahead of the whole network, over seeds and digits."""
    return crossed_mean(np.array([100 * (flags(one, arm) - flags(one, WHOLE)) for one in records]))


def gaps(records: Sequence[Record], arm: str) -> list[float]:
    """Return the accuracy that an arm loses from training to test digits, points, by seed."""
    return [
        100 * (found["train_accuracy"] - found["test_correct"] / found["test_examples"])
        for found in (record.result["arms"][arm] for record in records)
    ]


def judge(records: Sequence[Record]) -> list[Finding]:
    """Return what the records say of each claim."""
    return [
        RANDOM.judge_by(lambda: _of_arm(records, FROZEN), records),
        TRAINED_ALONE.judge_by(lambda: _of_arm(records, STACKED), records),
        MEMORISES.judge_by(lambda: _of_gaps(records), records),
    ]


def _of_arm(records: Sequence[Record], arm: str) -> Evidence:
    require_seeds(records)
    mean = difference(records, arm)
    values = {
        "digits": len(flags(records[0], arm)),
        "margin": MARGIN_POINTS,
        "tost_p": mean.equivalence_p(MARGIN_POINTS),
    }
    quantity = "accuracy less that of CNN2 as a whole, points"
    return of_crossed_mean(mean, values, records, n=len(records), quantity=quantity)


def _of_gaps(records: Sequence[Record]) -> Evidence:
    require_seeds(records)
    alone, whole = gaps(records, ALONE), gaps(records, WHOLE)
    return of_interval(
        t_interval(np.subtract(alone, whole).tolist()),
        {"alone": float(np.mean(alone)), "whole": float(np.mean(whole))},
        records,
        n=len(records),
        quantity="accuracy lost from training to test digits, stage alone less whole, points",
    )
