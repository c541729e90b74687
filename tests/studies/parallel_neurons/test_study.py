import json
from math import log2

import pytest

from engine.studies.parallel_neurons.study import STUDY
from engine.studies.study import Profile


@pytest.fixture(scope="module")
def layer():
    return STUDY.compute(
        {
            "experiment": "parallel",
            "parameters": 3,
            "neurons": 4,
            "points": [3, 4, 6],
            "trials": 60,
            "seed": 3,
        }
    )


@pytest.fixture(scope="module")
def entropy():
    return STUDY.compute(
        {
            "experiment": "output-entropy",
            "thresholds": [-1.0, 0.0, 2.5],
            "levels": [2, 16],
            "samples": 20_000,
            "seed": 3,
        }
    )


def test_at_the_lm_point_all_neurons_memorise(layer):
    assert layer["cells"][0]["memorised"] == [60] * 4


def test_beyond_it_success_multiplies(layer):
    assert layer["cells"][1]["expected_probability"] == [0.875**m for m in (1, 2, 3, 4)]
    assert all(p > 1e-4 for cell in layer["cells"] for p in cell["p_value"])


def test_counts_fall_with_the_neurons(layer):
    for cell in layer["cells"]:
        assert cell["memorised"] == sorted(cell["memorised"], reverse=True)


def test_capacity_adds(layer):
    assert [row["capacity_bits"] for row in layer["layers"]] == [3, 6, 9, 12]
    assert all(row["bits_at_95_percent"] >= row["capacity_bits"] for row in layer["layers"])
    assert layer["layers"][0]["expected_bits_at_50_percent"] == 6


def test_the_sign_tells_at_most_one_bit(entropy):
    signs = [cell for cell in entropy["cells"] if cell["levels"] == 2]
    assert all(cell["entropy_bits"] <= 1 for cell in signs)
    assert max(signs, key=lambda cell: cell["entropy_bits"])["threshold"] == 0
    assert signs[0]["expected_entropy_bits"] == pytest.approx(
        -sum(p * log2(p) for p in (0.15865525393145707, 0.8413447460685429)), abs=1e-12
    )


def test_an_output_read_finely_tells_more_than_one_bit(entropy):
    fine = [cell for cell in entropy["cells"] if cell["levels"] == 16]
    assert max(cell["entropy_bits"] for cell in fine) > 3


def test_measured_entropy_is_the_exact_one(entropy):
    for cell in entropy["cells"]:
        assert cell["entropy_bits"] == pytest.approx(cell["expected_entropy_bits"], abs=0.02)


def test_results_are_json_and_repeat(layer, entropy):
    assert json.loads(json.dumps([layer, entropy])) == [layer, entropy]
    params = STUDY.grid(Profile.QUICK)[-1] | {"samples": 500}
    assert STUDY.compute(params) == STUDY.compute(params)
