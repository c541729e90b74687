"""The studies of the MNIST networks: their grids, and one result of each from real digits."""

import json
import subprocess
import sys

import pytest

from engine.lab import training
from engine.lab.mnist_checks import MNIST_SHA256
from engine.records.clocked import CLOCKED
from engine.records.code import imported_modules
from engine.studies.mnist import networks_study as mnist_networks
from engine.studies.mnist import study as mnist
from engine.studies.study import Profile
from tests import ROOT

NOTEBOOK_RECIPE = {"batch_size": 128, "learning_rate": 0.01}


@pytest.mark.parametrize(
    ("profile", "seeds", "epochs"),
    [(Profile.QUICK, 1, 1), (Profile.STANDARD, 5, 5), (Profile.PAPER, 10, 5)],
)
def test_every_profile_trains_all_six_variants_by_the_recipe(profile, seeds, epochs):
    grid = mnist.STUDY.grid(profile)
    variants = {(params["network"], params["batch_norm"]) for params in grid}
    assert len(variants) == 6
    assert len(grid) == 6 * seeds
    assert {params["seed"] for params in grid} == set(range(42, 42 + seeds))
    assert all(params.items() >= {"epochs": epochs, **NOTEBOOK_RECIPE}.items() for params in grid)


def test_larger_profiles_contain_the_results_of_the_standard_one():
    standard, paper = (mnist.STUDY.grid(profile) for profile in (Profile.STANDARD, Profile.PAPER))
    assert all(params in paper for params in standard)


def test_the_networks_are_the_same_in_every_profile():
    grids = [mnist_networks.STUDY.grid(profile) for profile in Profile]
    assert grids[0] == grids[1] == grids[2]
    assert len(grids[0]) == 6


def test_keys_cover_the_data_and_the_packages_but_not_the_way_of_fetching():
    assert mnist.STUDY.data_files == MNIST_SHA256
    assert mnist.STUDY.packages == ("numpy", "torch")
    modules = imported_modules(mnist.compute.__module__)
    assert "engine.lab.training" in modules
    assert "engine.lab.mnist_download" not in modules


def test_importing_the_studies_imports_no_framework():
    code = (
        "import sys; import engine.studies.mnist.study, engine.studies.mnist.networks_study; "
        "sys.exit('torch' in sys.modules)"
    )
    root = ROOT
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "mec_bits", "total", "parameters"),
    [
        ("cnn1", 15_690, 0.5, 29_034),
        ("cnn2", 3_760, 784 / 375, 4_841),
        ("cnn2-stage1", 7_850, 1.0, 7_926),
    ],
)
def test_what_is_reported_of_a_network(name, mec_bits, total, parameters):
    result = mnist_networks.compute({"network": name, "batch_norm": True})
    assert set(result["mec_bits"].values()) == {mec_bits}
    assert result["classifier_parameters"] == mec_bits
    assert result["g_elements"] == pytest.approx(total)
    assert result["parameters"] == parameters
    assert sum(layer["parameters"] for layer in result["layers"]) == parameters
    assert result["stages"][-1]["output_elements"] == result["embedding_elements"]
    assert result["total_bytes"] == sum(
        result[part] for part in ("input_bytes", "forward_backward_bytes", "parameter_bytes")
    )
    assert json.loads(json.dumps(result)) == result


def test_batch_norm_costs_two_parameters_a_channel():
    with_it, without = (
        mnist_networks.compute({"network": "cnn2", "batch_norm": batch_norm})
        for batch_norm in (True, False)
    )
    assert with_it["parameters"] - without["parameters"] == 2 * (4 + 15)
    assert with_it["mec_bits"] == without["mec_bits"]


@pytest.fixture
def small_mnist(put_digits, monkeypatch):
    put_digits(mnist)
    monkeypatch.setattr(training, "STEPS_PER_LOSS", 5)


PARAMS = {"network": "cnn2", "batch_norm": True, "seed": 7, "epochs": 2, **NOTEBOOK_RECIPE}


@pytest.mark.framework
def test_a_result_of_training(small_mnist):
    result = mnist.compute(PARAMS)
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert result["test_accuracy"] == result["epochs"][-1]["test_accuracy"] > 0.85
    assert result["test_correct"] == round(result["test_accuracy"] * result["test_examples"])
    assert int(result["test_correct_bitmap"], 16).bit_count() == result["test_correct"]
    assert (result["train_examples"], result["test_examples"]) == (2000, 500)
    assert [(loss["epoch"], loss["step"]) for loss in result["losses"]] == [
        (epoch, step) for epoch in (1, 2) for step in (5, 10, 15)
    ]
    clocked = result[CLOCKED]
    assert len(clocked["epoch_seconds"]) == len(clocked["epoch_cpu_seconds"]) == 2
    assert all(value > 0 for values in clocked.values() for value in values)


@pytest.mark.framework
def test_a_result_is_the_same_twice_but_for_what_was_clocked(small_mnist):
    first, second = (mnist.compute(PARAMS) for _ in range(2))
    first.pop(CLOCKED), second.pop(CLOCKED)
    assert first == second


def test_costs_rank_the_networks_as_measured():
    costs = [mnist.cost({"network": name, "epochs": 5}) for name in ("cnn1", "cnn2", "cnn2-stage1")]
    assert costs == sorted(costs, reverse=True)
