"""The published capacities: every figure that can be derived is derived here another way."""

import csv
from itertools import pairwise
from math import comb, pi, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import ndtr

from engine.site.references import Bibliography
from engine.studies.series.published import (
    PUBLISHED_FILE,
    VERIFICATIONS,
    PublishedError,
    published_capacities,
    published_capacity,
    read_published,
)

ROOT = PUBLISHED_FILE.parents[3]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(80)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
Z = np.linspace(-9, 9, 1501)
DENSITY = np.exp(-Z * Z / 2) / np.exp(-Z * Z / 2).sum()


def value(name: str) -> float:
    figure = published_capacity(name).value
    assert figure is not None
    return figure


def sizes(name: str) -> list[int]:
    return [int(size) for size in published_capacity(name).network.split("-")]


def parameters_of(widths: list[int]) -> int:
    return sum((above + 1) * below for above, below in pairwise(widths))


def test_every_source_stands_in_the_bibliography():
    bibliography = Bibliography(ROOT / "docs" / "references.bib")
    for row in published_capacities():
        assert bibliography.cite(row.source_key)[-4:].isdigit()


def test_every_row_says_where_it_stands_and_how_it_was_checked():
    assert {row.verification for row in published_capacities()} <= set(VERIFICATIONS)
    for row in published_capacities():
        assert row.locator and row.network and row.our_quantity and row.notion_note, row.name
        assert bool(row.quantity) == (row.verification != "unverified"), row.name
        assert row.value is None or row.unit, row.name


def test_what_was_not_read_says_so():
    for row in published_capacities():
        if row.verification == "unverified":
            assert row.value is None
            assert "not verified here" in row.notion_note


def test_a_perceptron_realises_half_of_the_labellings_at_two_points_a_weight():
    for weights in (1, 2, 7, 30):
        points = round(value("perceptron-cover") * weights)
        realised = 2 * sum(comb(points - 1, chosen) for chosen in range(weights))
        assert realised * 2 == 2**points
    assert value("perceptron-gardner") == value("perceptron-cover")


def test_friedland_and_krell_lie_below_what_one_input_allows_and_rise_with_the_inputs():
    measured = [value(f"friedland-mk-{inputs}") for inputs in range(1, 6)]
    assert measured == [13, 34, 57, 80, 101]
    assert [sizes(f"friedland-mk-{inputs}") for inputs in range(1, 6)] == [
        [inputs, 8, 1] for inputs in range(1, 6)
    ]
    # On a line, eight ReLU neurons make at most nine changes, which half of the labellings of
    # 20 points keep: of 2 * binom(19, changes) labellings each, changes of 0 to 9 are half.
    changes = sum(2 * comb(19, number) for number in range(10))
    assert changes * 2 == 2**20
    assert measured[0] < 20


def test_two_hidden_layers_lie_below_the_one_they_contain():
    pairs = [row for row in published_capacities() if row.name.startswith("friedland-lm")]
    nested = {row.name: row for row in pairs if not row.name.endswith("-2")}
    assert len(pairs) == 2 * len(nested) == 8
    for name, row in nested.items():
        deeper = published_capacity(f"{name}-2")
        assert sizes(deeper.name) == [*sizes(name)[:-1], 2, 1]
        assert parameters_of(sizes(deeper.name)) > parameters_of(sizes(name))
        assert value(deeper.name) < value(row.name)


def test_geiger_counts_one_parameter_less_for_each_neuron():
    widths = sizes("geiger-transition")
    assert widths == [51, 51, 51, 51, 1]
    assert parameters_of(widths) - sum(widths[1:]) == value("geiger-freedom")


def test_geigers_ladder_brackets_the_transition():
    freedom = value("geiger-freedom")
    lowest, highest = (value(f"geiger-{end}") / freedom for end in ("lowest", "highest"))
    assert lowest < value("geiger-transition") < highest
    assert highest / lowest < 1.2


def relu_kernel(overlap: float) -> float:
    return (sqrt(1 - overlap**2) + overlap * (pi - np.arccos(overlap))) / (2 * pi)


def erf_kernel(overlap: float) -> float:
    return 2 / pi * np.arcsin(2 * overlap / 3)


def tanh_kernel(overlap: float) -> float:
    inner = np.tanh(sqrt(overlap) * NODES[:, None] + sqrt(1 - overlap) * NODES) @ WEIGHTS
    return float(inner**2 @ WEIGHTS)


# Each kernel E[phi(u) phi(v)] of two standard normals, by their overlap, and E[phi'(u)^2].
TREES = {
    "relu": (relu_kernel, 0.5),
    "erf": (erf_kernel, 4 / (pi * sqrt(5))),
    "tanh": (tanh_kernel, float(np.cosh(NODES) ** -4 @ WEIGHTS)),
}


def broken_capacity(kernel, slope: float, cost: float, overlap: float) -> float:
    """Return one step's bound on the capacity at a cost and an overlap between the clusters."""
    span = kernel(1.0) - kernel(0.0)
    field = (kernel(overlap) - kernel(0.0)) / span
    mean, variance = sqrt(field) * Z, 1 - field
    penalty = cost * span / (2 * slope)
    wider = 1 + 2 * penalty * variance
    satisfied = ndtr(mean / sqrt(variance))
    violated = np.exp(-penalty * mean**2 / wider) / sqrt(wider)
    partition = satisfied + violated * ndtr(-mean / sqrt(variance * wider))
    energy = float(np.log(partition) @ DENSITY)
    volume = 1 + cost * (1 - overlap)
    return -0.5 * (np.log(volume) + cost * overlap / volume) / energy


@pytest.mark.parametrize("activation", sorted(TREES))
def test_the_capacity_of_a_tree_follows_from_its_kernel(activation):
    kernel, slope = TREES[activation]
    symmetric = 2 * slope / (kernel(1.0) - kernel(0.0))
    assert value(f"tree-{activation}-symmetric") == pytest.approx(symmetric, abs=6e-4)
    # As the cost of an error goes to zero, the clusters are one: symmetry is not broken.
    assert broken_capacity(kernel, slope, 1e-4, 0.5) == pytest.approx(symmetric, rel=1e-3)
    found = minimize(
        lambda at: broken_capacity(kernel, slope, np.exp(at[0]), ndtr(at[1])),
        x0=(2.5, 0.7),
        method="Nelder-Mead",
    )
    assert found.success
    assert value(f"tree-{activation}") == pytest.approx(found.fun, abs=6e-3)
    assert value(f"tree-{activation}") < value(f"tree-{activation}-symmetric")


def test_the_kernels_are_the_means_that_they_stand_for():
    rng = np.random.default_rng(0)
    one, other = rng.standard_normal((2, 1_000_000))
    paired = 0.6 * one + 0.8 * other
    for kernel, activation in ((relu_kernel, lambda u: np.maximum(u, 0)), (tanh_kernel, np.tanh)):
        sampled = float(np.mean(activation(one) * activation(paired)))
        assert kernel(0.6) == pytest.approx(sampled, abs=4e-3)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(PublishedError, match=r"'nobody'.*friedland-mk-1"):
        published_capacity("nobody")


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("value", "many", r"line 2: value is 'many'"),
        ("value", "-3", r"line 2: value is -3"),
        ("value", "nan", r"line 2: value is nan"),
        ("notion_differs", "perhaps", r"line 2: notion_differs is 'perhaps'"),
        ("verification", "sure", r"line 2: verification is 'sure'.*abstract"),
        ("verification", "unverified", r"line 2: 13 is unverified"),
        ("name", "friedland-mk-2", r"more than one row named friedland-mk-2"),
    ],
)
def test_a_cell_that_is_none(tmp_path, column, cell, message):
    with PUBLISHED_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = cell
    path = tmp_path / "published.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(PublishedError, match=message):
        read_published(path)


def test_a_table_without_a_column_or_a_cell(tmp_path):
    lines = PUBLISHED_FILE.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "published.csv"
    path.write_text(lines[0].replace(",unit", "") + "\n", encoding="utf-8")
    with pytest.raises(PublishedError, match=r"has the columns .*; expected .*unit"):
        read_published(path)
    path.write_text(f"{lines[0]}\nshort,row\n", encoding="utf-8")
    with pytest.raises(PublishedError, match=r"line 2: expected 12 cells"):
        read_published(path)
