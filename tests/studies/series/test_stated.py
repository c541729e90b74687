"""Readings as they stand: the mean over families, added up another way, and its verdicts."""

from math import exp, log, sqrt
from statistics import mean, stdev

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from engine.exhibits.claim import Verdict
from engine.studies.series import stated
from engine.studies.series.claims import BOTTLENECK_RELU, BOTTLENECK_STEP, BOTTLENECK_TANH
from engine.studies.series.stated_claims import STATED
from engine.theory.capacity import Reading
from tests.exhibits.report_samples import RECORDS


def networks(factor=1.0, families=5, each=3):
    generator = np.random.default_rng(1)
    rows = []
    for family in range(families):
        for _ in range(each):
            parameters = int(generator.integers(20, 100))
            rows.append(
                {
                    "network": "4-4-2-4-1",
                    "family": f"f{family}",
                    "activation": "tanh" if family % 2 else "relu",
                    "role": "fitted",
                    "label_bits": factor * 2 * parameters * exp(generator.normal(0, 0.05)),
                    "n50": 50.0,
                    "hidden_layers": 3,
                    "narrowest": 2,
                    "outputs": 1,
                    **{one.value: parameters for one in Reading},
                }
            )
    return pd.DataFrame(rows)


def judge(frame):
    return [claim.judge_by(find, RECORDS) for claim, find in stated.list_evidence(frame, RECORDS)]


def test_the_mean_is_that_of_families_on_logarithms():
    frame = networks()
    found = judge(frame)[0].evidence
    logs = [
        mean(log(bits / (2 * count)) for bits, count in zip(a, b, strict=True))
        for _, part in frame.groupby("family")
        for a, b in [(part["label_bits"], part["decision_layer"])]
    ]
    half = t.ppf(0.975, len(logs) - 1) * stdev(logs) / sqrt(len(logs))
    assert found.estimate == pytest.approx(exp(mean(logs)))
    assert (found.low, found.high) == pytest.approx(
        (exp(mean(logs) - half), exp(mean(logs) + half))
    )
    assert found.n == 5


@pytest.mark.parametrize(
    ("factor", "verdict"), [(1.0, Verdict.HOLDS), (2.0, Verdict.FAILS), (0.5, Verdict.FAILS)]
)
def test_a_reading_that_is_off_fails(factor, verdict):
    for finding in judge(networks(factor))[:-1]:
        assert finding.verdict is verdict


def test_few_families_settle_nothing():
    assert all(one.verdict is Verdict.UNTESTABLE for one in judge(networks(families=2)))


def test_only_networks_that_are_fitted_to_count():
    frame = networks()
    other = frame.assign(role="compared", label_bits=1e9)
    assert judge(pd.concat([frame, other]))[0].evidence.n == 5
    assert judge(pd.concat([frame, other]))[0].evidence.estimate == pytest.approx(
        judge(frame)[0].evidence.estimate
    )


def test_rows_of_the_scoreboard_follow_their_findings():
    frame = networks(2.0)
    capped = [
        claim.refuse("none here", RECORDS)
        for claim in (BOTTLENECK_TANH, BOTTLENECK_RELU, BOTTLENECK_STEP)
    ]
    scores = stated.list_scores(frame, [*judge(frame), *capped])
    assert len(scores) == len(STATED) + len(capped)
    assert [one.standing for one in scores[:4]] == ["does not hold"] * 4
    assert [one.standing for one in scores[4:]] == ["not tested"] * 3
    assert scores[0].ratio.estimate == pytest.approx(2, rel=0.1)
    relu = frame[frame["activation"] == "relu"]
    assert scores[5].ratio.low == pytest.approx((50 / (2 * relu["width_capped"])).min())
    assert scores[6].ratio is None  # no step network with a bottleneck


def test_the_farthest_reading_is_told():
    frame = networks()
    frame["decision_layer"] = frame["decision_layer"] / 5
    found = judge(frame)[-1]
    assert found.claim.id == "series-farthest-reading"
    assert found.verdict is Verdict.HOLDS
    assert "5.1 times what it expects" in found.statement
    frame["all_parameters"] = frame["all_parameters"] * 40
    other = judge(frame)[-1]
    assert other.verdict is Verdict.FAILS
    assert "*all parameters*" in other.statement
