"""What rule 4's experiment claims of training: what it leaves out, and by which activation."""

from engine.exhibits.activation_names import say_activation
from engine.exhibits.claim import Claim, Kind, Values, Verdict

LEVEL = 0.05

_KNOWN = "With {{ kind }} the exact answer is known for {{ networks }} of the networks. "
_TEST = (
    " Every p is exact, one-sided and corrected for the {{ tested }} networks whose exact answer "
    "is known."
)
_FITS = (
    " Measured over exact points at 50 % success: {{ listed | listing }}; at 95 %, "
    "{{ smallest_95 | number(2) }} to {{ largest_95 | number(2) }}. Of {{ fits }} intervals, each "
    "of 95 %, {{ fits_below }} lie below 1{% if listed_below %} ({{ listed_below | listing }})"
    "{% endif %} and {{ fits_above }} above."
)
_REACH = (
    "{% if lacking %} None of these networks has {{ lacking | listing('or') }}; the readings are "
    "compared on networks that do, and how much training leaves out of those this does not tell."
    "{% endif %}"
)


def _decide_shortfall(values: Values) -> Verdict:
    """Decide that training falls short, or leave it open: no p shows that nothing is left out."""
    return Verdict.FAILS if values["p"] < LEVEL else Verdict.OPEN


def _shortfall_claim(name: str, kind: str) -> Claim:
    return Claim(
        id=f"rule-4-training-{name}",
        question=f"Does training memorise all that networks with {kind} can memorise?",
        kind=Kind.MEASURED,
        decide=_decide_shortfall,
        says={
            Verdict.FAILS: f"{_KNOWN}Training falls short in {{{{ short | listing }}}}"
            "{% if others %}; in {{ others | listing }} no shortfall is shown, which is not to say "
            f"that there is none{{% endif %}}.{_TEST}{_FITS}{_REACH}",
            Verdict.OPEN: f"{_KNOWN}In none is a shortfall shown over {{{{ trials | integer }}}} "
            "sequences of points, which is not to say that there is none: the smallest p is that "
            f"of {{{{ smallest }}}}.{_TEST}{_FITS}{_REACH}",
        },
        false_if="In one network training memorises fewer points than are expected, with a "
        "one-sided p below 0.05, corrected for all networks whose exact answer is known.",
        counterexample={"p": 0.001},
    )


ONE_HIDDEN = _shortfall_claim("one-hidden", "one hidden neuron")
MORE_HIDDEN = _shortfall_claim("more-hidden", "more than one hidden neuron")


def _decide_ratio(values: Values) -> Verdict:
    if values["p"] >= LEVEL:
        return Verdict.OPEN
    return Verdict.HOLDS if values["ratio"] > 1 else Verdict.FAILS


def _activation_claim(name: str) -> Claim:
    said = say_activation(name)
    measured = (
        f"With {said} in place of tanh, the same {{{{ networks }}}} networks memorised "
        "{{ ratio | number(2) }} times as many points (95 % interval {{ low | number(2) }} to "
        "{{ high | number(2) }}; {{ p | p_value }}, corrected)"
    )
    return Claim(
        id=f"rule-4-{name}",
        question=f"Do networks with {said} memorise more points than those with tanh?",
        kind=Kind.MEASURED,
        decide=_decide_ratio,
        says={
            Verdict.HOLDS: f"{measured}, which is more.",
            Verdict.FAILS: f"{measured}, which is fewer.",
            Verdict.OPEN: f"{measured}; whether that is more is not settled.",
        },
        false_if=f"Points with {said} are fewer than points with tanh, as a geometric mean over "
        "networks, with a corrected p below 0.05.",
        counterexample={"p": 0.01, "ratio": 0.7},
    )


RELU = _activation_claim("relu")
STEP = _activation_claim("step")
