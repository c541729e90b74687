"""Each network is a row with its role, and none lies above what is proved."""

import numpy as np
import pytest

from engine.studies.series.measured import MeasuredError, measure_frame
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_bounds import fewest_points, most_points
from tests.studies.series.analysis_samples import make_series, make_two_layers


def find_row(frame, network, activation):
    (row,) = frame[(frame["network"] == network) & (frame["activation"] == activation)].to_dict(
        orient="records"
    )
    return row


def test_a_network_has_its_counts_and_label_bits():
    frame = measure_frame([], [make_two_layers((4, 3, 8), "tanh", 10.0)], [])
    row = find_row(frame, "4-3-8", "tanh")
    assert (row["inputs"], row["outputs"], row["hidden_layers"], row["narrowest"]) == (4, 8, 1, 3)
    assert row["parameters"] == row["all_parameters"] == 4 * 3 + 3 + 3 * 8 + 8
    assert row["label_bits"] == pytest.approx(80)
    assert row["points_per_parameter"] == pytest.approx(80 / 47)
    assert row["log_error"] == pytest.approx(0.05 / 1.96, rel=1e-3)
    assert row["family"] == "two layers, several outputs"
    assert row["most_points"] is None
    assert all(row[one.value] == stack_capacity((4, 3, 8), one) for one in Reading)


@pytest.mark.parametrize(
    ("sizes", "before"),
    [((8, 8, 2, 8, 1), 72 + 18), ((4, 4, 4, 1), 40), ((4, 2, 8, 1), 10), ((6, 3, 1), 21)],
)
def test_parameters_before_the_narrowest_layer(sizes, before):
    name = "-".join(map(str, sizes))
    frame = measure_frame([make_series(sizes, "tanh", 9.0)], [], [[name, "tanh", "bottleneck"]])
    assert frame.loc[0, "parameters_before"] == before
    assert (
        frame.loc[0, "parameters_before"] + frame.loc[0, "parameters_behind"]
        == (frame.loc[0, "parameters"])
    )


@pytest.mark.parametrize(
    ("sizes", "activation", "family", "role"),
    [
        ((4, 4, 4, 1), "tanh", "equal widths", "fitted"),
        ((4, 4, 4, 1), "step", "equal widths", "bounded"),
        ((4, 4, 1), "step", "equal widths", "fitted"),
        ((5, 3, 1), "relu", "drawn at random", "drawn"),
        ((1, 8, 1), "relu", "Friedland and Krell", "compared"),
        ((1, 8, 1), "relu", "equal widths", "control"),
    ],
)
def test_roles(sizes, activation, family, role):
    name = "-".join(map(str, sizes))
    points = float(fewest_points(sizes, Activation(activation)))
    frame = measure_frame(
        [make_series(sizes, activation, points)], [], [[name, activation, family]]
    )
    assert frame.loc[0, "role"] == role


def test_a_network_that_training_finds_less_of_than_is_sure_is_not_fitted():
    sizes, families = (8, 1, 32, 1), [["8-1-32-1", "relu", "wide behind a bottleneck"]]
    sure = fewest_points(sizes, Activation.RELU)
    for points, role in ((0.5 * sure, "bounded"), (float(sure), "fitted")):
        frame = measure_frame([make_series(sizes, "relu", points)], [], families)
        assert frame.loc[0, "role"] == role


def test_a_network_that_both_studies_measured_stays_out_of_the_fits():
    families = [["4-4-1", "relu", "drawn at random"]]
    drawn, listed = make_series((4, 4, 1), "relu", 40.0), make_two_layers((4, 4, 1), "relu", 30.0)
    frame = measure_frame([drawn], [listed], families)
    assert frame[["n50", "role"]].to_numpy().tolist() == [[40.0, "drawn"]]


def test_more_points_than_the_bound_are_an_error():
    most = most_points((4, 4, 1), Activation.STEP)
    measure_frame([], [make_two_layers((4, 4, 1), "step", most + 0.99)], [])
    with pytest.raises(MeasuredError, match=rf"4-4-1 step .*{most}"):
        measure_frame([], [make_two_layers((4, 4, 1), "step", most + 1.0)], [])


def test_a_network_of_no_family_is_an_error():
    with pytest.raises(MeasuredError, match="4-4-4-1 tanh"):
        measure_frame([make_series((4, 4, 4, 1), "tanh", 9.0)], [], [["4-4-4-1", "relu", "x"]])


def test_nothing_measured_is_an_error():
    with pytest.raises(MeasuredError, match="no network"):
        measure_frame([], [], [])


def test_step_networks_have_no_rank():
    sources = [make_two_layers((4, 4, 1), one, 9.0) for one in ("step", "tanh")]
    frame = measure_frame([], sources, [])
    assert np.isnan(find_row(frame, "4-4-1", "step")["jacobian_rank"])
    assert find_row(frame, "4-4-1", "tanh")["jacobian_rank"] == 25
