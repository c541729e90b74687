"""What the capacity requirement of data sets claims, and how much the sorted sum knows."""

import sys
from collections.abc import Sequence

from scipy import stats

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Verdict, holds_if
from engine.records.record import Record
from engine.theory.information import label_entropy, random_changes_deviation

Z_ONE_SIDED = 1.645
"""Standard deviations that leave 5 % on one side."""

SUM_KNOWS_THE_CLASS = Claim(
    id="sum-of-inputs-tells-class",
    question="Does the sum that the heuristic sorts by say anything about the class of a digit?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["bits"] > values["bias_bits"]),
    says={
        Verdict.HOLDS: "The sum of a digit's grey levels carries {{ bits | number(2) }} of the "
        "{{ label_bits | number(2) }} bits of its class, and tells {{ first }} from {{ second }} "
        "with an AUC of {{ auc | number(2) }}; a rule that it does not carry is out of its sight.",
        Verdict.FAILS: "The sum of a digit's grey levels carries no more of the "
        "{{ label_bits | number(2) }} bits of its class than its own bias.",
    },
    false_if="The mutual information of binned sum and class is no larger than its bias.",
    counterexample={"bits": 0.0, "bias_bits": 0.01},
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
    values = {
        "bits": found["bits"],
        "bias_bits": found["bias_bits"],
        "label_bits": label_entropy(task["label_counts"]),
        "first": first,
        "second": second,
        "auc": found["best_auc"],
    }
    return SUM_KNOWS_THE_CLASS.judge(
        Evidence(
            values,
            (mnist,),
            n=mnist.result["instances"],
            unit="training digits",
            estimate=found["bits"],
            test=f"mutual information over {found['bins']} bins of equal count, its bias of "
            "first order taken off",
        )
    )


def _judge_order(mnist: Record) -> Finding:
    task = mnist.result["tasks"][0]
    changes = {need["ties"]: need["changes"] for need in task["requirements"]}
    deviation = random_changes_deviation(task["label_counts"])
    values = {
        "changes": changes["as_given"],
        "fewest": changes["fewest_changes"],
        "most": changes["most_changes"],
        "random": task["expected_random_changes"],
        "deviation": deviation,
        "z": (changes["as_given"] - task["expected_random_changes"]) / deviation,
    }
    return ORDER_TELLS.judge(
        Evidence(
            values,
            (mnist,),
            n=mnist.result["instances"],
            unit="training digits, one data set",
            estimate=float(changes["as_given"]),
            test="one-sided z test against the exact mean and deviation of a random order",
            p=max(float(stats.norm.cdf(values["z"])), sys.float_info.min),
        )
    )
