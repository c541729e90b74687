"""Labels from elsewhere, as classes of a target."""

import numpy as np
import pandas as pd
import pytest

from engine.dataset.classes import UNKNOWN, find_classes, resolve_answers, take_labels
from engine.dataset.errors import DatasetError


@pytest.mark.parametrize(
    ("values", "classes", "expected"),
    [
        ([1, 2, 1], ["1", "2"], [0, 1, 0]),
        ([1.0, 2.0], ["1", "2"], [0, 1]),
        (["1", "2.0"], ["1", "2"], [0, 1]),
        ([0.5, 1], ["0.5", "1.0"], [0, 1]),
        ([True, False], ["False", "True"], [1, 0]),
        (["b", "c", None], ["a", "b"], [1, UNKNOWN, UNKNOWN]),
    ],
)
def test_labels_are_found_by_name_and_numbers_in_whatever_way_written(values, classes, expected):
    assert find_classes(np.array(values, dtype=object), classes).tolist() == expected


def test_categories_that_look_like_numbers_keep_apart():
    assert find_classes(np.array(["01", "1"], dtype=object), ["01", "1"]).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("known", "classes", "answers", "expected"),
    [
        ([1, 2, 3], ["1", "2", "3"], [3, 1], [2, 0]),  # names
        ([0, 1, 2], ["1", "2", "3"], [2, 0], [2, 0]),  # numbers of classes, though two are names
        ([0, 1], ["no", "yes"], [1, 0], [1, 0]),
        (["a", "b", "c"], ["a", "b"], ["c", "b"], [UNKNOWN, 1]),  # knows more than there is
    ],
)
def test_answers_are_names_or_numbers_of_classes(known, classes, answers, expected):
    found, _ = resolve_answers(np.array(answers, dtype=object), known, classes)
    assert found.tolist() == expected


def test_answers_that_are_neither_are_refused():
    with pytest.raises(DatasetError, match="the model names x, y, and the labels are a, b"):
        resolve_answers(np.array(["x"]), ["x", "y"], ["a", "b"])


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["a", None], "1 of 2 rows of more.csv have no label in 'y'"),
        (["a", "z"], "1 of 2 rows of more.csv are labelled 'z'"),
    ],
)
def test_further_rows_have_labels_that_are_known(labels, said):
    frame = pd.DataFrame({"y": labels})
    with pytest.raises(DatasetError, match=said):
        take_labels(frame, "y", ["a", "b"], "more.csv")
    with pytest.raises(DatasetError, match=r"more\.csv has no column 'w'"):
        take_labels(frame, "w", ["a", "b"], "more.csv")
