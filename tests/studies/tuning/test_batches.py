"""Batch sizes and learning rates of CNN1 and CNN2: never judged on test digits."""

import json

import pytest

from engine.lab.mnist_checks import MNIST_SHA256
from engine.records.code import imported_modules
from engine.studies.study import Profile
from engine.studies.tuning import batches_study, training
from engine.studies.tuning.batches_study import STUDY, compute

NOTEBOOK_RECIPE = {"batch_size": 128, "learning_rate": 0.01}


def test_it_is_for_the_paper_and_includes_the_recipe():
    assert STUDY.name == "mnist-tuning"
    assert STUDY.grid(Profile.QUICK) == STUDY.grid(Profile.STANDARD) == []
    grid = STUDY.grid(Profile.PAPER)
    assert len(grid) == 2 * 3 * 4
    assert sum(params.items() >= NOTEBOOK_RECIPE.items() for params in grid) == 2
    assert STUDY.cost(grid[0]) > STUDY.cost(grid[-1])


def test_its_key_covers_the_data_and_the_packages_but_not_the_way_of_fetching():
    assert STUDY.data_files == MNIST_SHA256
    assert STUDY.packages == ("numpy", "torch")
    modules = imported_modules(compute.__module__)
    assert "engine.lab.training" in modules
    assert "engine.lab.mnist_download" not in modules


@pytest.mark.framework
def test_it_never_reads_the_test_examples(digits, monkeypatch):
    images, labels = digits

    def load(folder, split):
        assert split == "train"
        return images[:2000], labels[:2000]

    monkeypatch.setattr(batches_study, "load_mnist", load)
    monkeypatch.setattr(training, "VALIDATION_EXAMPLES", 400)
    params = {"network": "cnn2", "batch_norm": True, "seed": 7, "epochs": 2, **NOTEBOOK_RECIPE}
    result = compute(params)
    assert (result["train_examples"], result["validation_examples"]) == (1600, 400)
    assert result["validation_accuracy"] == result["epochs"][-1]["validation_accuracy"] > 0.8
    assert json.loads(json.dumps(result, allow_nan=False)) == result
