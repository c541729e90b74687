import numpy as np
import pytest
from scipy.optimize import linprog

from engine.lab.multiclass_separability import (
    Verdict,
    _Search,
    _SettledError,
    decide_memorisation,
    whiten,
)


def has_margin(points, classes, count):
    """Kesler's construction: one inequality for each point and wrong class."""
    rows = []
    for point, right in zip(points, classes, strict=True):
        for wrong in set(range(count)) - {int(right)}:
            row = np.zeros((count, points.shape[1]))
            row[right], row[wrong] = -point, point
            rows.append(np.append(row.ravel(), 1.0))
    size = count * points.shape[1]
    solution = linprog(
        np.append(np.zeros(size), -1.0),
        A_ub=np.array(rows),
        b_ub=np.zeros(len(rows)),
        bounds=[(-1, 1)] * size + [(0, 1)],
    )
    return -solution.fun > 1e-6


def draw(seed, points, inputs, count):
    generator = np.random.default_rng(seed)
    return whiten(generator.standard_normal((points, inputs))), generator.integers(0, count, points)


@pytest.mark.parametrize("seed", range(12))
def test_the_verdict_is_that_of_a_linear_programme(seed):
    points, classes = draw(seed, 16 + seed, 4, 4)
    decision = decide_memorisation(points, classes, 4, most_evaluations=5000)
    expected = Verdict.MEMORISED if has_margin(points, classes, 4) else Verdict.REFUSED
    assert decision.verdict is expected


def test_both_verdicts_occur_in_that_comparison():
    found = {has_margin(*draw(seed, 16 + seed, 4, 4), 4) for seed in range(12)}
    assert found == {True, False}


def test_as_many_points_as_parameters_of_a_neuron_are_always_memorised():
    points, classes = draw(3, 21, 20, 10)
    assert decide_memorisation(points, classes, 10, most_evaluations=500).verdict is (
        Verdict.MEMORISED
    )


def test_the_same_point_with_two_classes_is_refused():
    points, classes = draw(4, 12, 20, 3)
    points = np.vstack([points, points[:1]])
    classes = np.append(classes, (classes[0] + 1) % 3)
    decision = decide_memorisation(points, classes, 3, most_evaluations=5000)
    assert decision.verdict is Verdict.REFUSED


def test_a_search_cut_short_is_undecided():
    points, classes = draw(5, 200, 4, 4)
    decision = decide_memorisation(points, classes, 4, most_evaluations=2)
    assert decision.verdict is Verdict.UNDECIDED
    assert decision.evaluations == 2


def test_the_gradient_is_that_of_the_loss():
    points, classes = draw(6, 40, 3, 3)
    search = _Search(points, classes, 3, 10_000)
    weights = np.random.default_rng(1).standard_normal(points.shape[1] * 3)
    _, gradient = search.evaluate(weights)
    for index in range(len(weights)):
        shift = np.zeros_like(weights)
        shift[index] = 1e-6
        slope = (search.evaluate(weights + shift)[0] - search.evaluate(weights - shift)[0]) / 2e-6
        assert gradient[index] == pytest.approx(slope, abs=1e-8)


def test_huge_weights_do_not_overflow():
    points, classes = draw(6, 40, 3, 3)
    try:
        loss, _ = _Search(points, classes, 3, 10).evaluate(np.full(12, 1e5) * np.arange(12))
    except _SettledError:
        pytest.fail("weights that err must not settle the search")
    assert np.isfinite(loss)


def test_whitened_points_have_equal_spread_and_keep_their_rank():
    generator = np.random.default_rng(2)
    mixed = generator.standard_normal((300, 5)) @ np.diag([1e3, 1, 1, 1e-2, 0]) + 7
    points = whiten(mixed)
    assert points.shape == (300, 5)
    assert np.square(points).sum(axis=1).mean() == pytest.approx(1)
    assert np.ptp(points[:, -1]) == 0
    assert np.allclose(points.T @ points, np.eye(5) * 300 / 5, atol=1e-6)


def test_equal_points_are_refused():
    with pytest.raises(ValueError, match="the 4 points must not all be the same"):
        whiten(np.ones((4, 3)))
