"""The study of timm's architectures: all of them in batches, each measured or with its reason."""

import json
from itertools import pairwise

import pytest

from engine.networks.catalogue.installed import timm_families
from engine.networks.layers import Kind, Layer, Network
from engine.networks.torch import timm_models
from engine.networks.torch.timm_models import TimmModel
from engine.studies.atlas import timm_study
from engine.studies.study import Profile


def named(profile):
    return [name for params in timm_study.grid(profile) for name in params["architectures"]]


@pytest.mark.parametrize("profile", [Profile.STANDARD, Profile.PAPER])
def test_every_architecture_is_in_one_batch(profile):
    assert sorted(named(profile)) == sorted(timm_families())
    for params in timm_study.grid(profile):
        names = params["architectures"]
        assert 1 <= len(names) <= timm_study.BATCH
        assert {timm_families()[name] for name in names} == {params["family"]}
        assert all(one < other for one, other in pairwise(names))


def test_the_quick_profile_has_the_first_of_each_family():
    first = {family: min(names_of(family)) for family in set(timm_families().values())}
    grid = timm_study.grid(Profile.QUICK)
    assert {params["family"]: params["architectures"] for params in grid} == {
        family: [name] for family, name in first.items()
    }


def names_of(family):
    return [name for name, one in timm_families().items() if one == family]


@pytest.fixture
def model(monkeypatch):
    """Makes timm say what it is told: an architecture with a head of some neurons and labels."""

    def tell(*, neurons=3, labels=3, error=None):
        about = TimmModel("any.tag", (2, 1, 3), labels, "tag", ("other", "tag"), is_fixed=False)
        head = Layer("fc", Kind.DENSE, (6,), (neurons,), 7 * neurons, 6 * neurons, neurons, 6, True)
        network = Network("any", "timm", (2, 1, 3), (head,), gives_labels=labels > 0)

        def build(name):
            if error:
                raise error
            return network

        monkeypatch.setattr(timm_models, "describe_timm", lambda name: about)
        monkeypatch.setattr(timm_models, "build_timm", build)
        monkeypatch.setitem(timm_models.LABEL_SETS, 3, "three labels")
        (result,) = timm_study.compute({"architectures": ["any"]})["models"]
        assert json.loads(json.dumps(result)) == result
        return result

    return tell


def test_a_classifier_has_its_numbers(model):
    result = model()
    assert result["measured"]["mec_bits"]["decision_layer"] == 3 * 7
    assert [layer["neurons"] for layer in result["classifier"]] == [3]
    assert (result["kind"], result["labels"], result["input_px"]) == ("other labels", 3, 2)
    assert (result["tag"], result["tags"]) == ("tag", ["other", "tag"])


def test_a_feature_extractor_has_an_embedding_and_no_capacity(model):
    result = model(labels=0)
    assert result["kind"] == "feature extractor"
    assert result["classifier"] == result["measured"]["classifier_layers"] == []
    assert set(result["measured"]["mec_bits"].values()) == {None}
    assert result["measured"]["embedding_elements"] == 3
    assert result["measured"]["parameters"] == 21
    assert set(result["measured"]) == set(model()["measured"])


def test_what_fails_is_a_result_with_its_reason_in_one_line(model):
    result = model(error=ValueError("no handler\nfor Wavelet"))
    assert result["failure"] == "ValueError: no handler for Wavelet"
    assert "measured" not in result
    assert result["kind"] == "other labels"


def test_a_head_of_another_width_than_timm_says_is_a_failure(model):
    result = model(neurons=4)
    assert "4 neurons, but timm says that it tells 3 labels apart" in result["failure"]


@pytest.mark.framework
def test_an_architecture_as_it_is_measured():
    result = timm_study.compute({"architectures": ["test_resnet"]})
    (one,) = result["models"]
    assert (one["name"], one["kind"], one["labels"], one["input_px"]) == (
        "test_resnet",
        "classifier",
        1000,
        160,
    )
    assert one["measured"]["mec_bits"]["decision_layer"] == 1000 * (
        one["measured"]["embedding_elements"] + 1
    )
