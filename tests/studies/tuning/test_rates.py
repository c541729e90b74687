"""The learning rate by size: the rule from losses that are known, and the sweep's grid."""

import pytest

from engine.records.source import Source
from engine.studies.study import Profile
from engine.studies.tuning.networks import listed_networks
from engine.studies.tuning.rate_rule import make_rule
from engine.studies.tuning.rates_study import STUDY, grid


def sweep(losses):
    """Results of a sweep, `losses` by parameters and rate."""
    return [
        Source(
            {"network": f"n{parameters}", "learning_rate": rate},
            {"parameters": parameters, "validation_loss": loss},
        )
        for parameters, by_rate in losses.items()
        for rate, loss in by_rate.items()
    ]


def test_small_and_large_networks_get_the_rate_that_suits_them():
    high, low = {0.01: 0.5, 0.03: 0.2}, {0.01: 0.2, 0.03: 0.5}
    rule = make_rule(sweep({400: high, 100: high, 10_000: low, 1_600: high}))
    assert rule.bound_parameters == pytest.approx(4_000)
    assert [rule.rate(parameters) for parameters in (100, 3_999, 4_000)] == [0.03, 0.03, 0.01]


def test_where_all_like_the_same_rate_all_get_it():
    rule = make_rule(sweep({size: {0.01: 0.5, 0.03: 0.2} for size in (10, 20, 40)}))
    assert rule.small == rule.large == 0.03


def test_the_loss_decides_and_not_how_many_networks_like_a_rate():
    slightly, badly = {0.01: 0.30, 0.03: 0.29}, {0.01: 0.1, 0.03: 2.0}
    rule = make_rule(sweep({10: badly, 20: slightly, 40: slightly, 80: badly}))
    assert rule.small == rule.large == 0.01


@pytest.mark.parametrize(("profile", "networks"), [(Profile.STANDARD, 6), (Profile.PAPER, 6)])
def test_networks_that_lie_farthest_apart_are_swept_at_every_rate(profile, networks):
    entries = grid(profile)
    swept = list(dict.fromkeys(one["network"] for one in entries))
    assert swept == [spec.name for spec in listed_networks()[2 : 2 + networks]]
    assert len(entries) == 4 * networks
    assert len(grid(Profile.QUICK)) < len(entries)
    assert all(0 < STUDY.cost(one) < 30 for one in entries)
