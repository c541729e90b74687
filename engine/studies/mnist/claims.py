"""What the MNIST study claims: CNN1 against CNN2 over seeds and digits, and both with the notebook.

One seed shows nothing about seeds: with one, every claim about them cannot be tested.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from engine.exhibits.claim import (
    Claim,
    Finding,
    Kind,
    Values,
    Verdict,
    always,
    by_interval,
    holds_if,
)
from engine.records.record import Record
from engine.studies.mnist import evidence
from engine.studies.mnist.comparison import compared_runs
from engine.studies.over_seeds import (
    MARGIN_POINTS,
    ONE_SEED,
    SIGNIFICANCE,
    decide_equivalence,
)


def _decide_pairs(values: Values) -> Verdict:
    if values["found"] == 0:
        return Verdict.FAILS
    return Verdict.HOLDS if values["found"] == values["n"] else Verdict.OPEN


def _decide_runs(values: Values) -> Verdict:
    if not values["outside"]:
        return Verdict.HOLDS
    return Verdict.FAILS if values["p"] < SIGNIFICANCE else Verdict.OPEN


SHAPES = Claim(
    id="mnist-shapes",
    question="Which of the two networks has more capacity, and which compresses more?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda v: min(v["mec_ratio"], v["g_ratio"], v["parameter_ratio"]) > 1),
    says={
        Verdict.HOLDS: "CNN2 has {{ mec_ratio | number(2) }} times less capacity in its last layer "
        "({{ cnn2.mec_bits.decision_layer | integer }} against "
        "{{ cnn1.mec_bits.decision_layer | integer }} bits), an embedding "
        "{{ g_ratio | number(2) }} times smaller ({{ cnn2.g_elements | say_g }}, against "
        "{{ cnn1.g_elements | say_g }}) and "
        "{{ parameter_ratio | number(1) }} times fewer parameters: that follows from their "
        "shapes.",
    },
    false_if="It cannot be: the numbers follow from the shapes of the two networks.",
)

_DIFFERENCE = (
    "Over {{ n }} seeds and {{ digits | integer }} test digits the accuracy of CNN2 differs from "
    "that of CNN1 by {{ estimate | number(2) }} points (95 % interval {{ low | number(2) }} to "
    "{{ high | number(2) }}, for new seeds and new digits)"
)

ACCURACY = Claim(
    id="mnist-accuracy",
    question="Is CNN2, the network with less capacity, as accurate as CNN1?",
    kind=Kind.MEASURED,
    decide=decide_equivalence,
    says={
        Verdict.HOLDS: _DIFFERENCE + ": **equivalent within {{ margin }} points** (two one-sided "
        "tests, {{ tost_p | p_value }})."
        "{% if p < 0.05 %} The difference is significant all the same ({{ p | p_value }}): "
        "real, and smaller than the margin.{% endif %}",
        Verdict.FAILS: _DIFFERENCE + ": **{{ 'CNN2' if estimate > 0 else 'CNN1' }} is more "
        "accurate** ({{ p | p_value }}), and equivalence within {{ margin }} points is not shown "
        "({{ tost_p | p_value }}). It would be shown for margins of {{ shown_from | number(2) }} "
        "points or more. For these digits alone the exact test by sign flips over seeds gives "
        "p = {{ flip_p | number(4) }}; {{ n }} seeds can give no less than "
        "{{ least_flip_p | number(4) }}.",
        Verdict.OPEN: _DIFFERENCE + ". That shows neither a difference ({{ p | p_value }}) nor "
        "equivalence within {{ margin }} points ({{ tost_p | p_value }}): **more seeds are "
        "needed**.",
    },
    headings={
        Verdict.HOLDS: "On MNIST, the network with less capacity is as accurate.",
        Verdict.FAILS: "On MNIST, CNN2 is {{ [estimate, -estimate] | max | number(2) }} points "
        "{{ 'more' if estimate > 0 else 'less' }} accurate than CNN1 "
        "({{ [low | abs, high | abs] | min | number(2) }} to "
        "{{ [low | abs, high | abs] | max | number(2) }}).",
        Verdict.OPEN: "On MNIST, less capacity: not settled here.",
    },
    false_if="The difference over seeds and digits is significant at the 5 % level and equivalence "
    f"within {MARGIN_POINTS} points is not shown.",
    counterexample={"p": 0.001, "tost_p": 0.8},
)

MARGIN = Claim(
    id="mnist-margin",
    question="Where does the margin of equivalence come from?",
    kind=Kind.CONVENTION,
    decide=always,
    says={
        Verdict.HOLDS: "The margin of {{ margin }} points is a choice of this report, without a "
        "source, and nothing shows that it was made before the first results. It is "
        "{{ share | percent(0) }} of the {{ error | number(2) }} % of test digits that CNN1 gets "
        "wrong.",
    },
    false_if="It is a choice: the table of margins shows what other choices would give.",
)

PAIRS = Claim(
    id="mnist-pairs",
    question="Does each pair of trained networks differ on these digits?",
    kind=Kind.MEASURED,
    decide=_decide_pairs,
    says={
        verdict: "Within a seed, McNemar's exact test{% if n > 1 %}, corrected by Holm's method,"
        f"{{% endif %}} finds {found}. "
        "Each test speaks of one pair of trained networks; tests on the same digits are no "
        "replications of each other."
        for verdict, found in (
            (Verdict.HOLDS, "a difference in {{ 'each of the %d pairs' % n if n > 1 else "
                            "'the one pair' }}"),
            (Verdict.OPEN, "a difference in {{ found }} of the {{ n }} pairs"),
            (Verdict.FAILS, "no difference in {{ 'any of the %d pairs' % n if n > 1 else "
                            "'the one pair' }}"),
        )
    },
    false_if="No pair of one seed differs at the 5 % level, corrected for the number of seeds.",
    counterexample={"found": 0, "n": 5},
)  # fmt: skip

GAP = Claim(
    id="mnist-gap",
    question="Does the network with more capacity lose more accuracy from training to test digits?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        verdict: "From training to test digits CNN1 loses {{ estimate | number(3) }} points more "
        "than CNN2 (95 % interval {{ low | number(3) }} to {{ high | number(3) }} over new seeds "
        f"and new test digits, {{{{ n }}}} seeds): {meaning}"
        for verdict, meaning in (
            (Verdict.HOLDS, "the network with more capacity loses more. That is what overfitting "
                            "would look like; it does not prove it, since CNN1 differs from CNN2 "
                            "in more than its capacity."),
            (Verdict.OPEN, "whether the network with more capacity loses more is not settled."),
            (Verdict.FAILS, "the network with more capacity loses less; nothing here speaks for "
                            "overfitting in CNN1."),
        )
    },
    false_if="The interval of what CNN1 loses beyond CNN2 lies below zero.",
    counterexample={"low": -0.4, "high": -0.1},
)  # fmt: skip

_NEW_PAIR = (
    "The notebook's single runs had CNN2 {{ 'ahead' if printed > 0 else 'behind' }} by "
    "{{ printed | abs | number(1) }} points. A new pair of runs by this recipe would lie between "
    "{{ low | number(2) }} and {{ high | number(2) }} points (95 % prediction interval from "
    "{{ n }} seeds with a mean of {{ estimate | number(2) }} and a standard deviation of "
    "{{ deviation | number(3) }})"
)

NOTEBOOK_PAIR = Claim(
    id="mnist-notebook-pair",
    question="Can the seed alone explain the difference between the notebook's two runs?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["low"] <= v["printed"] <= v["high"]),
    says={
        Verdict.HOLDS: _NEW_PAIR + ". The notebook's pair lies inside: the seed alone can "
        "explain it.",
        Verdict.FAILS: _NEW_PAIR + ". The notebook's pair lies outside ({{ p | p_value }}, normal "
        "differences assumed): the seed alone does not explain it, so its recipe or its "
        "environment differs from ours.",
    },
    false_if="The notebook's difference lies outside the 95 % prediction interval over seeds.",
    counterexample={"low": -1.13, "high": -0.07, "printed": 0.2},
)

_RUNS = (
    "Of the {{ count }} accuracies that the notebook prints, {{ outside | length }} "
    "{{ 'lies' if outside | length == 1 else 'lie' }} outside the 95 % prediction interval of a "
    "new run by this recipe{% if outside %}: {% for one in outside %}{{ one.network }} "
    "({{ one.notebook_percent }} % against {{ one.accuracy_percent | number(2) }} %)"
    "{{ ', ' if not loop.last }}{% endfor %}{% endif %}"
)

NOTEBOOK_RUNS = Claim(
    id="mnist-notebook-runs",
    question="Do the notebook's runs lie where new runs by this recipe would?",
    kind=Kind.MEASURED,
    decide=_decide_runs,
    says={
        Verdict.HOLDS: _RUNS + ".",
        Verdict.OPEN: _RUNS + ". Corrected for their number the smallest p is "
        "{{ p | number(3) }}, so that may be chance.",
        Verdict.FAILS: _RUNS + ". Corrected for their number the smallest p is "
        "{{ p | number(3) }}: recipe or environment differ.",
    },
    false_if="A printed accuracy lies outside its prediction interval, and p corrected by Holm's "
    "method is below 0.05.",
    counterexample={"outside": [{}], "p": 0.01},
)


def judge(
    runs: Sequence[Record],
    frame: pd.DataFrame,
    variants: pd.DataFrame,
    networks: Mapping[str, Any],
    records: Sequence[Record],
) -> tuple[Finding, ...]:
    """Return what the records say of the MNIST networks.

    Args:
        runs: The training runs.
        frame: The comparison seed by seed, of `comparison_frame`.
        variants: One row a variant, of `variants_frame`.
        networks: Shapes and their ratios, of `network_facts`.
        records: The networks as they are before training, and the notebook's values.
    """
    pairs = compared_runs(runs)
    about_seeds = (
        (ACCURACY, evidence.of_accuracy),
        (GAP, evidence.of_gap),
        (NOTEBOOK_PAIR, lambda pairs: evidence.of_notebook_pair(pairs, variants)),
        (NOTEBOOK_RUNS, lambda _: evidence.of_notebook_runs(variants, (*runs, *records))),
    )
    return (
        SHAPES.judge(evidence.of_shapes(networks, records)),
        MARGIN.judge(evidence.of_margin(variants, pairs)),
        PAIRS.judge(evidence.of_pairs(frame, pairs)),
        *(
            claim.judge(gather(pairs)) if len(frame) > 1 else claim.refuse(ONE_SEED, pairs)
            for claim, gather in about_seeds
        ),
    )
