"""Estimates of the hidden layer, each against what it promises."""

import numpy as np
import pytest

from engine.dataset.requirement import Units
from engine.studies.sizing.estimates import (
    ACTIVATION,
    CHANGES_LAW,
    PLAIN_RULES,
    ROWS_LAW,
    Table,
    estimate_hidden,
    name_information,
    name_requirement,
)
from engine.studies.sizing.families import Task, draw_task
from engine.studies.sizing.rules import describe_conventions, label_rules
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.information import TieOrder
from engine.theory.stack_expectation import expect_points

LAW = {
    "base": "parameters",
    "shape": 1.0,
    "factors": {ACTIVATION: 1.5},
    "powers": {},
    "error": 1.3,
    "measured": {},
}


@pytest.fixture(scope="module")
def counts():
    task = draw_task("iris", 80, seed=0)
    return Table(task).count(task.labels)


def test_the_law_is_inverted_to_the_least_layer_that_reaches_the_rows(counts):
    by_rows = next(one for one in estimate_hidden(counts, LAW) if one.key == ROWS_LAW)
    points = [
        expect_points(LAW, (counts.inputs, width, 1), ACTIVATION)
        for width in (by_rows.hidden - 1, by_rows.hidden)
    ]
    assert points[0] < counts.rows <= points[1]
    assert by_rows.low <= by_rows.hidden <= by_rows.high


def test_requirements_are_reached_and_not_by_one_neuron_fewer(counts):
    estimates = {one.key: one for one in estimate_hidden(counts, LAW)}
    changes = counts.changes[Units.STANDARDISED, TieOrder.FEWEST_CHANGES]
    bits = {
        "maximum": changes * (counts.inputs + 2),
        "estimated": int(np.ceil(np.log2(changes + 1))) * counts.inputs,
    }
    for name, asked in bits.items():
        for reading in Reading:
            key = name_requirement(Units.STANDARDISED, TieOrder.FEWEST_CHANGES, name, reading)
            hidden = estimates[key].hidden
            assert stack_capacity((counts.inputs, hidden, 1), reading) >= asked
            if hidden > 1:
                assert stack_capacity((counts.inputs, hidden - 1, 1), reading) < asked


def test_every_rule_has_a_name_for_readers_and_none_is_named_twice(counts):
    keys = [one.key for one in estimate_hidden(counts, LAW)]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(label_rules())
    assert len(set(label_rules().values())) == len(keys)
    assert len(keys) == len(PLAIN_RULES) + len(Reading) + len(describe_conventions())


def test_without_a_law_the_others_are_left(counts):
    with_law = {one.key for one in estimate_hidden(counts, LAW)}
    without = {one.key for one in estimate_hidden(counts, None)}
    assert with_law - without == {ROWS_LAW, CHANGES_LAW, "prototypes-law", "borderline-law"}


def test_a_rule_in_the_data_lowers_what_looks_at_labels_and_not_what_counts_rows():
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((100, 6))
    plane, coin = (rows.sum(axis=1) > 0).astype(np.intp), generator.permutation(np.arange(100) % 2)
    found = []
    for labels in (plane, coin):
        estimates = estimate_hidden(Table(Task(rows, labels)).count(labels), LAW)
        found.append({one.key: one.hidden for one in estimates})
    with_rule, without = found
    for key in (CHANGES_LAW, "borderline-law", "sure-network", "leaves", "prototypes"):
        assert with_rule[key] < without[key]
    assert with_rule[ROWS_LAW] == without[ROWS_LAW]
    information = name_information(Reading.ALL_PARAMETERS)
    assert with_rule[information] == without[information]
