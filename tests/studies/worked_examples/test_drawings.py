"""The drawn examples of rule 4 against their records."""

from dataclasses import replace

import pytest

from engine.exhibits.figure import standalone_svg
from engine.studies.study import Profile
from engine.studies.worked_examples.drawings import network_figures
from engine.studies.worked_examples.study import STUDY
from tests.exhibits.report_samples import make_record


@pytest.fixture(scope="module")
def records():
    return [
        replace(make_record("worked-examples", **params), result=STUDY.compute(params))
        for params in STUDY.grid(Profile.STANDARD)
    ]


def test_what_is_drawn_adds_up_to_what_the_record_says(records):
    found = {record.params["name"]: record for record in records}
    names = ("classifier of VGG16", "bottleneck 64-64-2-64-10")
    for figure, name in zip(network_figures(records), names, strict=True):
        assert figure.records == (found[name],)
        for one in found[name].result["readings"]:
            assert figure.data[f"{one['reading']}_bits"].sum() == one["mec_bits"]
            assert f"{one['mec_bits']:,} bits" in figure.description


def test_the_caption_tells_the_numbers_of_the_record(records):
    classifier, bottleneck = network_figures(records)
    assert "4,097,000 bits where the last one counts alone, 102,772,736 where" in classifier.caption
    assert "count 2 bits, and the stack 4,290 (width-capped) or 4,228" in bottleneck.caption
    assert "MEC, width-capped" in standalone_svg(bottleneck)
