"""The curve of success from the ends of trials, against other ways of fitting it."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from engine.lab.survival import fit_survival
from engine.theory.cover import largest_memorised, memorisation_probability

PRIOR = 60.0


def draw_ends(middle, slope, trials, seed, resolution=0.0):
    """Ends of trials whose logarithm is logistic: the last whole number reached, and the next."""
    shares = np.random.default_rng(seed).random(trials)
    ends = middle * (1 / shares - 1) ** (1 / slope)
    reached = np.maximum(1, np.floor(ends))
    return reached, reached + np.maximum(1, np.floor(resolution * reached))


def loss(parameters, reached, failed):
    """Minus the logarithm of the likelihood, with the prior, by scipy's own logistic."""
    level, slope = parameters
    curve = stats.logistic(loc=level, scale=1)
    shares = [curve.cdf(slope * np.log(ends)) for ends in (reached, failed)]
    return -np.log(shares[1] - shares[0]).sum() + (slope / PRIOR) ** 2 / 2


@pytest.mark.parametrize("resolution", [0.0, 0.2])
@pytest.mark.parametrize(
    ("middle", "slope", "trials"), [(20, 8, 40), (6, 5, 24), (150, 30, 48), (300, 12, 100)]
)
def test_the_fit_is_the_most_likely_curve(middle, slope, trials, resolution):
    reached, failed = draw_ends(middle, slope, trials, seed=1, resolution=resolution)
    curve = fit_survival(reached.astype(int).tolist(), failed.astype(int).tolist())
    found = optimize.minimize(
        loss,
        x0=(slope * log(middle), slope),
        args=(reached, failed),
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 5000, "maxfev": 5000},
    )
    level, steepness = found.x
    half, high = (curve.find_crossing(success).points for success in (0.5, 0.95))
    assert half == pytest.approx(np.exp(level / steepness), rel=1e-5)
    assert high == pytest.approx(np.exp((level - log(19)) / steepness), rel=1e-5)


def test_a_known_curve_is_recovered():
    shares = (np.arange(4000) + 0.5) / 4000
    reached = np.floor(200 * (1 / shares - 1) ** (1 / 8)).astype(int)
    curve = fit_survival(reached.tolist(), (reached + 1).tolist())
    half = curve.find_crossing(0.5)
    assert half.points == pytest.approx(200, rel=0.002)
    assert half.low < 200 < half.high
    assert curve.find_crossing(0.95).points == pytest.approx(200 * 19 ** (-1 / 8), rel=0.005)
    # The delta method: the variance of the median of n logistic values is 3 / n.
    width = 2 * 1.96 * 200 / 8 * (3 / 4000) ** 0.5
    assert half.high - half.low == pytest.approx(width, rel=0.15)


@pytest.mark.parametrize(("middle", "slope", "trials"), [(10, 5, 24), (60, 12, 32)])
def test_the_interval_covers_about_as_often_as_it_says(middle, slope, trials):
    covered = 0
    for seed in range(150):
        reached, failed = draw_ends(middle, slope, trials, [seed, trials])
        curve = fit_survival(reached.astype(int).tolist(), failed.astype(int).tolist())
        found = curve.find_crossing(0.5)
        covered += found.low <= middle <= found.high
    assert 0.87 <= covered / 150 <= 0.99


@pytest.mark.parametrize("parameters", [3, 5, 9, 25, 81])
def test_the_curve_of_cover_is_read_off_well(parameters):
    shares = (np.arange(1000) + 0.5) / 1000
    reaches = [
        float(memorisation_probability(n, parameters)) for n in range(1, 4 * parameters + 40)
    ]
    reached = [int(np.count_nonzero(np.array(reaches) >= share)) for share in shares]
    curve = fit_survival(reached, [one + 1 for one in reached])
    assert curve.find_crossing(0.5).points == pytest.approx(2 * parameters, rel=0.03)
    expected = largest_memorised(parameters, 0.95)
    assert curve.find_crossing(0.95).points == pytest.approx(expected + 0.5, rel=0.02, abs=0.6)


@given(st.integers(1, 2000), st.integers(1, 100), st.integers(3, 40))
@settings(max_examples=30)
def test_trials_that_all_end_alike_give_the_middle_of_their_ends(reached, more, trials):
    """By symmetry on the logarithm; no cliff, and no interval from draws that are all the same."""
    curve = fit_survival([reached] * trials, [reached + more] * trials)
    half = curve.find_crossing(0.5)
    assert half.points == pytest.approx((reached * (reached + more)) ** 0.5, rel=1e-6)
    assert half.low == pytest.approx(half.high, rel=1e-6)
    assert 0 < curve.slopes[0] < np.inf
    assert curve.find_crossing(0.95).points < half.points < curve.find_crossing(0.05).points


@given(
    st.lists(st.tuples(st.integers(20, 200), st.integers(1, 20)), min_size=3, max_size=30),
    st.floats(0.02, 0.98),
)
@settings(max_examples=40)
def test_any_ends_give_a_curve_that_falls(ends, success):
    curve = fit_survival([low for low, _ in ends], [low + more for low, more in ends])
    found = curve.find_crossing(success)
    assert 0 < found.low <= found.high < np.inf
    assert (curve.slopes > 0).all()
    assert curve.predict(found.points) == pytest.approx(success)
    assert curve.find_crossing(success / 2).points > found.points
    least, most = min(low for low, _ in ends), max(low + more for low, more in ends)
    assert least <= curve.find_crossing(0.5).points <= most


def test_the_order_of_the_trials_does_not_move_the_fit():
    reached, failed = (ends.astype(int).tolist() for ends in draw_ends(30, 9, 24, 2))
    one = fit_survival(reached, failed)
    other = fit_survival(reached[::-1], failed[::-1])
    assert one.find_crossing(0.5).points == pytest.approx(other.find_crossing(0.5).points)


def test_draws_are_the_same_for_as_many_trials_and_can_be_compared():
    """Twice the points in each trial: each draw's crossing doubles, and so does the ratio."""
    reached, _ = draw_ends(1000, 9, 24, 3)
    one, other = (
        fit_survival(
            (factor * reached).astype(int).tolist(),
            (factor * (reached + 1)).astype(int).tolist(),
        )
        for factor in (1, 2)
    )
    ratios = other.find_all(0.5) / one.find_all(0.5)
    np.testing.assert_allclose(ratios, 2, rtol=1e-6)
    assert len(ratios) == 401
    assert np.ptp(one.find_all(0.5)) > 10


@pytest.mark.parametrize(
    ("reached", "failed"),
    [
        ([3, 4], [5, 6]),
        ([3, 4, 5], [5, 6]),
        ([3, 4, 5], [5, 4, 6]),
        ([0, 4, 5], [5, 5, 6]),
        ([], []),
    ],
)
def test_what_are_no_ends_of_trials_is_refused(reached, failed):
    with pytest.raises(ValueError, match="a curve needs at least 3 trials, each failing at more"):
        fit_survival(reached, failed)


@pytest.mark.parametrize("bad", [0, 1, 1.5, -0.5])
def test_certainty_is_crossed_nowhere(bad):
    curve = fit_survival([2, 4, 6], [3, 5, 7])
    for find in (curve.find_crossing, curve.find_all):
        with pytest.raises(ValueError, match="success must lie between 0 and 1"):
            find(bad)
