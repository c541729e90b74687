from functools import cache

import pytest

from engine.networks.catalogue.backbones import (
    MOBILENET_ALPHAS,
    MOBILENET_V2_ALPHAS,
    UnknownBackboneError,
    backbones,
    build,
)
from engine.networks.head import classifier, mec_bits
from engine.theory.capacity import Reading

pytestmark = pytest.mark.framework

measured = cache(build)

# input size, embedding, MEC in bits, parameters with and without the classifier, as printed in
# the first notebook
NOTEBOOK = {
    "ResNet50V2": (224, 2048, 2_049_000, 25_613_800, 23_564_800),
    "ResNet101V2": (224, 2048, 2_049_000, 44_675_560, 42_626_560),
    "DenseNet121": (224, 1024, 1_025_000, 8_062_504, 7_037_504),
    "DenseNet169": (224, 1664, 1_665_000, 14_307_880, 12_642_880),
    "NASNetMobile": (224, 1056, 1_057_000, 5_326_716, 4_269_716),
    "EfficientNetB2": (260, 1408, 1_409_000, 9_177_569, 7_768_569),
    "NASNetLarge": (331, 4032, 4_033_000, 88_949_818, 84_916_818),
    "MobileNetV2": (224, 1280, 1_281_000, 3_538_984, 2_257_984),
}


@pytest.mark.parametrize("name", NOTEBOOK)
def test_numbers_of_the_notebook(name):
    network = measured("keras", name)
    head = classifier(network)
    size = network.input_shape[0]
    assert network.input_shape == (size, size, 3)
    assert (
        size,
        head.embedding_elements,
        mec_bits(head)[Reading.DECISION_LAYER],
        network.parameters,
        network.parameters - head.parameters,
    ) == NOTEBOOK[name]


def test_mobilenet_v2_is_flat_up_to_full_width():
    mec = [_decision_bits("MobileNetV2", alpha) for alpha in MOBILENET_V2_ALPHAS]
    assert mec == [1_281_000] * 4 + [1_665_000, 1_793_000]


def test_mobilenet_narrows_below_full_width():
    mec = [_decision_bits("MobileNet", alpha) for alpha in MOBILENET_ALPHAS]
    assert mec == [257_000, 513_000, 769_000, 1_025_000]


def test_vgg16_where_the_readings_disagree():
    head = classifier(measured("keras", "VGG16"))
    assert head.sizes == (25_088, 4096, 4096, 1000)
    assert mec_bits(head) == {
        Reading.DECISION_LAYER: 4_097_000,
        Reading.WIDTH_CAPPED: 102_772_736,
        Reading.RUNNING_MINIMUM: 102_772_736,
        Reading.ALL_PARAMETERS: 25_089 * 4096 + 4097 * 4096 + 4097 * 1000,
    }


def test_mobilenet_v3_decides_by_convolutions_over_one_position():
    head = classifier(measured("keras", "MobileNetV3Large"))
    assert head.sizes == (960, 1280, 1000)
    assert head.positions == 1
    assert len(head.names) == 2


@pytest.mark.parametrize("name", ["MobileNetV3Small", "ConvNeXtTiny", "NASNetMobile", "VGG19"])
def test_parameters_of_the_classifier_are_what_keras_leaves_out_without_its_top(name):
    import keras

    network = measured("keras", name)
    with keras.StatelessScope(initialize_variables=False):
        backbone = getattr(keras.applications, name)(
            weights=None, include_top=False, input_shape=network.input_shape
        )
    assert network.parameters - classifier(network).parameters == backbone.count_params()


@pytest.mark.parametrize(
    ("name", "giga"),
    # Table 1 or 2 of the papers: multiply-adds at 224 pixels (EfficientNetB0: "FLOPS" there).
    [("MobileNet", 0.569), ("MobileNetV2", 0.300), ("EfficientNetB0", 0.39), ("ResNet50", 3.8)],
)
def test_multiply_adds_of_the_papers(name, giga):
    assert measured("keras", name).multiply_adds / 1e9 == pytest.approx(giga, rel=0.02)


def test_the_input_size_changes_the_cost_but_not_the_capacity():
    small, large = (measured("keras", "ResNet50V2", input_size=size) for size in (224, 299))
    assert large.input_shape == (299, 299, 3)
    assert large.parameters == small.parameters
    assert large.multiply_adds > small.multiply_adds
    assert mec_bits(classifier(large)) == mec_bits(classifier(small))


def test_the_catalogue_has_every_model_of_keras_applications():
    import keras

    public = {name for name in dir(keras.applications) if name[0].isupper()}
    assert {backbone.name for backbone in backbones("keras")} == public


def test_an_unknown_name_lists_the_nearest():
    with pytest.raises(UnknownBackboneError, match=r"keras:ResNet50V2, keras:ResNet50"):
        build("keras", "resnet50v")


def test_an_unknown_library_lists_those_there_are():
    with pytest.raises(UnknownBackboneError, match=r"'timm'.*keras"):
        build("timm", "resnet50")


def test_a_width_multiplier_where_there_is_none():
    with pytest.raises(ValueError, match=r"VGG16 has no width multiplier, got alpha=0\.5"):
        build("keras", "VGG16", alpha=0.5)


def test_an_input_size_of_nothing():
    with pytest.raises(ValueError, match="positive number of pixels, got 0"):
        build("keras", "VGG16", input_size=0)


def _decision_bits(name, alpha):
    return mec_bits(classifier(measured("keras", name, alpha=alpha)))[Reading.DECISION_LAYER]
