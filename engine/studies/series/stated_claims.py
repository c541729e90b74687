"""What each reading of rule 4 predicts as it stands, without a factor that is fitted to it."""

from engine.exhibits.claim import Claim, Kind, Values, Verdict
from engine.exhibits.readings import READINGS
from engine.theory.capacity import Reading

MARGIN = 1.25
"""Factor within which a reading is said to predict what networks memorise on average."""


def _decide(values: Values) -> Verdict:
    low, high = values["low"], values["high"]
    if low > 1 / MARGIN and high < MARGIN:
        return Verdict.HOLDS
    return Verdict.FAILS if low > 1 or high < 1 else Verdict.OPEN


_RATIO = (
    "networks memorise {{ ratio | number(2) }} times the points that it expects at even odds "
    "({{ low | number(2) }} to {{ high | number(2) }}, t interval over {{ families }} families "
    "of {{ networks }} networks; single ones from {{ smallest | number(2) }} to "
    "{{ largest | number(2) }})"
)


def _make_claim(reading: Reading) -> Claim:
    label = READINGS[reading.value]
    return Claim(
        id=f"series-stated-{reading.value.replace('_', '-')}",
        question=f"Does the reading {label} predict, as it stands, what networks memorise?",
        kind=Kind.MEASURED,
        decide=_decide,
        says={
            Verdict.HOLDS: f"*{label.capitalize()}* predicts to within a quarter on average: "
            f"{_RATIO}.",
            Verdict.FAILS: f"*{label.capitalize()}* is off on average: {_RATIO}.",
            Verdict.OPEN: f"Whether *{label}* is off on average is not settled: {_RATIO}.",
        },
        false_if="The interval of measured over expected points, averaged over families of "
        "networks, leaves out 1 and does not lie within a quarter of it.",
        counterexample={"low": 1.5, "high": 2.5},
    )


STATED_DECISION_LAYER = _make_claim(Reading.DECISION_LAYER)
STATED_WIDTH_CAPPED = _make_claim(Reading.WIDTH_CAPPED)
STATED_RUNNING_MINIMUM = _make_claim(Reading.RUNNING_MINIMUM)
STATED_ALL_PARAMETERS = _make_claim(Reading.ALL_PARAMETERS)

FARTHEST = Claim(
    id="series-farthest-reading",
    question="Does the reading decision layer lie farthest from what networks memorise?",
    kind=Kind.MEASURED,
    decide=lambda values: (
        Verdict.HOLDS if values["farthest"] == Reading.DECISION_LAYER else Verdict.FAILS
    ),
    says={
        Verdict.HOLDS: "Of the four readings it lies farthest from what networks memorise, "
        "{{ ratio | number(1) }} times what it expects on average over {{ families }} families.",
        Verdict.FAILS: "The reading farthest from what networks memorise is another, "
        "*{{ label }}*, at {{ farthest_ratio | number(1) }} times what it expects on average "
        "over {{ families }} families; its own average is {{ ratio | number(1) }}.",
    },
    false_if="The average of measured over expected points of another reading is farther from 1.",
    counterexample={"farthest": "all_parameters"},
)

STATED = {
    Reading.DECISION_LAYER: STATED_DECISION_LAYER,
    Reading.WIDTH_CAPPED: STATED_WIDTH_CAPPED,
    Reading.RUNNING_MINIMUM: STATED_RUNNING_MINIMUM,
    Reading.ALL_PARAMETERS: STATED_ALL_PARAMETERS,
}
"""The claim on each reading."""
