"""The section of all studies of series: what it promises is there, whatever the profile."""

import json
from math import prod

import numpy as np
import pytest

from engine.exhibits.claim import Verdict
from engine.exhibits.figure import inline_svg
from engine.records.store import Build
from engine.studies.catalogue import all_claims
from engine.studies.series.exhibits import build_section
from engine.studies.study import Profile
from engine.theory.stack_law import TERMS, find_base
from engine.theory.stack_sizes import parse_sizes
from tests.studies.series.series_samples import make_all

TABLES = {
    *("series-families", "series-memorised", "series-readings", "series-law", "series-effort"),
    *("series-effort-growth", "series-given-up", "series-controls", "series-teachers"),
    *("series-trees", "series-published"),
}
FIGURES = {"series-predicted", "series-narrowest", "series-curves", "series-residuals"}


@pytest.fixture(scope="module", params=[Profile.STANDARD, Profile.QUICK], ids=str)
def section(request):
    return build_section(Build(request.param.value, make_all(request.param)))


@pytest.fixture(scope="module")
def full():
    return build_section(Build("standard", make_all()))


def test_tables_and_figures_are_those_promised(section):
    assert section.name == "series"
    assert {one.id for one in section.tables} == TABLES
    assert {one.id for one in section.figures} == FIGURES


def test_every_claim_of_the_folder_is_judged_once(section):
    ids = [one.claim.id for one in section.findings]
    assert len(set(ids)) == len(ids)
    assert set(ids) == {one.id for one in all_claims() if one.id.startswith("series-")}


def test_tables_have_every_form(section):
    for table in section.tables:
        assert table.records, table.id
        assert table.to_csv().splitlines()[0] == ",".join(one.name for one in table.columns)
        rows = json.loads(table.to_json())["rows"]
        assert len(rows) == len(table.frame)
        assert "nan" not in str(table.formatted_rows()).lower()
        for column in table.columns:
            if column.type == "integer":
                values = [row[column.name] for row in rows if row[column.name] is not None]
                assert all(isinstance(one, int) for one in values), (table.id, column.name)


def test_figures_are_drawn(section):
    for figure in section.figures:
        assert figure.records
        assert figure.description.endswith(".")
        assert inline_svg(figure).startswith('<div class="mec-drawing"><svg')


def test_few_networks_refuse_what_needs_many():
    section = build_section(Build("quick", make_all(Profile.QUICK)))
    untested = {one.claim.id for one in section.findings if one.verdict is Verdict.UNTESTABLE}
    assert untested >= {"series-law", "series-trees", "series-friedland"}
    assert section.facts["law"] is None
    (trees,) = [one for one in section.tables if one.id == "series-trees"]
    (published,) = [one for one in section.tables if one.id == "series-published"]
    assert len(trees.frame) == 2
    assert published.frame.set_index("network")["ours"].isna().all()
    (residuals,) = [one for one in section.figures if one.id == "series-residuals"]
    assert len(residuals.data) == 0


def test_most_claims_are_decided_by_many_networks(full):
    untested = {one.claim.id for one in full.findings if one.verdict is Verdict.UNTESTABLE}
    assert untested == {"series-depth-tanh", "series-depth-relu", "series-friedland"}


def test_facts_are_counted_anew(full):
    records = make_all()
    names = {
        (
            one.params.get("sizes")
            or "-".join(str(one.params[name]) for name in ("inputs", "hidden", "outputs")),
            one.params["activation"],
        )
        for study in ("series-memorised", "rule-4-readings")
        for one in records[study]
    }
    facts = full.facts
    assert facts["networks"] == len(names) == sum(facts["counts"].values())
    assert facts["deep"] == sum(network.count("-") > 2 for network, _ in names)
    assert facts["most_hidden_layers"] == max(network.count("-") for network, _ in names) - 1
    assert facts["fewest_trials"] == facts["most_trials"] == 24
    assert facts["least_parameters"] == 2 * 4 + 4 + 4 + 1  # 2-4-1
    assert facts["bounded"] == sum(activation != "tanh" for _, activation in names)


def test_the_law_in_the_facts_predicts_what_the_figure_shows(full):
    """A calculator that uses the facts gives the points that residuals are held against."""
    law = full.facts["law"]
    (figure,) = [one for one in full.figures if one.id == "series-residuals"]
    drawn = [row for row in figure.data.to_dict("records") if row["role"] == "drawn"]
    assert len(drawn) == 8
    counts = {term.name: term.count for term in TERMS}
    for row in drawn:
        sizes = parse_sizes(row["network"])
        points = law["factors"][row["activation"]]
        points *= find_base(law["base"]).measure(sizes, law["shape"])
        points *= prod(counts[name](sizes) ** power for name, power in law["powers"].items())
        assert row["points"] == pytest.approx(points, rel=1e-6)
        assert row["log_error"] == pytest.approx(np.log(row["n50"] / points))
    errors = [row["log_error"] for row in figure.data.to_dict("records") if row["role"] == "fitted"]
    assert law["error"] == pytest.approx(np.exp(np.sqrt(np.mean(np.square(errors)))))
    assert set(law["factors"]) == set(law["measured"]) == {"tanh", "relu"}


def test_networks_that_contain_others_are_held_against_them(full):
    """4-4-1 was trained as a control, what contains it among all networks."""
    (table,) = [one for one in full.tables if one.id == "series-controls"]
    nested = table.frame[table.frame["reference"] == "4-4-1"]
    assert set(nested["network"]) >= {"4-4-4-1", "4-4-2-4-1", "4-4-4-4-1"}
    assert not nested["is_exact"].any()
