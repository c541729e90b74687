"""Records of rule 4's experiment as it would come out for networks of a capacity we choose."""

from dataclasses import replace

from engine.lab.memorise import Activation
from engine.studies.layers_in_series import study
from engine.studies.layers_in_series.findings import judge
from engine.studies.layers_in_series.measured import network_frame, ratio_frame
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.cover import memorisation_probability
from tests.exhibits.report_samples import make_record

TRIALS = 400


def make_network(monkeypatch, sizes, *, activation="tanh", memorises, found=1.0):
    """A record of a network that memorises as much as neurons with so many parameters an output.

    Args:
        memorises: Parameters of each output's neuron, or a reading of rule 4.
        found: Share of what it could memorise that training finds, at any number of points.
    """
    inputs, hidden, outputs = sizes
    each = (
        stack_capacity(sizes, memorises) // outputs if isinstance(memorises, Reading) else memorises
    )

    def count(task, budget, *, trials, seed):
        share = float(memorisation_probability(task.points, each)) ** task.outputs
        return round(trials * share * found)

    monkeypatch.setattr(study, "count_memorised", count)
    params = {
        "inputs": inputs,
        "hidden": hidden,
        "outputs": outputs,
        "activation": Activation(activation).value,
        "trials": TRIALS,
        "restarts": 1,
        "steps": 1,
        "seed": 1,
    }
    return replace(make_record("rule-4-readings", **params), result=study.compute(params))


def exact_network(monkeypatch, sizes, *, activation="tanh", found=1.0):
    """A record of a network whose exact capacity is known, and of which training finds a share."""
    exact = study.find_equal_neuron(sizes, Activation(activation))
    return make_network(monkeypatch, sizes, activation=activation, memorises=exact, found=found)


def networks(monkeypatch, sizes, memorises, **more):
    """Records of networks of several sizes, see `make_network`."""
    return [make_network(monkeypatch, one, memorises=memorises, **more) for one in sizes]


def find(records):
    """What the records say of every claim on rule 4, by its id."""
    measured, ratios = network_frame(records), ratio_frame(records)
    return {one.claim.id: one for one in judge(measured, ratios, records)}
