"""What training leaves out: tested network by network, and never said to be nothing."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.exhibits.claim import Verdict
from engine.studies.layers_in_series.controls import controls_frame, find_shortfalls
from engine.studies.layers_in_series.training_claims import MORE_HIDDEN, ONE_HIDDEN
from tests.studies.layers_in_series.samples import exact_network, find, networks

LINE = [((1, 2, 1), "step"), ((1, 4, 1), "step"), ((1, 2, 1), "relu"), ((1, 4, 1), "relu")]


@pytest.fixture
def neurons():
    return [exact_network((inputs, 1, 1)) for inputs in (2, 4, 6)]


def on_a_line(*found):
    """Networks of one input, of which training finds so much each."""
    return [
        exact_network(sizes, activation=activation, found=share)
        for (sizes, activation), share in zip(LINE, found, strict=True)
    ]


@pytest.mark.parametrize("claim", [ONE_HIDDEN, MORE_HIDDEN])
@pytest.mark.parametrize("p", [0.05, 0.07, 1.0])
def test_no_p_shows_that_nothing_is_left_out(claim, p):
    assert claim.decide({"p": p}) is Verdict.OPEN
    assert Verdict.HOLDS not in claim.says


def test_one_network_that_falls_short_is_named_alone(neurons):
    """One network of four made "training falls short" of all of them."""
    records = [*on_a_line(1, 1, 1, 0.6), *neurons]
    found = find(records)["rule-4-training-more-hidden"]
    assert found.verdict is Verdict.FAILS
    assert "Training falls short in 1-4-1 with ReLU (" in found.statement
    assert (
        "in 1-2-1 with step, 1-4-1 with step and 1-2-1 with ReLU no shortfall is shown, "
        "which is not to say that there is none"
    ) in found.statement
    assert found.evidence.correction.startswith("Holm over 7")


def test_what_training_finds_in_full_is_not_settled(neurons):
    found = find([*on_a_line(1, 1, 1, 1), *neurons])
    for name in ("one-hidden", "more-hidden"):
        claim = found[f"rule-4-training-{name}"]
        assert claim.verdict is Verdict.OPEN
        assert "In none is a shortfall shown over" in claim.statement


def test_intervals_that_miss_one_are_counted_on_their_side(neurons):
    """Those below 1 were put down to noise above it."""
    found = find([*on_a_line(1, 1, 1, 0.6), *neurons])
    more = found["rule-4-training-more-hidden"]
    values = more.evidence.values
    assert values["fits"] == 8
    assert values["fits_below"] == len(values["listed_below"]) >= 1
    assert all("1-4-1 with ReLU at" in one for one in values["listed_below"])
    assert (
        f"{values['fits_below']} lie below 1 (1-4-1 with ReLU at" in more.statement
        and "noise" not in more.statement
    )
    assert "lie below 1 and 0 above" in found["rule-4-training-one-hidden"].statement


def test_what_the_networks_of_known_capacity_lack_is_read_from_the_records(neurons):
    compared = networks([(4, 2, 1), (4, 4, 8)], 4)
    found = find([*on_a_line(1, 1, 1, 0.6), *neurons, *compared])
    more, one = (found[f"rule-4-training-{name}"] for name in ("more-hidden", "one-hidden"))
    assert "has tanh neurons, more than one input or several outputs; the" in more.statement
    assert "has more than one hidden neuron or several outputs; the" in one.statement
    tanh = [replace(item, params=item.params | {"activation": "tanh"}) for item in compared]
    assert find([*neurons, *tanh[:1]])["rule-4-training-one-hidden"].evidence.values["lacking"] == [
        "more than one hidden neuron"
    ]


def test_what_the_form_of_the_curve_does_is_told_from_what_training_does(neurons):
    """Trials that end as exact probabilities say are off by the form alone, others by more."""
    frame = controls_frame([*on_a_line(1, 1, 1, 0.6), *neurons])
    short = (frame["network"] == "1-4-1") & (frame["activation"] == "relu")
    form, measured = frame["ratio_of_exact_counts"], frame["ratio"]
    assert measured[~short].tolist() == pytest.approx(form[~short].tolist(), rel=0.02)
    assert (measured[short] < 0.9 * form[short]).all()
    assert form.tolist() == pytest.approx([1] * len(frame), abs=0.15)


def on_line_share(points):
    """Share of the labellings of points on a line that two hidden step neurons realise."""
    labellings = list(product((0, 1), repeat=points))
    realised = [labels for labels in labellings if sum(map(int.__ne__, labels, labels[1:])) <= 2]
    return len(realised) / len(labellings)


def test_the_p_of_a_network_is_exact():
    """Against a sum over every outcome, of the labellings of few points counted one by one."""
    record = exact_network((1, 2, 1), activation="step")
    ends = [[3, 4], [4, 7], [5, 6]]  # the second sequence may have reached 6
    most = 3 + 6 + 5
    reached = [on_line_share(n) for n in range(1, most + 2)]
    share = dict(enumerate(-np.diff(reached), start=1))  # to end at n
    outcomes = [
        np.prod([share[n] for n in reach])
        for reach in product(range(1, most + 1), repeat=3)
        if sum(reach) <= most
    ]
    (found,) = find_shortfalls([replace(record, result=record.result | {"trials": ends})])
    assert found.p == pytest.approx(sum(outcomes), rel=1e-9)
    assert 0.05 < found.p < 0.95
    assert (found.memorised, found.trials) == (4, 3)


def test_the_points_that_are_expected_are_those_of_many_sequences():
    """As the mean of where sequences end, whose labels are drawn and whose changes are counted."""
    record = exact_network((1, 2, 1), activation="step")
    labels = np.random.default_rng(6).integers(0, 2, (4_000, 40))
    places = np.random.default_rng(7).random((4_000, 40))
    counts = np.arange(2, 41)
    changes = [
        np.count_nonzero(
            np.diff(np.take_along_axis(labels[:, :n], places[:, :n].argsort(axis=1), axis=1)),
            axis=1,
        )
        for n in counts
    ]
    ends = 1 + np.count_nonzero(np.array(changes) <= 2, axis=0)
    (found,) = find_shortfalls([record])
    assert found.expected == pytest.approx(ends.mean(), abs=4 * ends.std() / len(ends) ** 0.5)


def test_without_a_second_hidden_neuron_nothing_is_said_of_it(neurons):
    assert find(neurons)["rule-4-training-more-hidden"].verdict is Verdict.UNTESTABLE
