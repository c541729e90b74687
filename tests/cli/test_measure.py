"""A measured network in the forms of the command line, with what is published of it."""

import json

import pytest

from engine.cli.measure import render_measurement
from engine.exhibits.formats import Format
from engine.networks.layers import Kind, Layer, Network
from engine.networks.measured import measured


def of(library, name):
    head = Layer(
        "fc", Kind.DENSE, (6,), (4,), 28, 24, neurons=4, inputs_per_neuron=6, threshold=True
    )
    return measured(Network(name, library, (2, 1, 3), (head,)))


def test_accuracies_stand_below_with_their_notice():
    text = render_measurement(of("timm", "resnet18.a1_in1k"), Format.TABLE)
    numbers, accuracies = text.split("Published accuracies on ImageNet-1k, validation set\n")
    assert "28 bits" in numbers
    assert accuracies.count("resnet18.a1_in1k") == 2
    assert accuracies.splitlines()[-1].startswith("Accuracies: result files of timm")
    marked = render_measurement(of("timm", "resnet18.a1_in1k"), Format.MARKDOWN)
    assert "| resnet18.a1_in1k | 288 | 73.164 |" in marked


def test_json_has_them_as_data():
    values = json.loads(render_measurement(of("keras", "VGG16"), Format.JSON))
    assert values["decision_layer_bits"] == 28
    assert values["accuracies"][0] == {
        "weights": "keras-io",
        "input_px": 224,
        "top1_percent": 71.3,
        "top5_percent": 90.1,
    }


@pytest.mark.parametrize("form", [Format.TABLE, Format.MARKDOWN])
def test_a_network_of_ones_own_has_no_table_of_them(form):
    assert "Top-1" not in render_measurement(of("own", "mine"), form)


def test_csv_stays_one_row():
    assert len(render_measurement(of("timm", "resnet18"), Format.CSV).splitlines()) == 2
