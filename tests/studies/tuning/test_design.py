"""The grid: its rule, what it leaves out and why, and the list that follows from it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.networks.mnist_cnn import CnnSpec, Stage, Window, stage_shapes
from engine.studies.tuning import design
from engine.studies.tuning.networks import (
    LIST,
    describe,
    listed_networks,
    measure,
    read_stage,
    spec_from,
    write_list,
    write_stage,
)

WINDOWS = st.builds(Window, st.integers(1, 9), st.integers(1, 4), st.integers(0, 4))


@pytest.fixture(scope="module")
def sifted():
    return design.sift_grid()


def make_spec(*stages, size=28):
    return CnnSpec("x", "X", stages, batch_norm=False, size=size)


def test_the_list_is_what_the_rule_chooses(sifted):
    assert LIST.read_text(encoding="utf-8") == write_list(design.choose_networks(sifted))


def test_a_shorter_list_is_the_beginning_of_a_longer_one(sifted):
    assert design.choose_networks(sifted, 7) == list(listed_networks()[:7])


def test_every_combination_is_valid_or_counted(sifted):
    one_stage = 2 * 3 * 2 * 2 * (4 * 3 * 4)
    assert sifted.combinations == one_stage * (1 + 4 * 3 * 4)
    assert sum(sifted.excluded.values()) + len(sifted.valid) == sifted.combinations
    assert all(sifted.excluded.values())


def test_every_network_but_cnn1_keeps_within_the_ranges():
    networks = listed_networks()
    assert [spec.name for spec in networks[:2]] == ["cnn1", "cnn2"]
    for spec in networks[1:]:
        found = measure(spec)
        assert 0.2 <= found.g_elements <= 20
        assert 300 <= found.mec_bits <= 30_000
        assert found.multiply_adds <= design.MOST_MULTIPLY_ADDS


def test_each_network_lies_farther_from_those_before_it_than_the_next(sifted):
    points = design.take_logarithms(sifted.valid)
    scaled = design.take_logarithms(listed_networks()) / points.std(axis=0)
    gaps = [
        np.min(np.linalg.norm(scaled[:place] - scaled[place], axis=1)) for place in range(2, 40)
    ]
    assert all(first >= second - 1e-6 for first, second in pairwise(gaps))


def test_the_choice_varies_the_quantities_no_less_apart_than_the_grid_does(sifted):
    of_grid, of_choice = (
        np.linalg.det(design.correlate(specs)) for specs in (sifted.valid, listed_networks()[:16])
    )
    assert of_choice > of_grid / 2
    g_and_mec = design.correlate(listed_networks()[:16])[0, 1]
    assert -0.95 < g_and_mec < -0.5
    one_size = [spec for spec in listed_networks() if spec.size == 28]
    assert design.correlate(one_size)[0, 1] < -0.99


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (make_spec(Stage(4, Window(5, 3), Window(3, 3)), Stage(4, Window(5, 1), Window(1, 1))),
         design.NO_IMAGE),
        (make_spec(Stage(2, Window(3, 3), Window(3, 3))), design.BEYOND_G),
        (make_spec(Stage(8, Window(3, 1, 1), Window(1, 1))), design.BEYOND_G),
        (make_spec(Stage(4, Window(3, 1, 1), Window(1, 1))), design.BEYOND_MEC),
        (make_spec(Stage(15, Window(5, 1), Window(2, 2)), Stage(15, Window(5, 1), Window(1, 1))),
         design.TOO_SLOW),
        (make_spec(Stage(4, Window(5, 2), Window(2, 2))), None),
    ],
)  # fmt: skip
def test_what_is_left_out_is_left_out_for_its_own_reason(spec, reason):
    assert design.find_fault(spec) == reason


def test_a_grid_without_a_valid_network_is_refused_with_its_counts():
    large = make_spec(Stage(4, Window(30, 1), Window(1, 1)))
    with pytest.raises(design.GridError, match=r"of 3 combinations all were left out: 3 since a"):
        design.sift([large] * 3)
    with pytest.raises(design.GridError, match="of 0 combinations all were left out"):
        design.sift([])


def test_more_networks_than_there_are_is_refused():
    one = design.sift([make_spec(Stage(4, Window(5, 2), Window(2, 2)))])
    with pytest.raises(design.GridError, match="40 networks are wanted and the grid holds 1"):
        design.choose_networks(one)


@given(st.lists(st.builds(Stage, st.integers(1, 32), WINDOWS, WINDOWS), min_size=1, max_size=2))
def test_a_network_fits_images_exactly_where_every_window_has_a_place(stages):
    spec, size = make_spec(*stages), 28
    places = []
    for stage in stages:
        for window in (stage.convolution, stage.pooling):
            padded = size + 2 * window.padding
            size = len(range(0, padded - window.kernel + 1, window.stride))
            places.append(size)
    assert design.fits_images(spec) == (min(places) > 0)
    if min(places) > 0:
        assert stage_shapes(spec)[-1][0] == size


@given(st.builds(Stage, st.integers(1, 99), WINDOWS, WINDOWS))
def test_a_stage_is_read_as_it_was_written(stage):
    assert read_stage(write_stage(stage)) == stage


def test_what_is_no_stage_is_refused_with_what_is_expected():
    with pytest.raises(ValueError, match=r"'16 conv 5' is no stage; expected filters and two"):
        read_stage("16 conv 5")


def test_params_hold_all_of_a_network():
    for spec in listed_networks():
        assert spec_from(describe(spec)) == spec
