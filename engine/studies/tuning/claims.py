"""What is claimed of tuning by G."""

from functools import partial

from engine.exhibits.claim import (
    Claim,
    Finding,
    Kind,
    Values,
    Verdict,
    by_interval,
    holds_if,
)
from engine.records.record import Record
from engine.studies.tuning import evidence
from engine.studies.tuning.equivalence import DIGITS_MARGIN_POINTS, MNIST_MARGIN_POINTS

HALF_PERCENT = 50.0


def _decide_pairs(values: Values) -> Verdict:
    """Hold where both sets of digits say so with their intervals, fail where one says no."""
    if min(values["mnist"]["high"], values["digits"]["high"]) < HALF_PERCENT:
        return Verdict.FAILS
    if min(values["mnist"]["low"], values["digits"]["low"]) > HALF_PERCENT:
        return Verdict.HOLDS
    return Verdict.OPEN


_SHARES = (
    "{{ mnist.estimate | number(0) }} % of pairs on MNIST ({{ mnist.low | number(0) }} to "
    "{{ mnist.high | number(0) }}) and in {{ digits.estimate | number(0) }} % on scikit-learn's "
    "digits ({{ digits.low | number(0) }} to {{ digits.high | number(0) }})"
)
_FOUND = (
    "Of two networks, the one of higher G was smaller and lost "
    f"{MNIST_MARGIN_POINTS:g} points at most in"
)
_WITHIN = (
    f"within {MNIST_MARGIN_POINTS:g} points on MNIST and within {DIGITS_MARGIN_POINTS:g} point on "
    "scikit-learn's digits"
)

HIGHER_G = Claim(
    id="tuning-higher-g",
    question="Does a higher G mostly give a smaller network of the same accuracy?",
    kind=Kind.MEASURED,
    decide=_decide_pairs,
    says={
        Verdict.HOLDS: f"{_FOUND} {_SHARES}: more often than not.",
        Verdict.FAILS: f"{_FOUND} {_SHARES}: less often than not"
        "{% if mnist.high > 50 %} on scikit-learn's digits{% elif digits.high > 50 %} on MNIST"
        "{% endif %}.",
        Verdict.OPEN: f"{_FOUND} {_SHARES}; whether that is more than half is within the error.",
    },
    headings={
        Verdict.HOLDS: "A higher G mostly gives a smaller network of the same accuracy",
        Verdict.FAILS: "A higher G does not, as a rule, give a smaller network of the same "
        "accuracy: it does in {{ mnist.estimate | number(0) }} % of pairs of networks",
        Verdict.OPEN: "Whether a higher G mostly gives a smaller network of the same accuracy is "
        "not settled",
    },
    false_if="On MNIST or on scikit-learn's digits it does in fewer than half of the pairs, with "
    "an interval over networks that leaves half out.",
    counterexample={"mnist": {"low": 10.0, "high": 30.0}, "digits": {"low": 60.0, "high": 70.0}},
)


def _decide_smaller(values: Values) -> Verdict:
    """Hold where one network is equivalent on both sets, fail where all are worse on one."""
    if values["both"]:
        return Verdict.HOLDS
    return Verdict.FAILS if values["all_worse"] else Verdict.OPEN


SMALLER_SAME = Claim(
    id="tuning-smaller-same",
    question="Is there a network of higher G than CNN1's, with fewer parameters, that reads digits "
    "as well?",
    kind=Kind.MEASURED,
    decide=_decide_smaller,
    says={
        Verdict.HOLDS: "Of {{ candidates }} networks of higher G and fewer parameters than CNN1, "
        "{{ both | listing }} {{ 'is' if both | length == 1 else 'are' }} shown to be as accurate, "
        f"{_WITHIN}.",
        Verdict.FAILS: "All {{ candidates }} networks of higher G and fewer parameters than CNN1 "
        f"are shown to be less accurate, by more than {MNIST_MARGIN_POINTS:g} points on MNIST or "
        f"by more than {DIGITS_MARGIN_POINTS:g} point on scikit-learn's digits.",
        Verdict.OPEN: "Of {{ candidates }} networks of higher G and fewer parameters than CNN1, "
        f"none is shown to be as accurate {_WITHIN}"
        "{% if mnist %}; on MNIST alone {{ mnist | listing }}{% endif %}"
        "{% if digits %}; on scikit-learn's digits alone {{ digits | listing }}{% endif %}. "
        "Nor are all shown to be worse.",
    },
    headings={
        Verdict.HOLDS: "Smaller networks of higher G that are as accurate as CNN1 exist.",
        Verdict.FAILS: "None of the smaller networks of higher G is as accurate as CNN1.",
        Verdict.OPEN: "No smaller network of higher G is shown to be as accurate as CNN1.",
    },
    false_if="Every network of higher G and fewer parameters than CNN1 is less accurate by more "
    "than the margin, with an interval that leaves the margin out.",
    counterexample={"both": [], "all_worse": True},
)


def _decide_smallest(values: Values) -> Verdict:
    """Hold where a network is shown to be equivalent, fail where all are shown to be worse."""
    if values["smallest"]:
        return Verdict.HOLDS
    return Verdict.FAILS if values["all_worse"] else Verdict.OPEN


_MARGIN = f"within {MNIST_MARGIN_POINTS:g} points"

SMALLEST = Claim(
    id="tuning-smallest",
    question="Which is the smallest network that reads MNIST as well as CNN1, within "
    f"{MNIST_MARGIN_POINTS:g} points?",
    kind=Kind.MEASURED,
    decide=_decide_smallest,
    says={
        Verdict.HOLDS: f"The smallest network equivalent to CNN1 on MNIST {_MARGIN}, of "
        "{{ tested }} that have several seeds, is {% for one in smallest %}{{ one.network }} by "
        "{{ one.cost }} ({{ one.value | number(1) }}){{ ', ' if not loop.last }}{% endfor %}.",
        Verdict.FAILS: "Of {{ tested }} networks that have several seeds none is equivalent to "
        f"CNN1 on MNIST: all are shown to be worse by more than {MNIST_MARGIN_POINTS:g} points.",
        Verdict.OPEN: "Of {{ tested }} networks that have several seeds none is shown to be "
        f"equivalent to CNN1 on MNIST {_MARGIN}, so there is no smallest one by any cost. "
        "{{ undecided | listing }} {{ 'is' if undecided | length == 1 else 'are' }} not shown to "
        "be worse by more either.",
    },
    false_if="Every network is less accurate than CNN1 by more than "
    f"{MNIST_MARGIN_POINTS:g} points, with an interval that leaves the margin out.",
    counterexample={"smallest": [], "all_worse": True},
)

_PARTIAL = (
    "At a given number of parameters, the rank correlation of G with accuracy is "
    "{{ estimate | number(2) }} ({{ low | number(2) }} to {{ high | number(2) }}) on MNIST"
)

G_AT_PARAMETERS = Claim(
    id="tuning-g-at-parameters",
    question="At a given number of parameters, are networks of higher G more accurate?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        Verdict.HOLDS: f"{_PARTIAL}: the higher G, the more accurate.",
        Verdict.FAILS: f"{_PARTIAL}: the higher G, the less accurate.",
        Verdict.OPEN: f"{_PARTIAL}: with parameters known, G is not shown to tell more.",
    },
    false_if="The partial rank correlation is below zero, with an interval that leaves zero out.",
    counterexample={"low": -0.9, "high": -0.2},
)


def _decide_break(values: Values) -> Verdict:
    """Hold where the label information lies in both intervals, else fail."""
    inside = [one["low"] <= one["labels_bits"] <= one["high"] for one in values["sets"]]
    return Verdict.HOLDS if all(inside) else Verdict.FAILS


_BREAKS = (
    "On {{ sets[0].name }} {{ sets[0].estimate | number(0) }} bits of decision MEC part best "
    "the networks whose accuracy breaks down from the others ({{ sets[0].low | number(0) }} to "
    "{{ sets[0].high | number(0) }}), and misplace {{ sets[0].misplaced }} of "
    "{{ sets[0].networks }}; the training labels hold {{ sets[0].labels_bits | number(0) }} bits. "
    "On {{ sets[1].name }} it is {{ sets[1].estimate | number(0) }} ({{ sets[1].low | number(0) }} "
    "to {{ sets[1].high | number(0) }}), with {{ sets[1].misplaced }} of {{ sets[1].networks }} "
    "misplaced, and they hold {{ sets[1].labels_bits | number(0) }}"
)

BREAKS_AT_LABELS = Claim(
    id="tuning-breakdown",
    question="Does accuracy break down where the decision MEC falls below the label information of "
    "the training set?",
    kind=Kind.MEASURED,
    decide=_decide_break,
    says={
        Verdict.HOLDS: f"{_BREAKS}: the label information foretells it.",
        Verdict.FAILS: f"{_BREAKS}: the label information does not foretell it.",
    },
    headings={
        Verdict.HOLDS: "Accuracy breaks down where MEC falls below the label information",
        Verdict.FAILS: "Where accuracy breaks down, the label information does not tell",
    },
    false_if="On one of the two sets of digits the label information lies outside the interval of "
    "the MEC at which accuracy breaks down.",
    counterexample={"sets": [{"low": 400.0, "high": 2000.0, "labels_bits": 199_000.0}]},
)

_LOST = (
    "At the learning rate of its size, {{ most.network }} loses {{ most.points | number(2) }} "
    "points against its own best rate, the most of {{ networks }} networks, on held-out training "
    "digits"
)

RATES = Claim(
    id="tuning-rates",
    question="Do networks lose no more by the learning rate of their size than by another seed?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: not values["beyond"]),
    says={
        Verdict.HOLDS: f"{_LOST}. In none is that more than two seeds of a network differ by (95 % "
        "of the time; {{ most.scatter_points | number(2) }} points in this one).",
        Verdict.FAILS: f"{_LOST}. In {{{{ beyond | listing }}}} that is more than two seeds of a "
        "network differ by 95 % of the time: accuracies of the grid are lower than they could be.",
    },
    false_if="A network that was swept loses more at the rule's rate than two seeds of a network "
    "differ by 95 % of the time.",
    counterexample={"beyond": ["T2"]},
)

SAME_QUANTITY = Claim(
    id="tuning-g-is-mec",
    question="Are G and the decision layer's MEC two quantities?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda values: bool(values["follows"])),
    says={
        Verdict.HOLDS: "With images of one size and ten classes, the decision layer has "
        "10 (E / G + 1) bits for an image of E elements: tuning for a higher G is then tuning for "
        "a smaller decision layer.",
    },
    false_if="It cannot be: the embedding has E / G elements, and each of ten outputs reads all of "
    "them and a threshold.",
)


def judge(record: Record) -> tuple[Finding, ...]:
    """Return what the records say of tuning by G.

    Args:
        record: Of `tuning-findings`.
    """
    result, records = record.result, (record,)
    gatherers = (
        (HIGHER_G, evidence.find_pairs),
        (SMALLER_SAME, evidence.find_smaller),
        (SMALLEST, evidence.find_equivalent),
        (G_AT_PARAMETERS, evidence.find_partial),
        (BREAKS_AT_LABELS, evidence.find_break),
        (RATES, evidence.find_rates),
    )
    return (
        *(claim.judge_by(partial(find, result, records), records) for claim, find in gatherers),
        SAME_QUANTITY.judge(evidence.check_same(result, records)),
    )
