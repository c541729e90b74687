"""What is said of whole tables: with a rule, without one, with contradictions."""

from math import log2

import numpy as np
import pytest

from engine.dataset.candidates import Shape
from engine.dataset.description import describe
from engine.dataset.null import BEST_DIRECTION, NEIGHBOURS
from engine.dataset.requirement import Units
from engine.dataset.words import list_unchecked, say
from engine.studies.capacity_requirement.study import load_dataset
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.information import TieOrder, capacity_requirement
from tests.dataset.tables import draw_rows, prepare_file, write_csv

LAW = {
    "base": "throttled_sum",
    "shape": 2.0,
    "factors": {"relu": 2.0, "tanh": 2.5},
    "powers": {},
    "error": 1.25,
    "measured": {
        name: {
            count: {"least": 1, "most": 60}
            for count in ("parameters", "inputs", "outputs", "hidden_layers", "narrowest", "widest")
        }
        for name in ("relu", "tanh")
    },
}


def described(folder, text, law=None):
    return describe(prepare_file(write_csv(folder, text)), 0, law, None if law else "none here")


@pytest.fixture(scope="module")
def with_rule(tmp_path_factory):
    text = draw_rows(lambda row: int(row[0] - row[2] > 0.1))
    return described(tmp_path_factory.mktemp("rule"), text, LAW)


@pytest.fixture(scope="module")
def without_rule(tmp_path_factory):
    labels = np.random.default_rng(5)
    text = draw_rows(lambda row: labels.integers(2))
    return described(tmp_path_factory.mktemp("random"), text)


def test_the_table_of_a_study_requires_what_the_study_says(tmp_path):
    """Iris, as numbers of the file: exact sums there, whole numbers of tenths here."""
    from sklearn.datasets import load_iris

    iris = load_iris()
    rows = [[*map(str, row), label] for row, label in zip(iris.data, iris.target, strict=True)]
    lines = [",".join([*"abcd", "y"]), *(",".join(map(str, row)) for row in rows)]
    found = described(tmp_path, "\n".join(lines) + "\n").requirements
    exact = load_dataset("iris")
    for one in found:
        if one.units is Units.AS_THEY_ARE:
            wanted = capacity_requirement(exact.sums, exact.labels, exact.inputs, one.ties)
            assert (one.changes, one.maximum_bits, one.estimated_bits) == (
                wanted.changes,
                wanted.maximum_bits,
                wanted.estimated_bits,
            )
    assert {one.ties for one in found} == set(TieOrder)


def test_a_rule_shows_as_the_distance_from_shuffled_labels(with_rule, without_rule):
    assert with_rule.shuffled.p == 0.01
    assert with_rule.shuffled.clearest.counted == BEST_DIRECTION
    assert with_rule.shuffled.clearest.found < 0.2 * with_rule.shuffled.clearest.mean
    assert "A rule shows" in say(with_rule)[1]
    assert without_rule.shuffled.p > 0.05
    assert "No rule shows" in say(without_rule)[1]


def test_a_rule_that_bends_shows_by_near_rows(tmp_path):
    """A chequerboard: along every direction labels change as if they were shuffled."""
    board = draw_rows(lambda row: int(row[0] // 0.7 + row[1] // 0.7) % 2, columns=2)
    one = described(tmp_path, board)
    assert one.shuffled.clearest.counted == NEIGHBOURS
    assert one.shuffled.clearest.found < 0.5 * one.shuffled.clearest.lowest
    assert one.shuffled.neighbour_rows == 400
    assert "lie next to another label" in say(one)[1]


def test_shuffled_labels_change_as_often_as_is_to_be_expected(without_rule):
    along_sum = next(one for one in without_rule.shuffled.counts if one.counted == "standardised")
    assert along_sum.mean == pytest.approx(without_rule.random_changes, rel=0.02)
    assert along_sum.found_bits == log2(along_sum.found + 1) * 4
    assert along_sum.lowest < along_sum.mean < along_sum.highest


def test_random_labels_grow_with_the_rows_and_a_rule_levels_off(with_rule, without_rule):
    assert without_rule.curve.growth == pytest.approx(1, abs=0.15)
    assert without_rule.curve.levels_off_at is None
    assert with_rule.curve.growth < 0.5
    assert with_rule.curve.levels_off_at in {point.rows for point in with_rule.curve.points}
    points = without_rule.curve.points
    assert [point.rows for point in points] == [25, 50, 100, 200, 400]
    assert [point.parts for point in points] == [4, 4, 4, 2, 1]
    assert points[-1].sum_changes == without_rule.headline.changes
    assert points[-1].random_changes == pytest.approx(without_rule.random_changes)


def test_candidates_are_the_least_that_reach_what_is_asked(with_rule):
    assert {one.reading for one in with_rule.candidates} == set(Reading)
    for one in with_rule.candidates:
        assert stack_capacity(one.sizes, one.reading) == one.capacity_bits >= one.asked_bits
        hidden = len(one.sizes) - 2
        assert hidden == (1 if one.shape is Shape.ONE_HIDDEN_LAYER else 2)
        if one.sizes[1] > 1:
            smaller = (one.sizes[0], *[one.sizes[1] - 1] * hidden, one.sizes[-1])
            assert stack_capacity(smaller, one.reading) < one.asked_bits


def test_the_measured_law_is_asked_where_there_is_one(with_rule, without_rule):
    found = with_rule.expected["-".join(map(str, with_rule.sure.sizes))]
    inputs, neurons, _ = with_rule.sure.sizes
    relu = next(one for one in found if one.activation == "relu")
    assert relu.points == pytest.approx(2.0 * (inputs * neurons + neurons))
    assert relu.low == pytest.approx(relu.points / 1.25)
    assert relu.high == pytest.approx(relu.points * 1.25)
    assert "parameters" in relu.beyond or with_rule.sure.parameters <= 60
    for one in with_rule.sized_by_rows:
        assert one.expected.points >= with_rule.rows
        if one.shape is Shape.ONE_HIDDEN_LAYER:
            a_neuron = LAW["factors"][one.expected.activation] * (one.sizes[0] + 1)
            assert one.expected.points - a_neuron < with_rule.rows
    assert without_rule.law_missing == "none here"
    assert (without_rule.expected, without_rule.sized_by_rows) == ({}, [])
    assert without_rule.sized_by_effective_rows == []


def test_a_rule_asks_for_fewer_neurons_than_as_many_rows_without_one(with_rule, without_rule):
    changes = min(one.neurons for one in with_rule.directions if not one.rows_wrong)
    share = changes / with_rule.random_changes
    assert with_rule.effective_rows == pytest.approx(with_rule.rows * share)
    assert without_rule.effective_rows > 3 * with_rule.effective_rows
    likely, enough = (
        next(
            one.sizes[1]
            for one in sized
            if one.shape is Shape.ONE_HIDDEN_LAYER and one.expected.activation == "tanh"
        )
        for sized in (with_rule.sized_by_effective_rows, with_rule.sized_by_rows)
    )
    assert likely < enough
    size = say(with_rule)[2]
    assert f"about {likely} of tanh" in size
    assert f"; {enough} if no rule helps" in size
    assert "tanh" not in say(without_rule)[2]


def test_contradictions_cap_what_can_be_right(tmp_path):
    text = "a,b,y\n1,2,u\n1,2,u\n1,2,v\n3,4,v\n3,4,v\n5,6,u\n0.0,1,u\n-0.0,1,v\n"
    one = described(tmp_path, text)
    assert one.contradictions.repeated_rows == 7
    assert one.contradictions.contradicting_rows == 5
    assert one.contradictions.rows_wrong == 2
    assert one.contradictions.most_right == 0.75
    assert "75.00 %" in say(one)[0]
    assert min(direction.rows_wrong for direction in one.directions) == 2


def test_more_classes_than_two_have_an_output_each_and_a_caveat(tmp_path):
    one = described(tmp_path, draw_rows(lambda row: int(row[0] > 0) + int(row[1] > 0)))
    assert {candidate.sizes[-1] for candidate in one.candidates} == {3}
    assert one.sure.sizes[-1] == 3
    assert any("defined for two" in line for line in list_unchecked(one))
