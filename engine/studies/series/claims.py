"""What the networks of any depth say of rule 4: bottlenecks, depth, and one neuron's two points."""

from engine.exhibits.activation_names import say_activation
from engine.exhibits.claim import Claim, Kind, Values, Verdict, by_interval
from engine.studies.series.fit_claims import LAW, READING, TWO_POINTS, decide_not_above
from engine.studies.series.stated_claims import (
    FARTHEST,
    STATED_ALL_PARAMETERS,
    STATED_DECISION_LAYER,
    STATED_RUNNING_MINIMUM,
    STATED_WIDTH_CAPPED,
)
from engine.studies.series.training_claims import (
    CONVERGED,
    EXACT,
    FRIEDLAND,
    GIVEN_UP,
    TEACHERS,
    TREES,
)

__all__ = [
    "CONVERGED",
    "EXACT",
    "FARTHEST",
    "FRIEDLAND",
    "GIVEN_UP",
    "LAW",
    "READING",
    "STATED_ALL_PARAMETERS",
    "STATED_DECISION_LAYER",
    "STATED_RUNNING_MINIMUM",
    "STATED_WIDTH_CAPPED",
    "TEACHERS",
    "TREES",
    "TWO_POINTS",
]


_CAP_RATIOS = (
    "points memorised over those of neurons of the capped capacity: {{ networks | listing }}; "
    "held against the running minimum, {{ above_minimum }} of {{ count }} lie above"
)


def _bottleneck_claim(name: str) -> Claim:
    said = say_activation(name)
    return Claim(
        id=f"series-bottleneck-{name}",
        question=f"Does a bottleneck cap networks with {said} as the width-capped reading says?",
        kind=Kind.MEASURED,
        decide=decide_not_above,
        says={
            Verdict.HOLDS: f"No network with {said} and a bottleneck of one or two neurons is "
            f"shown to memorise more than the width cap grants ({_CAP_RATIOS}).",
            Verdict.FAILS: f"A bottleneck does not cap networks with {said} as the width-capped "
            "reading says: {{ above }} of {{ count }} with one or two neurons between wider layers "
            f"memorise more for certain ({_CAP_RATIOS}).",
            Verdict.OPEN: f"Whether a bottleneck caps networks with {said} as the width-capped "
            f"reading says is not settled ({_CAP_RATIOS}).",
        },
        headings={
            Verdict.HOLDS: f"With {said}, no bottleneck is shown to exceed the width cap",
            Verdict.FAILS: f"With {said}, some bottlenecks exceed the width cap",
            Verdict.OPEN: f"With {said}, the width cap of bottlenecks is not settled",
        },
        false_if="One network with a bottleneck memorises more points at 50 % success than "
        "neurons of its width-capped capacity do by Cover's theorem, its interval widened for all "
        "of them.",
        counterexample={"above": 1, "between": 0},
    )


BOTTLENECK_TANH = _bottleneck_claim("tanh")
BOTTLENECK_RELU = _bottleneck_claim("relu")
BOTTLENECK_STEP = _bottleneck_claim("step")


def _decide_behind(values: Values) -> Verdict:
    if values["all_below"]:
        return Verdict.FAILS
    return Verdict.HOLDS if values["all_above"] else Verdict.OPEN


_BEHIND = (
    "{{ pairs | listing }}; at 1 a parameter behind the bottleneck would count as those of the "
    "narrower network do, at 0 not at all, and what training misses of either network has a part "
    "in it"
)


def _behind_claim(name: str) -> Claim:
    said = say_activation(name)
    return Claim(
        id=f"series-behind-{name}",
        question=f"With {said}, do parameters behind a bottleneck count like the others?",
        kind=Kind.MEASURED,
        decide=_decide_behind,
        says={
            Verdict.HOLDS: f"With {said}, parameters behind a bottleneck count for more than the "
            f"others ({_BEHIND}).",
            Verdict.FAILS: f"With {said}, parameters behind a bottleneck count for less than the "
            f"others ({_BEHIND}).",
            Verdict.OPEN: f"Whether parameters behind a bottleneck count for less with {said} is "
            f"not settled ({_BEHIND}).",
        },
        false_if="Widening the layer behind a bottleneck adds fewer points for each parameter than "
        "the network memorises for each before, its interval below that, in every pair.",
        counterexample={"all_below": True, "all_above": False},
    )


BEHIND_TANH = _behind_claim("tanh")
BEHIND_RELU = _behind_claim("relu")

_LADDER = (
    "each further hidden layer multiplies points a parameter by {{ factor | number(2) }} on "
    "average ({{ low | number(2) }} to {{ high | number(2) }} over trials; single steps by "
    "{{ least_step | number(2) }} to {{ most_step | number(2) }}) over {{ networks | listing }}, "
    "of which the deeper ones are narrower too; with twice "
    "the restarts it grew by {{ flat_percent | number(1) }} % in the flattest of these and by "
    "{{ deep_percent | number(1) }} % in the deepest, so that a part of the difference may be "
    "training"
)


def _depth_claim(name: str) -> Claim:
    said = say_activation(name)
    return Claim(
        id=f"series-depth-{name}",
        question=f"With {said}, does a deep network memorise as much as a flat one of as many "
        "parameters?",
        kind=Kind.MEASURED,
        decide=by_interval("low", "high", 1.0),
        says={
            Verdict.HOLDS: f"With {said}, depth gains at equal parameters: {_LADDER}.",
            Verdict.FAILS: f"With {said}, depth costs at equal parameters: {_LADDER}.",
            Verdict.OPEN: f"With {said}, neither a gain nor a cost of depth is shown at equal "
            f"parameters: {_LADDER}.",
        },
        headings={
            Verdict.HOLDS: f"With {said}, depth gains",
            Verdict.FAILS: f"With {said}, depth costs",
            Verdict.OPEN: f"With {said}, depth neither gains nor costs for certain",
        },
        false_if="Among networks of as many parameters and inputs, the deeper ones memorise fewer "
        "points: the interval of the factor for each further hidden layer lies below 1.",
        counterexample={"low": 0.6, "high": 0.8},
    )


DEPTH_TANH = _depth_claim("tanh")
DEPTH_RELU = _depth_claim("relu")
