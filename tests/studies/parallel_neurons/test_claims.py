"""Rules 1 and 3: what cannot fail is an identity, what can is held against Cover's theorem."""

from dataclasses import replace

import pandas as pd

from engine.exhibits.claim import Kind, Verdict
from engine.studies.parallel_neurons.claims import judge
from engine.studies.parallel_neurons.study import compute
from tests.exhibits.report_samples import make_record

LAYER = {
    "experiment": "parallel",
    "parameters": 3,
    "neurons": 2,
    "points": [3, 4, 6],
    "trials": 50,
    "seed": 3,
}
ENTROPY = {
    "experiment": "output-entropy",
    "thresholds": [0.0],
    "levels": [2, 16],
    "samples": 1000,
    "seed": 3,
}


def build(change=lambda result: result, **params):
    layer = make_record("rules-1-3-parallel", **(LAYER | params))
    entropy = make_record("rules-1-3-parallel", **ENTROPY)
    return (
        replace(layer, result=change(compute(layer.params))),
        replace(entropy, result=compute(entropy.params)),
    )


def find(records):
    layer, entropy = records
    outputs, sums = pd.DataFrame(entropy.result["cells"]), pd.DataFrame(layer.result["layers"])
    return {one.claim.id: one for one in judge(outputs, sums, records)}


def test_what_cannot_fail_is_called_an_identity():
    found = find(build())
    for name in ("rule-1-one-bit", "rule-3-at-least"):
        assert found[name].claim.kind is Kind.IDENTITY
        assert "as it must" in found[name].statement


def test_counts_that_cannot_depart_are_not_counted_as_tests():
    """Up to n = k every labelling is separated: three cells of two counts leave four tests."""
    found = find(build())["rule-3-cover"]
    assert found.verdict is Verdict.HOLDS
    assert found.evidence.values["comparisons"] == 4


def test_a_count_far_from_the_theorem_turns_the_sentence():
    def spoil(result):
        result["cells"][1]["p_value"][0] = 1e-6
        return result

    assert find(build(spoil))["rule-3-cover"].verdict is Verdict.FAILS


def test_a_scan_that_ends_at_the_lossless_point_tests_nothing():
    assert find(build(points=[2, 3]))["rule-3-cover"].verdict is Verdict.UNTESTABLE
