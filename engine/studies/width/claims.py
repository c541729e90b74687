"""What the width multiplier claims: what it does to MEC, to accuracy and to cost."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Values, Verdict, holds_if
from engine.records.record import Record

FLAT = Claim(
    id="width-flat",
    question="Does the MEC of MobileNetV2 stay the same up to α = 1?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["capacities"] == 1),
    says={
        Verdict.HOLDS: "From α = {{ first.alpha }} to {{ last.alpha }} the MEC of MobileNetV2's "
        "decision layer stays at {{ first.mec_bits | integer }} bits: its last convolution keeps "
        "{{ first.embedding_elements | integer }} channels, since the paper's authors apply the "
        "multiplier to all layers but this one.",
        Verdict.FAILS: "From α = {{ first.alpha }} to {{ last.alpha }} the MEC of MobileNetV2's "
        "decision layer takes {{ capacities }} values, from {{ first.mec_bits | integer }} to "
        "{{ last.mec_bits | integer }} bits.",
    },
    headings={
        Verdict.HOLDS: "Up to α = 1 the width multiplier does not move the MEC of MobileNetV2.",
        Verdict.FAILS: "The width multiplier moves the MEC of MobileNetV2.",
    },
    false_if="Two widths up to α = 1 have unlike MEC.",
    counterexample={"capacities": 2},
)

RISES = Claim(
    id="width-v1-rises",
    question="Does the MEC of MobileNet grow with α?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["rises"]),
    says={
        Verdict.HOLDS: "MobileNet has no such floor: from α = {{ first.alpha }} to "
        "{{ last.alpha }} its MEC rises at every step, from {{ first.mec_bits | integer }} to "
        "{{ last.mec_bits | integer }} bits.",
        Verdict.FAILS: "The MEC of MobileNet does not rise at every step from "
        "α = {{ first.alpha }} to {{ last.alpha }}.",
    },
    false_if="A wider MobileNet has no larger MEC than the next narrower one.",
    counterexample={"rises": False},
)

FEATURES = Claim(
    id="width-features",
    question="Does MobileNetV2 gain accuracy while the MEC of its decision layer stays the same?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["capacities"] == 1 and v["climbs"]),
    says={
        Verdict.HOLDS: "While that MEC stays, published top-1 accuracy climbs at every step, by "
        "{{ gain | number(1) }} points in all, from {{ first.top1_percent | number(1) }} % to "
        "{{ last.top1_percent | number(1) }} %: a decision layer of the same capacity does better "
        "on a wider network's features. Whether a larger decision layer would help as well, these "
        "networks do not show: up to α = {{ last.alpha }} none has one{% if grow_together %}, and "
        "beyond it layer and features grow together{% endif %}.",
        Verdict.FAILS: "Published top-1 accuracy does not climb at every step from "
        "α = {{ first.alpha }} to {{ last.alpha }} at one and the same MEC.",
    },
    false_if="MEC differs between two widths up to α = 1, or the wider one is not the more "
    "accurate.",
    counterexample={"capacities": 1, "climbs": False},
)

FORMULA = Claim(
    id="width-formula",
    question="Is the cost formula exact with the channels that a network really has?",
    kind=Kind.THEOREM,
    decide=holds_if(lambda v: v["exact"] == v["n"]),
    says={
        Verdict.HOLDS: "With the channels that a network really has, the formula agrees with the "
        "counted multiply-adds exactly, for both networks and every α.",
        Verdict.FAILS: "With the channels that a network really has, the formula agrees with the "
        "counted multiply-adds in {{ exact }} of {{ n }} networks only.",
    },
    false_if="The formula and the count differ by one multiply-add in one network.",
    counterexample={"exact": 9, "n": 10},
)

ROUNDING = Claim(
    id="width-rounding",
    question="Is the cost formula off with α times the channels at α = 1?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: v["largest"] > 0),
    says={
        Verdict.HOLDS: "With α times the channels at α = 1 it is off by up to "
        "{{ largest | number(1) }} %, because channels come in multiples of 8.",
        Verdict.FAILS: "With α times the channels at α = 1 it is exact as well.",
    },
    false_if="It gives the counted multiply-adds of every network.",
    counterexample={"largest": 0.0},
)

SQUARE = Claim(
    id="width-square",
    question="Does the cost of a whole network grow as fast as α²?",
    kind=Kind.IDENTITY,
    decide=holds_if(lambda v: max(v["powers"].values()) < 2),
    says={
        Verdict.HOLDS: "A least-squares fit on logarithms gives multiply-adds growing with α to "
        "the power {% for name, power in powers.items() %}{{ power | number(2) }} for {{ name }}"
        "{{ ' and ' if not loop.last }}{% endfor %}: slower than its square, as it must. What does "
        "not shrink with α² (filters of one channel, the first layer, channels that are kept) "
        "weighs the more the narrower the network.",
    },
    false_if="It cannot be: the formula has a term that grows with α alone, and none that grows "
    "faster than α².",
)


def judge(
    frame: pd.DataFrame, formula: pd.DataFrame, records: Sequence[Record]
) -> tuple[Finding, ...]:
    """Return what the records say of the width multiplier.

    Args:
        frame: One row a network and α, of the table `width-multiplier`.
        formula: The same networks, of the table `width-multiplier-cost-formula`.
        records: What they were computed from.
    """
    by_name = {str(name): part.sort_values("alpha") for name, part in frame.groupby("backbone")}
    flat = by_name["MobileNetV2"].query("alpha <= 1")
    wider = by_name["MobileNetV2"].query("alpha >= 1")
    first_version = by_name["MobileNet"]
    evidence = partial(Evidence, records=tuple(records), unit="widths that Keras has weights of")
    n = len(formula)
    exact = formula["formula_channels_multiply_adds"] == formula["counted_multiply_adds"]
    grow_together = len(wider) > 1 and _rises(wider["mec_bits"])
    of_flat = evidence({**_flat_values(flat), "grow_together": grow_together}, n=len(flat))
    return (
        FLAT.judge(of_flat),
        FEATURES.judge(of_flat),
        RISES.judge(
            evidence(
                {**_ends(first_version), "rises": _rises(first_version["mec_bits"])},
                n=len(first_version),
            )
        ),
        FORMULA.judge(evidence({"exact": int(exact.sum()), "n": n}, n=n)),
        ROUNDING.judge(
            evidence({"largest": float(formula["difference_percent"].abs().max())}, n=n)
        ),
        SQUARE.judge(
            evidence({"powers": {name: growth_power(part) for name, part in by_name.items()}}, n=n)
        ),
    )


def growth_power(frame: pd.DataFrame) -> float:
    """Return the power of α that multiply-adds grow with: the slope of their logarithms."""
    logarithms = np.log(frame["multiply_adds"].astype(float))
    slope, _ = np.polyfit(np.log(frame["alpha"]), logarithms, 1)
    return float(slope)


def _flat_values(flat: pd.DataFrame) -> Values:
    return {
        **_ends(flat),
        "capacities": int(flat["mec_bits"].nunique()),
        "climbs": _rises(flat["top1_percent"]),
        "gain": float(flat["top1_percent"].iloc[-1] - flat["top1_percent"].iloc[0]),
    }


def _ends(frame: pd.DataFrame) -> dict[str, Values]:
    rows = frame.to_dict(orient="records")
    return {
        "first": {str(name): value for name, value in rows[0].items()},
        "last": {str(name): value for name, value in rows[-1].items()},
    }


def _rises(values: "pd.Series[float]") -> bool:
    return bool(values.is_monotonic_increasing and values.is_unique)
