import csv
from pathlib import Path

import pytest

from engine.networks.catalogue import accuracy
from engine.networks.catalogue.accuracy import accuracies, all_accuracies, preferred_accuracy
from engine.networks.catalogue.families import families, family_of
from engine.networks.catalogue.installed import keras_models, torchvision_models


def test_every_row_of_the_table_is_read():
    with Path(accuracy.__file__).with_name("published_accuracy.csv").open() as file:
        assert len(all_accuracies()) == sum(1 for _ in csv.DictReader(file))


def test_every_keras_model_has_an_accuracy_of_its_own_weights():
    assert [name for name in keras_models() if preferred_accuracy(name) is None] == []


def test_accuracies_are_percentages_and_top5_is_above_top1():
    for row in all_accuracies():
        assert 0 < row.top1_percent < 100
        assert row.top5_percent is None or row.top1_percent < row.top5_percent < 100


@pytest.mark.parametrize(
    ("alpha", "top1_percent"),
    [(0.35, 60.086), (0.5, 65.194), (0.75, 69.532), (1.0, 71.336), (1.3, 74.68), (1.4, 75.23)],
)
def test_mobilenet_v2_takes_the_row_of_the_keras_weights(alpha, top1_percent):
    assert preferred_accuracy("MobileNetV2", alpha).top1_percent == top1_percent


def test_no_alpha_means_full_width():
    assert accuracies("MobileNetV2") == accuracies("MobileNetV2", 1.0)
    assert accuracies("VGG16") == accuracies("VGG16", 1.0)


def test_resnet_v2_was_measured_at_299():
    assert preferred_accuracy("ResNet50V2").input_size == 299
    (at_224,) = (row for row in accuracies("ResNet50V2") if row.input_size == 224)
    assert (at_224.source_key, at_224.top1_percent) == ("qubvel", 69.73)


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("EfficientNet-B0", "EfficientNetB0"),
        ("MobileNetV1", "MobileNet"),
        ("MobileNetV3(small)", "MobileNetV3Small"),
    ],
)
def test_names_that_sources_spell_otherwise(spelled, name):
    assert accuracies(spelled) == accuracies(name) != ()


def test_checkpoints_of_other_weights_are_told_apart():
    sources = {row.source_key for row in accuracies("MobileNet") if not row.is_of_keras_weights}
    assert sources == {"tf-slim", "mobilenet-v1-paper"}


def test_nothing_published():
    assert accuracies("MobileNetV9") == ()
    assert preferred_accuracy("MobileNetV9") is None


@pytest.mark.parametrize("name", [*keras_models(), *torchvision_models()])
def test_every_model_belongs_to_one_family(name):
    assert family_of(name).arxiv


def test_every_family_is_used_and_has_a_key_of_its_own():
    used = {family_of(name) for name in (*keras_models(), *torchvision_models())}
    assert used == set(families())
    assert len({family.key for family in families()}) == len(families())


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("ResNet50V2", "ResNetV2"),
        ("resnext50_32x4d", "ResNeXt"),
        ("wide_resnet50_2", "Wide ResNet"),
        ("swin_v2_b", "Swin Transformer V2"),
        ("InceptionResNetV2", "Inception-ResNet"),
        ("vgg16_bn", "VGG"),
    ],
)
def test_families_that_share_a_stem(name, family):
    assert family_of(name).name == family


def test_a_model_of_no_family():
    with pytest.raises(LookupError, match=r"'lenet5'.*matches none.*papers\.csv"):
        family_of("lenet5")
