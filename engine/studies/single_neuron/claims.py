"""What rule 2's experiment claims: one neuron, held against Cover's theorem."""

from collections.abc import Sequence

import pandas as pd
from scipy.stats import binomtest

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Values, Verdict, holds_if
from engine.lab.exact_counts import (
    CORRECTION,
    SUSPECTS,
    THEOREM_CHECKS,
    chi_square,
    chi_square_p,
    correct_check,
)
from engine.lab.statistics import wilson_interval
from engine.records.record import Record

LEVEL = 0.05

LOSSLESS = Claim(
    id="rule-2-lossless",
    question="Does a neuron memorise every labelling of as many points as it has parameters?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda values: values["separable"] == values["trials"]),
    says={
        Verdict.HOLDS: "Every one of the {{ trials | integer }} labellings of n ≤ k points was "
        "memorised, as it must be: for points in general position that is a theorem, and no "
        "draw of points or labels could show otherwise."
    },
    false_if="It cannot be: a labelling of n ≤ k points that is not separated would be a fault of "
    "the linear programme, and stops the build.",
)

_TOGETHER = (
    "χ² = {{ distance | number(1) }} over the {{ open_cells | integer }} of them that chance has a "
    "part in, {{ own_p | p_value }} among counts drawn by its own probabilities; corrected for the "
    "{{ checks }} checks of proved theorems, {{ p | p_value }}; the smallest p of a single count, "
    "corrected for {{ cells }}, is {{ smallest_corrected_p | number(2) }}"
)

AGREES_WITH_COVER = Claim(
    id="rule-2-cover",
    question="Do the counts of one neuron agree with Cover's theorem?",
    kind=Kind.THEOREM,
    decide=holds_if(lambda values: values["p"] >= LEVEL),
    says={
        Verdict.HOLDS: f"All counts together agree with Cover's theorem ({_TOGETHER}).",
        Verdict.FAILS: f"All counts together depart from Cover's theorem ({_TOGETHER}). {SUSPECTS}",
    },
    headings={
        Verdict.HOLDS: "One neuron stores what Cover's theorem says.",
        Verdict.FAILS: "One neuron's counts depart from Cover's theorem.",
    },
    false_if="All counts lie further from the exact probabilities than counts drawn by these do, "
    "with a corrected p below 0.05.",
    counterexample={"p": 0.001},
)

HALF = Claim(
    id="rule-2-half",
    question="Does a neuron memorise half of all labellings of twice as many points as it has "
    "parameters?",
    kind=Kind.THEOREM,
    decide=holds_if(lambda values: values["p"] >= LEVEL),
    says={
        Verdict.HOLDS: "At n = 2k, where the theorem says half, the share over k from "
        "{{ smallest_k }} to {{ largest_k }} is {{ share | number(3) }} (95 % interval "
        "{{ low | number(3) }} to {{ high | number(3) }}).",
        Verdict.FAILS: "At n = 2k, where the theorem says half, the share over k from "
        "{{ smallest_k }} to {{ largest_k }} is {{ share | number(3) }} (95 % interval "
        "{{ low | number(3) }} to {{ high | number(3) }}), which departs from half "
        f"({{{{ p | p_value }}}}, corrected for {{{{ checks }}}}). {SUSPECTS}",
    },
    false_if="The exact binomial test of the share at n = 2k against one half gives a corrected p "
    "below 0.05.",
    counterexample={"p": 0.001},
)


def judge(cells: pd.DataFrame, totals: Values, records: Sequence[Record]) -> tuple[Finding, ...]:
    """Return what the records say of rule 2.

    Args:
        cells: One row for each k and n, with `parameters`, `points`, `trials`, `separable`,
            `expected_probability`.
        totals: Of all cells: `cells`, how many, and `smallest_corrected_p`, of a single one.
        records: What they were computed from.
    """
    lossless = cells[cells["points"] <= cells["parameters"]]
    counts = {
        "trials": int(lossless["trials"].sum()),
        "separable": int(lossless["separable"].sum()),
    }
    unit = "trials, each with points and labels of its own"
    open_cells = cells[cells["expected_probability"].between(0, 1, inclusive="neither")]
    found = [list(open_cells[name]) for name in ("separable", "trials", "expected_probability")]
    exact = chi_square_p(*found)
    p = correct_check(exact)
    told = {
        "p": p,
        "own_p": exact,
        "distance": chi_square(*found),
        "open_cells": len(open_cells),
        "checks": THEOREM_CHECKS,
    }
    return (
        LOSSLESS.judge(Evidence(counts, tuple(records), n=counts["trials"], unit=unit)),
        AGREES_WITH_COVER.judge(
            Evidence(
                {**totals, **told},
                tuple(records),
                n=int(cells["trials"].sum()),
                unit=unit,
                p=p,
                test="χ² of all counts among draws by Cover's exact probabilities",
                correction=CORRECTION,
            )
        ),
        _judge_half(cells, records),
    )


def _judge_half(cells: pd.DataFrame, records: Sequence[Record]) -> Finding:
    half = cells[cells["points"] == 2 * cells["parameters"]]
    trials, separable = int(half["trials"].sum()), int(half["separable"].sum())
    if not trials:
        return HALF.refuse("no number of points is twice the parameters", records)
    share = wilson_interval(separable, trials)
    p = correct_check(float(binomtest(separable, trials, 0.5).pvalue))
    return HALF.judge(
        Evidence(
            {
                "smallest_k": int(half["parameters"].min()),
                "largest_k": int(half["parameters"].max()),
                "share": share.estimate,
                "low": share.low,
                "high": share.high,
                "p": p,
                "checks": THEOREM_CHECKS,
            },
            tuple(records),
            n=trials,
            unit="trials, each with points and labels of its own",
            estimate=share.estimate,
            low=share.low,
            high=share.high,
            p=p,
            test="exact binomial test; Wilson interval",
            correction=CORRECTION,
            quantity="share of labellings memorised at n = 2k",
        )
    )
