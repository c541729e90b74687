"""The decision layer, solved: against proofs, and whatever the scales of its features."""

import numpy as np
import pytest

from engine.lab.multiclass_separability import Verdict, decide_memorisation, whiten
from engine.studies.convolutions_memorised.last_layer import ENOUGH_MARGIN, solve_last_layer


def draw(seed, points, features=12, classes=4):
    generator = np.random.default_rng(seed)
    return generator.standard_normal((points, features)), generator.integers(0, classes, points)


def margins(layer, features, classes):
    outputs = features @ layer.weights.T + layer.thresholds
    rows = np.arange(len(classes))
    right = outputs[rows, classes].copy()
    outputs[rows, classes] = -np.inf
    return right - outputs.max(axis=1)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("points", [13, 24, 36, 48, 90])
def test_it_gets_all_right_where_a_proof_says_that_some_weights_do(seed, points):
    features, classes = draw(seed, points)
    proof = decide_memorisation(whiten(features), classes, 4, most_evaluations=2000)
    layer = solve_last_layer(features, classes, 4, most_evaluations=2000)
    is_all_right = bool((margins(layer, features, classes) > 0).all())
    assert proof.verdict is not Verdict.UNDECIDED
    assert is_all_right == (proof.verdict is Verdict.MEMORISED)


def test_both_outcomes_occur_above():
    verdicts = {
        decide_memorisation(
            whiten(draw(0, points)[0]), draw(0, points)[1], 4, most_evaluations=2000
        ).verdict
        for points in (13, 90)
    }
    assert verdicts == {Verdict.MEMORISED, Verdict.REFUSED}


def test_it_ends_with_a_margin():
    features, classes = draw(1, 24)
    layer = solve_last_layer(features, classes, 4, most_evaluations=500)
    assert margins(layer, features, classes).min() >= ENOUGH_MARGIN


def test_scales_and_offsets_of_the_features_cost_nothing():
    """Directions a thousandth as wide as others are found in as few evaluations."""
    features, classes = draw(2, 30)
    mixing = np.random.default_rng(9).standard_normal((12, 12)) @ np.diag(np.logspace(0, 2, 12))
    moved = features @ mixing + 50
    layer = solve_last_layer(moved, classes, 4, most_evaluations=40)
    assert (margins(layer, moved, classes) > 0).all()


def test_a_direction_below_single_precision_is_left_alone():
    features, classes = draw(3, 20)
    features[:, 0] *= 1e-9
    layer = solve_last_layer(features, classes, 4, most_evaluations=300)
    assert np.abs(layer.weights[:, 0]).max() < np.abs(layer.weights[:, 1:]).max()


def test_what_cannot_be_separated_gets_most_right():
    features, classes = draw(4, 400)
    layer = solve_last_layer(features, classes, 4, most_evaluations=100)
    share = (margins(layer, features, classes) > 0).mean()
    assert 0.3 < share < 1


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (np.ones((5, 3)), "the 5 rows of features must not all be the same"),
        (np.full((5, 3), np.inf), "the 5 rows of features hold a value that is not finite"),
    ],
)
def test_features_without_use_are_named(features, message):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        solve_last_layer(features, np.zeros(5, dtype=np.int64), 2, most_evaluations=5)
