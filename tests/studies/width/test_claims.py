"""What is said of the width multiplier: only what these networks show."""

import pandas as pd
import pytest

from engine.exhibits.claim import ClaimError, Kind, Verdict
from engine.studies.width.claims import growth_power, judge
from tests.exhibits.report_samples import make_record

RECORDS = [make_record("width-multiplier")]


def sweep(*, bits=(1000, 1000, 1000), top1=(60.0, 65.0, 71.0), power=1.9, v1_bits=(1, 2, 3)):
    alphas = (0.5, 0.75, 1.0)
    parts = (("MobileNetV2", bits, top1), ("MobileNet", v1_bits, top1))
    return pd.DataFrame(
        [
            {
                "backbone": name,
                "alpha": alpha,
                "embedding_elements": 1280,
                "mec_bits": capacities[index],
                "top1_percent": accuracies[index],
                "multiply_adds": 1e8 * alpha**power,
            }
            for name, capacities, accuracies in parts
            for index, alpha in enumerate(alphas)
        ]
    )


def formula(*, counted=100, off=0.0):
    return pd.DataFrame(
        {
            "formula_channels_multiply_adds": [100, 100],
            "counted_multiply_adds": [100, counted],
            "difference_percent": [0.0, off],
        }
    )


def findings(frame=None, costs=None):
    found = judge(
        sweep() if frame is None else frame, formula() if costs is None else costs, RECORDS
    )
    return {one.claim.id: one for one in found}


def test_better_features_do_not_show_that_a_larger_head_would_not_help():
    """It was said that the head "cannot be what limits": no network here has a larger one."""
    statement = findings()["width-features"].statement
    assert "by 11.0 points" in statement
    assert "cannot" not in statement
    assert "a larger decision layer would help as well, these networks do not show" in statement


def test_wider_networks_whose_layers_grow_are_not_said_to_be_missing():
    """It said that none has a larger layer; beyond α = 1 two do, with more features."""
    wider = {"backbone": "MobileNetV2", "alpha": 1.4, "mec_bits": 1400, "multiply_adds": 1.8e8}
    statement = findings(pd.concat([sweep(), sweep().tail(1).assign(**wider)]))[
        "width-features"
    ].statement
    assert "up to α = 1.0 none has one, and beyond it layer and features grow" in statement
    assert findings()["width-features"].statement.endswith("up to α = 1.0 none has one.")


@pytest.mark.parametrize(
    ("frame", "costs", "claim"),
    [
        (sweep(bits=(900, 1000, 1000)), None, "width-flat"),
        (sweep(bits=(900, 1000, 1000)), None, "width-features"),
        (sweep(top1=(60.0, 59.0, 71.0)), None, "width-features"),
        (sweep(v1_bits=(1, 3, 3)), None, "width-v1-rises"),
        (None, formula(counted=101), "width-formula"),
        (None, formula(), "width-rounding"),
    ],
)
def test_data_turn_each_claim_round(frame, costs, claim):
    assert findings(frame, costs)[claim].verdict is Verdict.FAILS


def test_they_hold_where_the_data_bear_them():
    found = findings(costs=formula(off=15.3))
    assert {one.verdict for one in found.values()} == {Verdict.HOLDS}
    assert found["width-square"].evidence.values["powers"]["MobileNet"] == pytest.approx(1.9)


def test_a_cost_below_its_square_follows_from_the_formula_and_is_called_an_identity():
    """A threshold of 1.9 decided, and stood on no page: one network lies at 1.895."""
    finding = findings(sweep(power=1.66))["width-square"]
    said = "1.66 for MobileNet and 1.66 for MobileNetV2: slower than its square, as it must."
    assert said in finding.statement
    assert finding.claim.kind is Kind.IDENTITY
    with pytest.raises(ClaimError, match="the fault is in the code"):
        findings(sweep(power=2.1))
    assert growth_power(sweep(power=1.66)) == pytest.approx(1.66)
