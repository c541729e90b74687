from functools import cache

import pytest

from engine.networks.catalogue.backbones import UnknownBackboneError, backbones, build
from engine.networks.head import classifier, mec_bits
from engine.networks.layers import Kind
from engine.networks.torch.framework import import_torchvision
from engine.networks.torch.weights import (
    default_weights,
    published_weights,
    torchvision_accuracies,
)
from engine.theory.capacity import Reading

pytestmark = pytest.mark.framework

measured = cache(build)

# one of each family; the whole catalogue is measured by the study of the atlas
SAMPLE = (
    "alexnet",
    "convnext_tiny",
    "densenet121",
    "efficientnet_b0",
    "efficientnet_v2_s",
    "inception_v3",
    "maxvit_t",
    "mnasnet0_5",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "regnet_y_400mf",
    "resnet50",
    "resnext50_32x4d",
    "shufflenet_v2_x0_5",
    "squeezenet1_1",
    "swin_t",
    "swin_v2_t",
    "vgg11_bn",
    "vit_b_16",
    "wide_resnet50_2",
)


@pytest.mark.parametrize("name", SAMPLE)
def test_parameters_and_multiply_adds_are_the_published_ones(name):
    network, published = measured("torchvision", name), default_weights(name)
    assert network.input_shape == (published.input_size, published.input_size, 3)
    assert network.parameters == published.parameters
    # published in billions, rounded to three decimals
    assert round(network.multiply_adds / 1e9, 3) == published.giga_multiply_adds
    assert classifier(network).classes == 1000


def test_vision_transformers_have_position_embeddings_of_their_input_size():
    (at_384,) = (row for row in published_weights("vit_b_16") if row.input_size == 384)
    assert measured("torchvision", "vit_b_16", input_size=384).parameters == at_384.parameters


def test_googlenet_is_published_without_its_auxiliary_heads():
    network = measured("torchvision", "googlenet")
    auxiliary = sum(layer.parameters for layer in network.layers if layer.auxiliary)
    assert auxiliary > 0
    assert network.parameters - auxiliary == default_weights("googlenet").parameters
    assert round(network.multiply_adds / 1e9, 3) == 1.498
    assert classifier(network).sizes == (1024, 1000)


def test_inception_has_one_auxiliary_head():
    network = measured("torchvision", "inception_v3")
    auxiliary = [layer.name for layer in network.layers if layer.auxiliary]
    assert {name.split(".")[0] for name in auxiliary} == {"AuxLogits"}
    assert network.layers[-1].name == "fc"


def test_squeezenet_decides_at_every_position_with_shared_weights():
    head = classifier(measured("torchvision", "squeezenet1_0"))
    assert (head.sizes, head.positions) == ((512, 1000), 169)
    assert head.embedding_shape == (13, 13, 512)
    assert set(mec_bits(head).values()) == {513_000}


def test_maxvit_decides_without_thresholds():
    head = classifier(measured("torchvision", "maxvit_t"))
    assert (head.sizes, head.thresholds) == ((512, 512, 1000), (True, False))
    assert mec_bits(head)[Reading.DECISION_LAYER] == 512_000


def test_transformers_attend():
    for name in ("vit_b_16", "swin_t", "maxvit_t"):
        assert any(layer.kind is Kind.ATTENTION for layer in measured("torchvision", name).layers)


def test_the_catalogue_has_every_classification_model_of_torchvision():
    models = import_torchvision().models
    listed = set(models.list_models(module=models))
    assert {backbone.name for backbone in backbones("torchvision")} == listed


def test_accuracies_come_with_weights_and_input_size():
    rows = torchvision_accuracies("vit_b_16")
    assert [(row.note, row.input_size, row.top1_percent) for row in rows] == [
        ("weights IMAGENET1K_V1", 224, 81.072),
        ("weights IMAGENET1K_SWAG_E2E_V1", 384, 85.304),
        ("weights IMAGENET1K_SWAG_LINEAR_V1", 224, 81.886),
    ]


def test_the_default_weights_come_first_and_unmeasured_ones_are_left_out():
    assert torchvision_accuracies("resnet50")[0].note == "weights IMAGENET1K_V2"
    assert len(torchvision_accuracies("vgg16")) == 1


def test_the_same_name_in_another_library_is_near():
    with pytest.raises(UnknownBackboneError, match=r"nearest are torchvision:resnet50, .*keras"):
        build("torchvision", "ResNet50")


def test_a_width_multiplier_where_there_is_none():
    with pytest.raises(ValueError, match="resnet50 of torchvision has no width multiplier"):
        build("torchvision", "resnet50", alpha=0.5)
