"""The worked examples for contributors, run as they stand on their pages."""

import re

import pytest

from engine.records.key import Inputs
from engine.records.record import Record
from engine.records.source import Source
from engine.records.store import Build
from engine.studies.study import Profile
from tests import ROOT

DOCS = ROOT / "docs" / "contributing"


def run_example(page, title):
    text = (DOCS / page).read_text(encoding="utf-8")
    (code,) = re.findall(rf'```python title="{re.escape(title)}"\n(.*?)```', text, re.DOTALL)
    names = {"__name__": "example"}
    exec(compile(code, title, "exec"), names)
    return names


@pytest.fixture
def study():
    return run_example("adding-a-study.md", "engine/studies/stack_width/study.py")["STUDY"]


def test_study_computes_what_it_says(study):
    grid = study.grid(Profile.QUICK)
    assert [params["width"] for params in grid] == [2, 4, 8, 16]
    first = study.compute(grid[0])["mec_bits"]
    assert first["all_parameters"] == 2 * (8 + 1) + 1 * (2 + 1)
    assert first["width_capped"] == 2 * (8 + 1) + 2


def test_a_study_that_reads_it_fits_its_slope(study):
    fit = run_example("adding-a-study.md", "engine/studies/stack_width/analysis.py")["STUDY"]
    assert fit.reads == (study.name,)
    sources = {
        study.name: [
            Source(params, study.compute(params))
            for params in ({"width": width} for width in (2, 3, 4))
        ]
    }
    slopes = [fit.compute(params, sources)["bits_per_neuron"] for params in fit.grid(Profile.QUICK)]
    # A hidden neuron has 8 + 1 parameters and adds one to the output; capped, its output one bit.
    assert slopes == pytest.approx([10, 10])


def test_section_makes_a_table_of_it(study):
    records = tuple(
        Record(study.name, params, str(index), Inputs("", {}, {}), study.compute(params), {})
        for index, params in enumerate(study.grid(Profile.QUICK))
    )
    page = run_example("adding-a-table.md", "engine/studies/stack_width/exhibits.py")
    section = page["build_section"](Build("quick", {study.name: records}))
    (table,) = section.tables
    assert table.to_csv().splitlines()[:2] == ["width,width_capped", "2,20"]
    assert section.facts["largest"] == 16
