"""What is said of the atlas: a correlation must outlive each family, extra data are marked."""

import numpy as np
import pandas as pd
import pytest

from engine.exhibits.claim import Verdict
from engine.networks.catalogue.extra_data import extra_training_data
from engine.studies.atlas.claims import GIVEN_PARAMETERS, judge
from engine.studies.atlas.leave_out import EXTRA_DATA, NOTHING, TOGETHER, leave_out_frame
from tests.exhibits.report_samples import make_record

RECORDS = [make_record("atlas-keras")]
FAMILIES = [f"Family {letter}" for letter in "ABCDEFGHIJKL"]


def make_models(*, slope=0.0, odd_slope=0.0, seed=11):
    """Models of twelve families, five each; VGG and AlexNet are large in MEC and inaccurate."""
    generator = np.random.default_rng(seed)
    rows = [
        {"family": family, "parameters": size, "decision_layer_bits": size * wide, "wide": wide}
        for family in FAMILIES
        for size, wide in zip(
            generator.lognormal(3, 1, 5), generator.lognormal(0, 1, 5), strict=True
        )
    ]
    frame = pd.DataFrame(rows)
    noise = generator.normal(size=len(frame)) / 5
    odd = pd.DataFrame(
        {
            "family": ["VGG"] * 8 + ["AlexNet"] * 2,
            "parameters": generator.lognormal(3, 1, 10),
            "decision_layer_bits": 1e4 * np.arange(1, 11),
            "top1_percent": odd_slope * np.arange(10, 20),
        }
    )
    frame["top1_percent"] = np.log(frame["parameters"]) + slope * np.log(frame["wide"]) + noise
    frame = pd.concat([frame, odd[: 10 if odd_slope else 0]], ignore_index=True)
    extra = [None] * len(frame)
    extra[3] = "SWAG"
    return frame.assign(extra_training_data=extra)


def facts(**changes):
    row = {"rho": 0.3, "rho_low": -0.1, "rho_high": 0.5}
    values = {"count": 60, "families": 12, "failures": 0, "stacks": 0, "mapped": []}
    pairs = {"pairs": 17, "pairs_agree": 17, "pairs_differ": []}
    fronts = {"front_mec": ["A", "B"], "front_parameters": ["B", "A"]}
    return {**values, **pairs, **fronts, "mec": row, "parameters": row, **changes}


def findings(frame, **changes):
    found = judge(facts(**changes), leave_out_frame(frame), RECORDS)
    return {one.claim.id: one for one in found}


def test_a_correlation_that_outlives_every_family_holds():
    finding = findings(make_models(slope=1.0))["atlas-given-parameters"]
    assert finding.verdict is Verdict.HOLDS
    assert "no family that is left out undoes it" in finding.statement


def test_a_correlation_against_accuracy_is_said_to_be_one():
    assert findings(make_models(slope=-1.0))["atlas-given-parameters"].verdict is Verdict.FAILS


def test_what_two_families_make_up_is_not_settled():
    """All models together lie below zero; without the families of one classifier nothing does."""
    frame = make_models(odd_slope=-1.0)
    rows = leave_out_frame(frame).set_index("left_out")
    assert rows.loc[NOTHING, "partial_rho"] < -0.2 < rows.loc[TOGETHER, "partial_rho"]
    assert rows.loc[TOGETHER, "models_left_out"] == 10
    finding = findings(frame)["atlas-given-parameters"]
    assert finding.verdict is Verdict.OPEN
    assert "adds nothing" not in finding.statement
    assert "without VGG and AlexNet, 10 models" in finding.statement
    assert (
        finding.heading
        == "Over Keras and torchvision, whether MEC adds to the parameter count is not settled."
    )


def test_one_group_left_out_is_enough_to_leave_it_open():
    frame = leave_out_frame(make_models(slope=1.0))
    frame.loc[frame["left_out"] == FAMILIES[4], "partial_low"] = -0.01
    finding = judge(facts(), frame, RECORDS)[0]
    assert finding.verdict is Verdict.OPEN


@pytest.mark.parametrize("left_out", [TOGETHER, EXTRA_DATA])
def test_what_is_said_to_refute_it_counts_groups_as_families(left_out):
    frame = leave_out_frame(make_models(slope=-1.0))
    frame.loc[frame["left_out"] == left_out, "partial_high"] = 0.01
    finding = judge(facts(), frame, RECORDS)[0]
    assert finding.verdict is Verdict.OPEN
    assert "any one family or group" in finding.claim.false_if


def test_two_measures_alone_are_corrected_as_a_pair():
    """An interval from 0.04 held where two were looked at."""
    near = {"rho": 0.456, "rho_low": 0.039, "rho_high": 0.862}
    found = findings(make_models(), parameters=near)["atlas-parameters-alone"]
    assert found.verdict is Verdict.OPEN
    assert found.evidence.correction == "Bonferroni over 2: MEC and parameters"
    assert "hold at once with 95 %" in found.statement
    far = findings(make_models(), parameters=near | {"rho_low": 0.2})
    assert far["atlas-parameters-alone"].verdict is Verdict.HOLDS


def test_every_family_is_left_out_once_and_extra_data_too():
    rows = leave_out_frame(make_models())
    assert rows["left_out"].tolist() == [NOTHING, TOGETHER, EXTRA_DATA, *FAMILIES]
    assert rows.set_index("left_out").loc[EXTRA_DATA, "models_left_out"] == 1
    assert (rows["count"] + rows["models_left_out"] == 60).all()


@pytest.mark.parametrize(
    ("library", "model", "source", "data"),
    [
        ("torchvision", "vit_h_14", "torchvision-IMAGENET1K_SWAG_E2E_V1", "SWAG"),
        ("torchvision", "regnet_y_128gf", "torchvision-IMAGENET1K_SWAG_LINEAR_V1", "SWAG"),
        ("torchvision", "convnext_base", "torchvision-IMAGENET1K_V1", None),
        ("keras", "ConvNeXtBase", "keras-io", "ImageNet-21k"),
        ("keras", "ConvNeXtXLarge", "keras-io", "ImageNet-21k"),
        ("keras", "ConvNeXtSmall", "keras-io", None),
        ("keras", "VGG16", None, None),
    ],
)
def test_weights_trained_on_extra_data_are_marked(library, model, source, data):
    assert extra_training_data(library, model, source) == data


@pytest.mark.parametrize(
    ("claim", "changes"),
    [
        ("atlas-fronts", {"front_parameters": ["B", "C"]}),
        ("atlas-complete", {"failures": 1}),
        ("atlas-stacks", {"stacks": 16}),
        ("atlas-mapped", {"mapped": ["squeezenet1_0", "squeezenet1_1"]}),
        ("atlas-pairs", {"pairs_agree": 16, "pairs_differ": ["VGG16"]}),
        ("atlas-mec-alone", {"mec": {"rho": -0.4, "rho_low": -0.6, "rho_high": -0.1}}),
    ],
)
def test_data_turn_each_claim_round(claim, changes):
    frame = make_models()
    assert findings(frame, **changes)[claim].verdict is Verdict.FAILS
    assert findings(frame)[claim].verdict is not Verdict.FAILS


def test_headings_name_the_libraries_that_they_are_about():
    """The home page sets them beside what holds over timm."""
    assert all(
        heading.startswith("Over Keras and torchvision, ")
        for heading in GIVEN_PARAMETERS.headings.values()
    )
