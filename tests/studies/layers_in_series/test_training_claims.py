"""What training leaves out: tested network by network, and never said to be nothing."""

from dataclasses import replace
from itertools import product
from math import comb

import numpy as np
import pytest

from engine.exhibits.claim import Verdict
from engine.studies.layers_in_series.controls import find_shortfalls
from engine.studies.layers_in_series.training_claims import MORE_HIDDEN, ONE_HIDDEN
from engine.theory.cover import memorisation_probability
from tests.studies.layers_in_series.samples import exact_network, find, networks

LINE = [((1, 2, 1), "step"), ((1, 4, 1), "step"), ((1, 2, 1), "relu"), ((1, 4, 1), "relu")]


@pytest.fixture
def neurons(monkeypatch):
    return [exact_network(monkeypatch, (inputs, 1, 1)) for inputs in (2, 4, 6)]


def on_a_line(monkeypatch, *found):
    """Networks of one input, of which training finds so much each."""
    return [
        exact_network(monkeypatch, sizes, activation=activation, found=share)
        for (sizes, activation), share in zip(LINE, found, strict=True)
    ]


@pytest.mark.parametrize("claim", [ONE_HIDDEN, MORE_HIDDEN])
@pytest.mark.parametrize("p", [0.05, 0.07, 1.0])
def test_no_p_shows_that_nothing_is_left_out(claim, p):
    assert claim.decide({"p": p}) is Verdict.OPEN
    assert Verdict.HOLDS not in claim.says


def test_one_network_that_falls_short_is_named_alone(monkeypatch, neurons):
    """One network of four made "training falls short" of all of them."""
    records = [*on_a_line(monkeypatch, 1, 1, 1, 0.6), *neurons]
    found = find(records)["rule-4-training-more-hidden"]
    assert found.verdict is Verdict.FAILS
    assert "Training falls short in 1-4-1 with relu (" in found.statement
    assert (
        "in 1-2-1 with step, 1-4-1 with step and 1-2-1 with relu no shortfall is shown, "
        "which is not to say that there is none"
    ) in found.statement
    assert found.evidence.correction.startswith("Holm over 7")


def test_what_training_finds_in_full_is_not_settled(monkeypatch, neurons):
    found = find([*on_a_line(monkeypatch, 1, 1, 1, 1), *neurons])
    for name in ("one-hidden", "more-hidden"):
        claim = found[f"rule-4-training-{name}"]
        assert claim.verdict is Verdict.OPEN
        assert "In no network is a shortfall shown, which is not to say" in claim.statement


def test_intervals_that_miss_one_are_counted_on_their_side(monkeypatch, neurons):
    """Those below 1 were put down to noise above it."""
    found = find([*on_a_line(monkeypatch, 1, 1, 1, 0.6), *neurons])
    more = found["rule-4-training-more-hidden"]
    values = more.evidence.values
    assert values["fits"] == 8
    assert values["fits_below"] == len(values["listed_below"]) >= 1
    assert all("1-4-1 with relu at" in one for one in values["listed_below"])
    assert (
        f"{values['fits_below']} lie below 1 (1-4-1 with relu at" in more.statement
        and "noise" not in more.statement
    )
    assert "lie below 1 and 0 above" in found["rule-4-training-one-hidden"].statement


def test_what_the_networks_of_known_capacity_lack_is_read_from_the_records(monkeypatch, neurons):
    compared = networks(monkeypatch, [(4, 2, 1), (4, 4, 8)], 4)
    found = find([*on_a_line(monkeypatch, 1, 1, 1, 0.6), *neurons, *compared])
    more, one = (found[f"rule-4-training-{name}"] for name in ("more-hidden", "one-hidden"))
    assert "has tanh neurons, more than one input or several outputs; the" in more.statement
    assert "has more than one hidden neuron or several outputs; the" in one.statement
    tanh = [replace(item, params=item.params | {"activation": "tanh"}) for item in compared]
    assert find([*neurons, *tanh[:1]])["rule-4-training-one-hidden"].evidence.values["lacking"] == [
        "more than one hidden neuron"
    ]


def test_the_p_of_a_network_is_exact(neurons):
    """Against a sum over every outcome, with few labellings at two numbers of points."""
    points, memorised = (4, 6), 2
    (record,) = neurons[:1]
    cells = [{"points": one, "trials": 3, "memorised": 1} for one in points]
    result = record.result | {"cells": cells}
    (found,) = find_shortfalls([replace(record, result=result)])
    parameters = record.result["single_neuron"][0]["mec_bits"]
    shares = [float(memorisation_probability(one, parameters)) for one in points]
    outcomes = [
        np.prod([comb(3, k) * q**k * (1 - q) ** (3 - k) for k, q in zip(ks, shares, strict=True)])
        for ks in product(range(4), repeat=2)
        if sum(ks) <= memorised
    ]
    assert found.p == pytest.approx(sum(outcomes))
    assert (found.memorised, found.trials) == (2, 6)


def test_without_a_second_hidden_neuron_nothing_is_said_of_it(neurons):
    assert find(neurons)["rule-4-training-more-hidden"].verdict is Verdict.UNTESTABLE
