"""What the page says turns with the records."""

import numpy as np
import pytest

from engine.exhibits.claim import Verdict
from engine.records.store import Build
from engine.studies.embedding.claims import judge
from engine.studies.embedding.exhibits import build_section
from tests.studies.embedding.samples import make_runs


def find(identifier, **changes):
    return next(one for one in judge(make_runs(**changes)) if one.claim.id == identifier)


@pytest.mark.parametrize(
    ("before", "after", "verdict", "said"),
    [
        (2.0, 3.0, Verdict.HOLDS, "2.02 of the 3.31 bits of a label before training and 3.03"),
        (3.0, 2.0, Verdict.FAILS, ": less."),
        (2.0, 2.001, Verdict.OPEN, "which settles nothing"),
    ],
)
def test_what_is_read_is_compared_with_what_was(before, after, verdict, said):
    noise = {"before": before, "after": after}
    runs = make_runs(cnn2=noise)
    if verdict is Verdict.OPEN:
        runs[5].result["stops"][-1]["reader_bits"] -= 0.2  # CNN2, its last seed
    finding = next(one for one in judge(runs) if one.claim.id == "embedding-reads-cnn2")
    assert finding.verdict is verdict
    assert said in finding.statement


@pytest.mark.parametrize(
    ("narrowed", "verdict"), [(10.0, Verdict.HOLDS), (40.0, Verdict.FAILS), (20.0, Verdict.OPEN)]
)
def test_directions_are_compared_as_a_factor(narrowed, verdict):
    found = find("embedding-directions-cnn1", cnn1={"narrowed": narrowed})
    assert found.verdict is verdict
    assert found.evidence.estimate == pytest.approx(narrowed / 20, rel=0.05)


@pytest.mark.parametrize(
    ("second", "verdict"), [(3.2, Verdict.HOLDS), (2.8, Verdict.FAILS), (3.0, Verdict.OPEN)]
)
def test_the_two_networks_are_compared_seed_by_seed(second, verdict):
    runs = make_runs(cnn1={"after": 3.0}, cnn2={"after": second})
    if verdict is Verdict.OPEN:
        runs[1].result["stops"][-1]["reader_bits"] += 0.1
    found = next(one for one in judge(runs) if one.claim.id == "embedding-compared")
    assert found.verdict is verdict


def test_other_seeds_are_no_pairs():
    runs = make_runs()
    runs[0].params["seed"] = 7
    found = next(one for one in judge(runs) if one.claim.id == "embedding-compared")
    assert found.verdict is Verdict.UNTESTABLE
    assert "other seeds" in found.statement


def test_one_seed_shows_nothing_about_seeds():
    found = {one.claim.id: one for one in judge(make_runs(seeds=1))}
    assert found["embedding-reads-cnn2"].verdict is Verdict.UNTESTABLE
    assert "one seed shows nothing about seeds" in found["embedding-reads-cnn2"].statement
    assert found["embedding-bounds"].verdict is Verdict.HOLDS


def test_the_section_has_a_row_for_each_stop_and_draws():
    section = build_section(Build("standard", {"embedding-information": tuple(make_runs())}))
    table, bounds = section.tables
    assert table.frame["training_steps"].tolist()[:4] == [0, 469, 0, 469]
    assert table.frame["embedding_of"].tolist()[-1] == "the pixels"
    first = table.frame.iloc[1]
    assert first["mean_reader_bits"] == pytest.approx(3.0)
    assert bounds.frame["classes"].tolist() == [10, 10]
    assert np.allclose(bounds.frame["float_bits"], 32 * bounds.frame["features"])
    (figure,) = section.figures
    assert len(figure.draw().axes) == 2
    assert len(figure.data) == 12
