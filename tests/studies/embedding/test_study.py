"""The study on real digits, few of them; and its grids."""

import pytest

from engine.studies.embedding import study
from engine.studies.embedding.names import NETWORKS
from engine.studies.study import Profile

SMALL = {"digits": 300, "fitted_digits": 600, "batch_size": 128, "learning_rate": 0.01}


@pytest.fixture
def few(put_digits):
    put_digits(study)


@pytest.mark.framework
def test_training_puts_the_label_where_it_can_be_read(few):
    result = study.compute({"network": "cnn2", "seed": 1, "stops": [0, 40], **SMALL})
    before, after = result["stops"]
    assert after["reader_bits"] > before["reader_bits"] + 0.2
    assert after["accuracy"] > 0.7 > before["accuracy"]
    assert (result["elements"], result["mec_bits"]) == (375, 3760)
    assert result["training_label_bits"] == pytest.approx(2000 * 3.32, rel=0.01)
    for stop in result["stops"]:
        assert stop["joint_bits"] <= stop["marginal_bits"] <= 375
        assert 0 < stop["compressed_bits"] < 8 * 375
        assert stop["reader_bits"] <= result["label_bits"]


def test_pixels_are_measured_alike_and_decide_nothing(few):
    result = study.compute({"network": "pixels", "stops": [0], **SMALL})
    (stop,) = result["stops"]
    assert result["elements"] == 784
    assert stop["reader_bits"] > 1
    assert stop["decision_bits"] is None


@pytest.mark.parametrize("profile", list(Profile))
def test_a_grid_has_both_networks_from_the_same_seeds_and_the_pixels_once(profile):
    grid = study.make_grid(profile)
    seeds = {name: [one["seed"] for one in grid if one["network"] == name] for name in NETWORKS}
    assert seeds["cnn1"] == seeds["cnn2"]
    assert sum(one["network"] == "pixels" for one in grid) == 1
    budget = {Profile.QUICK: 40, Profile.STANDARD: 120, Profile.PAPER: 400}[profile]
    assert sum(study.cost(one) for one in grid) < budget
