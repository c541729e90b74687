"""Efforts by profile, costs, and what is computed of one network."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lab.memorised_points import Effort
from engine.studies.series import study, tree_study
from engine.studies.series.networks import Stack, choose_networks
from engine.studies.series.study import SEED, make_grid, make_params
from engine.studies.study import Profile
from engine.theory.activation import Activation
from engine.theory.stack_sizes import parse_sizes

STACKS = st.builds(
    Stack,
    st.lists(st.integers(1, 32), min_size=2, max_size=5).map(lambda sizes: (*sizes, 1)),
    st.sampled_from(Activation),
    st.just("funnel"),
)


@pytest.mark.parametrize("profile", Profile)
def test_the_grid_is_the_networks_of_the_profile(profile):
    grid = make_grid(profile)
    names = [(one["sizes"], one["activation"]) for one in grid]
    assert len(set(names)) == len(grid) == len(choose_networks(profile))
    assert [(parse_sizes(sizes), Activation(one)) for sizes, one in names] == [
        (one.sizes, one.activation) for one in choose_networks(profile)
    ]
    assert {one["seed"] for one in grid} == {SEED}
    assert json.loads(json.dumps(grid)) == grid


@given(STACKS, st.sampled_from(Profile))
def test_efforts_can_be_made_and_halved(stack, profile):
    params = make_params(stack, profile)
    assert params["restarts"] >= 2
    assert params["restarts"] % 2 == 0
    assert 4 <= params["trials"] <= 96
    assert 50 <= params["steps"] <= 2000
    assert 0 < params["resolution"] < 0.1
    assert study.estimate_seconds(params) > 0


@given(STACKS, STACKS, st.sampled_from(Profile))
def test_more_parameters_are_no_more_effort_each(one, other, profile):
    small, large = sorted((one, other), key=lambda stack: stack.parameters)
    few, many = (make_params(stack, profile) for stack in (small, large))
    assert few["trials"] >= many["trials"]
    assert few["restarts"] >= many["restarts"]


@given(STACKS)
def test_a_larger_profile_tries_no_less(stack):
    efforts = [make_params(stack, profile) for profile in Profile]
    assert list(Profile) == [Profile.QUICK, Profile.STANDARD, Profile.PAPER]
    for smaller, larger in pairwise(efforts):
        for name in ("trials", "restarts", "steps"):
            assert smaller[name] <= larger[name]
        assert smaller["resolution"] >= larger["resolution"]


def test_trials_are_as_many_as_were_asked_for():
    for profile in (Profile.STANDARD, Profile.PAPER):
        for params in make_grid(profile):
            stack = Stack(parse_sizes(params["sizes"]), Activation(params["activation"]), "")
            fewest = 24 if stack.parameters <= 120 else 12 if stack.parameters <= 400 else 4
            assert params["trials"] >= fewest
    paper = make_params(Stack((4, 4, 1), Activation.TANH, ""), Profile.PAPER)
    assert paper["trials"] >= 36


def test_step_neurons_get_more_steps():
    step, tanh = (
        make_params(Stack((4, 4, 1), one, ""), Profile.STANDARD)
        for one in (Activation.STEP, Activation.TANH)
    )
    assert step["steps"] > tanh["steps"]
    assert {**step, "steps": 0, "activation": ""} == {**tanh, "steps": 0, "activation": ""}


@given(STACKS, st.sampled_from(["trials", "restarts", "steps"]))
def test_twice_the_effort_costs_twice_the_time(stack, name):
    params = make_params(stack, Profile.STANDARD)
    twice = params | {name: 2 * params[name]}
    assert study.estimate_seconds(twice) == pytest.approx(2 * study.estimate_seconds(params))


def test_profiles_are_about_as_dear_as_they_may_be():
    total = {
        profile: sum(map(study.estimate_seconds, make_grid(profile)))
        + sum(map(tree_study.estimate_seconds, tree_study.make_grid(profile)))
        for profile in Profile
    }
    assert total[Profile.QUICK] < 60
    assert total[Profile.QUICK] < total[Profile.STANDARD] < 500
    assert total[Profile.STANDARD] < total[Profile.PAPER] < 5400


@pytest.mark.parametrize(("module", "form"), [(study, "DenseStack"), (tree_study, "TreeCommittee")])
def test_a_network_is_measured_as_its_params_say(monkeypatch, module, form):
    calls = []

    def measure_stack(sizes, activation, effort, *, seed, form=None):
        calls.append((sizes, activation, effort, seed, form))
        return {"measured": True}

    monkeypatch.setattr(module, "measure_stack", measure_stack)
    params = module.make_grid(Profile.STANDARD)[0]
    assert module.compute(params) == {"measured": True}
    ((sizes, activation, effort, seed, given_form),) = calls
    assert activation.value == params["activation"]
    names = ("trials", "restarts", "steps", "resolution")
    assert effort == Effort(*(params[name] for name in names))
    assert seed == params["seed"]
    if form == "TreeCommittee":
        neurons = params["neurons"]
        assert given_form.__name__ == form
        assert sizes == (neurons * params["inputs_a_neuron"], neurons, 1)
    else:
        assert sizes == parse_sizes(params["sizes"])


@pytest.mark.parametrize("profile", Profile)
def test_committees_are_alike_but_for_their_inputs(profile):
    grid = tree_study.make_grid(profile)
    inputs = [one["inputs_a_neuron"] for one in grid]
    assert inputs == sorted(set(inputs))
    assert len(grid) >= (2 if profile is Profile.QUICK else 3)
    for one in grid:
        assert {**one, "inputs_a_neuron": 0} == {**grid[0], "inputs_a_neuron": 0}
        assert one["neurons"] % 2 == one["restarts"] % 2 == 0
        assert tree_study.estimate_seconds(one) > 0
