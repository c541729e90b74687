"""Records of rule 4's experiment as it would come out for networks of a capacity we choose."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from engine.lab import measured_stack
from engine.lab.memorised_points import Ends
from engine.studies.layers_in_series import study
from engine.studies.layers_in_series.findings import judge
from engine.studies.layers_in_series.measured import network_frame, ratio_frame
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.cover import memorisation_probability
from tests.exhibits.report_samples import make_record

TRIALS = 120
EFFORT = {"trials": TRIALS, "restarts": 2, "steps": 1, "resolution": 0.0, "seed": 1}


def spread_ends(reaches, trials, seed=0):
    """Ends of trials of a known curve of success, with one in each like share of it.

    Args:
        reaches: Probability that a trial reaches a number of points, which falls with it.
        trials: How many.
        seed: Where in their shares they lie; no two networks come out just the same.
    """
    shares = (np.arange(trials) + np.random.default_rng(seed).random(trials)) / trials
    ends, reached = [], 1
    for share in shares[::-1]:
        while reaches(reached + 1) > share:
            reached += 1
        ends.append(Ends(reached, reached + 1))
    return ends


@cache
def compute(sizes, activation, each, found):
    """The study's result, where training is replaced by its outcome; see `make_network`."""
    inputs, hidden, outputs = sizes

    def measure_points(stack, effort, *, expected, seed):
        ends = spread_ends(
            lambda n: found * float(memorisation_probability(n, each)) ** outputs,
            effort.trials,
            seed=stack.sizes,
        )
        return ends, ends

    form = {"inputs": inputs, "hidden": hidden, "outputs": outputs, "activation": activation}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(measured_stack, "measure_points", measure_points)
        return form | EFFORT, study.compute(form | EFFORT)


def make_network(sizes, *, activation="tanh", memorises, found=1.0):
    """A record of a network that memorises as much as neurons with so many parameters an output.

    Args:
        sizes: Inputs, hidden neurons, outputs.
        activation: Of the hidden neurons.
        memorises: Parameters of each output's neuron, or a reading of rule 4.
        found: Share of what it could memorise that training finds, at any number of points.
    """
    each = (
        stack_capacity(sizes, memorises) // sizes[-1]
        if isinstance(memorises, Reading)
        else memorises
    )
    params, result = compute(sizes, activation, each, found)
    return replace(make_record("rule-4-readings", **params), result=result)


def exact_network(sizes, *, activation="tanh", found=1.0):
    """A record of a network whose exact capacity is known, and of which training finds a share."""
    exact = study.find_equal_neuron(sizes, Activation(activation))
    return make_network(sizes, activation=activation, memorises=exact, found=found)


def networks(sizes, memorises, **more):
    """Records of networks of several sizes, see `make_network`."""
    return [make_network(one, memorises=memorises, **more) for one in sizes]


def find(records):
    """What the records say of every claim on rule 4, by its id."""
    measured, ratios = network_frame(records), ratio_frame(records)
    return {one.claim.id: one for one in judge(measured, ratios, records)}
