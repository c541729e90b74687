"""The numbers of the two notebooks, held against what the build computes, and derived again.

Expected values are in tests/expected/notebooks.json: integers agree exactly, G to the digits that
are printed.
"""

import csv
import json
import os
import subprocess
import sys
from itertools import pairwise
from math import prod
from pathlib import Path

import pytest

from engine.networks.catalogue.accuracy import ACCURACY_FILE
from engine.studies.mnist import networks_study as mnist_networks
from engine.studies.notebooks import study as notebooks
from engine.studies.study import Profile
from engine.studies.worked_examples import study as worked_examples
from tests import ROOT

EXPECTED = json.loads((ROOT / "tests/expected/notebooks.json").read_text(encoding="utf-8"))
BACKBONES = EXPECTED["backbones"]
CLASSES = 1000
MEASURED = ("ResNet50V2", "EfficientNetB2", "MobileNetV2", "MobileNetV2@0.35", "MobileNetV2@1.4")


def assert_printed(value, text):
    """A number agrees with a printed one to all digits that it has."""
    assert f"{value:.{len(text.partition('.')[2])}f}" == text


# ---- what the build computes --------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED["worked_examples"])
def test_worked_examples(name):
    expected = EXPECTED["worked_examples"][name]
    (params,) = (one for one in worked_examples.grid(Profile.STANDARD) if one["name"] == name)
    assert params["sizes"] == expected["sizes"]
    result = worked_examples.compute(params)
    assert {one["reading"]: one["mec_bits"] for one in result["readings"]} == expected["mec_bits"]


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("network", EXPECTED["mnist"])
def test_mnist_networks(network, batch_norm):
    expected = EXPECTED["mnist"][network]
    result = mnist_networks.compute({"network": network, "batch_norm": batch_norm})
    assert result["title"] == expected["title"]
    assert [stage["output_shape"] for stage in result["stages"]] == expected["stage_shapes"]
    assert result["classifier_sizes"] == expected["classifier_sizes"]
    assert result["mec_bits"]["decision_layer"] == expected["mec_bits"]
    for stage, printed in zip(result["stages"], expected["g_stages"], strict=True):
        assert_printed(stage["g_elements"], printed)
    assert_printed(result["g_elements"], expected["g_total"])
    if batch_norm and expected["parameters"]:
        assert result["parameters"] == expected["parameters"]
        assert_printed(result["total_bytes"] / 1024**2, expected["total_mb"])


def test_ratios_of_cnn1_to_cnn2():
    first, second = (
        mnist_networks.compute({"network": name, "batch_norm": True}) for name in ("cnn1", "cnn2")
    )
    ratios = EXPECTED["mnist_ratios"]
    bits = [one["mec_bits"]["decision_layer"] for one in (first, second)]
    assert_printed(bits[0] / bits[1], ratios["mec"])
    assert_printed(second["g_elements"] / first["g_elements"], ratios["g"])
    assert_printed(first["total_bytes"] / second["total_bytes"], ratios["size"])
    assert_printed(first["parameters"] / second["parameters"], ratios["parameters"])
    rounded = [float(EXPECTED["mnist"][name]["total_mb"]) for name in ("cnn1", "cnn2")]
    assert_printed(rounded[0] / rounded[1], ratios["size_of_rounded"])


@pytest.fixture(scope="module")
def measured():
    """What the engine measures of a few backbones, in a process that sees Keras alone."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("golden_backbones.py")), *MEASURED],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.mark.framework
@pytest.mark.parametrize("name", [name for name in MEASURED if "@" not in name])
def test_backbones(measured, name):
    expected, found = BACKBONES[name], measured[name]
    size = expected["input_size"]
    assert found["input_shape"] == [size, size, 3]
    assert found["embedding_elements"] == expected["embedding_elements"]
    assert found["mec_bits"]["decision_layer"] == expected["mec_bits"]
    assert found["parameters"] == found["counted_by_keras"] == expected["parameters"]
    without = found["parameters"] - found["classifier_parameters"]
    assert without == expected["parameters_without_classifier"]
    assert_printed(prod(found["input_shape"]) / found["embedding_elements"], expected["g_elements"])


@pytest.mark.framework
@pytest.mark.parametrize("alpha", ["0.35", "1.4"])
def test_mobilenet_v2_over_alpha(measured, alpha):
    expected = EXPECTED["mobilenet_v2_alpha"]["mec_bits"][alpha]
    assert measured[f"MobileNetV2@{alpha}"]["mec_bits"]["decision_layer"] == expected


# ---- the expected values, derived again from the papers' architectures --------------------------


def dense_layer(inputs, outputs):
    return outputs * (inputs + 1)


def convolution(kernel, inputs, outputs, *, bias=False):
    return kernel * kernel * inputs * outputs + (outputs if bias else 0)


def batch_norm(channels):
    """Scale, offset, and the two stored statistics, as Keras counts them."""
    return 4 * channels


def resnet_v2(blocks):
    """He et al. 2016: bottlenecks with pre-activation, the shortcut convolved once a stage."""
    channels, total = 64, convolution(7, 3, 64, bias=True)
    for stage, count in enumerate(blocks):
        filters = 64 * 2**stage
        for block in range(count):
            total += batch_norm(channels)
            if block == 0:
                total += convolution(1, channels, 4 * filters, bias=True)
            total += convolution(1, channels, filters) + batch_norm(filters)
            total += convolution(3, filters, filters) + batch_norm(filters)
            total += convolution(1, filters, 4 * filters, bias=True)
            channels = 4 * filters
    return channels, total + batch_norm(channels)


def densenet(blocks, growth=32):
    """Huang et al. 2017: each layer adds `growth` channels, transitions halve them."""
    channels, total = 64, convolution(7, 3, 64) + batch_norm(64)
    for index, count in enumerate(blocks):
        for _ in range(count):
            total += batch_norm(channels) + convolution(1, channels, 4 * growth)
            total += batch_norm(4 * growth) + convolution(3, 4 * growth, growth)
            channels += growth
        if index < len(blocks) - 1:
            total += batch_norm(channels) + convolution(1, channels, channels // 2)
            channels //= 2
    return channels, total + batch_norm(channels)


def round_to_eight(channels):
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


def mobilenet_v2(alpha=1.0):
    """Sandler et al. 2018, table 2: expansion, channels, repeats of the inverted residuals."""
    channels = round_to_eight(32 * alpha)
    total = convolution(3, 3, channels) + batch_norm(channels)
    rows = [(1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)]
    for expansion, filters, repeats in rows:
        outputs = round_to_eight(filters * alpha)
        for _ in range(repeats):
            wide = expansion * channels
            if expansion > 1:
                total += convolution(1, channels, wide) + batch_norm(wide)
            total += 9 * wide + batch_norm(wide)
            total += convolution(1, wide, outputs) + batch_norm(outputs)
            channels = outputs
    last = round_to_eight(1280 * alpha) if alpha > 1 else 1280
    return last, total + convolution(1, channels, last) + batch_norm(last)


def efficientnet(width, depth):
    """Tan, Le 2019, table 1 scaled; squeeze-and-excitation to a quarter of the block's input."""
    channels = round_to_eight(32 * width)
    total = convolution(3, 3, channels) + batch_norm(channels)
    rows = [
        (1, 16, 1, 3),
        (6, 24, 2, 3),
        (6, 40, 2, 5),
        (6, 80, 3, 3),
        (6, 112, 3, 5),
        (6, 192, 4, 5),
        (6, 320, 1, 3),
    ]
    for expansion, filters, repeats, kernel in rows:
        outputs = round_to_eight(filters * width)
        for _ in range(-int(-depth * repeats // 1)):
            wide, squeezed = expansion * channels, max(1, channels // 4)
            if expansion > 1:
                total += convolution(1, channels, wide) + batch_norm(wide)
            total += kernel * kernel * wide + batch_norm(wide)
            total += convolution(1, wide, squeezed, bias=True)
            total += convolution(1, squeezed, wide, bias=True)
            total += convolution(1, wide, outputs) + batch_norm(outputs)
            channels = outputs
    last = round_to_eight(1280 * width)
    normalization_of_the_image = 2 * 3 + 1
    total += convolution(1, channels, last) + batch_norm(last)
    return last, total + normalization_of_the_image


DERIVED = {
    "ResNet50V2": resnet_v2([3, 4, 6, 3]),
    "ResNet101V2": resnet_v2([3, 4, 23, 3]),
    "DenseNet121": densenet([6, 12, 24, 16]),
    "DenseNet169": densenet([6, 12, 32, 32]),
    "EfficientNetB2": efficientnet(1.1, 1.2),
    "MobileNetV2": mobilenet_v2(),
}
# Zoph et al. 2018: the last cell joins six branches of 4 times the filters of the first ones.
NASNET_FILTERS = {"NASNetMobile": 44, "NASNetLarge": 168}


@pytest.mark.parametrize("name", DERIVED)
def test_embedding_and_parameters_follow_from_the_architecture(name):
    embedding, without = DERIVED[name]
    expected = BACKBONES[name]
    assert embedding == expected["embedding_elements"]
    assert without == expected["parameters_without_classifier"]
    assert without + dense_layer(embedding, CLASSES) == expected["parameters"]


@pytest.mark.parametrize("name", NASNET_FILTERS)
def test_the_embedding_of_nasnet(name):
    assert 6 * 4 * NASNET_FILTERS[name] == BACKBONES[name]["embedding_elements"]


@pytest.mark.parametrize("name", BACKBONES)
def test_mec_and_g_follow_from_input_and_embedding(name):
    expected = BACKBONES[name]
    embedding = expected["embedding_elements"]
    bits = dense_layer(embedding, CLASSES)
    assert bits == expected["mec_bits"]
    assert expected["parameters"] - expected["parameters_without_classifier"] == bits
    assert_printed(expected["input_size"] ** 2 * 3 / embedding, expected["g_elements"])


@pytest.mark.parametrize("alpha", EXPECTED["mobilenet_v2_alpha"]["mec_bits"])
def test_mec_over_alpha_follows_from_the_last_convolution(alpha):
    embedding, _ = mobilenet_v2(float(alpha))
    expected = EXPECTED["mobilenet_v2_alpha"]["mec_bits"][alpha]
    assert dense_layer(embedding, CLASSES) == expected


@pytest.mark.parametrize("network", EXPECTED["mnist"])
def test_the_mnist_values_follow_from_their_shapes(network):
    expected = EXPECTED["mnist"][network]
    elements = [784, *(prod(shape) for shape in expected["stage_shapes"])]
    assert dense_layer(elements[-1], 10) == expected["mec_bits"]
    for (before, after), printed in zip(pairwise(elements), expected["g_stages"], strict=True):
        assert_printed(before / after, printed)
    assert_printed(784 / elements[-1], expected["g_total"])


def test_the_parameters_of_the_mnist_networks_by_hand():
    cnn1 = 16 * (25 + 1) + 2 * 16 + 32 * (25 * 16 + 1) + 2 * 32 + 10 * (1568 + 1)
    cnn2 = 4 * (16 + 1) + 2 * 4 + 15 * (16 * 4 + 1) + 2 * 15 + 10 * (375 + 1)
    assert cnn1 == EXPECTED["mnist"]["cnn1"]["parameters"]
    assert cnn2 == EXPECTED["mnist"]["cnn2"]["parameters"]


# ---- what the report says that the notebooks print ----------------------------------------------


def test_the_report_quotes_the_notebooks_as_they_are():
    (params,) = notebooks.grid(Profile.STANDARD)
    quoted = notebooks.compute(params)
    assert quoted["backbones"] == BACKBONES
    assert quoted["mobilenet_v2_alpha"] == EXPECTED["mobilenet_v2_alpha"]
    for network, expected in EXPECTED["mnist"].items():
        found = quoted["mnist"][network]
        for field in ("title", "mec_bits", "g_total", "parameters"):
            assert found[field] == expected[field], (network, field)


def test_every_published_accuracy_has_a_source():
    with ACCURACY_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    for number, row in enumerate(rows, start=2):
        assert row["source_key"], f"row {number}"
        assert len(row["source"]) > 20, f"row {number} says too little of its source"
        assert row["input_size"] or row["note"], f"row {number} has neither input size nor note"
