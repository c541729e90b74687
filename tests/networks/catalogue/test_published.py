"""Published accuracies of a network, whichever library it is from."""

import pytest

from engine.networks.catalogue.published import notice_of, published_of
from engine.networks.catalogue.timm_results import timm_results
from engine.networks.layers import Network


def network(library, name):
    return Network(name, library, (224, 224, 3), ())


def test_an_architecture_of_timm_has_all_its_weights_best_first():
    found = published_of(network("timm", "resnet50"))
    expected = [one for one in timm_results() if one.architecture == "resnet50"]
    assert len(found) == len(expected) > 20
    top1 = [one.top1_percent for one in found]
    assert top1 == sorted((one.top1_percent for one in expected), reverse=True)
    assert "Apache License" in notice_of(network("timm", "resnet50"))


def test_a_tag_has_its_own_alone():
    found = published_of(network("timm", "resnet50.a1_in1k"))
    assert {one.weights for one in found} == {"resnet50.a1_in1k"}
    assert sorted(one.input_px for one in found) == [224, 288]


def test_keras_names_the_source():
    (best, *_) = published_of(network("keras", "VGG16"))
    assert (best.weights, best.top1_percent, best.input_px) == ("keras-io", 71.3, 224)
    assert notice_of(network("keras", "VGG16")) == ""


@pytest.mark.framework
def test_torchvision_names_the_weights():
    found = published_of(network("torchvision", "resnet50"))
    assert [one.weights for one in found] == ["IMAGENET1K_V2", "IMAGENET1K_V1"]


def test_a_network_of_ones_own_has_none():
    assert published_of(network("own", "resnet50")) == ()
