"""The capacity requirement heuristic, on data sets from AND to MNIST."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import combinations, product
from math import fsum
from typing import Any

import numpy as np

from engine.lab.mnist_checks import MNIST_SHA256, data_folder
from engine.lab.mnist_files import ensure_mnist, load_mnist
from engine.studies.capacity_requirement.sum_information import BINS, measure_sum_information
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.information import (
    TieOrder,
    capacity_requirement,
    expected_random_changes,
    label_information,
)

Exact = int | Fraction | float


@dataclass(frozen=True, slots=True)
class Dataset:
    """Instances reduced to what the heuristic looks at.

    Attributes:
        inputs: Inputs of an instance.
        sums: Sum of the inputs of each instance.
        labels: Class of each instance, an index into `classes`.
        classes: Names of the classes.
    """

    inputs: int
    sums: Sequence[Exact]
    labels: Sequence[int]
    classes: Sequence[str]


_GATES: dict[str, Callable[[Sequence[int]], bool]] = {
    "and": all,
    "or": any,
    "xor": lambda bits: sum(bits) == 1,
    "and-not": lambda bits: bits[0] > bits[1],
}
"""Gates of two inputs; `and-not` is AND with its second input inverted."""

INSTANCES_PER_BIN = 100
"""Instances for each bin that sums are put into, below which the information is not estimated."""

_PARITY_INPUTS = (3, 4, 6, 8)
_TABLES = {"iris": "load_iris", "wine": "load_wine", "breast-cancer": "load_breast_cancer"}


def make_grid(profile: Profile) -> list[Params]:
    """Return every data set; tables of measurements also with inputs of unit variance."""
    names = [*_GATES, *(f"parity-{inputs}" for inputs in _PARITY_INPUTS), *_TABLES, "mnist"]
    return [
        {"dataset": name, "standardized": standardized}
        for name in names
        for standardized in ((False, True) if name in _TABLES else (False,))
    ]


def compute(params: Params) -> Result:
    """Compute the capacity requirement of a data set under each order of ties.

    The heuristic is defined for balanced data of two classes. A data set of more classes is
    also taken two classes at a time, and one class against the rest.

    Args:
        params: `dataset` (see `make_grid`), `standardized` (whether inputs are scaled to
            mean 0 and variance 1 first, which no network would notice).

    Returns:
        `instances`, `inputs`, and `tasks`: `task` (all-classes, two-classes or one-against-rest),
        `classes`, `label_counts`, `label_information_bits`, `expected_random_changes` (the mean
        of c were the instances in random order), and `requirements`, one for each order of ties:
        `ties`, `changes` (c), `maximum_bits`, `estimated_bits`. For data sets that are large
        enough, `sum_information`: see `SumInformation`.

    Raises:
        ValueError: If there is no such data set.
    """
    dataset = load_dataset(params["dataset"], standardized=params["standardized"])
    described: Result = {
        "instances": len(dataset.sums),
        "inputs": dataset.inputs,
        "tasks": [_describe(task, part) for task, part in split_tasks(dataset)],
    }
    if len(dataset.sums) >= INSTANCES_PER_BIN * BINS:
        sums = [float(value) for value in dataset.sums]
        described["sum_information"] = asdict(measure_sum_information(sums, dataset.labels))
    return described


def load_dataset(name: str, *, standardized: bool = False) -> Dataset:
    """Return a data set by its name in the grid.

    Args:
        name: A gate, `parity-<inputs>`, a table of scikit-learn, or mnist (the training set).
        standardized: Whether a table is scaled to mean 0 and variance 1 first.

    Raises:
        ValueError: If there is no such data set, or it is not one to standardize.
    """
    if standardized and name not in _TABLES:
        raise ValueError(f"{', '.join(_TABLES)} can be standardized, got {name!r}")
    if name in _GATES:
        return _tabulate(2, _GATES[name])
    if name in {f"parity-{inputs}" for inputs in _PARITY_INPUTS}:
        return _tabulate(int(name.removeprefix("parity-")), lambda bits: sum(bits) % 2 == 1)
    if name in _TABLES:
        return _load_table(name, standardized=standardized)
    if name == "mnist":
        return _load_mnist()
    known = ", ".join(params["dataset"] for params in make_grid(Profile.STANDARD))
    raise ValueError(f"the data sets are {known}; got {name!r}")


def split_tasks(dataset: Dataset) -> Iterator[tuple[str, Dataset]]:
    """Yield a data set whole and, if it has more than two classes, in tasks of two."""
    yield ("two-classes" if len(dataset.classes) == 2 else "all-classes"), dataset
    if len(dataset.classes) == 2:
        return
    for pair in combinations(range(len(dataset.classes)), 2):
        chosen = [index for index, label in enumerate(dataset.labels) if label in pair]
        yield (
            "two-classes",
            Dataset(
                dataset.inputs,
                [dataset.sums[index] for index in chosen],
                [pair.index(dataset.labels[index]) for index in chosen],
                [dataset.classes[label] for label in pair],
            ),
        )
    for label, name in enumerate(dataset.classes):
        labels = [int(found != label) for found in dataset.labels]
        yield (
            "one-against-rest",
            Dataset(dataset.inputs, dataset.sums, labels, [name, "rest"]),
        )


def _describe(task: str, dataset: Dataset) -> dict[str, Any]:
    counts = np.bincount(dataset.labels, minlength=len(dataset.classes)).tolist()
    requirements = []
    for ties in TieOrder:
        need = capacity_requirement(dataset.sums, dataset.labels, dataset.inputs, ties)
        requirements.append(
            {
                "ties": ties.value,
                "changes": need.changes,
                "maximum_bits": need.maximum_bits,
                "estimated_bits": need.estimated_bits,
            }
        )
    return {
        "task": task,
        "classes": list(dataset.classes),
        "label_counts": counts,
        "label_information_bits": label_information(counts),
        "expected_random_changes": float(expected_random_changes(counts)),
        "requirements": requirements,
    }


def _tabulate(inputs: int, function: Callable[[Sequence[int]], bool]) -> Dataset:
    rows = list(product((0, 1), repeat=inputs))
    return Dataset(inputs, [sum(row) for row in rows], [int(function(row)) for row in rows], "01")


def _load_table(name: str, *, standardized: bool) -> Dataset:
    from sklearn import datasets  # type: ignore[import-untyped, unused-ignore]

    table = getattr(datasets, _TABLES[name])()
    values = table.data
    sums: list[Exact]
    if standardized:
        values = (values - values.mean(axis=0)) / values.std(axis=0)
        sums = [fsum(row) for row in values.tolist()]
    else:
        sums = [sum(Fraction(repr(value)) for value in row) for row in values.tolist()]
    return Dataset(values.shape[1], sums, table.target.tolist(), table.target_names.tolist())


def _load_mnist() -> Dataset:
    images, labels = load_mnist(data_folder(), "train")
    grey_levels = images.reshape(len(images), -1)
    sums = grey_levels.sum(axis=1, dtype=np.int64).tolist()
    return Dataset(grey_levels.shape[1], sums, labels.tolist(), "0123456789")


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one data set."""
    return 15.0 if params["dataset"] == "mnist" else 0.5


STUDY = Study(
    name="capacity-requirement",
    title="Computing the capacity that data sets require",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "scikit-learn", "scipy"),
    cost=estimate_seconds,
    data_files=MNIST_SHA256,
    prepare=ensure_mnist,
)
