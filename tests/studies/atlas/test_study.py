"""The atlas lists every model, and a model that cannot be measured with the reason."""

import pytest

from engine.networks.layers import Kind, Layer, Network
from engine.studies.atlas import study as atlas
from engine.studies.study import Profile


def test_grid_is_the_whole_catalogue():
    keras, torchvision = (
        {params["backbone"] for params in grid(Profile.QUICK)}
        for grid in (atlas.keras_grid, atlas.torchvision_grid)
    )
    assert len(keras) >= 40
    assert len(torchvision) >= 80
    assert {"VGG16", "ConvNeXtXLarge", "MobileNetV3Small"} <= keras
    assert {"alexnet", "swin_t", "vit_h_14", "squeezenet1_0"} <= torchvision


@pytest.fixture
def params():
    return {"library": "keras", "backbone": "VGG16"}


def test_model_that_fails_is_a_result_with_its_reason(monkeypatch, params):
    def fail(library, name):
        raise ValueError("no handler for Wavelet")

    monkeypatch.setattr(atlas, "build", fail)
    result = atlas.compute(params)
    assert result["failure"] == "ValueError: no handler for Wavelet"
    assert result["family"]["name"] == "VGG"
    assert "measured" not in result


def test_stack_is_told_layer_by_layer(monkeypatch, params):
    dense = [
        Layer(f"fc{i}", Kind.DENSE, (a,), (b,), b * (a + 1), a * b, b, a, threshold=True)
        for i, (a, b) in enumerate([(6, 4), (4, 3)], start=1)
    ]
    network = Network("VGG16", "keras", (2, 1, 3), tuple(dense))
    monkeypatch.setattr(atlas, "build", lambda library, name: network)
    result = atlas.compute(params)
    first, second = result["classifier"]
    assert (first["parameters_bits"], second["parameters_bits"]) == (4 * 7, 3 * 5)
    assert second["cap_bits"]["width_capped"] == 4
    assert second["capacity_bits"] == {
        "decision_layer": 15,
        "width_capped": 4,
        "running_minimum": 4,
        "all_parameters": 15,
    }
    assert result["measured"]["mec_bits"]["width_capped"] == 28 + 4
    assert result["measured"]["parameters_by_kind"] == {"dense": 28 + 15}
    assert any(row["source_key"] == "keras-applications" for row in result["accuracies"])
