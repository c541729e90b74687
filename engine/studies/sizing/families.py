"""Tables of two classes, real and made, whose labels are shuffled by degrees."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

SHUFFLED_PERCENT: Final = (0, 5, 10, 25, 50, 100)
"""Shares of the rows among which labels change places."""

_JITTER = 0.08
"""Standard deviation of the noise on circles and spirals, whose radius is about 1."""

_DIRECTION_INPUTS = 8
_POOLED = 2


@dataclass(frozen=True, slots=True)
class Task:
    """Rows with labels of two classes; no two rows are equal.

    Attributes:
        rows: Inputs in their own units, none constant, shape (n, d).
        labels: 0 or 1, shape (n,).
    """

    rows: Floats
    labels: Labels

    @property
    def standardised(self) -> Floats:
        """The inputs, each with mean 0 and variance 1, shape (n, d)."""
        scaled: Floats = (self.rows - self.rows.mean(axis=0)) / self.rows.std(axis=0)
        return scaled


def draw_task(family: str, rows: int, seed: int) -> Task:
    """Return a table of a family.

    Real tables are thinned: rows are drawn from them without replacement, after rows that equal
    another were left out. Where they have more than two classes, the classes of odd number are told
    from those of even number.

    Args:
        family: One of `FAMILIES`.
        rows: n, at most as many as a real table has.
        seed: Of the draw.

    Raises:
        ValueError: If there is no such family, it has too few rows, or one class alone was drawn.
    """
    if family not in FAMILIES:
        raise ValueError(f"the families are {', '.join(FAMILIES)}; got {family!r}")
    generator = np.random.default_rng([seed, list(FAMILIES).index(family)])
    task = FAMILIES[family](rows, generator)
    if len(task.rows) != rows or len(np.unique(task.labels)) != 2:
        raise ValueError(
            f"{family!r} with seed {seed} has {len(task.rows)} rows of "
            f"{len(np.unique(task.labels))} classes; {rows} rows of 2 classes were asked for"
        )
    return replace(task, rows=task.rows[:, task.rows.std(axis=0) > 0])


def shuffle_labels(labels: Labels, percent: float, seed: int) -> Labels:
    """Return labels of which a share changes places at random; their counts stay.

    With the same seed, the rows of a smaller share are among those of a larger one.

    Args:
        labels: Shape (n,).
        percent: Share of the rows whose labels are shuffled, 0 to 100.
        seed: Of the rows and of their order.
    """
    order = np.random.default_rng([seed, 1]).permutation(len(labels))
    chosen = np.sort(order[: round(len(labels) * percent / 100)])
    shuffled = labels.copy()
    shuffled[chosen] = np.random.default_rng([seed, 2]).permutation(labels[chosen])
    return shuffled


def _thin(name: str, rows: int, generator: Generator) -> Task:
    from sklearn import datasets  # type: ignore[import-untyped, unused-ignore]

    table = getattr(datasets, name)()
    values = table.data
    if name == "load_digits":
        size = table.images.shape[1] // _POOLED
        pooled = table.images.reshape(-1, size, _POOLED, size, _POOLED).sum(axis=(2, 4))
        values = pooled.reshape(len(pooled), -1)
    first = np.unique(values, axis=0, return_index=True)[1]
    chosen = generator.permutation(np.sort(first))[:rows]
    return Task(values[chosen], table.target[chosen].astype(np.intp) % 2)


def _separable(rows: int, generator: Generator) -> Task:
    points = generator.standard_normal((rows, _DIRECTION_INPUTS))
    direction = generator.standard_normal(_DIRECTION_INPUTS)
    return Task(points, (points @ direction > 0).astype(np.intp))


def _xor(inputs: int, rows: int, generator: Generator) -> Task:
    points = generator.uniform(-1, 1, (rows, inputs))
    return Task(points, (points > 0).sum(axis=1) % 2)


def _circles(rows: int, generator: Generator) -> Task:
    labels = np.arange(rows) % 2
    angles = generator.uniform(0, 2 * np.pi, rows)
    radii = np.where(labels == 1, 0.5, 1.0)
    return Task(_place(radii, angles, generator), labels)


def _spirals(rows: int, generator: Generator) -> Task:
    labels = np.arange(rows) % 2
    turns = np.sqrt(generator.uniform(0.02, 1, rows))
    return Task(_place(turns, 3 * np.pi * turns + np.pi * labels, generator, 0.25), labels)


def _place(radii: Floats, angles: Floats, generator: Generator, jitter: float = 1.0) -> Floats:
    points = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    noisy: Floats = points + jitter * _JITTER * generator.standard_normal(points.shape)
    return noisy


def _random(rows: int, generator: Generator) -> Task:
    points = generator.standard_normal((rows, _DIRECTION_INPUTS))
    return Task(points, generator.permutation(np.arange(rows) % 2))


FAMILIES: Final[dict[str, Callable[[int, Generator], Task]]] = {
    "iris": lambda rows, generator: _thin("load_iris", rows, generator),
    "wine": lambda rows, generator: _thin("load_wine", rows, generator),
    "breast-cancer": lambda rows, generator: _thin("load_breast_cancer", rows, generator),
    "digits": lambda rows, generator: _thin("load_digits", rows, generator),
    "separable": _separable,
    "xor-2": lambda rows, generator: _xor(2, rows, generator),
    "xor-3": lambda rows, generator: _xor(3, rows, generator),
    "xor-4": lambda rows, generator: _xor(4, rows, generator),
    "circles": _circles,
    "spirals": _spirals,
    "random": _random,
}
"""How each family is drawn, by name: real tables first."""


def name_unit(family: str) -> str:
    """Return what a family is independent as: exclusive or, of however many inputs, is one unit."""
    return "xor" if family.startswith("xor-") else family
