"""What the capacity requirement of data sets claims, and how much the sorted sum knows."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from scipy import stats

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Verdict, holds_if
from engine.exhibits.prose import number
from engine.records.record import Record
from engine.theory.information import label_entropy, random_changes_deviation

SIGNIFICANCE = 0.05
Z_ONE_SIDED = 1.645
"""Standard deviations that leave 5 % on one side."""

SUM_KNOWS_THE_CLASS = Claim(
    id="sum-of-inputs-tells-class",
    question="Does the sum that the heuristic sorts by say anything about the class of a digit?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["p"] < SIGNIFICANCE),
    says={
        Verdict.HOLDS: "The sum of a digit's grey levels carries {{ bits | number(2) }} of the "
        "{{ label_bits | number(2) }} bits of its class, and of all pairs of digits it tells "
        "{{ first }} from {{ second }} best, with an AUC of {{ auc | number(2) }}. What the sum "
        "does not carry, the heuristic cannot see.",
        Verdict.FAILS: "The sum of a digit's grey levels is not shown to carry more of the "
        "{{ label_bits | number(2) }} bits of its class than chance gives.",
    },
    false_if="The mutual information of binned sum and class is no larger than chance gives: the "
    "G test of independence has p of 0.05 or more.",
    counterexample={"p": 0.4},
)

ORDER_TELLS = Claim(
    id="sorted-digits-change-less",
    question="Does the label change less often along sorted digits than along shuffled ones?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["z"] < -Z_ONE_SIDED),
    says={
        Verdict.HOLDS: "For MNIST it counts {{ changes | integer }} changes, fewer than the "
        "{{ random | number(0) }} ± {{ deviation | number(0) }} of digits in random order; by the "
        "order of ties it could be {{ fewest | integer }} to {{ most | integer }}.",
        Verdict.FAILS: "For MNIST it counts {{ changes | integer }} changes, no fewer than the "
        "{{ random | number(0) }} ± {{ deviation | number(0) }} of digits in random order.",
    },
    false_if="The changes along the digits as they lie in the file, sorted, are not fewer than "
    "those of a random order by 1.645 of its standard deviations.",
    counterexample={"z": 0.0},
)


def judge(records: Sequence[Record]) -> tuple[Finding, ...]:
    """Return what the records say of MNIST under the heuristic.

    Args:
        records: All records of the study.
    """
    (mnist,) = [record for record in records if record.params["dataset"] == "mnist"]
    return (_judge_sum(mnist), _judge_order(mnist))


def _judge_sum(mnist: Record) -> Finding:
    found, task = mnist.result["sum_information"], mnist.result["tasks"][0]
    first, second = (task["classes"][index] for index in found["best_pair"])
    n = mnist.result["instances"]
    g, degrees = _test_independence(found, n, len(task["classes"]))
    p = float(stats.chi2.sf(g, degrees))
    values = {
        "p": p,
        "bits": found["bits"],
        "label_bits": label_entropy(task["label_counts"]),
        "first": first,
        "second": second,
        "auc": found["best_auc"],
    }
    return SUM_KNOWS_THE_CLASS.judge(
        Evidence(
            values,
            (mnist,),
            n=n,
            unit="training digits",
            estimate=found["bits"],
            quantity=f"mutual information over {found['bins']} bins of equal count, its bias of "
            "first order taken off, bits",
            test=f"G test of independence, G = {g:,.0f} on {degrees} degrees of freedom",
            p=_representable(p),
        )
    )


def _test_independence(found: Mapping[str, Any], n: int, classes: int) -> tuple[float, int]:
    """Return the statistic of the G test and its degrees of freedom.

    G is 2 n ln 2 times the mutual information before its bias is taken off; bits that were cut
    off at zero had no more than the bias.
    """
    information = found["bits"] + found["bias_bits"]
    return 2 * n * log(2) * information, (found["bins"] - 1) * (classes - 1)


def _representable(p: float) -> float | None:
    """Return p, or None where it is below all numbers: then its test gives the statistic."""
    return p or None


def _judge_order(mnist: Record) -> Finding:
    task = mnist.result["tasks"][0]
    changes = {need["ties"]: need["changes"] for need in task["requirements"]}
    deviation = random_changes_deviation(task["label_counts"])
    z = (changes["as_given"] - task["expected_random_changes"]) / deviation
    values = {
        "changes": changes["as_given"],
        "fewest": changes["fewest_changes"],
        "most": changes["most_changes"],
        "random": task["expected_random_changes"],
        "deviation": deviation,
        "z": z,
    }
    return ORDER_TELLS.judge(
        Evidence(
            values,
            (mnist,),
            n=mnist.result["instances"],
            unit="training digits, one data set",
            estimate=changes["as_given"] / task["expected_random_changes"],
            quantity="label changes along the sorted digits over those in random order",
            test="one-sided z test against the exact mean and deviation of a random order, "
            f"z = {number(z, 1)}",
            p=_representable(float(stats.norm.cdf(z))),
        )
    )
