"""Stacks of trained models, and the class that outputs name."""

import numpy as np
import pytest

from engine.networks.trained.model import decide, stack_of_sizes
from engine.networks.trained.predictions import Predictions, parse_any_sizes
from engine.theory.capacity import Reading, stack_capacity


def test_a_stack_of_sizes_has_the_capacity_of_the_rules():
    stack = stack_of_sizes([4, 3, 1])
    assert stack.mec_bits == {one.value: stack_capacity([4, 3, 1], one) for one in Reading}
    assert stack_of_sizes([4, 1], [False]).mec_bits["decision_layer"] == 4


@pytest.mark.parametrize(
    ("outputs", "classes", "expected"),
    [
        ([[0.1, 0.9], [0.6, 0.4]], 2, [1, 0]),
        ([[0.1], [0.9]], 2, [0, 1]),  # probabilities
        ([0.5, 0.51], 2, [0, 1]),
        ([-3.0, 0.4], 2, [0, 1]),  # logits
        ([[-3.0, -5.0, -4.0]], 3, [0]),
    ],
)
def test_outputs_name_a_class(outputs, classes, expected):
    assert decide(np.array(outputs), classes).classes.tolist() == expected


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ([[0.1, 0.2, 0.3, 0.4]], "it has 4 outputs, and the labels need 3"),
        ([[np.nan, 0, 0]], "some of its outputs are no finite numbers"),
    ],
)
def test_outputs_that_name_none_are_refused(outputs, said):
    with pytest.raises(ValueError, match=said):
        decide(np.array(outputs), 3)


def write(folder, text):
    path = folder / "predictions.csv"
    path.write_text(text)
    return path


@pytest.mark.parametrize("text", ["prediction,p\na,1\nb,0\n", "y,row\na,1\nb,0\n", "guess\na\nb\n"])
def test_predictions_are_a_column(tmp_path, text):
    one = Predictions(write(tmp_path, text), "y", (4, 1))
    assert one.answer([0, 0]).tolist() == ["a", "b"]
    assert one.find_stack().sizes == (4, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "has 2 columns; name the one with the predictions 'prediction'"),
        ("prediction,b\n1,2\n,1\n", "1 of 2 predictions in .* are missing"),
    ],
)
def test_predictions_that_cannot_be_told_are_refused(tmp_path, text, said):
    with pytest.raises(Exception, match=said):
        Predictions(write(tmp_path, text), "y", None)


def test_a_prediction_for_each_row(tmp_path):
    one = Predictions(write(tmp_path, "guess\na\nb\n"), "y", None)
    with pytest.raises(Exception, match="has 2 predictions, and there are 3 rows"):
        one.answer([0, 0, 0])


@pytest.mark.parametrize("text", ["4", "4-0-1", "4-x", "", "4--1"])
def test_sizes_are_whole_numbers_joined_by_hyphens(text):
    assert parse_any_sizes("784-4096-10") == (784, 4096, 10)
    with pytest.raises(Exception, match="describes no network"):
        parse_any_sizes(text)
