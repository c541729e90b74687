"""The atlas as frames: one row an architecture, its weights' median, nothing left out silently."""

import pytest

from engine.networks.catalogue.timm_results import timm_results
from engine.studies.atlas.frames import left_out_frame, models_frame, weights_frame
from engine.studies.atlas.model_rows import own_results
from tests.studies.atlas.atlas_samples import (
    library_source,
    make_build,
    timm_model,
    timm_source,
)

COLUMNS = [
    "model",
    "address",
    "library",
    "family",
    "slug",
    "kind",
    "year",
    "input_size_px",
    "embedding_elements",
    "positions",
    "dense_layers",
    "decision_layer_bits",
    "width_capped_bits",
    "running_minimum_bits",
    "all_parameters_bits",
    "g_elements",
    "g_bits_float32",
    "g_bits_one_bit",
    "parameters",
    "parameters_without_classifier",
    "multiply_adds",
    "weights",
    "top1_percent",
    "top1_lowest_percent",
    "top1_highest_percent",
]


@pytest.fixture
def build():
    broken = {"name": "vgg13", "failure": "KeyError: no handler", "kind": "classifier"}
    vit = timm_model("vit_base_patch16_224", 768)
    extractor = timm_model("vit_base_patch16_clip_224", 768, labels=0)
    return make_build(
        atlas_keras=[library_source("keras", "ResNet50V2", "ResNetV2", 2048, ("keras-io", 76.0))],
        atlas_torchvision=[
            library_source(
                "torchvision",
                "wide_resnet50_2",
                "Wide ResNet",
                2048,
                ("torchvision-IMAGENET1K_V2", 81.6),
                ("torchvision-IMAGENET1K_V1", 78.5),
            )
        ],
        atlas_timm=[
            timm_source("resnet", timm_model("resnet50", 2048), timm_model("resnet18", 512)),
            timm_source("nfnet", timm_model("test_nfnet", 64)),
            timm_source("vgg", broken),
            timm_source("vision_transformer", vit, extractor),
            timm_source("mlp_mixer", timm_model("mixer_b16_224", 768, labels=21843)),
        ],
    )


def test_a_row_an_architecture_in_the_columns_of_old(build):
    frame = models_frame(build)
    assert frame.columns.tolist() == COLUMNS
    assert frame["model"].tolist() == [
        "ResNet50V2",
        "wide_resnet50_2",
        "resnet50",
        "resnet18",
        "test_nfnet",
        "vgg13",
        "vit_base_patch16_224",
        "vit_base_patch16_clip_224",
        "mixer_b16_224",
    ]
    rows = frame.set_index("model")
    assert rows.loc["resnet50", "address"] == "atlas/resnet/#timm-resnet50"
    assert rows.loc["wide_resnet50_2", "address"] == "atlas/resnet/#torchvision-wide-resnet50-2"
    assert rows.loc["ResNet50V2", "address"] == "atlas/resnetv2/#keras-resnet50v2"
    assert rows.loc["resnet50", "decision_layer_bits"] == 2048 * 1000 + 1000
    assert rows.loc["vgg13"].isna()["decision_layer_bits"]
    assert rows["address"].is_unique


def test_accuracies_are_the_median_of_the_weights_and_their_ends(build):
    rows = models_frame(build).set_index("model")
    published = {}
    for one in timm_results():
        if one.architecture == "resnet18":
            published.setdefault(one.weights, {})[one.input_px] = one.top1_percent
    own = sorted(sizes.get(224, sizes[min(sizes)]) for sizes in published.values())
    assert rows.loc["resnet18", "weights"] == len(own) > 4
    assert rows.loc["resnet18", "top1_lowest_percent"] == own[0]
    assert rows.loc["resnet18", "top1_highest_percent"] == own[-1]
    middle = (own[len(own) // 2] + own[(len(own) - 1) // 2]) / 2
    assert rows.loc["resnet18", "top1_percent"] == pytest.approx(middle)
    wide = rows.loc["wide_resnet50_2"]
    assert (wide["top1_percent"], wide["top1_lowest_percent"], wide["weights"]) == (81.6, 78.5, 2)


def test_weights_tested_at_several_sizes_count_at_the_nearest():
    results = [one for one in timm_results() if one.weights == "resnet50.a1_in1k"]
    sizes = sorted(one.input_px for one in results)
    assert len(sizes) > 1
    assert [one.input_px for one in own_results(results, sizes[0])] == sizes[:1]
    assert [one.input_px for one in own_results(results, 10_000)] == sizes[-1:]
    assert [one.input_px for one in own_results(results, sum(sizes[:2]) // 2)] == sizes[:1]


def test_a_row_a_set_of_weights_and_size(build):
    frame = weights_frame(build)
    assert len(frame) == len(timm_results())
    known = frame[frame["architecture"] == "resnet18"]
    assert set(known["model_address"]) == {"atlas/resnet/#timm-resnet18"}
    assert set(known["decision_layer_bits"]) == {513_000}
    assert frame[frame["architecture"] == "resnet34"]["decision_layer_bits"].isna().all()


def test_what_is_left_out_is_named_with_its_reason(build):
    rows = left_out_frame(build).set_index("name")["reason"]
    assert rows["vgg13"] == "it could not be measured: KeyError: no handler"
    assert rows["vit_base_patch16_clip_224"].startswith("feature extractor")
    assert rows["vgg13.tv_in1k"].startswith("architecture vgg13: it could not")
    assert rows["vgg16.tv_in1k"] == "this build has no record of the architecture vgg16"
    assert rows["test_nfnet"].startswith("timm keeps it to test its own code")
    assert rows["test_nfnet.r160_in1k"].startswith("architecture test_nfnet: timm keeps it")
    assert "21,843 labels" in rows["mixer_b16_224.goog_in21k_ft_in1k"]
    assert not [name for name in rows.index if name.startswith("resnet18.")]
    weights = {one.weights for one in timm_results()}
    kept = {one for one in weights if one.partition(".")[0] in {"resnet18", "resnet50"}}
    kept |= {one for one in weights if one.startswith("vit_base_patch16_224.")}
    assert set(rows.index) & weights == weights - kept
