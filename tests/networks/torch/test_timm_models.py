"""Architectures of timm: named without importing it, measured, and told apart by what they give."""

import re
from importlib.metadata import version

import pytest

from engine.networks.catalogue.installed import timm_families
from engine.networks.catalogue.timm_results import timm_results
from engine.networks.head import NoDecisionLayerError, classifier, mec_bits
from engine.networks.torch import timm_models
from engine.networks.torch.adapter import build_torch
from engine.networks.torch.timm_models import (
    LABEL_SETS,
    VERSION,
    UnknownTagError,
    build_timm,
    describe_timm,
    import_timm,
)
from engine.theory.capacity import Reading
from tests import ROOT

pytestmark = pytest.mark.framework

SAMPLE = (
    "test_resnet.r160_in1k",
    "resnet18.a1_in1k",
    "deit_tiny_distilled_patch16_224.fb_in1k",
    "crossvit_9_240.in1k",
    "eca_nfnet_l0.ra2_in1k",
    "convnextv2_atto.fcmae_ft_in1k",
    "levit_128s.fb_dist_in1k",
    "mobilevitv2_050.cvnets_in1k",
    "resmlp_12_224.fb_in1k",
    "gcvit_xxtiny.in1k",
    "sequencer2d_s.in1k",
    "volo_d1_224.sail_in1k",
    "tiny_vit_5m_224.in1k",
)
"""Weights of an architecture for each function and each kind of head that needs a handler."""

DIFFERENTIAL_ATTENTION = "vit_dwee_patch16_reg1_gap_256"


def test_names_and_families_are_those_that_timm_lists():
    timm = import_timm()
    families = timm_families()
    assert list(families) == sorted(timm.list_models())
    for name, family in families.items():
        assert timm.model_entrypoint(name).__module__ == f"timm.models.{family}"


def test_the_version_is_that_of_the_lock_file_and_of_the_extra():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r"^timm==(\S+)$", lock, re.MULTILINE) == [VERSION]
    assert re.findall(r'"timm==([^"]+)"', extras) == [VERSION]


def test_another_version_is_said_in_one_line(monkeypatch):
    monkeypatch.setattr(timm_models, "VERSION", "0.9.9")
    timm_models._warn_of_version.cache_clear()
    with pytest.warns(UserWarning, match=rf"timm {version('timm')} is installed; .* timm==0\.9\.9"):
        import_timm()
    timm_models._warn_of_version.cache_clear()


@pytest.fixture(scope="module")
def networks():
    return {name: build_timm(name) for name in (*SAMPLE, DIFFERENTIAL_ATTENTION)}


@pytest.mark.parametrize("weights", SAMPLE)
def test_parameters_are_the_published_ones(networks, weights):
    millions = {row.weights: row.parameters_millions for row in timm_results()}
    assert round(networks[weights].parameters / 1e6, 2) == pytest.approx(millions[weights])
    assert classifier(networks[weights]).classes == 1000


# Torch takes long to count an LSTM step by step; test_other_models.py re-derives that one.
@pytest.mark.parametrize(
    "name", [*(one for one in SAMPLE if "sequencer" not in one), DIFFERENTIAL_ATTENTION]
)
def test_multiply_adds_are_half_the_flops_that_torch_counts(networks, name):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    timm = import_timm()
    model = build_torch(lambda: timm.create_model(name)).eval()
    height, width, channels = networks[name].input_shape
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, channels, height, width, device="meta"))
    assert 2 * networks[name].multiply_adds == counter.get_total_flops()


def test_heads_whose_outputs_are_added_act_as_one(networks):
    """On two tokens or branches their inputs lie beside each other; on one embedding they add."""
    deit, crossvit, levit, volo = (
        classifier(networks[name])
        for name in (
            "deit_tiny_distilled_patch16_224.fb_in1k",
            "crossvit_9_240.in1k",
            "levit_128s.fb_dist_in1k",
            "volo_d1_224.sail_in1k",
        )
    )
    assert (deit.names, deit.sizes) == (("head + head_dist",), (2 * 192, 1000))
    assert (crossvit.names, crossvit.sizes) == (("head.0 + head.1",), (128 + 256, 1000))
    assert (levit.names, levit.sizes) == (("head.linear + head_dist.linear",), (384, 1000))
    assert (volo.sizes, volo.positions) == ((2 * 384, 1000), 14 * 14)
    for one in (deit, crossvit, levit, volo):
        assert mec_bits(one)[Reading.DECISION_LAYER] == 1000 * (one.sizes[0] + 1)


def test_every_number_of_labels_is_known():
    """So that no head is taken for another: each is a set of labels, or an embedding."""
    described = [describe_timm(name) for name in timm_families()]
    assert {one.kind for one in described} == {"classifier", "other labels", "feature extractor"}
    assert all(one.labels in LABEL_SETS for one in described if one.labels)


def test_heads_are_told_apart():
    assert describe_timm("resnet50").kind == "classifier"
    assert describe_timm("swinv2_base_window12_192").labels == 21841
    assert describe_timm("swinv2_base_window12_192").kind == "other labels"
    assert describe_timm("resnet50_clip").kind == "feature extractor"
    assert describe_timm("vit_small_patch14_dinov2").kind == "feature extractor"


def test_weights_for_imagenet_1k_are_taken_where_the_default_ones_are_not():
    import_timm()
    from timm import get_pretrained_cfg

    assert get_pretrained_cfg("tiny_vit_5m_224").num_classes == 21841
    described = describe_timm("tiny_vit_5m_224")
    assert (described.labels, described.tag) == (1000, "dist_in22k_ft_in1k")
    assert describe_timm("tiny_vit_5m_224.dist_in22k").labels == 21841


@pytest.mark.parametrize("name", ["vit_small_patch14_dinov2", "resnet50_clip"])
def test_a_feature_extractor_has_no_decision_layer(name):
    network = build_timm(name)
    with pytest.raises(NoDecisionLayerError, match=r"is a feature extractor.*no labels"):
        classifier(network)


def test_a_tag_has_its_own_input_size():
    assert describe_timm("resnet50.a1_in1k").input_shape == (224, 224, 3)
    assert describe_timm("vit_base_patch16_384").input_shape == (384, 384, 3)


def test_an_unknown_tag_lists_those_there_are():
    with pytest.raises(UnknownTagError, match=r"no weights 'a9' of resnet18; it has a1_in1k, "):
        describe_timm("resnet18.a9")


def test_a_number_of_outputs_that_nobody_knows_is_not_guessed(monkeypatch):
    monkeypatch.delitem(LABEL_SETS, 21841)
    with pytest.raises(ValueError, match=r"21841 outputs, and it is not known .* LABEL_SETS"):
        describe_timm("swinv2_base_window12_192")


def test_another_input_size_is_built_for():
    network = build_timm("test_vit", input_size=192)
    assert network.input_shape == (192, 192, 3)
    assert network.parameters > build_timm("test_vit").parameters
    same = build_timm("test_resnet", input_size=224)
    assert same.parameters == build_timm("test_resnet").parameters
