"""What is said of the backbones: pairs are counted, permutations gone through, identities named."""

import pandas as pd
import pytest

from engine.exhibits.claim import ClaimError, Kind, Verdict
from engine.studies.backbones.claims import judge
from tests.exhibits.report_samples import make_record

RECORDS = [make_record("backbones")]
FACTS = {"classes": 1000, "resnet_default_top1_percent": [69.73, 71.93]}
PUBLISHED = {
    "ResNet50V2": 75.96,
    "ResNet101V2": 77.234,
    "DenseNet121": 74.97,
    "DenseNet169": 76.18,
    "NASNetMobile": 74.37,
    "EfficientNetB2": 80.1,
    "NASNetLarge": 82.5,
    "MobileNetV2": 71.336,
}


@pytest.fixture
def frame(notebook_values):
    """Sizes as the notebook prints them, accuracies as published."""
    return pd.DataFrame(
        [
            {
                "backbone": name,
                "input_size_px": one["input_size"],
                "embedding_elements": one["embedding_elements"],
                "mec_bits": one["mec_bits"],
                "g_elements": 3 * one["input_size"] ** 2 / one["embedding_elements"],
                "parameters": one["parameters"],
                "top1_percent": PUBLISHED[name],
                "top1_input_size_px": 299,
            }
            for name, one in notebook_values["backbones"].items()
        ]
    )


def findings(frame, **facts):
    return {one.claim.id: one for one in judge(frame, {**FACTS, **facts}, RECORDS)}


def test_a_larger_embedding_need_not_mean_a_smaller_g(frame):
    """It was said that both columns carry one number; input sizes differ."""
    finding = findings(frame)["backbones-g-order"]
    assert finding.verdict is Verdict.FAILS
    assert "4 of 27 pairs" in finding.statement
    assert "NASNetLarge has an embedding of 4,032 values and G = 81.5" in finding.statement


def test_at_one_input_size_g_falls_as_the_embedding_grows(frame):
    same = frame.assign(input_size_px=224, g_elements=3 * 224**2 / frame["embedding_elements"])
    found = findings(same)
    assert found["backbones-g-order"].verdict is Verdict.HOLDS
    assert found["backbones-embedding"].claim.kind is Kind.IDENTITY


def test_a_mec_that_does_not_follow_the_embedding_stops_the_build(frame):
    with pytest.raises(ClaimError, match="the fault is in the code"):
        findings(frame.assign(mec_bits=frame["mec_bits"] + 1))


def test_eight_ranks_have_exact_p_values(frame):
    """The t approximation gave 0.045 and 0.010; all 40,320 permutations give 0.052 and 0.015."""
    found = findings(frame)
    mec, parameters = (
        found[name] for name in ("backbones-mec-accuracy", "backbones-parameters-accuracy")
    )
    assert mec.verdict is Verdict.OPEN
    assert "p = 0.052 by all 40,320 permutations" in mec.statement
    assert "significant" not in mec.statement
    assert "p = 0.015 by all 40,320 permutations; 0.031 corrected" in parameters.statement
    assert parameters.evidence.p == pytest.approx(0.0308, abs=1e-4)


def test_accuracies_that_are_all_equal_are_not_correlated(frame):
    found = findings(frame.assign(top1_percent=75.0))
    assert found["backbones-mec-accuracy"].verdict is Verdict.UNTESTABLE


def test_equal_capacity_is_said_to_be_so_by_construction(frame):
    found = findings(frame)
    assert found["resnets-one-head"].claim.kind is Kind.IDENTITY
    assert "by construction" in found["resnets-one-head"].statement
    assert "follows by construction" in found["resnets-accuracy"].statement
    assert found["resnets-accuracy"].verdict is Verdict.HOLDS
    assert found["resnets-accuracy"].evidence.p < 0.001
    said = "the choice of 50,000 validation images does not explain (McNemar's exact test, p &lt; "
    assert said in found["resnets-accuracy"].statement
    assert "more than 50,000" not in found["resnets-accuracy"].statement


def test_accuracies_whose_difference_hangs_on_unknown_images_are_not_tested(frame):
    close = frame.copy()
    close.loc[close["backbone"] == "ResNet101V2", "top1_percent"] = 76.0
    finding = findings(close)["resnets-accuracy"]
    assert finding.verdict is Verdict.UNTESTABLE
    assert "which images both networks get wrong" in finding.statement


def test_equal_accuracies_show_nothing(frame):
    finding = findings(frame.assign(top1_percent=76.0))["resnets-accuracy"]
    assert finding.verdict is Verdict.FAILS
