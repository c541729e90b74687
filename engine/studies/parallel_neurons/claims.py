"""What the experiments on rules 1 and 3 claim."""

from collections.abc import Sequence

import pandas as pd

from engine.exhibits.claim import (
    Claim,
    Evidence,
    Finding,
    Kind,
    Values,
    Verdict,
    holds_if,
)
from engine.lab.exact_counts import SUSPECTS, THEOREM_CHECKS, correct_check
from engine.records.record import Record

LEVEL = 0.05

ONE_BIT = Claim(
    id="rule-1-one-bit",
    question="Does the sign of a neuron carry at most one bit?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda values: values["largest_bits"] <= 1),
    says={
        Verdict.HOLDS: "The sign of a neuron carries at most one bit, as it must: two values have "
        "no more. Measured over its threshold, its entropy peaks at "
        "{{ largest_bits | number(3) }}."
    },
    false_if="It cannot be: an entropy of two values above one bit would be a fault of ours, and "
    "stops the build.",
)

FINE_READING = Claim(
    id="rule-1-fine-reading",
    question="Does an output that is read finely carry more than one bit?",
    kind=Kind.THEOREM,
    decide=holds_if(lambda values: values["largest_bits"] > 1),
    says={
        Verdict.HOLDS: "The rule is about the sign: read at {{ levels }} levels, a tanh output has "
        "up to {{ largest_bits | number(2) }} bits. Where later layers see real-valued outputs, as "
        "in practice, rule 1 is a model, not a theorem.",
        Verdict.FAILS: "Read at {{ levels }} levels, a tanh output has no more than "
        "{{ largest_bits | number(2) }} bits here.",
    },
    false_if="The entropy of a tanh output at the finest reading stays at one bit or below.",
    counterexample={"largest_bits": 0.9},
)

AT_LEAST_MK = Claim(
    id="rule-3-at-least",
    question="Do m neurons with k parameters memorise at least m·k bits?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda values: values["smallest_ratio"] >= 1),
    says={
        Verdict.HOLDS: "For every m and k tried, the layer memorises at least m·k bits with a "
        "success of 95 %, as it must: the scan starts at n = k, where every labelling is "
        "separated. The most is {{ largest_ratio | number(2) }} times as much."
    },
    false_if="It cannot be: up to n = k no labelling of points in general position is refused.",
)

AGREES_WITH_COVER = Claim(
    id="rule-3-cover",
    question="Do the counts of neurons in parallel agree with Cover's theorem to the power m?",
    kind=Kind.THEOREM,
    decide=holds_if(lambda values: values["p"] >= LEVEL),
    says={
        Verdict.HOLDS: "None of the {{ comparisons }} counts beyond n = k departs from Cover's "
        "theorem to the power m (smallest p, corrected: {{ p | number(2) }}).",
        Verdict.FAILS: "Some of the {{ comparisons }} counts beyond n = k depart from Cover's "
        f"theorem to the power m (smallest p, corrected: {{{{ p | number(4) }}}}). {SUSPECTS}",
    },
    false_if="A count gives an exact binomial p below 0.05 after Bonferroni's correction.",
    counterexample={"p": 0.001},
)


def judge(outputs: pd.DataFrame, sums: pd.DataFrame, records: Sequence[Record]) -> list[Finding]:
    """Return what the records say of rules 1 and 3.

    Args:
        outputs: One row for each threshold and reading: `levels`, `entropy_bits`.
        sums: One row for each m and k: `capacity_bits`, `bits_at_95_percent`.
        records: What they were computed from.
    """
    layers = tuple(one for one in records if one.params["experiment"] == "parallel")
    entropies = tuple(one for one in records if one.params["experiment"] == "output-entropy")
    finest = int(outputs["levels"].max())
    sign, fine = (outputs[outputs["levels"] == levels] for levels in (2, finest))
    ratio = sums["bits_at_95_percent"] / sums["capacity_bits"]
    ratios = {"smallest_ratio": float(ratio.min()), "largest_ratio": float(ratio.max())}
    return [
        ONE_BIT.judge(_entropy({"largest_bits": float(sign["entropy_bits"].max())}, entropies)),
        FINE_READING.judge(
            _entropy(
                {"levels": finest, "largest_bits": float(fine["entropy_bits"].max())}, entropies
            )
        ),
        AT_LEAST_MK.judge(Evidence(ratios, layers, n=len(sums), unit="layers, nested in m")),
        _judge_cover(layers),
    ]


def _entropy(values: Values, records: tuple[Record, ...]) -> Evidence:
    samples = records[0].params["samples"]
    estimate = float(values["largest_bits"])
    return Evidence(
        values,
        records,
        n=samples,
        unit="samples",
        estimate=estimate,
        quantity="largest entropy of the output, bits",
    )


def _judge_cover(layers: tuple[Record, ...]) -> Finding:
    """Judge the counts that can depart: up to n = k the theorem leaves no chance."""
    p_values = [
        p
        for record in layers
        for cell in record.result["cells"]
        for p, expected in zip(cell["p_value"], cell["expected_probability"], strict=True)
        if expected < 1
    ]
    if not p_values:
        return AGREES_WITH_COVER.refuse("no number of points lies beyond n = k", layers)
    p = correct_check(min(1.0, min(p_values) * len(p_values)))
    trials = sum(cell["trials"] for record in layers for cell in record.result["cells"])
    return AGREES_WITH_COVER.judge(
        Evidence(
            {"p": p, "comparisons": len(p_values)},
            layers,
            n=trials,
            unit="trials, each with points and labels of its own; counts over m are nested",
            p=p,
            test="smallest exact binomial p of a count against Cover's probability",
            correction=f"Bonferroni over {len(p_values)} counts, then over {THEOREM_CHECKS} checks",
        )
    )
