"""The tables and the figure of the two tables follow from their records."""

from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.figure import standalone_svg
from engine.records.store import Build
from engine.studies.data_examples.exhibits import build_section
from engine.studies.data_examples.progressions import (
    PUBLISHED_FILE,
    SHARES_PERCENT,
    count_decisions,
    read_published,
)
from engine.studies.data_examples.study import SHARES_PERCENT as COMPUTED_SHARES
from tests.studies.data_examples.samples import candidate, make


def build(recorded=(), shuffled=()):
    records = (make(**dict(recorded)), make(1, **dict(shuffled)))
    return build_section(Build("quick", {"data-examples": records}))


def frame_of(section, identifier):
    return next(one for one in section.tables if one.id == identifier).frame


def test_each_table_has_a_row_a_count():
    frame = frame_of(build(), "data-examples")
    assert frame.groupby("labels", sort=False)["counted"].count().to_dict() == {
        "as recorded": 4,
        "shuffled": 4,
    }
    neighbours = frame[frame["counted"] == "rows next to another label"]
    assert neighbours["requirement_bits"].isna().all()


def test_a_network_without_a_law_has_no_expected_points():
    law = {"activation": "relu", "points": 440.0, "low": 350.0, "high": 560.0}
    other = {"activation": "tanh", "points": 1.0, "low": 1.0, "high": 1.0}
    known = {"candidates": [candidate("width_capped", 7, [other, law])]}
    frame = frame_of(build(known), "data-examples-networks")
    row = frame[frame["way"] == "estimate, width-capped"].set_index("labels")["law_points"]
    assert row["as recorded"] == 440.0
    assert row["shuffled"] != row["shuffled"]  # NaN: nothing is expected
    sure = frame[frame["way"].str.startswith("sure")]
    assert sure["hidden_neurons"].tolist() == [9, 9]


@given(st.integers(0, 10**6))
def test_whole_decisions_are_the_logarithm_rounded_up(changes):
    assert count_decisions(changes) == ceil(log2(changes + 1))


def test_progressions_stand_at_the_shares_that_were_printed():
    assert SHARES_PERCENT == COMPUTED_SHARES
    frame = frame_of(build(), "data-examples-progression")
    columns = [f"decisions_at_{share}_percent" for share in SHARES_PERCENT]
    ours = frame[frame["dataset"] == "ours, as recorded"].set_index("counted")
    assert ours.loc["plain sum", columns].tolist() == [2, 3, 5, 6, 7, 7]
    assert ours.loc["best direction", columns].tolist() == [1] * 6


def test_what_was_printed_never_goes_down_and_has_its_source():
    rows = read_published()
    assert len(rows) == len(PUBLISHED_FILE.read_text(encoding="utf-8").splitlines()) - 1
    for row in rows:
        printed = [row[f"decisions_at_{share}_percent"] for share in SHARES_PERCENT]
        assert printed == sorted(printed)
        assert row["address"] == f"references/#{row['progression_source']}"
        assert row["locator"]


def test_the_figure_draws_every_point_of_both_curves():
    (figure,) = build().figures
    drawn = standalone_svg(figure)
    for rows in (16, 32, 64):
        assert f"as recorded, plain sum: {50 + rows} bits, {rows} rows" in drawn
        assert f"shuffled, best direction: 30 bits, {rows} rows" in drawn


@pytest.mark.parametrize("labels", ["recorded", "shuffled"])
def test_the_page_has_the_words_of_each_table(labels):
    facts = build({"words": ["recorded"]}, {"words": ["shuffled"]}).facts
    assert facts[labels]["words"] == [labels]
