from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.stack_expectation import describe_law, expect_points, find_beyond
from engine.theory.stack_law import predict_points

RANGE = {"least": 2, "most": 40}
COUNTS = ("parameters", "inputs", "outputs", "hidden_layers", "narrowest", "widest")
LAW = {
    "reason": None,
    "errors": {"families": {"rms_log": 0.2}},
    "base": "throttled_sum",
    "shape": {"estimate": 1.5},
    "intercepts": {"tanh": {"estimate": log(2)}, "relu": {"estimate": 0.1}},
    "terms": [{"name": "inputs", "estimate": 0.5}, {"name": "hidden_layers", "estimate": -1.0}],
    "error_factor": 1.25,
    "measured": {name: dict.fromkeys(COUNTS, RANGE) for name in ("tanh", "relu")},
}


def fits(rms_log):
    return {
        "predictors": [
            {
                "key": "all_parameters",
                "errors": {"by_activation": {"families": {"rms_log": rms_log}}},
                "factors": {"tanh": {"estimate": 1.5}, "relu": {"estimate": 1.25}},
            }
        ]
    }


@given(
    st.lists(st.integers(1, 5000), min_size=3, max_size=6).map(tuple),
    st.sampled_from(["tanh", "relu"]),
)
def test_what_a_calculator_needs_is_the_law_that_was_fitted(sizes, activation):
    """Of any width: there is no network too wide to be expected something of."""
    law = describe_law(LAW, fits(0.3))
    found = expect_points(law, sizes, activation)
    assert found == pytest.approx(predict_points(LAW, sizes, activation))
    assert law["error"] == 1.25


def test_all_parameters_predict_where_they_are_nearer():
    law = describe_law(LAW, fits(0.1))
    assert law["error"] == exp(0.1)
    assert expect_points(law, (2, 3, 2), "tanh") == pytest.approx(1.5 * (3 * 3 + 2 * 4) / 2)


def test_there_is_no_law_without_enough_networks():
    assert describe_law({**LAW, "reason": "too few"}, fits(0.1)) is None
    assert describe_law({**LAW, "errors": {"families": None}}, fits(0.1)) is None


def test_what_lies_beyond_the_measured_networks_is_named():
    law = describe_law(LAW, fits(0.3))
    assert find_beyond(law, (2, 3, 3, 2), "relu") == []
    assert find_beyond(law, (50, 3, 1), "relu") == [
        *("parameters", "inputs", "outputs", "hidden_layers")
    ]


def test_other_networks_are_refused():
    law = describe_law(LAW, fits(0.3))
    with pytest.raises(ValueError, match=r"a hidden layer, got sizes \[2, 1\]"):
        expect_points(law, (2, 1), "tanh")
    with pytest.raises(ValueError, match="whole numbers from 1"):
        expect_points(law, (2, 0, 1), "tanh")
    with pytest.raises(KeyError, match="tanh, relu"):
        expect_points(law, (2, 3, 1), "step")
