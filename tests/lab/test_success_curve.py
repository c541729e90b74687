import numpy as np
import pytest

from engine.lab.success_curve import fit_success_curve
from engine.theory.cover import largest_memorised, memorisation_probability


def success(points, middle, slope):
    return 1 / (1 + (points / middle) ** slope)


def test_a_known_curve_is_recovered():
    points = list(range(5, 36, 3))
    counts = [round(100_000 * success(n, middle=20, slope=8)) for n in points]
    curve = fit_success_curve(points, counts, [100_000] * len(points))
    half = curve.find_crossing(0.5)
    assert half.points == pytest.approx(20, abs=0.02)
    assert half.low < 20 < half.high
    assert half.high - half.low < 0.2
    assert curve.find_crossing(0.95).points == pytest.approx(20 * 19 ** (-1 / 8), abs=0.05)


def test_the_interval_covers_as_often_as_it_says():
    generator = np.random.default_rng(3)
    points = [6, 8, 10, 12, 14]
    covered = 0
    for _ in range(400):
        counts = [int(generator.binomial(40, success(n, middle=10, slope=7))) for n in points]
        found = fit_success_curve(points, counts, [40] * 5).find_crossing(0.5)
        covered += found.low <= 10 <= found.high
    assert 0.91 <= covered / 400 <= 0.98


@pytest.mark.parametrize("parameters", [3, 5, 9, 25, 81])
def test_the_curve_of_cover_is_read_off_well(parameters):
    points = sorted({round(parameters * (1 + step / 8)) for step in range(13)})
    exact = [float(memorisation_probability(n, parameters)) for n in points]
    curve = fit_success_curve(points, [round(1000 * p) for p in exact], [1000] * len(points))
    assert curve.find_crossing(0.5).points == pytest.approx(2 * parameters, rel=0.03)
    expected = largest_memorised(parameters, 0.95)
    assert curve.find_crossing(0.95).points == pytest.approx(expected + 0.5, rel=0.02, abs=0.6)


def test_a_cliff_gives_a_finite_curve_at_the_cliff():
    curve = fit_success_curve([8, 9, 10, 11], [40, 40, 0, 0], [40] * 4)
    half = curve.find_crossing(0.5)
    assert 9 < half.points < 10
    assert half.high - half.low < 4


def test_success_that_does_not_fall_is_refused():
    with pytest.raises(ValueError, match="success must fall with the number of points"):
        fit_success_curve([2, 3], [5, 20], [40, 40])


def test_one_number_of_points_is_refused():
    with pytest.raises(ValueError, match=r"two different numbers of points, got \[4, 4\]"):
        fit_success_curve([4, 4], [5, 20], [40, 40])


@pytest.mark.parametrize("bad", [0, 1, 1.5])
def test_certainty_is_crossed_nowhere(bad):
    curve = fit_success_curve([2, 6], [38, 2], [40, 40])
    with pytest.raises(ValueError, match="success must lie between 0 and 1"):
        curve.find_crossing(bad)
