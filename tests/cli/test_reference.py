"""Making the reference and taking it over, with studies that compute in an instant."""

import json

import pytest

from engine.cli import computing, reference
from engine.cli.app import app
from engine.records.reference.folder import MANIFEST
from engine.records.store import RecordStore
from engine.studies.catalogue import find_study
from engine.studies.study import Profile

NAMES = ("worked-examples", "notebooks", "generalization", "mnist-networks")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout without a reference, of four studies."""
    studies = tuple(find_study(name) for name in NAMES)
    for module in (reference, computing):
        monkeypatch.setattr(module, "all_studies", lambda: studies)
        monkeypatch.setattr(module, "engine_root", lambda: tmp_path)
    return tmp_path


def call(*command, status=0):
    result = app(list(command), standalone_mode=False)
    assert (result or 0) == status


def make(checkout, build="build", *more):
    call("reference", "--workers", "1", "--build", str(checkout / build), *more)


def manifest(checkout):
    path = checkout / "docs" / "paper-run" / MANIFEST
    return json.loads(path.read_text(encoding="utf-8"))


def test_it_is_made_where_there_is_none_and_then_fits(checkout, capsys):
    call("reference", "--check", status=1)
    assert "there is no reference in" in capsys.readouterr().err
    make(checkout)
    said = capsys.readouterr().err
    assert "4 of 4 studies are made anew" in said
    assert "core-minutes" in said
    assert "kB of 1,000" in said
    assert sorted(manifest(checkout)["studies"]) == sorted(NAMES)
    call("reference", "--check")
    assert capsys.readouterr().out == "the reference of all 4 studies fits\n"
    assert RecordStore(checkout / "build" / "records").read_profile() is None, "no build is changed"


def test_only_what_no_longer_fits_is_made_anew(checkout, capsys):
    make(checkout)
    body = manifest(checkout)
    body["studies"]["notebooks"]["sha256"] = "0" * 64
    (checkout / "docs" / "paper-run" / MANIFEST).write_text(json.dumps(body), encoding="utf-8")
    capsys.readouterr()
    call("reference", "--check", status=1)
    said = capsys.readouterr().out
    assert said.startswith("the reference of notebooks no longer fits: ")
    assert "truncated or altered" in said
    make(checkout, "another-build")
    said = capsys.readouterr().err
    assert "1 of 4 studies are made anew: 1 results are missing" in said
    call("reference", "--check")


def test_another_version_takes_the_records_over_and_computes_none(checkout, capsys):
    make(checkout)
    body = manifest(checkout)
    version = body["version"]
    body["version"] = "0.0.1"
    (checkout / "docs" / "paper-run" / MANIFEST).write_text(json.dumps(body), encoding="utf-8")
    capsys.readouterr()
    call("reference", "--check", status=1)
    assert "is of version 0.0.1 of the report" in capsys.readouterr().err
    make(checkout, "another-build")
    assert "4 of 4 studies are made anew: 0 results are missing" in capsys.readouterr().err
    assert manifest(checkout)["version"] == version
    call("reference", "--check")


def test_one_study_can_be_made_alone(checkout, capsys):
    make(checkout, "build", "--study", "notebooks")
    assert list(manifest(checkout)["studies"]) == ["notebooks"]
    call("reference", "--check", status=1)
    assert "3 of 4 studies; `nox -s reference`" in capsys.readouterr().out


def test_a_build_takes_over_what_is_valid_and_computes_the_rest(checkout, capsys):
    make(checkout, "build", "--study", "notebooks", "--study", "worked-examples")
    capsys.readouterr()
    call("compute", "--from-reference", "--workers", "1", "--build", str(checkout / "new"))
    said = capsys.readouterr().err
    assert "7 of 15 results are taken from the reference" in said
    assert "not all of generalization: the reference does not have it" in said
    assert "paper profile: 8 results computed, 7 already there" in said
    store = RecordStore(checkout / "new" / "records")
    assert store.read_profile() == Profile.PAPER
    first, second = (RecordStore(checkout / name / "records") for name in ("build", "new"))
    for study in ("notebooks", "worked-examples"):
        for path in (first.root / study).glob("*.json"):
            assert (second.root / study / path.name).read_bytes() == path.read_bytes()


def test_nothing_is_taken_over_unasked(checkout, capsys):
    make(checkout)
    capsys.readouterr()
    call("compute", "--workers", "1", "--build", str(checkout / "new"))
    assert "standard profile: 15 results computed, 0 already there" in capsys.readouterr().err


@pytest.mark.parametrize("text", [None, "", '{"schema": 0}'])
def test_without_a_reference_that_can_be_used_all_is_computed(checkout, capsys, text):
    if text is not None:
        (checkout / "docs" / "paper-run").mkdir(parents=True)
        (checkout / "docs" / "paper-run" / MANIFEST).write_text(text, encoding="utf-8")
    call("compute", "--from-reference", "--workers", "1", "--build", str(checkout / "new"))
    said = capsys.readouterr().err
    assert "nothing is taken over: " in said
    assert "15 results computed" in said


def test_costs_of_a_build_are_noted(checkout, capsys):
    call("compute", "--profile", "quick", "--workers", "1", "--build", str(checkout / "build"))
    call("reference", "--costs", "--build", str(checkout / "build"))
    path = checkout / "docs" / "paper-run" / "costs.json"
    assert str(path) in capsys.readouterr().err
    noted = json.loads(path.read_text(encoding="utf-8"))["profiles"]["quick"]
    assert sorted(noted["studies"]) == sorted(NAMES)
