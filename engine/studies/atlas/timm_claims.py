"""What is claimed of timm: whether the capacity of the decision layer tells accuracy."""

from typing import Final

from engine.exhibits.claim import Claim, Kind, Values, Verdict, by_interval, holds_if

_OVER: Final = "Over the architectures of timm with published accuracies,"
_RHO: Final = (
    "Over the {{ count | integer }} architectures of timm with published accuracies, of "
    "{{ families }} families, MEC correlates with top-1 accuracy at "
    "{{ mec.estimate | number(2) }} (95 % interval {{ mec.low | off_zero }} to "
    "{{ mec.high | number(2) }}), "
    "the parameter count at {{ parameters.estimate | number(2) }} "
    "({{ parameters.low | number(2) }} to {{ parameters.high | number(2) }}) and multiply-adds at "
    "{{ multiply_adds.estimate | number(2) }} ({{ multiply_adds.low | number(2) }} to "
    "{{ multiply_adds.high | number(2) }})"
)
_ELSEWHERE: Final = (
    " By test set and training data, {{ all }} correlations of MEC in all, it lies between "
    "{{ least | number(2) }} and {{ most | number(2) }}; {{ clear }} of their intervals, not "
    "corrected for their number, leave zero out."
)

COMPLETE: Final = Claim(
    id="atlas-timm-complete",
    question="Could every architecture of timm be measured?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["failures"] == 0),
    says={
        Verdict.HOLDS: "Each of the {{ n | integer }} architectures of timm that this build asked "
        "for could be measured.",
        Verdict.FAILS: "{{ failures | integer }} of the {{ n | integer }} architectures of timm "
        "that this build asked for could not be measured; a table names them with the reason.",
    },
    false_if="The measurement of one architecture fails.",
    counterexample={"failures": 1},
)

TELLS: Final = Claim(
    id="atlas-timm-mec",
    question="Does a larger MEC go with a higher accuracy over timm's architectures?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        Verdict.HOLDS: f"{_RHO}: a larger MEC goes with a higher accuracy.{_ELSEWHERE}",
        Verdict.OPEN: f"{_RHO}: whether a larger MEC goes with a higher accuracy is not settled."
        f"{_ELSEWHERE}",
        Verdict.FAILS: f"{_RHO}: a larger MEC goes with a lower accuracy.{_ELSEWHERE}",
    },
    headings={
        Verdict.HOLDS: f"{_OVER} a larger MEC goes with a higher accuracy.",
        Verdict.OPEN: f"{_OVER} MEC alone does not tell accuracy.",
        Verdict.FAILS: f"{_OVER} a larger MEC goes with a lower accuracy.",
    },
    false_if="The interval of the rank correlation lies below zero.",
    counterexample={"low": -0.6, "high": -0.2},
)

LESS: Final = Claim(
    id="atlas-timm-lead",
    question="Does the parameter count tell more of accuracy than MEC does?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        Verdict.HOLDS: "The parameter count tells more: its correlation is larger by "
        "{{ estimate | number(2) }} ({{ low | number(2) }} to {{ high | number(2) }}).",
        Verdict.OPEN: "Which of MEC and the parameter count tells more of accuracy is not settled: "
        "their correlations differ by {{ estimate | number(2) }} ({{ low | number(2) }} to "
        "{{ high | number(2) }}).",
        Verdict.FAILS: "MEC tells more than the parameter count: the correlation of parameters "
        "less that of MEC is {{ estimate | number(2) }} ({{ low | number(2) }} to "
        "{{ high | number(2) }}).",
    },
    false_if="The interval of the difference of the two rank correlations lies below zero.",
    counterexample={"low": -0.5, "high": -0.1},
)

GIVEN_SIZES: Final = Claim(
    id="atlas-timm-given",
    question="Does MEC add to parameters and multiply-adds over timm's architectures?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        verdict: "Held against parameters and multiply-adds, what is left of MEC is "
        "{{ estimate | number(2) }} ({{ low | number(2) }} to {{ high | number(2) }}); of weights "
        f"trained on ImageNet-1k alone {{{{ narrow }}}}. {end}"
        for verdict, end in (
            (Verdict.HOLDS, "A larger MEC goes with a higher accuracy at equal size."),
            (Verdict.OPEN, "Whether MEC adds to them is not settled."),
            (Verdict.FAILS, "At equal size a larger MEC goes with a lower accuracy."),
        )
    },
    false_if="The interval of the partial rank correlation lies below zero.",
    counterexample={"low": -0.4, "high": -0.1},
)

WIDTH: Final = Claim(
    id="atlas-timm-width",
    question="Has every decision layer of timm features × 1000 + 1000 bits?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["plain"] == v["classifiers"]),
    says={
        Verdict.HOLDS: "All {{ classifiers | integer }} ImageNet classifiers of timm end in a "
        "decision layer of features × 1000 + 1000 bits, where features are the values that enter "
        "it. Ranked by MEC or by the number of features, they stand in the same order: every rank "
        "correlation of the decision layer's MEC on this page is one of the width of the features, "
        "and would be the same without any theory of capacity.",
        Verdict.FAILS: "{{ plain | integer }} of {{ classifiers | integer }} ImageNet classifiers "
        "of timm end in a decision layer of features × 1000 + 1000 bits, where features are the "
        "values that enter it; {{ others | integer }} do not. A rank correlation of the decision "
        "layer's MEC is little else than one of the width of the features.",
    },
    false_if="The MEC of one decision layer is not its features times 1000, plus 1000.",
    counterexample={"plain": 1, "classifiers": 2},
)


def _rises(values: Values) -> Verdict:
    """Decide by the interval of the common slope, and by whether most families rise."""
    if values["high"] < 0:
        return Verdict.FAILS
    rises = values["low"] > 0 and 2 * values["rising"] > values["n"]
    return Verdict.HOLDS if rises else Verdict.OPEN


WITHIN: Final = Claim(
    id="atlas-timm-within",
    question="Does more MEC go with a higher accuracy inside a family?",
    kind=Kind.MEASURED,
    decide=_rises,
    says={
        verdict: "Inside a family doubling the MEC goes with {{ estimate | number(1) }} points of "
        "accuracy ({{ low | number(1) }} to {{ high | number(1) }}). Of all {{ all }} families "
        "{{ n }} have at least three values of the MEC: accuracy rises with it in {{ rising }} of "
        "them and falls in {{ falling }} ({{ p | p_value }}). In the same families doubling the "
        "parameters goes with {{ parameters }}, and a doubling of the MEC comes with "
        "{{ doublings }} doublings of the parameters, to which that slope gives "
        f"{{{{ product | number(1) }}}} points. {end}"
        for verdict, end in (
            (
                Verdict.HOLDS,
                "Members of a family that have more MEC are larger in every way: neither slope is "
                "an effect of the decision layer alone.",
            ),
            (Verdict.OPEN, "Whether more MEC helps inside a family is not settled."),
            (Verdict.FAILS, "Inside a family more MEC goes with a lower accuracy."),
        )
    },
    headings={
        Verdict.HOLDS: "Inside most families accuracy rises with MEC.",
        Verdict.OPEN: "Whether more MEC helps inside a family is not settled.",
        Verdict.FAILS: "Inside a family more MEC goes with a lower accuracy.",
    },
    false_if="The interval of the common slope within families lies below zero.",
    counterexample={"low": -3.0, "high": -1.0},
)


def _agree(values: Values) -> Verdict:
    """Decide by the intervals on all six test sets together."""
    if min(values["lows"]) > 0:
        return Verdict.HOLDS
    return Verdict.FAILS if max(values["highs"]) < 0 else Verdict.OPEN


_LEFT: Final = (
    "Between families and inside them together a larger MEC goes, at equal parameters and "
    "multiply-adds, with {{ together }} accuracy: partial ρ {{ partial }}. Where each family has "
    "a level of its own, it goes with {{ inside }} one: in a mixed model with parameters, "
    "multiply-adds, input size and training data, doubling the MEC goes with "
    "{{ estimate | number(2) }} points on ImageNet ({{ low | number(2) }} to "
    "{{ high | number(2) }}), doubling the parameters with {{ parameters }}. Of the six test "
    "sets, whose intervals are not corrected for their number, that of MEC lies above zero on "
    "{{ above | listing if above else 'none' }} and below it on "
    "{{ below | listing if below else 'none' }}. The {{ rows | integer }} rows are of "
    "{{ architectures | integer }} architectures, one for each class of training data, and are "
    "taken as independent given their family."
)
MIXED: Final = Claim(
    id="atlas-timm-mixed",
    question="Is anything left of MEC in a mixed model, whatever the test set?",
    kind=Kind.MEASURED,
    decide=_agree,
    says={
        Verdict.HOLDS: f"{_LEFT} A little is left of MEC on every test set.",
        Verdict.OPEN: f"{_LEFT} That something is left of MEC, in one direction on all "
        "six, is not settled.",
        Verdict.FAILS: f"{_LEFT} A larger MEC goes with a lower accuracy on every test set.",
    },
    false_if="The interval of the coefficient of MEC lies below zero on all six test sets.",
    counterexample={"lows": [-2.0, -1.5], "highs": [-0.5, -0.2]},
)

_LOSS: Final = (
    "At equal accuracy on ImageNet, MEC correlates with the loss of accuracy on other images at "
    "{{ told | listing }}; the intervals are widened so that all {{ told | length }} hold at once "
    "with 95 %. Parameters and multiply-adds are not held fixed here."
)
ROBUST: Final = Claim(
    id="atlas-timm-robust",
    question="Does a larger MEC go with less loss of accuracy on other images?",
    kind=Kind.MEASURED,
    decide=lambda values: _agree(
        {"lows": [-one for one in values["highs"]], "highs": [-one for one in values["lows"]]}
    ),
    says={
        Verdict.HOLDS: f"{_LOSS} A larger MEC goes with less loss on each of them.",
        Verdict.OPEN: f"{_LOSS} The interval lies above zero, a larger MEC with more loss, on "
        "{{ worse | listing if worse else 'none' }}; below zero, with less, on "
        "{{ better | listing if better else 'none' }}; and holds zero on "
        "{{ open | listing if open else 'none' }}.",
        Verdict.FAILS: f"{_LOSS} A larger MEC goes with more loss on each of them.",
    },
    headings={
        Verdict.HOLDS: "A larger MEC goes with more robustness.",
        Verdict.OPEN: "No clear tie of MEC and robustness holds on all sets of other images.",
        Verdict.FAILS: "A larger MEC goes with less robustness.",
    },
    false_if="On all four sets of other images the interval of the partial correlation of MEC with "
    "the loss lies above zero.",
    counterexample={"lows": [0.1, 0.2], "highs": [0.3, 0.4]},
)

_DIFFER: Final = (
    "The root mean square of the difference in top-1 accuracy on ImageNet between two sets of "
    "weights, of any training data, is {{ one.estimate | number(1) }} points "
    "({{ one.low | number(1) }} to {{ one.high | number(1) }}) for two of one architecture, whose "
    "MEC is the same; {{ equal.estimate | number(1) }} ({{ equal.low | number(1) }} to "
    "{{ equal.high | number(1) }}) for two architectures of equal MEC, and "
    "{{ unlike.estimate | number(1) }} ({{ unlike.low | number(1) }} to "
    "{{ unlike.high | number(1) }}) for two of unlike MEC."
)
_RATIO: Final = (
    "{{ ratio.estimate | number(2) }} ({{ ratio.low | number(2) }} to {{ ratio.high | number(2) }})"
)
_EXTREMES: Final = (
    " The largest spread at one MEC, {{ spread.bits | integer }} bits, is from "
    "{{ spread.lowest | number(1) }} % ({{ spread.lowest_weights }}) to "
    "{{ spread.highest | number(1) }} % ({{ spread.highest_weights }}); in one architecture, "
    "{{ widest.architecture }}, from {{ widest.lowest | number(1) }} % "
    "({{ widest.lowest_weights }}) to {{ widest.highest | number(1) }} % "
    "({{ widest.highest_weights }})."
)
EQUAL: Final = Claim(
    id="atlas-timm-equal",
    question="Are architectures of equal MEC alike in accuracy?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        verdict: f"{_DIFFER} {said} {_RATIO}.{_EXTREMES}"
        for verdict, said in (
            (Verdict.HOLDS, "Accuracies are more alike at equal MEC, by a factor of"),
            (Verdict.OPEN, "Whether accuracies are more alike at equal MEC is open: the factor is"),
            (Verdict.FAILS, "Architectures of equal MEC differ more than others, by a factor of"),
        )
    },
    headings={
        Verdict.HOLDS: "At equal MEC accuracies are more alike, far from equal.",
        Verdict.OPEN: "Whether accuracies are more alike at equal MEC is not settled.",
        Verdict.FAILS: "At equal MEC accuracies differ more than elsewhere.",
    },
    false_if="The typical difference at equal MEC exceeds that at unlike MEC, by the interval of "
    "their ratio.",
    counterexample={"low": -0.5, "high": -0.2},
)

CLAIMS: Final = (COMPLETE, TELLS, LESS, GIVEN_SIZES, WIDTH, WITHIN, MIXED, ROBUST, EQUAL)
