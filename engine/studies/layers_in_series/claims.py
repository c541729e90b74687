"""What rule 4's experiment claims: its readings, and what two-layer networks memorise."""

from engine.exhibits.claim import (
    CannotTestError,
    Claim,
    Kind,
    Values,
    Verdict,
)
from engine.studies.layers_in_series.training_claims import (
    LEVEL,
    MORE_HIDDEN,
    ONE_HIDDEN,
    RELU,
    STEP,
)


def _decide_nearest(values: Values) -> Verdict:
    if values["smallest_p"] >= LEVEL:
        raise CannotTestError(
            f"with {values['outputs']}, n = {values['networks']}, sign flips allow no corrected p "
            f"below {values['smallest_p']:.2f}"
        )
    if values["p"] >= LEVEL:
        return Verdict.OPEN
    return Verdict.HOLDS if values["distance"] < 1 else Verdict.FAILS


_FACTORS = (
    "At 50 % success *all parameters* is off by a factor of {{ all_parameters | number(2) }} "
    "({{ all_parameters_low | number(2) }} to {{ all_parameters_high | number(2) }}), "
    "*width-capped* by {{ width_capped | number(2) }} ({{ width_capped_low | number(2) }} to "
    "{{ width_capped_high | number(2) }}), over {{ networks }} networks of {{ outputs }}"
)
_TEST = (
    " ({{ p | p_value }}, sign flips, corrected; {{ networks }} networks, chosen and not sampled, "
    "can give no less than {{ smallest_p | number(4) }})."
)


def _nearest_claim(outputs: str, name: str, note: str) -> Claim:
    return Claim(
        id=f"rule-4-{name}",
        question=f"In networks of {outputs}, does counting all parameters predict better than "
        "the width cap?",
        kind=Kind.MEASURED,
        decide=_decide_nearest,
        says={
            Verdict.HOLDS: f"{_FACTORS}: counting all parameters predicts better{_TEST}",
            Verdict.FAILS: f"{_FACTORS}: the width cap predicts better{_TEST}{note}",
            Verdict.OPEN: f"{_FACTORS}: which predicts better is not settled{_TEST}{note}",
        },
        headings={
            Verdict.HOLDS: f"With {outputs}, counting all parameters predicts better than the "
            "width cap.",
            Verdict.FAILS: f"With {outputs}, the width cap predicts better than counting all "
            "parameters.",
            Verdict.OPEN: f"With {outputs}, the readings of rule 4 are not told apart.",
        },
        false_if="The predictions of all parameters lie farther from what was memorised than "
        "those of the width cap, network by network, with a corrected p below 0.05.",
        counterexample={
            "smallest_p": 0.01,
            "networks": 8,
            "outputs": outputs,
            "p": 0.01,
            "distance": 2.0,
        },
    )


ONE_OUTPUT = _nearest_claim(
    "one output", "one-output", " Here the two readings differ by one bit, whatever the network."
)
SEVERAL_OUTPUTS = _nearest_claim("several outputs", "several-outputs", "")


def _decide_trend(values: Values) -> Verdict:
    if values["p"] >= LEVEL:
        return Verdict.OPEN
    return Verdict.HOLDS if values["growth"] > 1 else Verdict.FAILS


_ENDS = (
    "from {{ first | number(2) }} at {{ first_network }} to {{ last | number(2) }} at "
    "{{ last_network }}"
)
_GROWTH = (
    "times {{ growth | number(2) }} for each doubling of the parameters ({{ low | number(2) }} to "
    "{{ high | number(2) }}; {{ p | p_value }}, corrected){% if growth_95 %}; at 95 % success, "
    "times {{ growth_95 | number(2) }} ({{ low_95 | number(2) }} to {{ high_95 | number(2) }}; "
    "{{ p_95 | p_value }}){% endif %}."
)


def _trend_claim(outputs: str, name: str) -> Claim:
    measured = (
        "over {{ networks }} networks, measured over predicted by *all parameters* at 50 % success"
    )
    return Claim(
        id=name,
        question=f"In networks of {outputs}, does the ratio of measured to predicted points grow "
        "with the network?",
        kind=Kind.MEASURED,
        decide=_decide_trend,
        says={
            Verdict.HOLDS: f"The factor for {outputs} does not carry over to other sizes: "
            f"{measured} goes {_ENDS} and grows, {_GROWTH}",
            Verdict.FAILS: f"The factor for {outputs} does not carry over to other sizes: "
            f"{measured} goes {_ENDS} and falls, {_GROWTH}",
            Verdict.OPEN: f"Whether the factor for {outputs} carries over to other sizes is not "
            f"settled: {measured} goes {_ENDS}, {_GROWTH}",
        },
        false_if="The ratio falls with the parameters: its growth for each doubling is below 1, "
        "with a corrected p below 0.05.",
        counterexample={"p": 0.01, "growth": 0.8},
    )


SIZE_TREND = _trend_claim("one output", "rule-4-size-trend")
SEVERAL_SIZE_TREND = _trend_claim("several outputs", "rule-4-size-trend-several-outputs")


def _decide_excess(values: Values) -> Verdict:
    if values["above"]:
        return Verdict.HOLDS
    return Verdict.FAILS if values["below"] == values["count"] else Verdict.OPEN


_SIDES = (
    "{{ above }} of {{ count }} networks memorise more, {{ below }} less, and {{ between }} "
    "cannot be told apart from it"
)
_NO_EXCESS = {"above": 0, "below": 24, "count": 24}

ABOVE_NEURONS = Claim(
    id="rule-4-above-neurons",
    question="Do some two-layer networks memorise more than neurons with as many parameters?",
    kind=Kind.MEASURED,
    decide=_decide_excess,
    says={
        verdict: "Above one bit a parameter with 95 % success lie {{ beyond }} of {{ count }} "
        "networks, and so does one neuron: with {{ neuron_parameters }} parameters it memorises "
        "{{ neuron_points }} points at that level. Held against neurons that have as many "
        f"parameters in all, at the same level, {_SIDES} (ratios {{{{ smallest | number(2) }}}} "
        f"to {{{{ largest | number(2) }}}}): {ending}"
        for verdict, ending in (
            (Verdict.HOLDS, "a second layer can store more than its parameters side by side."),
            (Verdict.FAILS, "a second layer stores less than its parameters side by side."),
            (Verdict.OPEN, "no network is shown to store more than its parameters side by side."),
        )
    },
    false_if="Every network memorises less than the neurons do.",
    counterexample=_NO_EXCESS,
)

BEYOND_CAP = Claim(
    id="rule-4-beyond-cap",
    question="Do some networks memorise more than the width-capped reading grants?",
    kind=Kind.MEASURED,
    decide=_decide_excess,
    says={
        verdict: "Held against what neurons of the width-capped capacity memorise with 95 % "
        f"success, {_SIDES} (ratios {{{{ smallest | number(2) }}}} to "
        f"{{{{ largest | number(2) }}}}): {ending}"
        for verdict, ending in (
            (Verdict.HOLDS, "as a bound on what is stored, the cap does not hold."),
            (Verdict.FAILS, "the cap holds as a bound on what training stores."),
            (Verdict.OPEN, "no excess over the cap is shown."),
        )
    },
    false_if="Every network memorises less than neurons of the width-capped capacity do.",
    counterexample=_NO_EXCESS,
)

STEP_BEYOND_CAP = Claim(
    id="rule-4-beyond-cap-step",
    question="Do some networks whose hidden neurons output one bit memorise more than the "
    "width-capped reading grants?",
    kind=Kind.MEASURED,
    decide=_decide_excess,
    says={
        verdict: "With hidden neurons that output their sign alone, measured over granted is, "
        "from the largest: {{ networks | listing }}. "
        f"{_SIDES}: {ending}"
        for verdict, ending in (
            (
                Verdict.HOLDS,
                "where more is memorised, it is not because a neuron says more than one bit. The "
                "layer before decides what each point looks like, and the points together carry "
                "more than one point's outputs.",
            ),
            (Verdict.FAILS, "with outputs of one bit, the cap holds."),
            (Verdict.OPEN, "with outputs of one bit, no excess over the cap is shown."),
        )
    },
    false_if="Every network of sign neurons memorises less than neurons of the width-capped "
    "capacity do.",
    counterexample=_NO_EXCESS,
)

CLAIMS = (
    ONE_OUTPUT,
    SEVERAL_OUTPUTS,
    SIZE_TREND,
    SEVERAL_SIZE_TREND,
    ABOVE_NEURONS,
    BEYOND_CAP,
    STEP_BEYOND_CAP,
    ONE_HIDDEN,
    MORE_HIDDEN,
    RELU,
    STEP,
)
"""All of them; `findings.judge` has the evidence of each."""
