"""Errors on networks left out, and their comparison, against plain loops."""

import numpy as np
import pandas as pd
import pytest

from engine.studies.series.held_out import (
    compare_errors,
    find_noise_floor,
    leave_families_out,
    summarise_errors,
    to_percent,
)


def make_frame(label_bits, families):
    count = len(label_bits)
    return pd.DataFrame(
        {
            "network": [f"{number}-1" for number in range(1, count + 1)],
            "activation": "tanh",
            "family": families,
            "label_bits": label_bits,
        }
    )


def test_twice_and_half_are_errors_of_a_hundred_percent():
    assert to_percent(np.log(2)) == pytest.approx(100)
    assert to_percent(-np.log(2)) == pytest.approx(100)


def test_a_family_is_predicted_by_the_others_alone():
    bits = [1.0, 2.0, 4.0, 8.0, 32.0]
    frame = make_frame(bits, ["a", "a", "b", "b", "c"])

    def fit(rest):
        mean = np.log(rest["label_bits"]).mean()
        return lambda networks: np.full(len(networks), mean)

    errors = leave_families_out(frame, fit)
    for number, family in enumerate(frame["family"]):
        others = [bit for bit, own in zip(bits, frame["family"], strict=True) if own != family]
        assert errors[number] == pytest.approx(np.log(bits[number]) - np.mean(np.log(others)))


def test_a_single_family_cannot_be_left_out():
    frame = make_frame([1.0, 2.0], ["a", "a"])
    assert np.isnan(leave_families_out(frame, lambda rest: None)).all()


def test_a_summary_says_what_the_errors_are():
    frame = make_frame([1.0] * 5, ["a", "a", "b", "b", "c"])
    errors = np.array([0.1, -0.1, 0.3, np.nan, -0.5])
    found = summarise_errors(errors, frame)
    assert (found["networks"], found["families"]) == (4, 3)
    assert found["rms_log"] == pytest.approx(np.sqrt((0.01 + 0.01 + 0.09 + 0.25) / 4))
    assert found["median_percent"] == pytest.approx(to_percent(0.2))
    assert found["worst_percent"] == pytest.approx(to_percent(0.5))
    assert found["worst_network"] == "5-1 tanh"
    assert found["families_rms_percent"] == pytest.approx(
        to_percent(np.sqrt((0.01 + 0.09 + 0.25) / 3))
    )
    assert found["low_percent"] == pytest.approx(to_percent(0.1))  # the first family, all the time
    assert found["high_percent"] == pytest.approx(to_percent(0.5))


def test_no_error_has_no_summary():
    frame = make_frame([1.0], ["a"])
    nothing = np.array([np.nan])
    assert summarise_errors(nothing, frame) is None
    assert compare_errors(nothing, np.zeros(1), frame) is None
    assert find_noise_floor(frame.iloc[:0]) is None


def test_errors_twice_as_large_are_found_to_be():
    generator = np.random.default_rng(1)
    errors = generator.standard_normal(40)
    frame = make_frame([1.0] * 40, [f"family {number % 8}" for number in range(40)])
    found = compare_errors(errors, 2 * errors, frame)
    assert (found["ratio"], found["low"], found["high"]) == pytest.approx((2, 2, 2))
    assert found["p"] < 0.001
    assert found["p_families"] == 2 / 2**8


def test_the_sign_of_an_error_does_not_matter():
    frame = make_frame([1.0] * 6, list("aabbcc"))
    errors = np.array([0.1, 0.2, -0.3, 0.1, -0.2, 0.4])
    found = compare_errors(errors, -errors, frame)
    assert found["ratio"] == pytest.approx(1)
    assert found["p"] == 1
