"""The list of networks: every line is one, every family is used, and what is none says why."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.studies.series import networks
from engine.studies.series.networks import (
    COMPARED,
    FAMILIES,
    HELD_OUT,
    LISTED,
    NetworkListError,
    choose_networks,
    draw_networks,
    family_reasons,
    read_networks,
)
from engine.studies.study import Profile
from engine.theory.activation import Activation
from engine.theory.stack_predictors import narrowest_hidden
from engine.theory.stack_sizes import format_sizes

ALL = read_networks(LISTED)
WANTED_AT_PAPER = [
    (network, activation)
    for network in ("8-8-8-1", "8-8-2-8-1", "8-8-2-32-1")
    for activation in ("tanh", "relu")
]


def name(stack):
    return format_sizes(stack.sizes), stack.activation.value


def test_every_line_is_a_network():
    lines = LISTED.read_text(encoding="utf-8").splitlines()[1:]
    assert [",".join([*name(one), one.family, profile.value]) for one, profile in ALL] == lines


def test_no_network_is_listed_twice():
    names = [name(one) for one, _ in ALL]
    assert len(set(names)) == len(names)


def test_every_family_is_described_and_used():
    reasons = family_reasons()
    assert set(reasons) == {one.family for one, _ in ALL} | {HELD_OUT}
    assert all(len(why) > 20 and why.endswith(".") for why in reasons.values())
    assert len(FAMILIES.read_text(encoding="utf-8").splitlines()) == len(reasons) + 1


def test_enough_networks_are_listed():
    paper = [one for one in choose_networks(Profile.PAPER) if one.family != HELD_OUT]
    assert len([one for one in paper if one.family not in COMPARED]) >= 36
    standard = [one for one in choose_networks(Profile.STANDARD) if one.family != HELD_OUT]
    assert len([one for one in standard if len(one.sizes) > 3]) >= 12
    assert {name(one) for one in standard} < {name(one) for one in paper}
    assert {name(one) for one in paper} >= set(WANTED_AT_PAPER)


def test_what_others_measured_is_listed_as_they_did():
    compared = {name(one) for one, _ in ALL if one.family in COMPARED}
    assert compared == {(f"{inputs}-8-1", "relu") for inputs in range(1, 6)} | {
        ("16-16-16-16-1", "relu")
    }


def test_networks_span_what_is_asked():
    fitted = [one for one in choose_networks(Profile.PAPER) if one.family not in COMPARED]
    assert {len(one.sizes) - 2 for one in fitted} == {1, 2, 3, 4}
    assert {narrowest_hidden(one.sizes) for one in fitted} >= {1, 2, 4, 8}
    assert {one.activation for one in fitted} == set(Activation)
    assert max(one.parameters for one in fitted) <= 240
    small = [one for one in choose_networks(Profile.STANDARD) if one.family not in COMPARED]
    assert max(one.parameters for one in small) <= 100


def test_parameters_depth_and_narrowest_layer_vary_apart():
    """Counts that rise and fall together could not be told apart by any measurement."""
    fitted = [one for one in choose_networks(Profile.PAPER) if one.family not in COMPARED]
    counts = {
        "parameters": [one.parameters for one in fitted],
        "depth": [len(one.sizes) for one in fitted],
        "narrowest": [narrowest_hidden(one.sizes) for one in fitted],
    }
    for one, other in combinations(counts, 2):
        assert abs(stats.spearmanr(counts[one], counts[other])[0]) < 0.75, (one, other)


@pytest.mark.parametrize(
    ("profile", "count", "most"),
    [(Profile.QUICK, 3, 30), (Profile.STANDARD, 6, 60), (Profile.PAPER, 15, 220)],
)
def test_networks_are_drawn_within_limits_and_never_one_of_the_list(profile, count, most):
    drawn = draw_networks(profile)
    assert len(drawn) == count
    assert drawn == draw_networks(profile)
    assert not {one.sizes for one in drawn} & {one.sizes for one, _ in ALL}
    assert len({one.sizes for one in drawn}) == count
    sizes = [one.parameters for one in drawn]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 12 and sizes[-1] < most
    for one in drawn:
        assert one.family == HELD_OUT
        assert 2 <= one.sizes[0] <= 8
        assert 1 <= len(one.sizes) - 2 <= 4
        assert all(2 <= width <= 16 for width in one.sizes[1:-1])
        assert one.sizes[-1] == 1
    used = {one.activation for one in drawn}
    assert used == {Activation.TANH, Activation.RELU}


def test_networks_drawn_are_spread_over_all_sizes():
    sizes = [one.parameters for one in draw_networks(Profile.PAPER)]
    assert sizes[0] < 15
    assert sizes[-1] > 180
    assert all(later < 1.5 * one for one, later in pairwise(sizes))


def write(tmp_path, line):
    path = tmp_path / "mine.csv"
    path.write_text(
        f"sizes,activation,family,profile\n4-4-4-1,tanh,funnel,paper\n{line}\n", encoding="utf-8"
    )
    return path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("8--1,tanh,funnel,paper", "'8--1' describes no network"),
        ("0-4,tanh,funnel,paper", "'0-4' describes no network"),
        ("4-x-1,tanh,funnel,paper", "'x' is not a whole number"),
        (f"{'2-' * 10_000}1,tanh,funnel,paper", "it has 10000 layers of neurons, 1 to 12"),
        ("4-4-1,sine,funnel,paper", "'sine'"),
        ("4-4-1,tanh,tunnel,paper", "'tunnel' is no family.*families.csv"),
        ("4-4-1,tanh,funnel,thorough", "'thorough'"),
        (",tanh,funnel,paper", "''"),
    ],
)
def test_a_line_that_is_none_is_named(tmp_path, line, message):
    with pytest.raises(NetworkListError, match=rf"mine\.csv, line 3: .*{message}") as caught:
        read_networks(write(tmp_path, line))
    assert len(str(caught.value)) < 400


@given(st.text(max_size=12).filter(lambda text: not set(text) & set('",\r\n')))
def test_any_sizes_are_read_or_refused(tmp_path_factory, text):
    path = write(tmp_path_factory.mktemp("list"), f"{text},relu,funnel,standard")
    try:
        (_, (stack, profile)) = read_networks(path)
    except NetworkListError as error:
        assert "mine.csv, line 3" in str(error)
    else:
        assert (format_sizes(stack.sizes), profile) == (text, Profile.STANDARD)


def test_a_smaller_profile_is_a_part_of_the_list(monkeypatch, tmp_path):
    path = write(tmp_path, "4-7-1,relu,funnel,standard")
    monkeypatch.setattr(networks, "LISTED", path)
    listed = {
        profile: [name(one) for one in choose_networks(profile) if one.family != HELD_OUT]
        for profile in (Profile.STANDARD, Profile.PAPER)
    }
    assert listed[Profile.STANDARD] == [("4-7-1", "relu")]
    assert listed[Profile.PAPER] == [("4-4-4-1", "tanh"), ("4-7-1", "relu")]
