"""Architectures found by name, in all libraries, without importing one."""

import subprocess
import sys

import pytest

from engine.networks.catalogue import names
from engine.networks.catalogue.names import (
    UnknownBackboneError,
    check_named,
    find_named,
    list_named,
    nearest,
)
from tests import ROOT


def test_one_name_is_found_in_every_library():
    found = find_named("resnet50")
    assert [one.target for one in found[:3]] == [
        "keras:ResNet50",
        "timm:resnet50",
        "torchvision:resnet50",
    ]
    assert {"timm:ecaresnet50d", "keras:ResNet50V2"} <= {one.target for one in found}


def test_those_that_begin_with_it_come_before_those_that_hold_it():
    found = [one.name.lower() for one in find_named("vit")]
    starts = [name.startswith("vit") for name in found]
    assert starts == sorted(starts, reverse=True)
    assert len(found) > 200


def test_words_must_all_be_there_whatever_case_and_punctuation():
    assert {one.name for one in find_named("VIT-B 16")} >= {"vit_b_16"}
    assert all("b16" in names.plain_name(one.name) for one in find_named("vit b16"))


def test_nothing_found_names_the_nearest():
    with pytest.raises(UnknownBackboneError, match=r"'resnet5O'.*nearest are .*resnet50"):
        find_named("resnet5O")
    with pytest.raises(UnknownBackboneError, match="no other name is near"):
        find_named("§§")


def test_families():
    assert check_named("timm", "vit_base_patch16_224").family == "vision_transformer"
    assert check_named("keras", "ResNet50V2").family == "ResNetV2"
    assert len(list_named("timm")) == 1371


def test_an_unknown_name_of_timm_lists_its_own_first():
    with pytest.raises(UnknownBackboneError, match=r"nearest are timm:resnet50, .*mec find"):
        check_named("timm", "ResNet50")
    assert nearest("ResNet50", "keras").startswith("the nearest are keras:ResNet50, ")


def test_a_library_that_is_not_installed_is_left_out(monkeypatch):
    monkeypatch.setattr(names, "find_spec", lambda name: None if name == "timm" else object())
    assert {one.library for one in find_named("resnet50")} == {"keras", "torchvision"}


def test_no_framework_is_imported():
    code = (
        "import sys; from engine.networks.catalogue.names import find_named; find_named('vit');"
        "print({'torch', 'timm', 'keras', 'tensorflow', 'torchvision'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
