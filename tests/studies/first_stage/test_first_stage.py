"""CNN2 by what its first stage has learnt: trained on real digits, and judged."""

from dataclasses import replace

import numpy as np
import pytest

from engine.exhibits.claim import Verdict
from engine.lab.bitmap import encode_bitmap
from engine.lab.examples import make_examples
from engine.lab.training import Recipe, train
from engine.networks.mnist_cnn import build_seeded, get_spec
from engine.records.store import Build
from engine.studies.first_stage import study
from engine.studies.first_stage.claims import RANDOM, judge
from engine.studies.first_stage.exhibits import ARMS, build_section
from tests.exhibits.report_samples import make_record

DIGITS = 4000


def make(seed, rights, lost=0.1):
    """A record in which each arm gets so many percent of the digits right."""
    generator = np.random.default_rng(seed)
    arms = {}
    for arm in ARMS:
        correct = generator.random(DIGITS) < rights.get(arm, 98) / 100
        arms[arm] = {
            "test_correct_bitmap": encode_bitmap(correct),
            "test_examples": DIGITS,
            "test_correct": int(correct.sum()),
            "train_accuracy": float(correct.mean()) + (lost if arm == "alone" else 0.001),
        }
    record = make_record("first-stage", seed=seed, epochs=2, batch_size=128, learning_rate=0.01)
    return replace(record, result={"arms": arms})


def find(identifier, seeds=5, **rights):
    findings = judge([make(seed, rights) for seed in range(seeds)])
    return next(one for one in findings if one.claim.id == identifier)


@pytest.mark.parametrize(
    ("frozen", "verdict", "said"),
    [
        (90, Verdict.FAILS, "it matters"),
        (98, Verdict.HOLDS, "equivalent within 0.5 points"),
    ],
)
def test_a_random_stage_is_compared_with_the_whole(frozen, verdict, said):
    seeds = 40 if verdict is Verdict.HOLDS else 3
    found = find("first-stage-random", seeds, frozen=frozen)
    assert found.verdict is verdict, found.statement
    assert said in found.statement


def test_neither_a_difference_nor_equivalence_is_said_so():
    values = find("first-stage-random", 3, frozen=90).evidence.values
    values = {**values, "p": 0.2, "tost_p": 0.3}
    assert RANDOM.decide(values) is Verdict.OPEN
    said = RANDOM.render(RANDOM.says[Verdict.OPEN], values)
    assert "neither a difference nor equivalence within 0.5 points" in said


def test_one_seed_shows_nothing():
    assert find("first-stage-alone", 1).verdict is Verdict.UNTESTABLE


@pytest.mark.parametrize(
    ("lost", "verdict"), [(0.05, Verdict.HOLDS), (-0.05, Verdict.FAILS), (0.001, Verdict.OPEN)]
)
def test_memorising_is_what_is_lost_on_new_digits(lost, verdict):
    records = [make(seed, {}, lost) for seed in range(4)]
    if verdict is Verdict.OPEN:
        records[0].result["arms"]["alone"]["train_accuracy"] += 0.01
    found = next(one for one in judge(records) if one.claim.id == "first-stage-memorises")
    assert found.verdict is verdict


def test_the_section_has_every_arm_and_draws():
    records = tuple(make(seed, {"frozen": 95}) for seed in range(3))
    section = build_section(Build("standard", {"first-stage": records}))
    (table,) = section.tables
    assert table.frame["arm"].tolist() == list(ARMS.values())
    assert np.isnan(table.frame["difference_points"][0])
    assert table.frame["difference_points"][2] == pytest.approx(-3, abs=1)
    (figure,) = section.figures
    (axes,) = figure.draw().axes
    assert len(axes.lines) == 12


@pytest.mark.framework
def test_what_is_frozen_stays_and_the_rest_learns(digits):
    import torch

    images, labels = digits
    examples = make_examples(images[:1000], labels[:1000])
    alone = build_seeded(get_spec("cnn2-stage1"), 3)
    train(alone, examples, examples, Recipe(3, epochs=1))
    model = build_seeded(get_spec("cnn2"), 3)
    second = model.convolution2.weight.clone()
    study.take_first_stage(model, alone)
    study.freeze_first_stage(model)
    train(model, examples, examples, Recipe(3, epochs=1))
    for name, parameter in model.named_parameters():
        if name.partition(".")[0].endswith("1"):
            assert torch.equal(parameter, alone.get_parameter(name)), name
    assert not torch.equal(model.convolution2.weight, second)


@pytest.mark.framework
def test_four_arms_are_trained_and_scored(put_digits):
    put_digits(study, train=1500, test=1000)
    params = {"seed": 1, "epochs": 1, "batch_size": 64, "learning_rate": 0.01}
    arms = study.compute(params)["arms"]
    assert set(arms) == set(ARMS)
    assert all(one["test_examples"] == 1000 for one in arms.values())
    assert arms["whole"]["test_correct"] > 600
