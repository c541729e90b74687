"""What the page on the notebooks claims: what comes out again, and what their numbers can show."""

from collections.abc import Sequence
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
from engine.lab.statistics import mcnemar_range
from engine.records.record import Record

SIGNIFICANCE = 0.05

AGREEMENT = Claim(
    id="notebooks-agreement",
    question="Do the integers and ratios that the notebooks print come out again?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["agree"] == v["n"]),
    says={
        Verdict.HOLDS: "All {{ n }} integers and ratios that they print come out "
        "[exactly](#table-notebook-integers).",
        Verdict.FAILS: "Of the {{ n }} integers and ratios that they print, {{ n - agree }} do not "
        "come out, see the [table](#table-notebook-integers).",
    },
    false_if="One of them differs in a digit that the notebooks print.",
    counterexample={"agree": 50, "n": 51},
)

_PRINTED = (
    "One run each on the same {{ examples | integer }} digits: {{ first | number(1) }} % against "
    "{{ second | number(1) }} %. McNemar's exact test between them gives p from "
    "{{ smallest_p | number(4) }} to {{ largest_p | number(2) }}, as the two networks get many or "
    "few digits wrong together"
)


def _decide_one_run(values: Values) -> Verdict:
    if values["largest_p"] < SIGNIFICANCE:
        return Verdict.HOLDS
    if values["smallest_p"] >= SIGNIFICANCE:
        return Verdict.FAILS
    raise CannotTestError(
        f"both networks were tested on the same {values['examples']:,} digits, and the notebook "
        "prints how many each gets wrong but not which. McNemar's exact test would give p from "
        f"{values['smallest_p']:.2g} to {values['largest_p']:.2g}, as they get many or few digits "
        "wrong together. An unpaired test would treat the digits as two samples, which they are "
        "not"
    )


ONE_RUN = Claim(
    id="notebooks-one-run",
    question="Do the notebook's CNN1 and CNN2 differ on its test digits?",
    kind=Kind.MEASURED,
    decide=_decide_one_run,
    says={
        Verdict.HOLDS: f"{_PRINTED}: a difference between these two networks in any case.",
        Verdict.FAILS: f"{_PRINTED}: no difference in any case.",
    },
    false_if="McNemar's exact test gives p of 0.05 or more, whichever digits both get wrong.",
    counterexample={"smallest_p": 0.2, "largest_p": 0.6},
)


def judge(
    agreement: pd.DataFrame,
    one_run: Values,
    printed: Sequence[Record],
    sources: Sequence[Record],
) -> tuple[Finding, ...]:
    """Return what the records say of the notebooks' numbers.

    Args:
        agreement: One row a number, with `agrees`.
        one_run: The two printed accuracies, of `one_run_values`.
        printed: What the notebooks print.
        sources: The records that their numbers are held against, the printed ones included.
    """
    agree = {"agree": int((agreement["agrees"] == "yes").sum()), "n": len(agreement)}
    return (
        AGREEMENT.judge(
            Evidence(agree, tuple(sources), n=agree["n"], unit="printed numbers, all of them")
        ),
        ONE_RUN.judge(
            Evidence(
                one_run,
                tuple(printed),
                n=one_run["examples"],
                unit="test digits, the same for both networks",
                estimate=one_run["second"] - one_run["first"],
                test="McNemar's exact test, over all that both may get wrong",
                quantity="accuracy of CNN2 minus that of CNN1, points",
            )
        ),
    )


def one_run_values(printed: dict[str, Any]) -> dict[str, Any]:
    """Return the two printed accuracies in percent, and what p-values they allow."""
    examples = printed["mnist_test_examples"]
    first, second = (printed["mnist"][name]["batch_norm"]["true"] for name in ("cnn1", "cnn2"))
    wrong = [round(examples * (100 - percent) / 100) for percent in (first, second)]
    smallest, largest = mcnemar_range(wrong[0], wrong[1], examples)
    return {
        "first": first,
        "second": second,
        "examples": examples,
        "smallest_p": smallest,
        "largest_p": largest,
    }
