"""The version: the same everywhere, and no part of any result."""

import tomllib
from datetime import date

import pytest
import yaml

import engine
from engine.records.code import imported_modules
from engine.studies.catalogue import all_studies
from tests import ROOT


def test_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert citation["version"] == project["project"]["version"] == engine.__version__


def test_zenodo_reads_the_citation_file():
    """It does where no .zenodo.json overrides it; then these fields are its record's."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not (ROOT / ".zenodo.json").exists()
    read = {"title", "authors", "version", "date-released", "license", "abstract", "keywords"}
    assert read <= citation.keys()
    assert citation["license"] == project["license"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{citation['license']} ")
    date.fromisoformat(str(citation["date-released"]))


@pytest.mark.parametrize("study", all_studies(), ids=lambda study: study.name)
def test_raising_the_version_recomputes_nothing(study):
    """A study that imported the engine by name would be recomputed at every release."""
    assert "engine" not in imported_modules(study.compute.__module__)
