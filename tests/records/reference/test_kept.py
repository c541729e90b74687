"""The reference in docs/paper-run, as it is."""

import pytest

import engine
from engine.records.reference.costs import Costs
from engine.records.reference.folder import FOLDER, Reference
from engine.studies.catalogue import all_studies
from engine.studies.study import Profile
from tests import ROOT

KEPT = Reference(ROOT / FOLDER, engine.__version__)


def test_it_takes_no_more_room_than_it_may():
    assert KEPT.measure_bytes() <= 1_000_000


def test_it_is_of_the_paper_profile_and_of_studies_that_there_are():
    assert KEPT.manifest.profile == Profile.PAPER
    assert set(KEPT.manifest.studies) <= {study.name for study in all_studies()}


@pytest.mark.parametrize("study", sorted(KEPT.manifest.studies))
def test_every_study_of_it_can_be_read(study):
    records = KEPT.read(study)
    assert len(records) == KEPT.manifest.studies[study].records
    assert {one.study for one in records} == {study}


def test_noted_costs_are_of_studies_that_there_are():
    costs = Costs.read(ROOT / "docs")
    for noted in costs.profiles.values():
        assert set(noted["studies"]) <= {study.name for study in all_studies()}
