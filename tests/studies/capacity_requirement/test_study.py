import json
from fractions import Fraction

import numpy as np
import pytest

from engine.studies.capacity_requirement import study as capacity_requirement
from engine.studies.capacity_requirement.study import STUDY, Dataset, load_dataset, split_tasks
from engine.studies.study import Profile


def needs(name, *, standardized=False):
    """Return (changes, maximum bits, estimated bits) of the first task, by order of ties."""
    result = STUDY.compute({"dataset": name, "standardized": standardized})
    return [tuple(row.values())[1:] for row in result["tasks"][0]["requirements"]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("and", (1, 4, 2)),
        ("or", (1, 4, 2)),
        ("xor", (2, 8, 4)),
        ("parity-3", (3, 15, 6)),
        ("parity-8", (8, 80, 32)),
    ],
)
def test_gates_need_what_the_formula_says(name, expected):
    assert needs(name) == [expected] * 3


def test_inverting_an_input_changes_the_need_and_nothing_else():
    assert needs("and-not")[0] == (2, 8, 4)


@pytest.mark.parametrize("name", ["iris", "wine", "breast-cancer"])
def test_tables_lie_between_one_change_and_all(name):
    given, fewest, most = (changes for changes, _, _ in needs(name))
    assert 0 < fewest <= given <= most < load_dataset(name).inputs * 100
    assert needs(name) != needs(name, standardized=True)


def test_ties_of_measurements_are_exact():
    iris = load_dataset("iris")
    assert iris.sums[0] == Fraction("10.2")
    given, fewest, most = (changes for changes, _, _ in needs("iris"))
    assert fewest < given < most


def test_three_classes_become_pairs_and_one_against_rest():
    tasks = list(split_tasks(load_dataset("iris")))
    assert [task for task, _ in tasks] == (
        ["all-classes"] + ["two-classes"] * 3 + ["one-against-rest"] * 3
    )
    setosa_against_rest = tasks[4][1]
    assert setosa_against_rest.labels.count(0) == 50
    assert len(tasks[1][1].sums) == 100
    assert {len(part.classes) for _, part in tasks[1:]} == {2}


def test_two_classes_stay_whole():
    dataset = Dataset(1, [1, 2], [0, 1], ["no", "yes"])
    assert list(split_tasks(dataset)) == [("two-classes", dataset)]


def test_mnist_is_summed_over_its_pixels(monkeypatch):
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(20) * 12
    images[:, 5, 5] = 200
    labels = np.arange(20, dtype=np.uint8) // 2
    monkeypatch.setattr(capacity_requirement, "load_mnist", lambda folder, split: (images, labels))
    result = STUDY.compute({"dataset": "mnist", "standardized": False})
    assert (result["instances"], result["inputs"]) == (20, 784)
    assert len(result["tasks"]) == 1 + 45 + 10
    assert result["tasks"][0]["requirements"][0]["changes"] == 9
    assert result["tasks"][0]["label_information_bits"] == pytest.approx(66.438562)
    assert json.loads(json.dumps(result)) == result


def test_unknown_data_sets_are_named():
    with pytest.raises(ValueError, match="the data sets are and, or, xor"):
        load_dataset("nand")
    with pytest.raises(ValueError, match="can be standardized, got 'mnist'"):
        load_dataset("mnist", standardized=True)


def test_the_grid_holds_every_data_set_once():
    grid = [tuple(params.values()) for params in STUDY.grid(Profile.STANDARD)]
    assert len(set(grid)) == len(grid)
    assert ("mnist", False) in grid
