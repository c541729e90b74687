import json

import pytest

from engine.studies.single_neuron import study as single_neuron
from engine.studies.single_neuron.study import STUDY
from engine.studies.study import Profile


def measure(**changes):
    params = {"parameters": 4, "points": [3, 4, 8, 24], "trials": 60, "seed": 5, "threshold": True}
    return STUDY.compute(params | changes)


def test_counts_follow_cover():
    result = measure()
    below, at_lm, at_mk, beyond = result["cells"]
    assert below["separable"] == at_lm["separable"] == 60
    assert at_mk["expected_probability"] == 0.5
    assert 15 <= at_mk["separable"] <= 45
    assert beyond["separable"] <= 2
    assert result["degrees_of_freedom"] == 1
    assert sum(cell["undecided"] for cell in result["cells"]) == 0


def test_a_wrong_reference_is_contradicted(monkeypatch):
    real = single_neuron.memorisation_probability
    monkeypatch.setattr(
        single_neuron, "memorisation_probability", lambda points, k: real(points, k + 1)
    )
    result = measure(points=[6, 7, 8, 9], trials=150)
    assert result["p_value"] < 1e-3


def test_the_same_params_give_the_same_result():
    assert measure() == measure()
    assert measure() != measure(seed=6)


def test_results_are_json():
    assert json.loads(json.dumps(measure())) == measure()


@pytest.mark.parametrize("profile", list(Profile))
def test_grids_hold_both_points_of_interest(profile):
    for params in STUDY.grid(profile):
        assert {params["parameters"], 2 * params["parameters"]} <= set(params["points"])
        assert min(params["points"]) >= 1


def test_the_paper_has_each_size_with_a_threshold_and_without():
    sizes = {
        threshold: [
            params["parameters"]
            for params in STUDY.grid(Profile.PAPER)
            if params["threshold"] == threshold
        ]
        for threshold in (True, False)
    }
    assert sizes[True] == sizes[False]
    standard = {params["parameters"] for params in STUDY.grid(Profile.STANDARD)}
    assert standard <= set(sizes[True])
