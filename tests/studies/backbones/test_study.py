"""The table of backbones is data: a line more is a record more, and nothing else."""

import json

import pytest

from engine.networks.catalogue import accuracy
from engine.networks.measurement import accuracy_data
from engine.records.plan import plan_jobs
from engine.studies.backbones import study
from engine.studies.study import Profile
from tests import ROOT

PRINTED = json.loads(
    (ROOT / "engine/studies/notebooks/notebook_values.json").read_text(encoding="utf-8")
)


def keys():
    return [job.key for job in plan_jobs(study.STUDY, study.grid(Profile.STANDARD))]


def test_the_table_has_the_backbones_of_the_notebook_in_its_order():
    names = [params["backbone"] for params in study.grid(Profile.STANDARD)]
    assert [name for name in names if name in PRINTED["backbones"]] == list(PRINTED["backbones"])


def test_a_line_more_is_a_record_more(tmp_path, monkeypatch):
    before = keys()
    longer = tmp_path / "backbones.csv"
    text = study.BACKBONES_FILE.read_text(encoding="utf-8")
    longer.write_text(f"{text}keras,Xception\n", encoding="utf-8")
    monkeypatch.setattr(study, "BACKBONES_FILE", longer)
    after = keys()
    assert after[:-1] == before
    assert after[-1] not in before


@pytest.fixture
def one_more_accuracy(monkeypatch):
    """Publishes another accuracy of Xception."""
    rows = accuracy.all_accuracies()
    again = next(row for row in rows if row.model == "Xception")
    monkeypatch.setattr(accuracy, "all_accuracies", lambda: (*rows, again))


def test_an_accuracy_counts_for_its_own_model_alone(one_more_accuracy, monkeypatch):
    changed = {name: accuracy_data({"backbone": name}) for name in ("Xception", "VGG16")}
    monkeypatch.undo()
    assert accuracy_data({"backbone": "VGG16"}) == changed["VGG16"]
    assert accuracy_data({"backbone": "Xception"}) != changed["Xception"]
