"""Training on few real digits: sizes of images, the grid's studies, who gets more seeds."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_digits

from engine.records.source import Source
from engine.studies.study import Profile
from engine.studies.tuning import digits_study, front_study, rates_study, study, training
from engine.studies.tuning.training import fit_size
from tests.studies.tuning.samples import make_swept


def test_smaller_images_are_means_of_two_by_two():
    image = np.arange(16, dtype=np.uint8).reshape(1, 4, 4)
    assert fit_size(image, 2).tolist() == [[[2, 4], [10, 12]]]  # 2.5 to even, 4.5, 10.5, 12.5
    assert fit_size(image, 4) is image
    with pytest.raises(ValueError, match="images of 4 pixels a side cannot be made 3; give 2"):
        fit_size(image, 3)


def test_other_digits_are_scaled_and_not_changed():
    rows, _ = load_digits(return_X_y=True)
    images = rows.reshape(-1, 8, 8)
    large, small = (digits_study.scale(images, size) for size in (28, 14))
    assert (large.shape, small.shape) == ((1_797, 28, 28), (1_797, 14, 14))
    assert np.array_equal(large[:, 3:26:3, 3:26:3], np.rint(images * 255 / 16))
    assert not large[:, :2].any()
    assert small.mean() == pytest.approx(large.mean(), rel=0.01)


def test_label_information_is_n_times_the_entropy():
    assert training.count_label_bits(np.repeat(np.arange(8, dtype=np.uint8), 5)) == 40 * 3
    assert training.count_label_bits(np.zeros(9, dtype=np.uint8)) == 0
    uneven = np.array([0, 0, 0, 1], dtype=np.uint8)
    assert training.count_label_bits(uneven) == pytest.approx(4 * 0.811278, rel=1e-5)


def test_profiles_grow():
    for one in (study.STUDY, digits_study.STUDY):
        sizes = [len({params["network"] for params in one.grid(profile)}) for profile in Profile]
        assert sizes == [3, 16, 40]
    assert len(study.grid(Profile.PAPER)) == 120
    assert front_study.grid(Profile.QUICK) == front_study.grid(Profile.PAPER) == []
    seeds = {one["seed"] for one in front_study.grid(Profile.STANDARD)}
    assert seeds.isdisjoint(one["seed"] for one in study.grid(Profile.STANDARD))


def test_a_paper_costs_less_than_an_hour_of_a_core():
    studies = (study.STUDY, digits_study.STUDY, front_study.STUDY, rates_study.STUDY)
    seconds = sum(one.cost(params) for one in studies for params in one.grid(Profile.PAPER))
    assert 300 < seconds < 3_000


@pytest.fixture
def small_mnist(put_digits, monkeypatch):
    put_digits(study, rates_study)
    monkeypatch.setattr(training, "VALIDATION_EXAMPLES", 400)


def params_of(name, **changes):
    (params,) = [one for one in study.grid(Profile.STANDARD) if one["network"] == name]
    return {**params, "examples": 2_000, "epochs": 3, **changes}


@pytest.mark.framework
@pytest.mark.usefixtures("small_mnist", "one_thread")
def test_networks_of_both_sizes_learn_at_the_rate_of_their_size():
    sources = {"tuning-rates": make_swept()}
    for name in ("cnn2", "t9"):
        result = study.compute(params_of(name), sources)
        assert result["learning_rate"] == 0.01
        assert 2_000 * 3.3 < result["labels_bits"] < 2_000 * np.log2(10)
        assert result["test_examples"] == 500
        assert result["test_correct"] > 400
        assert json.loads(json.dumps(result, allow_nan=False)) == result


@pytest.mark.framework
@pytest.mark.usefixtures("small_mnist", "one_thread")
def test_a_rate_is_judged_on_what_was_not_trained_on():
    params = {**rates_study.grid(Profile.STANDARD)[0], "examples": 1_000, "epochs": 1}
    result = rates_study.compute({**params, "learning_rate": 0.02})
    assert result["validation_examples"] == 400
    assert 0 < result["validation_correct"] <= 400


@pytest.mark.framework
@pytest.mark.usefixtures("one_thread")
def test_each_of_the_other_digits_is_tested_once():
    (params,) = [one for one in digits_study.grid(Profile.STANDARD) if one["network"] == "t4"]
    result = digits_study.compute({**params, "epochs": 4}, {"tuning-rates": make_swept()})
    assert result["test_examples"] == 1_797
    assert 1_400 < result["test_correct"] < 1_797


@pytest.mark.framework
def test_only_networks_on_a_front_and_those_compared_get_more_seeds(monkeypatch):
    monkeypatch.setattr(study, "compute", lambda params, sources: {"test_correct": 1})
    grid = study.grid(Profile.STANDARD)
    correct = {one["network"]: 900 for one in grid}
    correct["cnn1"], correct["t3"] = 100, 100  # t3 costs as much as CNN1 and is as bad
    first = [Source(one, {"test_correct": correct[one["network"]]}) for one in grid]
    sources = {"tuning-rates": [], "tuning": first}
    trained = {
        one["network"]
        for one in front_study.grid(Profile.STANDARD)
        if front_study.compute(one, sources)["trained"]
    }
    assert {"cnn1", "cnn2", "t1"} <= trained
    assert "t3" not in trained
