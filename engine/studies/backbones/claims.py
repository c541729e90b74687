"""What the table of backbones claims: capacity, compression, published accuracy side by side."""

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any

import pandas as pd

from engine.exhibits.claim import (
    CannotTestError,
    Claim,
    Evidence,
    Finding,
    Kind,
    Values,
    Verdict,
    holds_if,
)
from engine.lab.statistics import holm, mcnemar_range, permutation_p
from engine.records.record import Record

SIGNIFICANCE = 0.05
VALIDATION_IMAGES = 50_000
"""Images of ImageNet's validation set, which every published accuracy here was measured on."""

RESNETS = ("ResNet50V2", "ResNet101V2")


def _decide_correlation(values: Values) -> Verdict:
    if values["p"] >= SIGNIFICANCE:
        return Verdict.OPEN
    return Verdict.HOLDS if values["rho"] > 0 else Verdict.FAILS


def _decide_by_range(values: Values) -> Verdict:
    """Decide where every overlap of two classifiers' errors gives the same answer."""
    if values["largest_p"] < SIGNIFICANCE:
        return Verdict.HOLDS
    if values["smallest_p"] >= SIGNIFICANCE:
        return Verdict.FAILS
    raise CannotTestError(
        "it hangs on which images both networks get wrong, and the sources do not tell"
    )


EMBEDDING = Claim(
    id="backbones-embedding",
    question="What does the size of the embedding say about MEC and G?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda v: v["mec_follows"] and v["out_of_order_at_one_size"] == 0),
    says={
        Verdict.HOLDS: "All of them decide among {{ classes | integer }} classes in one dense "
        "layer with thresholds, so the MEC is {{ classes | integer }} × (embedding + 1) and grows "
        "with the embedding. G is the values of the image over those of the embedding, so among "
        "networks of one input size it falls as the embedding grows. Both are definitions.",
    },
    false_if="It cannot be: both follow from the definitions of MEC and G.",
)

G_ORDER = Claim(
    id="backbones-g-order",
    question="Does a larger embedding mean a smaller G, whatever the input size?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["out_of_order"] == 0),
    says={
        Verdict.HOLDS: "In all {{ pairs }} pairs of backbones with unlike embeddings the larger "
        "one has the smaller G.",
        Verdict.FAILS: "Across input sizes G need not fall: {{ out_of_order }} of {{ pairs }} "
        "pairs with unlike embeddings are out of order. {{ larger.backbone }} has an embedding of "
        "{{ larger.embedding_elements | integer }} values and G = "
        "{{ larger.g_elements | number(1) }}, {{ smaller.backbone }} has "
        "{{ smaller.embedding_elements | integer }} and {{ smaller.g_elements | number(1) }}.",
    },
    false_if="One pair has the larger embedding and not the smaller G.",
    counterexample={"out_of_order": 9},
)

_SAID = (
    "Over these {{ n }} backbones Spearman's rank correlation of %s with top-1 accuracy is "
    "{{ rho | number(2) }} ({{ p_alone | p_value }} by {{ 'all' if is_exact else 'random' }} "
    "{{ permutations | integer }} permutations{%% if p > p_alone %%}; {{ p | number(3) }} "
    "corrected for two correlations{%% endif %%})"
)
_NO_SAMPLE = "A handful of hand-picked backbones is not a sample of anything."


def _correlation_claim(identifier: str, name: str) -> Claim:
    said = _SAID % name
    return Claim(
        id=identifier,
        question=f"Do backbones with more {name} rank higher in accuracy?",
        kind=Kind.MEASURED,
        decide=_decide_correlation,
        says={
            Verdict.HOLDS: f"{said}: more goes with a higher accuracy. {_NO_SAMPLE}",
            Verdict.FAILS: f"{said}: more goes with a lower accuracy. {_NO_SAMPLE}",
            Verdict.OPEN: f"{said}: at the 5 % level that leaves open whether there is any.",
        },
        false_if="The correlation is negative and p is below 0.05.",
        counterexample={"rho": -0.8, "p": 0.01},
    )


MEC_CORRELATION = _correlation_claim("backbones-mec-accuracy", "MEC")
PARAMETERS_CORRELATION = _correlation_claim("backbones-parameters-accuracy", "parameters")

ONE_HEAD = Claim(
    id="resnets-one-head",
    question="Do ResNet50V2 and ResNet101V2 have the same capacity?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda v: v["small"]["mec_bits"] == v["large"]["mec_bits"]
                    and v["small"]["g_elements"] == v["large"]["g_elements"]),
    says={
        Verdict.HOLDS: "Both end in an embedding of {{ small.embedding_elements | integer }} "
        "values, so the MEC of the last layer ({{ small.mec_bits | integer }} bits) and G "
        "({{ small.g_elements | number(1) }}) are the same by construction.",
    },
    false_if="It cannot be: both networks end in the same layer and start from the same input.",
)  # fmt: skip

ACCURACIES = Claim(
    id="resnets-accuracy",
    question="Does the capacity of the last layer fix accuracy?",
    kind=Kind.MEASURED,
    decide=_decide_by_range,
    says={
        Verdict.HOLDS: "ResNet50V2 and ResNet101V2 have the same last layer, and so the same MEC, "
        "{{ small.mec_bits | integer }} bits; that capacity does not fix accuracy then follows by "
        "construction. Their published accuracies differ by {{ gain | number(2) }} points at "
        "{{ small.top1_input_size_px | integer }} px and by {{ default_gain | number(2) }} at "
        "{{ small.input_size_px }} px: differences that the choice of {{ images | integer }} "
        "validation images does not explain (McNemar's exact test, {{ largest_p | p_value }} at "
        "most, whichever images both get wrong).",
        Verdict.FAILS: "ResNet50V2 and ResNet101V2 have the same last layer, and so the same MEC, "
        "{{ small.mec_bits | integer }} bits. Their published accuracies differ by "
        "{{ gain | number(2) }} points, which the choice of {{ images | integer }} validation "
        "images could explain (McNemar's exact test, whichever images both get wrong): this pair "
        "shows nothing of accuracy beyond MEC.",
    },
    headings={
        Verdict.HOLDS: "The capacity of the last layer does not fix accuracy.",
        Verdict.FAILS: "One last layer, and no difference in accuracy shown.",
    },
    false_if="McNemar's exact test between the two gives p of 0.05 or more, whichever images both "
    "get wrong.",
    counterexample={"smallest_p": 0.3, "largest_p": 0.6},
)


def judge(frame: pd.DataFrame, facts: Values, records: Sequence[Record]) -> tuple[Finding, ...]:
    """Return what the records say of the backbones.

    Args:
        frame: The rows of the table `backbones`.
        facts: `classes`, and `resnet_default_top1_percent` of the two ResNets.
        records: What they were computed from.
    """
    evidence = partial(Evidence, records=tuple(records), unit="backbones, chosen by hand")
    known = frame.dropna(subset="top1_percent")
    accuracy = known["top1_percent"].tolist()
    tests = [permutation_p(known[name].tolist(), accuracy) for name in ("mec_bits", "parameters")]
    corrected = holm([test.p for test in tests])
    correlations = [
        claim.judge(
            evidence(
                {
                    "n": len(known),
                    "rho": test.statistic,
                    "p": p,
                    "p_alone": test.p,
                    "permutations": test.permutations,
                    "is_exact": test.is_exact,
                },
                n=len(known),
                estimate=test.statistic,
                quantity=f"Spearman's ρ of {name} with top-1 accuracy",
                p=p,
                test=f"{'exact' if test.is_exact else 'random'} permutations of Spearman's ρ",
                correction="MEC and parameters by Holm",
            )
        )
        for claim, name, test, p in zip(
            (MEC_CORRELATION, PARAMETERS_CORRELATION),
            ("MEC", "parameters"),
            tests,
            corrected,
            strict=True,
        )
    ]
    order = _order_values(frame, facts["classes"])
    pair = _pair_values(frame, facts)
    return (
        EMBEDDING.judge(evidence(order, n=len(frame))),
        G_ORDER.judge(evidence(order, n=len(frame))),
        *correlations,
        ONE_HEAD.judge(evidence(pair, n=2)),
        ACCURACIES.judge(
            Evidence(
                pair,
                tuple(records),
                n=VALIDATION_IMAGES,
                unit="validation images, the same for both networks",
                estimate=pair["gain"],
                quantity="difference in accuracy, points",
                p=pair["largest_p"],
                test="McNemar's exact test, the largest p over what both may get wrong",
            )
        ),
    )


def _order_values(frame: pd.DataFrame, classes: int) -> dict[str, Any]:
    """Return which pairs have the larger embedding and not the smaller G."""
    rows = frame.sort_values("embedding_elements").to_dict(orient="records")
    pairs = [
        (one, other)
        for one, other in combinations(rows, 2)
        if one["embedding_elements"] != other["embedding_elements"]
    ]
    wrong = [(one, other) for one, other in pairs if other["g_elements"] >= one["g_elements"]]
    widest = max(
        wrong or pairs,
        key=lambda pair: pair[1]["embedding_elements"] / pair[0]["embedding_elements"],
    )
    return {
        "classes": classes,
        "mec_follows": bool(
            (frame["mec_bits"] == classes * (frame["embedding_elements"] + 1)).all()
        ),
        "pairs": len(pairs),
        "out_of_order": len(wrong),
        "out_of_order_at_one_size": sum(
            one["input_size_px"] == other["input_size_px"] for one, other in wrong
        ),
        "smaller": widest[0],
        "larger": widest[1],
    }


def _pair_values(frame: pd.DataFrame, facts: Values) -> dict[str, Any]:
    """Return the two ResNets with what McNemar's test between them could give."""
    rows = {row["backbone"]: row for row in frame.to_dict(orient="records")}
    small, large = (rows[name] for name in RESNETS)
    at_default = facts["resnet_default_top1_percent"]
    ranges = [
        mcnemar_range(_wrong_images(first), _wrong_images(second), VALIDATION_IMAGES)
        for first, second in ((small["top1_percent"], large["top1_percent"]), at_default)
    ]
    return {
        "small": small,
        "large": large,
        "gain": large["top1_percent"] - small["top1_percent"],
        "default_gain": at_default[1] - at_default[0],
        "images": VALIDATION_IMAGES,
        "smallest_p": max(smallest for smallest, _ in ranges),
        "largest_p": max(largest for _, largest in ranges),
    }


def _wrong_images(top1_percent: float) -> int:
    return round((100 - top1_percent) / 100 * VALIDATION_IMAGES)
