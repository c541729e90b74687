"""From records of the search to scores, claims and exhibits."""

import pytest

from engine.exhibits.claim import Verdict
from engine.records.store import Build
from engine.studies.sizing.claims import judge
from engine.studies.sizing.effort import describe_effort
from engine.studies.sizing.estimates import CHANGES_LAW, HEADLINE, ROWS_LAW
from engine.studies.sizing.exhibits import build_section
from engine.studies.study import Profile
from tests.exhibits.report_samples import make_record
from tests.studies.sizing.samples import FAMILIES, LAW, make_searched, make_tested, score_searched


@pytest.fixture(scope="module")
def searched():
    return make_searched()


@pytest.fixture(scope="module")
def scored(searched):
    return score_searched(searched)


def gather(searched, scored):
    return Build(
        Profile.STANDARD,
        {
            "sizing": searched,
            "sizing-scores": (scored,),
            "sizing-accuracy": (make_tested("iris", {2: 90, 4: 95, 16: 90}),),
        },
    )


def find(scored, key):
    return next(one for one in scored.result["scores"] if one["key"] == key)


def turn(scored, **changes):
    """The same record with other scores of the rows, and other gains of label changes."""
    record = make_record("sizing-scores", activation="tanh")
    record.result.update(scored.result)
    record.result["scores"] = [
        {**one, **changes["rows"]} if one["key"] == ROWS_LAW else one
        for one in scored.result["scores"]
    ]
    record.result["gains"] = dict.fromkeys(scored.result["gains"], changes["gain"])
    return record


def test_what_was_not_memorised_is_counted_and_left_out(scored):
    assert scored.result["unsolved"] == len(FAMILIES)
    assert scored.result["cases"] == 5 * len(FAMILIES) == len(scored.result["estimates"])
    assert all(one["least_hidden"] for one in scored.result["estimates"])


def test_scores_are_those_of_the_estimates_that_are_kept(scored):
    fits = [one["hidden"][HEADLINE] >= one["least_hidden"] for one in scored.result["estimates"]]
    assert find(scored, HEADLINE)["fit_percent"] == pytest.approx(100 * sum(fits) / len(fits))


def test_the_probes_of_the_search_are_counted(searched):
    effort = describe_effort(searched)
    assert (effort["refused"], effort["lowered"]) == (6 * len(FAMILIES), len(FAMILIES))
    assert (effort["memorised"], effort["wider_failed"]) == (5 * len(FAMILIES), len(FAMILIES))


@pytest.mark.parametrize(
    ("fits", "half_fits", "gain", "verdicts"),
    [
        ((96, 99), (20, 40), (0.1, 0.3), (Verdict.HOLDS, Verdict.FAILS, Verdict.HOLDS)),
        ((96, 99), (55, 70), (-0.3, -0.1), (Verdict.FAILS, Verdict.HOLDS, Verdict.FAILS)),
        ((80, 94), (20, 40), (-0.1, 0.3), (Verdict.FAILS, Verdict.OPEN, Verdict.OPEN)),
        ((90, 98), (20, 40), (-0.1, 0.3), (Verdict.OPEN, Verdict.OPEN, Verdict.OPEN)),
        ((96, 99), (40, 60), (-0.1, 0.3), (Verdict.OPEN, Verdict.OPEN, Verdict.OPEN)),
    ],
)
def test_scores_turn_the_sentences(scored, fits, half_fits, gain, verdicts):
    names = ("fit_percent_low", "fit_percent_high", "half_fit_percent_low", "half_fit_percent_high")
    record = turn(
        scored,
        rows={"fit_percent": fits[0], **dict(zip(names, (*fits, *half_fits), strict=True))},
        gain={"estimate": sum(gain) / 2, "low": gain[0], "high": gain[1]},
    )
    found = {one.claim.id: one for one in judge(record)}
    ids = ("sizing-rows-fit", "sizing-requirement", "sizing-changes")
    assert tuple(found[one].verdict for one in ids) == verdicts
    assert f"{fits[0]}.0 % of 20 cases" in found["sizing-rows-fit"].statement


def test_the_section_has_every_rule_once_and_draws(searched, scored):
    section = build_section(gather(searched, scored))
    rules, conventions, _ = (table.frame for table in section.tables)
    assert rules["rule"].is_unique
    assert rules["error_log2"].is_monotonic_increasing
    assert len(conventions) == 2 * 3 * 3 * 4
    figure = section.figures[0]
    assert set(figure.data["family"]) == set(FAMILIES)
    assert len(figure.draw().axes) == len(FAMILIES)
    assert section.facts["rows"] == ["40"]


def test_without_a_law_the_rest_is_scored_and_said(searched):
    unlawful = score_searched(searched, {**LAW, "reason": "too few networks"})
    keys = {one["key"] for one in unlawful.result["scores"]}
    assert HEADLINE in keys
    assert not {ROWS_LAW, CHANGES_LAW} & keys
    section = build_section(gather(searched, unlawful))
    verdicts = {one.claim.id: one.verdict for one in judge(unlawful)}
    assert verdicts.pop("sizing-requirement-fits") is not Verdict.UNTESTABLE
    assert set(verdicts.values()) == {Verdict.UNTESTABLE}
    assert "hidden_by_rows" not in section.figures[0].data
    section.figures[0].draw()
