import json

import numpy as np
import pytest

from engine.lab.multiclass_separability import Decision, Verdict, whiten
from engine.lab.training import History, Recipe, Score
from engine.studies.decision_layer import study as decision_layer
from engine.studies.decision_layer.study import POOL_PER_INPUT, STUDY, find_memorised
from engine.studies.study import Profile

PARAMS = {
    "network": "cnn2",
    "embedding": "gaussian",
    "epochs": 0,
    "trials": 1,
    "precision": 0.5,
    "most_evaluations": 50,
    "seed": 1,
}


@pytest.fixture(scope="module")
def search():
    generator = np.random.default_rng(8)
    points = whiten(generator.standard_normal((200, 20)))
    classes = generator.integers(0, 10, 200)
    return find_memorised(points, classes, 10, precision=0.05, most_evaluations=2000)


def test_bisection_ends_where_memorising_ends(search):
    assert 21 <= search["memorised_points"] < search["refused_points"] < 200
    width = search["refused_points"] - search["memorised_points"]
    assert width <= max(1, 0.05 * search["memorised_points"])


def test_every_decision_is_kept_and_agrees(search):
    for decision in search["decisions"]:
        is_memorised = decision["points"] <= search["memorised_points"]
        assert (decision["verdict"] == Verdict.MEMORISED) == is_memorised


def test_all_points_memorised_leaves_no_refusal():
    generator = np.random.default_rng(8)
    points = whiten(generator.standard_normal((30, 20)))
    found = find_memorised(
        points, generator.integers(0, 3, 30), 3, precision=0.01, most_evaluations=500
    )
    assert found["memorised_points"] == 30
    assert found["refused_points"] is None


def test_an_undecided_end_is_no_refusal():
    generator = np.random.default_rng(8)
    points = whiten(generator.standard_normal((160, 20)))
    found = find_memorised(
        points, generator.integers(0, 10, 160), 10, precision=0.01, most_evaluations=1
    )
    assert found["memorised_points"] == 0
    assert found["refused_points"] is None
    assert {decision["verdict"] for decision in found["decisions"]} == {Verdict.UNDECIDED}


@pytest.mark.framework
def test_digits_go_through_the_frozen_network(monkeypatch, digits):
    monkeypatch.setattr(decision_layer, "load_mnist", lambda folder, split: digits)
    result = STUDY.compute(PARAMS | {"embedding": "initial"})
    assert (result["features"], result["mec_bits"]) == (375, 3760)
    assert result["label_bits"] == pytest.approx(3.321928)
    assert result["test_accuracy"] is None
    (trial,) = result["trials"]
    assert 300 < trial["rank"] <= 375
    assert trial["rank"] < trial["memorised_points"] < POOL_PER_INPUT * 376
    assert json.loads(json.dumps(result)) == result


@pytest.mark.framework
def test_training_precedes_freezing(monkeypatch, digits):
    seen = {}

    def pretend_training(model, examples, test_examples, recipe):
        import torch

        with torch.no_grad():
            model.convolution2.weight[2:] = 0
        seen.update(recipe=recipe, examples=len(examples))
        return History(test_scores=[Score(0.1, np.array([True, True, True, False]))])

    monkeypatch.setattr(decision_layer, "load_mnist", lambda folder, split: digits)
    monkeypatch.setattr(decision_layer, "train", pretend_training)
    result = STUDY.compute(PARAMS | {"embedding": "trained", "epochs": 3, "most_evaluations": 20})
    assert seen == {"recipe": Recipe(seed=1, epochs=3), "examples": 5000}
    assert result["test_accuracy"] == 0.75
    assert result["trials"][0]["rank"] <= 2 * 25


def test_noise_of_the_same_size_is_the_control():
    assert STUDY.compute(PARAMS)["trials"][0]["rank"] == 375


@pytest.mark.parametrize("profile", list(Profile))
def test_grids_hold_each_control(profile):
    grid = STUDY.grid(profile)
    assert {params["embedding"] for params in grid} == {"trained", "initial", "gaussian"}
    assert all((params["epochs"] > 0) == (params["embedding"] == "trained") for params in grid)


def test_what_is_undecided_is_searched_for_its_upper_end(monkeypatch):
    """Memorised to 60, undecided to 100, refused beyond: both ends are found."""

    def decide(points, classes, count, *, most_evaluations):
        size = len(points)
        verdicts = [Verdict.MEMORISED, Verdict.UNDECIDED, Verdict.REFUSED]
        return Decision(verdicts[(size > 60) + (size > 100)], most_evaluations)

    monkeypatch.setattr(decision_layer, "decide_memorisation", decide)
    found = find_memorised(
        np.zeros((160, 20)), np.zeros(160, dtype=int), 10, precision=0.01, most_evaluations=5
    )
    assert (found["memorised_points"], found["refused_points"]) == (60, 101)


def test_standard_takes_its_interval_over_trainings():
    seeds = {
        params["seed"]
        for params in STUDY.grid(Profile.STANDARD)
        if (params["network"], params["embedding"]) == ("cnn2", "trained")
    }
    assert len(seeds) >= 3
