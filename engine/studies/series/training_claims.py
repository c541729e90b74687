"""What is effort and what training leaves out: claims on the measurement itself."""

from engine.exhibits.claim import CannotTestError, Claim, Kind, Values, Verdict, by_interval

NEARLY_ALL = 0.9
"""Share of teachers' labels that have to be fitted."""


def _decide_converged(values: Values) -> Verdict:
    return Verdict.FAILS if values["growing"] else Verdict.HOLDS


CONVERGED = Claim(
    id="series-converged",
    question="Has n at 50 % converged, so that twice the restarts leave it as it is?",
    kind=Kind.MEASURED,
    decide=_decide_converged,
    says={
        Verdict.HOLDS: "In none of {{ count }} networks did n at 50 % grow by more than "
        "{{ most_percent | number(0) }} % with twice the restarts.",
        Verdict.FAILS: "In {{ growing }} of {{ count }} networks n at 50 % grew by more than "
        "{{ most_percent | number(0) }} % with twice the restarts, by {{ largest_percent | "
        "number(1) }} % in {{ largest_network }}; by depth the median growth is {{ by_depth | "
        "listing }}. There it is a lower bound that more effort would raise, and marked so.",
    },
    false_if="The n at 50 % of one network grows by more than 3 % when the restarts are doubled.",
    counterexample={"growing": 1},
)


def _decide_exact(values: Values) -> Verdict:
    return Verdict.FAILS if values["short"] else Verdict.OPEN


EXACT = Claim(
    id="series-exact",
    question="Where it is known exactly what a network memorises, does training find all of it?",
    kind=Kind.MEASURED,
    decide=_decide_exact,
    says={
        Verdict.FAILS: "Training falls short of the exact answer in {{ short | length }} of "
        "{{ count }} networks: {{ short | listing }} of n at 50 %. In the other {{ others }} no "
        "shortfall is shown, which is not to say that there is none.",
        Verdict.OPEN: "In none of {{ count }} networks whose exact answer is known is a shortfall "
        "of n at 50 % shown, which is not to say that there is none; the largest estimate is "
        "{{ largest_percent | number(1) }} % ({{ largest_network }}).",
    },
    false_if="In one network n at 50 % as trained lies below the exact one of the same trials, its "
    "interval widened for all of them.",
    counterexample={"short": ["1-8-1"]},
)


def _decide_teachers(values: Values) -> Verdict:
    if values["lowest_high"] < NEARLY_ALL:
        return Verdict.FAILS
    return Verdict.HOLDS if values["lowest_share"] >= NEARLY_ALL else Verdict.OPEN


_TEACHERS = (
    "of labels that a network of the same form had given, at as many points as it had memorised "
    "itself, training fitted {{ shares | listing }}{% if more %}; at {{ more_ratio | number(0) }} "
    "times as many, {{ more | listing }}{% endif %}"
)

TEACHERS = Claim(
    id="series-teachers",
    question="Does training fit nearly all labels that are sure to fit?",
    kind=Kind.MEASURED,
    decide=_decide_teachers,
    says={
        Verdict.HOLDS: "Training fits nearly all labels that are sure to fit, of as many points as "
        f"it memorises: {_TEACHERS}.",
        Verdict.FAILS: f"Training does not fit all labels that are sure to fit: {_TEACHERS}. What "
        "it leaves out there is the optimiser's, and as much may be missing from n at 50 %.",
        Verdict.OPEN: f"Whether training fits nearly all labels that are sure to fit is not "
        f"settled: {_TEACHERS}.",
    },
    false_if="Of some network's labels that are sure to fit fewer than 90 % are fitted, the whole "
    "interval of that share below.",
    counterexample={"lowest_high": 0.5, "lowest_share": 0.3},
)


def _decide_given_up(values: Values) -> Verdict:
    if not values["stopped"]:
        raise CannotTestError("no network was given up")
    return Verdict.HOLDS if values["lost_percent"] <= 1 else Verdict.FAILS


_GIVEN_UP = (
    "of {{ stopped | integer }} networks that were not right when given up on, {{ lost }} were "
    "right after all when trained on ({{ lost_percent | number(1) }} %); of {{ trials }} trials, "
    "{{ trials_right }} were memorised so and {{ trials_right_without }} without giving up"
)

GIVEN_UP = Claim(
    id="series-given-up",
    question="Are the networks that training gives up on hopeless?",
    kind=Kind.MEASURED,
    decide=_decide_given_up,
    says={
        Verdict.HOLDS: f"Networks given up on are as good as hopeless: {_GIVEN_UP}.",
        Verdict.FAILS: f"Networks given up on are not all hopeless: {_GIVEN_UP}. More restarts are "
        "the better use of the steps.",
    },
    false_if="More than one in a hundred of the networks given up on would have been right.",
    counterexample={"stopped": 100, "lost_percent": 5.0},
)

_FRIEDLAND = (
    "over {{ count }} of their networks ours is {{ ratio | number(2) }} times theirs "
    "({{ low | number(2) }} to {{ high | number(2) }}; {{ listed | listing }})"
)

FRIEDLAND = Claim(
    id="series-friedland",
    question="Does training here memorise as many points as Friedland and Krell found?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high", 1.0),
    says={
        Verdict.HOLDS: "Training here memorises more than Friedland and Krell found: "
        f"{_FRIEDLAND}. Theirs counts the best of several draws of points, which alone would make "
        "it the larger.",
        Verdict.FAILS: "Training here memorises less than Friedland and Krell found: "
        f"{_FRIEDLAND}. Theirs counts the best of several draws of points.",
        Verdict.OPEN: f"Training here and Friedland and Krell's are not told apart: {_FRIEDLAND}. "
        "Theirs counts the best of several draws of points.",
    },
    false_if="Over the five networks of one to five inputs and eight rectified neurons, ours over "
    "theirs is below 1, the interval of the geometric mean with it.",
    counterexample={"low": 0.6, "high": 0.9},
)

_TREES = (
    "{{ estimate | number(2) }} points a weight ({{ low | number(2) }} to {{ high | number(2) }}) "
    "in the limit of many inputs, extrapolated from {{ listed | listing }}, where the physics of "
    "random patterns gives {{ theory | number(2) }}"
)

TREES = Claim(
    id="series-trees",
    question="Does training find as much in tree committees as physics says there is?",
    kind=Kind.MEASURED,
    decide=by_interval("above_low", "above_high"),
    says={
        Verdict.HOLDS: "Training finds more in tree committees than physics says there is: "
        f"{_TREES}. The number of neurons is finite, and so is what the extrapolation is worth.",
        Verdict.FAILS: "Training finds less in tree committees than physics says there is: "
        f"{_TREES}.",
        Verdict.OPEN: "What training finds in tree committees is not told apart from what physics "
        f"says there is: {_TREES}.",
    },
    false_if="Points a weight, extrapolated to many inputs, lie below the capacity of the theory, "
    "their interval with them.",
    counterexample={"above_low": -0.6, "above_high": -0.2},
)
