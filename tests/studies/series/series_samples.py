"""Records of the studies of series, of networks whose n50 we choose."""

from functools import cache
from math import exp, floor

import numpy as np

from engine.lab.survival import fit_survival
from engine.records.record import Record
from engine.records.source import Source
from engine.studies.series import law_analysis, readings_analysis
from engine.studies.series.controls_list import Control
from engine.studies.series.effort import BUDGET, GIVEN_UP
from engine.studies.series.measured import measure_frame
from engine.studies.study import Profile
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_sizes import format_sizes, parse_sizes
from tests.exhibits.report_samples import make_record
from tests.studies.series.analysis_samples import FAMILIES, STACKS, TWO_LAYERS

SLOPE = 12.0
"""How steeply success falls with the logarithm of the points."""

TRIALS = 24


def spread_ends(n50, trials=TRIALS, slope=SLOPE):
    """Ends of trials, one in each like share of a log-logistic curve through n50."""
    shares = (np.arange(trials) + 0.5) / trials
    reached = [floor(n50 * (share / (1 - share)) ** (1 / slope)) for share in shares]
    return [[max(1, one), max(1, one) + 1] for one in reached]


@cache
def make_result(sizes, n50, growth=1.0, trials=TRIALS):
    """The result of a network with a known n50, and less of it with half of the restarts."""
    ends, of_half = spread_ends(n50, trials), spread_ends(n50 / growth, trials)
    curve = fit_survival(*zip(*ends, strict=True))

    def cross(success):
        found = curve.find_crossing(success)
        return {"points": found.points, "low": found.low, "high": found.high}

    return {
        "parameters": stack_capacity(sizes, Reading.ALL_PARAMETERS),
        "trials": ends,
        "trials_of_half": of_half,
        "crossings": [{"success": level, **cross(level)} for level in (0.95, 0.5)],
        "width": {"points": 1.4, "low": 1.3, "high": 1.5},
        "growth": {"points": growth, "low": growth / 1.02, "high": growth * 1.02},
    }


def make_stack(network, activation, n50, growth=1.0, trials=TRIALS):
    """A record of `series-memorised`."""
    result = make_result(parse_sizes(network), n50, growth, trials)
    return replace_result(
        make_record("series-memorised", sizes=network, activation=activation, seed=1), result
    )


def make_two_layers(network, activation, n50, growth=1.0):
    """A record of `rule-4-readings`."""
    sizes = parse_sizes(network)
    params = dict(zip(("inputs", "hidden", "outputs"), sizes, strict=True))
    record = make_record("rule-4-readings", **params, activation=activation)
    return replace_result(record, make_result(sizes, n50, growth))


def replace_result(record, result):
    return Record(record.study, record.params, record.key, record.inputs, result, record.made)


def make_networks(points, family="bottleneck", growth=1.0):
    """Records by network and activation of the n50 of each, all of one family."""
    records = [make_stack(*name, n50, growth) for name, n50 in points.items()]
    families = [[*name, family] for name in points]
    return records, measure_frame(list_sources(records), [], families)


def list_sources(records):
    return [Source(one.params, one.result) for one in records]


def make_ends(records):
    return {
        (one.params["sizes"], one.params["activation"]): one.result["trials"] for one in records
    }


def make_effort(network, activation, n50_by_restarts):
    """A record of `series-effort` at the standard steps."""
    params = {"kind": BUDGET, "sizes": network, "activation": activation}
    record = make_record("series-effort", **params, steps=200, standard_steps=200, seed=1)
    settings = [
        {"restarts": restarts, "trials": spread_ends(n50)}
        for restarts, n50 in n50_by_restarts.items()
    ]
    parameters = stack_capacity(parse_sizes(network), Reading.ALL_PARAMETERS)
    return replace_result(record, {"parameters": parameters, "settings": settings})


def make_given_up(right, lost, networks=400):
    """A record of networks given up, of which `lost` would have been right."""
    record = make_record(
        "series-effort", kind=GIVEN_UP, sizes="4-4-1", activation="tanh", points=58
    )
    result = {
        "networks": networks,
        "right": right,
        "right_without": right + lost,
        "right_in_both": right,
        "trials": 24,
        "trials_right": 12,
        "trials_right_without": 13,
    }
    return replace_result(record, result)


def make_control(network, activation, control, known, trained):
    """A record of `series-controls`: points known and trained of each trial."""
    record = make_record(
        "series-controls", control=control.value, sizes=network, activation=activation, seed=1
    )
    parameters = stack_capacity(parse_sizes(network), Reading.ALL_PARAMETERS)
    ends = [[one, one + 1] for one in trained]
    return replace_result(record, {"parameters": parameters, "trained": ends, "known": known})


def make_teachers(network, activation, fitted, teachers=24, taught=58):
    """A record of students: how many of the teachers' labels are fitted at 1, 1.5 times as many."""
    record = make_record(
        "series-controls",
        control=Control.TEACHERS.value,
        sizes=network,
        activation=activation,
        taught_points=taught,
    )
    result = {
        "parameters": stack_capacity(parse_sizes(network), Reading.ALL_PARAMETERS),
        "candidates": teachers,
        "teachers": teachers,
        "points": [taught, round(1.5 * taught)],
        "fitted": [fitted, 0],
    }
    return replace_result(record, result)


def make_tree(inputs, points_a_weight, neurons=16, slope_trials=TRIALS):
    """A record of `series-trees`."""
    weights = inputs * neurons
    record = make_record("series-trees", neurons=neurons, inputs_a_neuron=inputs, activation="relu")
    result = make_result((weights, neurons, 1), points_a_weight * weights, 1.01, slope_trials)
    return replace_result(record, result | {"parameters": weights})


def throttle(sizes, activation):
    """Points by a count between the cap and all parameters, with some noise of each network."""
    both = (Reading.ALL_PARAMETERS, Reading.WIDTH_CAPPED)
    whole, capped = (stack_capacity(sizes, one) for one in both)
    noise = exp(0.04 * np.random.default_rng([*sizes, len(activation)]).standard_normal())
    return {"tanh": 2.0, "relu": 1.7, "step": 0.9}[activation] * (whole * capped) ** 0.5 * noise


@cache
def make_all(profile=Profile.STANDARD):
    """Records of every study that the section reads, by study; the fits computed from them.

    At the quick profile there are few networks, of families that allow no law, and two trees.
    """
    is_quick = profile is Profile.QUICK
    networks = [
        (sizes, activation, family)
        for family, stacks in STACKS.items()
        for sizes in stacks[: 1 if is_quick else None]
        for activation in ("tanh", "relu")
        if not is_quick or family in ("equal widths", "bottleneck")
    ]
    networks += [((4, 4, 2, 4, 1), "step", "bottleneck")]
    two_layers = [
        (sizes, activation)
        for sizes in TWO_LAYERS[: 1 if is_quick else None]
        for activation in ("tanh", "relu")
    ]
    series = tuple(
        make_stack(format_sizes(sizes), activation, throttle(sizes, activation), 1.01)
        for sizes, activation, _ in networks
    )
    flat = tuple(
        make_two_layers(format_sizes(sizes), one, throttle(sizes, one) / sizes[-1])
        for sizes, one in two_layers
    )
    params = {"families": [*FAMILIES, ["4-4-2-4-1", "step", "bottleneck"]]}
    sources = {"series-memorised": list_sources(series), "rule-4-readings": list_sources(flat)}
    fits = readings_analysis.compute(params, sources)
    law = law_analysis.compute(params, sources)
    known = [9, 9, 10, 10, 11, 11, 12, 12]
    return {
        "series-memorised": series,
        "rule-4-readings": flat,
        "series-readings-fits": (replace_result(make_record("series-readings-fits"), fits),),
        "series-law-fits": (replace_result(make_record("series-law-fits"), law),),
        "series-effort": (
            make_effort("4-4-1", "tanh", {1: 50, 4: 54, 16: 58}),
            make_given_up(100, 1),
        ),
        "series-controls": (
            make_control("1-4-1", "step", Control.LINE, known, known),
            make_control(
                "4-4-1", "tanh", Control.NESTED, None, [one[0] for one in spread_ends(58)]
            ),
            make_teachers("4-4-1", "tanh", 23),
        ),
        "series-trees": tuple(
            make_tree(inputs, 2.2 - 1 / inputs) for inputs in ((2, 4) if is_quick else (2, 4, 8))
        ),
    }
