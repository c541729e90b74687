"""What the grid says: fronts, equivalence to CNN1, correlations, where accuracy breaks down."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isnan
from typing import Any

import numpy as np

from engine.lab.statistics import Interval, wilson_interval
from engine.studies.study import Params, Profile, Result, Sources, Study
from engine.studies.tuning import design
from engine.studies.tuning.equivalence import (
    DIGITS_MARGIN_POINTS,
    MNIST_MARGIN_POINTS,
    Against,
    hold_against_reference,
    hold_digits_against_reference,
    is_smaller_with_higher_g,
)
from engine.studies.tuning.foretelling import follow_g, foretell, is_broken
from engine.studies.tuning.fronts import COSTS, find_front, is_on_front
from engine.studies.tuning.membership import draw_accuracies, relative_seed_deviation
from engine.studies.tuning.networks import describe, measure, spec_from
from engine.studies.tuning.outcomes import Outcome, gather
from engine.studies.tuning.rate_rule import make_rule

READS = ("tuning-rates", "tuning", "tuning-front", "tuning-digits")
RESAMPLES = 1_000


def make_grid(profile: Profile) -> list[Params]:
    """Return the one entry: the grid is judged as a whole."""
    return [{"resamples": RESAMPLES}]


def compute(params: Params, sources: Sources) -> Result:
    """Judge the grid.

    Args:
        params: `resamples` for the membership of fronts.
        sources: Results of the studies in `READS`.

    Returns:
        `design`: combinations, how many were `excluded` by reason, `valid` ones, and
        `correlations` of what the networks measure, in the order of `measured`.
        `rates`: see `_describe_rates`. `networks`: one entry a network, see `_describe_network`.
        `seed_deviation_percent`: of errors over seeds, as a
        share of the errors. `pairs`: for `mnist` and `digits`, see `follow_g`.
        `foretold`: for each set of digits and cost, what `foretell` returns. `labels_bits`: n times
        the entropy of the labels that networks are trained on. `margins_points`, of equivalence.
        An interval has `estimate`, `low`, `high`, 95 %; None is what cannot be computed.
    """
    outcomes = gather(sources)
    measures = [one.measures for one in outcomes]
    percents = {
        "mnist": [one.accuracy_percent for one in outcomes],
        "digits": [one.digits_percent for one in outcomes],
    }
    return {
        "design": _describe_design(outcomes),
        "rates": _describe_rates(sources),
        "networks": _describe_networks(outcomes, params["resamples"]),
        "seed_deviation_percent": 100 * relative_seed_deviation([one.runs for one in outcomes]),
        "pairs": {name: _write(follow_g(measures, own)) for name, own in percents.items()},
        "foretold": {
            name: {
                key: {part: _write(Interval(**ends)) for part, ends in asdict(found).items()}
                for key, found in foretell(measures, own).items()
            }
            for name, own in percents.items()
        },
        "labels_bits": {
            "mnist": sources["tuning"][0].result["labels_bits"],
            "digits": sources["tuning-digits"][0].result["labels_bits"],
        },
        "margins_points": {"mnist": MNIST_MARGIN_POINTS, "digits": DIGITS_MARGIN_POINTS},
    }


def _describe_design(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    sifted = design.sift_grid()
    correlations = design.correlate([one.spec for one in outcomes])
    return {
        "combinations": sifted.combinations,
        "excluded": sifted.excluded,
        "valid": len(sifted.valid),
        "measured": list(design.MEASURED),
        "correlations": [[_finite(value) for value in row] for row in correlations.tolist()],
    }


def _describe_rates(sources: Sources) -> dict[str, Any]:
    """Return the rule, and each swept network at its own best rate and at the rule's."""
    swept = sources["tuning-rates"]
    rule = make_rule(swept)
    networks = []
    for name in dict.fromkeys(one.params["network"] for one in swept):
        runs = {one.params["learning_rate"]: one for one in swept if one.params["network"] == name}
        best = max(runs, key=lambda rate: runs[rate].result["validation_correct"])
        parameters = measure(spec_from(runs[best].params)).parameters
        by_rule = rule.rate(parameters)
        networks.append(
            {
                "network": name,
                "parameters": parameters,
                "best_rate": best,
                "rule_rate": by_rule,
                **{
                    f"{which}_percent": 100
                    * runs[rate].result["validation_correct"]
                    / runs[rate].result["validation_examples"]
                    for which, rate in (("best", best), ("rule", by_rule))
                },
            }
        )
    return {"rule": asdict(rule), "networks": networks}


def _describe_networks(outcomes: Sequence[Outcome], resamples: int) -> list[dict[str, Any]]:
    """Return each network: what it is, its accuracies, its fronts, and how it does against CNN1.

    `accuracy` and `digits` are intervals in percent, by Wilson's method over the digits alone;
    `on_front` and `front_share` say for each cost whether the network is on the front, and in
    which share of resamples it is; `against` and `digits_against` have the `difference` from CNN1
    in points, the corrected `p` of equivalence, and what follows; None where it was not tested.
    `broken` and `digits_broken` are those of `is_broken`.
    """
    shares = _share_fronts(outcomes, resamples)
    against = hold_against_reference(outcomes)
    on_digits = hold_digits_against_reference(outcomes)
    broken = is_broken([one.accuracy_percent for one in outcomes])
    digits_broken = is_broken([one.digits_percent for one in outcomes])
    return [
        {
            **describe(one.spec),
            **asdict(one.measures),
            "learning_rate": one.learning_rate,
            "seeds": len(one.runs),
            "accuracy": _interval_percent(one.runs),
            "digits": _interval_percent(one.digits),
            **shares[place],
            "against": _write_against(against.get(one.spec.name)),
            "digits_against": _write_against(on_digits.get(one.spec.name)),
            "smaller_with_higher_g": is_smaller_with_higher_g(one, outcomes),
            "broken": bool(broken[place]),
            "digits_broken": bool(digits_broken[place]),
        }
        for place, one in enumerate(outcomes)
    ]


def _share_fronts(outcomes: Sequence[Outcome], resamples: int) -> list[dict[str, Any]]:
    measures = [one.measures for one in outcomes]
    percents = [one.accuracy_percent for one in outcomes]
    drawn = draw_accuracies([one.runs for one in outcomes], resamples=resamples)
    fronts = {cost.key: find_front(cost.values(measures), percents) for cost in COSTS}
    shares = {
        cost.key: is_on_front(np.array(cost.values(measures)), drawn).mean(axis=0) for cost in COSTS
    }
    return [
        {
            "on_front": {key: place in front for key, front in fronts.items()},
            "front_share": {key: float(share[place]) for key, share in shares.items()},
        }
        for place in range(len(outcomes))
    ]


def _interval_percent(right: np.ndarray[Any, Any]) -> dict[str, float | None]:
    """Return a share of digits in percent with Wilson's interval, as if each were tested once."""
    digits = right.shape[-1]
    interval = wilson_interval(round(float(right.mean()) * digits), digits)
    return _write(Interval(100 * float(right.mean()), 100 * interval.low, 100 * interval.high))


def _write_against(found: Against | None) -> Mapping[str, Any] | None:
    if found is None or isnan(found.p):
        return None
    return {
        "difference": _write(found.difference),
        "p": found.p,
        "equivalent": found.is_equivalent,
        "worse": found.is_worse,
    }


def _write(interval: Interval) -> dict[str, float | None]:
    return {name: _finite(value) for name, value in asdict(interval).items()}


def _finite(value: float) -> float | None:
    return None if isnan(value) else value


STUDY = Study(
    name="tuning-findings",
    title="Judging the grid of small CNNs",
    grid=make_grid,
    compute=compute,
    reads=READS,
    packages=("numpy", "scipy", "statsmodels"),
    cost=lambda params: 4.0,
)
