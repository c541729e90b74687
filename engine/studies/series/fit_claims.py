"""Which reading of rule 4 predicts best, and whether a law with few terms predicts better."""

from engine.exhibits.claim import CannotTestError, Claim, Kind, Values, Verdict


def _decide_reading(values: Values) -> Verdict:
    """Decide whether the reading without a cap is the nearest of the readings, or beaten."""
    if values["best"] == values["uncapped"]:
        return Verdict.HOLDS if values["is_better"] else Verdict.OPEN
    return Verdict.FAILS if values["is_better_than_uncapped"] else Verdict.OPEN


_ERRORS = (
    "It is off by {{ rms_percent | number(0) }} % on families of networks left out "
    "({{ low_percent | number(0) }} to {{ high_percent | number(0) }} %, root mean square over "
    "{{ networks }} networks of {{ families }} families) and by {{ drawn_percent | number(0) }} % "
    "on {{ drawn_networks }} networks drawn at random{% if drawn_best_key != best %}, where "
    "*{{ drawn_best }}* errs least, by {{ drawn_best_percent | number(0) }} %{% endif %}; the "
    "measurement alone is uncertain by {{ noise_percent | number(0) }} %. One of it is worth "
    "{{ factors | listing }} labels at 50 %."
)
_SECOND = (
    "*{{ second | begins_sentence }}* is {{ second_ratio | number(2) }} times as far off "
    "({{ second_low | number(2) }} to {{ second_high | number(2) }}; {{ second_p | p_value }} "
    "network by network and {{ second_p_families | p_value }} family by family, sign flips, "
    "corrected)."
)
_UNCAPPED = (
    "Counting all parameters is {{ uncapped_ratio | number(2) }} times as far off "
    "({{ uncapped_low | number(2) }} to {{ uncapped_high | number(2) }}; "
    "{{ uncapped_p | p_value }} network by network and {{ uncapped_p_families | p_value }} family "
    "by family, sign flips, corrected)."
)
_OFF = (
    "off by {{ rms_percent | number(0) }} % ({{ low_percent | number(0) }} to "
    "{{ high_percent | number(0) }})"
)

READING = Claim(
    id="series-reading",
    question="Of all readings of rule 4 and other counts, does the number of all parameters "
    "predict best what a network memorises?",
    kind=Kind.MEASURED,
    decide=_decide_reading,
    says={
        Verdict.HOLDS: f"Counting all parameters predicts best. {_ERRORS} {_SECOND}",
        Verdict.FAILS: f"The count that predicts best is *{{{{ best_label }}}}*. {_ERRORS} "
        f"{_UNCAPPED}{{% if second_key != uncapped %}} {_SECOND}{{% endif %}}",
        Verdict.OPEN: "Which count predicts best is not settled; *{{ best_label }}* comes nearest. "
        f"{_ERRORS} {_SECOND}"
        f"{{% if best != uncapped and second_key != uncapped %}} {_UNCAPPED}{{% endif %}}",
    },
    headings={
        Verdict.HOLDS: f"Counting all parameters predicts best, {_OFF}",
        Verdict.FAILS: "Not all parameters but the count {{ best_label }} predicts best, "
        f"{_OFF}",
        Verdict.OPEN: "No count predicts best for certain; the nearest, {{ best_label }}, is "
        f"{_OFF}",
    },
    false_if="Another count is nearer to what networks memorise than all parameters, each with the "
    "factor that fits the other families best, network by network and family by family, with a "
    "corrected p below 0.05 either way.",
    counterexample={
        "best": "width_capped",
        "uncapped": "all_parameters",
        "is_better": True,
        "is_better_than_uncapped": True,
    },
)


def _decide_law(values: Values) -> Verdict:
    verdicts = {"law": Verdict.HOLDS, "reading": Verdict.FAILS, "undecided": Verdict.OPEN}
    if values["verdict"] not in verdicts:
        raise CannotTestError(f"the comparison says {values['verdict']!r}")
    return verdicts[values["verdict"]]


_LAW = (
    "{{ formula }}. It is off by {{ rms_percent | number(0) }} % on families left out "
    "({{ low_percent | number(0) }} to {{ high_percent | number(0) }} %) and by "
    "{{ drawn_percent | number(0) }} % on networks drawn at random. *{{ against_label | "
    "begins_sentence }}*, the best single count, is {{ ratio | number(2) }} times as far off "
    "({{ low | number(2) }} to {{ high | number(2) }}; {{ p | p_value }}, sign flips, corrected)"
)

LAW = Claim(
    id="series-law",
    question="Does a law with few terms predict better than the best single count?",
    kind=Kind.MEASURED,
    decide=_decide_law,
    says={
        Verdict.HOLDS: f"A law predicts better than any single count: {_LAW}.",
        Verdict.FAILS: f"No law predicts better than the best single count. The one found is "
        f"{_LAW}.",
        Verdict.OPEN: f"Whether a law predicts better than the best single count is not settled. "
        f"The one found is {_LAW}.",
    },
    headings={
        Verdict.HOLDS: "A law predicts better",
        Verdict.FAILS: "No law predicts better",
        Verdict.OPEN: "Whether a law predicts better is not settled",
    },
    false_if="On families of networks left out the law, chosen and fitted anew without each, is "
    "farther off than the best single count, with a corrected p below 0.05.",
    counterexample={"verdict": "reading"},
)


def decide_not_above(values: Values) -> Verdict:
    """Decide by networks that are above for certain: training only finds too little."""
    if values["above"]:
        return Verdict.FAILS
    return Verdict.HOLDS if not values["between"] else Verdict.OPEN


_TWO = (
    "{{ above }} of {{ count }} networks lie above two labels a parameter for certain, {{ below }} "
    "below; the most is {{ most | number(2) }} ({{ most_network }}), the least "
    "{{ least | number(2) }} ({{ least_network }}), of which training may have found too little"
)

TWO_POINTS = Claim(
    id="series-two-points",
    question="Does a network memorise no more labels a parameter than a single neuron does?",
    kind=Kind.MEASURED,
    decide=decide_not_above,
    says={
        Verdict.HOLDS: "No network memorises more labels a parameter than a single neuron: "
        f"{_TWO}.",
        Verdict.FAILS: "Some networks memorise more labels a parameter than the two of a single "
        f"neuron: {_TWO}.",
        Verdict.OPEN: f"Whether any network memorises more than two labels a parameter is not "
        f"settled: {_TWO}.",
    },
    false_if="One network memorises more than two labels a parameter at 50 % success, its interval "
    "widened for all of them.",
    counterexample={"above": 1, "between": 0},
)
