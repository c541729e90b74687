"""The ladder, its images and labels, and the readings of whole networks."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.networks.mnist_cnn import NETWORK_NAMES, describe_network, get_spec
from engine.studies.convolutions_memorised import study as memorised
from engine.studies.convolutions_memorised.memorising import Attempt
from engine.studies.convolutions_memorised.readings import read_network
from engine.studies.convolutions_memorised.study import (
    IMAGES,
    RUNGS,
    STUDY,
    climb,
    draw_examples,
    needed_files,
)
from engine.studies.study import Profile

PARAMS = {
    "network": "cnn2",
    "batch_norm": True,
    "images": "noise",
    "rungs": [20, 40],
    "beyond": 0,
    "steps": 40,
    "batch_size": 10,
    "learning_rate": 0.02,
    "sharpness": 3.0,
    "seed": 1,
}


@given(successes=st.lists(st.booleans(), min_size=1, max_size=8), beyond=st.integers(0, 3))
def test_a_ladder_ends_where_a_rung_fails(successes, beyond):
    rungs = [10 * (number + 1) for number in range(len(successes))]
    by_rung = dict(zip(rungs, successes, strict=True))

    def attempt(points):
        return {"points": points, "right": points if by_rung[points] else points - 1}

    found = climb(rungs, attempt, beyond=beyond)
    before = successes.index(False) if False in successes else len(successes)
    assert found["memorised_points"] == 10 * before
    assert found["refused_points"] == (rungs[before] if before < len(rungs) else None)
    assert [rung["points"] for rung in found["rungs"]] == rungs[: before + 1 + beyond]


@pytest.mark.framework
def test_a_result_is_plain_json_and_says_what_was_tried():
    result = STUDY.compute(PARAMS)
    assert json.loads(json.dumps(result)) == result
    assert (result["features"], result["parameters"]) == (375, 4841)
    assert result["mec_bits"]["decision_layer"] == 3760
    assert result["label_bits"] == pytest.approx(3.321928)
    assert result["memorised_points"] == 40
    assert result["refused_points"] is None
    assert [rung["right"] for rung in result["rungs"]] == [20, 40]


@pytest.mark.framework
def test_training_that_diverges_is_kept_in_the_result(monkeypatch):
    monkeypatch.setattr(
        memorised, "memorise", lambda *_: Attempt(right=3, steps=5, has_diverged=True)
    )
    result = STUDY.compute(PARAMS)
    assert (result["memorised_points"], result["refused_points"]) == (0, 20)
    assert result["rungs"] == [{"points": 20, "right": 3, "steps": 5, "has_diverged": True}]


@pytest.mark.parametrize("rungs", [[], [40, 20], [20, 20], [1, 20]])
def test_rungs_that_do_not_ascend_are_refused(rungs):
    with pytest.raises(ValueError, match="rungs must ascend from 2 or more images, got"):
        STUDY.compute({**PARAMS, "rungs": rungs})


@pytest.mark.framework
@pytest.mark.parametrize("images", IMAGES)
def test_a_lower_rung_has_the_first_images_of_a_higher_one(monkeypatch, digits, images):
    monkeypatch.setattr(memorised, "load_mnist", lambda folder, split: digits)
    few, many, other = (
        draw_examples(images, count, seed) for count, seed in ((30, 1), (90, 1), (30, 2))
    )
    assert (few.images == many.images[:30]).all()
    assert (few.labels == many.labels[:30]).all()
    assert few.images.shape == (30, 1, 28, 28)
    assert (few.images != other.images).any()
    assert (few.labels != other.labels).any()


@pytest.mark.framework
def test_noise_is_standard_normal_and_its_labels_are_fair():
    examples = draw_examples("noise", 2000, 3)
    assert float(examples.images.mean()) == pytest.approx(0, abs=0.01)
    assert float(examples.images.std()) == pytest.approx(1, abs=0.01)
    counts = np.bincount(examples.labels.numpy(), minlength=10)
    assert len(counts) == 10
    assert ((counts - 200) ** 2 / 200).sum() < 30  # chi-square of 9 degrees: p = 0.0004


@pytest.mark.framework
def test_labels_of_digits_are_shuffled_not_drawn(monkeypatch, digits):
    monkeypatch.setattr(memorised, "load_mnist", lambda folder, split: digits)
    examples = draw_examples("digits", 5000, 3)
    assert (np.bincount(examples.labels) == np.bincount(digits[1])).all()
    pixels = {image.tobytes() for image in digits[0]}
    shown = (examples.images[:, 0].numpy() * 127.5 + 127.5).round().astype(np.uint8)
    assert {image.tobytes() for image in shown} == pixels
    truth = dict(zip((image.tobytes() for image in digits[0]), digits[1], strict=True))
    right = np.mean([truth[image.tobytes()] for image in shown] == examples.labels.numpy())
    assert right < 0.15


@pytest.mark.framework
def test_more_digits_than_there_are_is_an_error(monkeypatch, digits):
    monkeypatch.setattr(memorised, "load_mnist", lambda folder, split: digits)
    with pytest.raises(ValueError, match="MNIST has 5000 training digits, 5001 were asked for"):
        draw_examples("digits", 5001, 3)


def test_images_of_another_kind_are_an_error():
    with pytest.raises(ValueError, match="images must be one of noise, digits, got 'cats'"):
        draw_examples("cats", 5, 3)


def test_readings_of_cnn2_add_up_by_hand():
    """Stages of 4 * (16 + 1) and 15 * (64 + 1) parameters and 784 and 375 values that leave."""
    plain, normalised = (read_network(get_spec("cnn2", batch_norm=flag)) for flag in (False, True))
    assert plain == {
        "decision_layer": 10 * 376,
        "width_capped": 68 + 784 + 375,
        "running_minimum": 68 + 784 + 375,
        "all_parameters": 68 + 975 + 3760,
    }
    assert normalised["width_capped"] - plain["width_capped"] == 8
    assert normalised["all_parameters"] - plain["all_parameters"] == 8 + 30


@pytest.mark.parametrize("network", NETWORK_NAMES)
@pytest.mark.parametrize("batch_norm", [True, False])
def test_readings_never_exceed_the_parameters(network, batch_norm):
    spec = get_spec(network, batch_norm=batch_norm)
    readings = read_network(spec)
    assert readings["all_parameters"] == describe_network(spec).parameters
    assert readings["running_minimum"] <= readings["width_capped"] <= readings["all_parameters"]


def test_profiles_hold_what_they_promise():
    quick, standard, paper = (STUDY.grid(profile) for profile in Profile)
    assert len(quick) == 1
    assert all(params in paper for params in standard)
    assert {params["network"] for params in standard} == {"cnn2"}
    assert {(one["network"], one["batch_norm"], one["images"]) for one in paper} == {
        (network, batch_norm, images)
        for network in NETWORK_NAMES
        for batch_norm in (True, False)
        for images in IMAGES
        if batch_norm or network != "cnn1"
    }
    for batch_norm, draws in ((True, 3), (False, 1)):
        seeds = [
            one["seed"]
            for one in paper
            if one["network"] == "cnn2-stage1" and one["batch_norm"] == batch_norm
        ]
        assert len(seeds) == 2 * len(set(seeds)) == 2 * draws


@pytest.mark.parametrize("network", NETWORK_NAMES)
def test_a_ladder_reaches_across_the_mec_of_the_decision_layer(network):
    points = read_network(get_spec(network))["decision_layer"] / np.log2(10)
    first, *_, last = RUNGS[network]
    assert first < 1.8 * points
    assert last > 1.5 * points


def test_noise_needs_no_files():
    assert needed_files({"images": "noise"}) == {}
    assert len(needed_files({"images": "digits"})) == 4
