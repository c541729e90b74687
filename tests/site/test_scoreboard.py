"""The scoreboard: one scale for all rows, and the verdict that words the sentence."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Verdict
from engine.exhibits.score import Ratio, Score, Statement
from engine.site.scoreboard import draw_scores, list_scores, scores_table
from engine.site.template import make_environment
from engine.studies.section import Section
from tests.exhibits.report_samples import RECORDS

CLAIM = Claim(
    id="rule-9",
    question="Does it?",
    kind=Kind.MEASURED,
    decide=lambda values: values["verdict"],
    says={one: f"It is {one}." for one in (Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN)},
    headings={one: f"Head {one}" for one in (Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN)},
    false_if="Not.",
    counterexample={"verdict": Verdict.FAILS},
)


def find(verdict):
    if verdict is Verdict.UNTESTABLE:
        return CLAIM.refuse("there is nothing", RECORDS)
    return CLAIM.judge(Evidence({"verdict": verdict}, RECORDS, n=3, unit="things"))


def make_score(verdict=Verdict.HOLDS, ratio=None, **changes):
    score = Score(
        10,
        "Rule 9",
        "It holds <so>",
        Statement.MODEL,
        "3 things",
        "rules/#rule-9",
        find(verdict),
        ratio,
    )
    return replace(score, **changes)


@pytest.mark.parametrize(
    ("verdict", "standing"),
    [
        (Verdict.HOLDS, "holds"),
        (Verdict.FAILS, "does not hold"),
        (Verdict.OPEN, "not settled"),
        (Verdict.UNTESTABLE, "not tested"),
    ],
)
def test_sentence_heading_and_standing_come_from_one_verdict(verdict, standing):
    score = make_score(verdict)
    assert score.standing == standing
    assert str(verdict) in score.finding.statement or verdict is Verdict.UNTESTABLE
    assert isinstance(score.finding, Finding)
    turned = make_score(verdict, speaks_against=True).standing
    opposite = {"holds": "does not hold", "does not hold": "holds"}
    assert turned == opposite.get(standing, standing)


def test_what_nothing_tested_is_not_tested():
    assert make_score(finding=None).standing == "not tested"


def draw(scores, tmp_path):
    environment = make_environment(tmp_path, with_gaps=False)
    return draw_scores(scores, environment, "../", "Caption.")


def read_places(page):
    one = float(re.search(r'mec-score-one" x1="([\d.]+)"', page)[1])
    dots = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', page)]
    spans = [
        tuple(map(float, ends))
        for ends in re.findall(r'mec-score-span" x1="([\d.]+)" x2="([\d.]+)"', page)
    ]
    return one, dots, spans


positive = st.floats(0.05, 40)


@given(st.lists(st.tuples(positive, positive, positive), min_size=1, max_size=5))
def test_all_rows_share_one_logarithmic_scale(tmp_path_factory, drawn):
    ratios = [Ratio(*(sorted(ends)[place] for place in (1, 0, 2)), what="x") for ends in drawn]
    page = draw([make_score(ratio=one) for one in ratios], tmp_path_factory.getbasetemp())
    one, dots, spans = read_places(page)
    told = [(1.0, one)]
    for ratio, dot, (low, high) in zip(ratios, dots, spans, strict=True):
        told += [(ratio.estimate, dot), (ratio.low, low), (ratio.high, high)]
    assert all(0 <= x <= 200 for _, x in told)
    (first, x_first), (last, x_last) = min(told), max(told)
    if last / first > 1.5:
        scale = (x_last - x_first) / math.log(last / first)
        for ratio, x in told:
            assert x == pytest.approx(x_first + scale * math.log(ratio / first), abs=0.2)


def test_a_bound_has_an_arrow_and_says_at_least(tmp_path):
    page = draw([make_score(ratio=Ratio(2.65, 2.65, None, what="bits"))], tmp_path)
    assert "at least 2.65" in page
    assert "mec-score-bound" in page
    assert "mec-score-bound" not in draw([make_score(ratio=Ratio(2, 1, 3, what="b"))], tmp_path)


def test_a_row_without_a_ratio_says_that_nothing_was_tested(tmp_path):
    page = draw([make_score(finding=None), make_score(ratio=Ratio(1, None, None, "x"))], tmp_path)
    assert page.count("<circle") == 1
    assert ">not tested</span>" in page
    assert 'data-standing="untestable"' in page
    assert "It holds &lt;so&gt;" in page
    assert 'href="../rules/#rule-9"' in page


def test_rows_of_all_studies_stand_in_the_order_of_their_ranks():
    first, second, third = (make_score(rank=rank) for rank in (1, 2, 3))
    sections = [Section("b", scores=(third, first)), Section("a", scores=(second,))]
    assert list_scores(sections) == [first, second, third]


def test_its_files_hold_what_is_drawn(report):
    ratio = Ratio(1.5, 1.2, 1.9, what="points", span="95 % interval")
    report.write("page.md", "{{ scoreboard() }}")
    report.fill(Section("facts", scores=(make_score(Verdict.FAILS, ratio),)))
    page = report.read("page.md")
    assert "1.50 (1.20 to 1.90)" in page
    assert 'data/rules-scoreboard.csv" download' in page
    header, row = report.read("data/rules-scoreboard.csv").splitlines()
    values = dict(zip(header.split(","), row.split(","), strict=True))
    assert values["standing"] == "does not hold"
    assert float(values["measured_over_predicted"]) == 1.5
    assert values["claim"] == "rule-9"


def test_every_column_is_described_by_what_it_holds():
    table = scores_table([make_score(ratio=Ratio(1, None, None, "x")), make_score(finding=None)])
    assert {one.key for one in table.records} == {one.key for one in RECORDS}
    assert table.frame["low"].isna().all()
