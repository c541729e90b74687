"""From results of training to findings, tables, figures and sentences."""

import json

import pytest

from engine.exhibits.claim import Verdict
from engine.records.store import Build
from engine.studies.study import Profile
from engine.studies.tuning.claims import judge
from engine.studies.tuning.exhibits import build_section
from engine.studies.tuning.tables import say_stage
from tests.exhibits.report_samples import make_record
from tests.studies.tuning.samples import NETWORKS, make_findings, make_records, make_sources


def grow(measures):
    """Errors that fall with parameters."""
    return 40 / measures.parameters**0.35


def stay(measures):
    """The same errors whatever the network."""
    return 2.0


def leap(measures):
    """Errors that leap where there are few parameters."""
    return 2.0 if measures.parameters > 3_000 else 12.0


@pytest.fixture(scope="module")
def grown():
    return make_findings(make_sources(grow))


@pytest.fixture(scope="module")
def same():
    return make_findings(make_sources(stay))


def judged(record):
    return {one.claim.id: one for one in judge(record)}


def test_findings_are_json_and_have_every_network(grown):
    result = grown.result
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert len(result["networks"]) == NETWORKS
    assert {one["seeds"] for one in result["networks"]} == {3}
    assert result["labels_bits"] == {"mnist": 19_900.0, "digits": 4_800.0}


def test_errors_that_fall_with_parameters_are_told_by_them_and_not_by_g(grown):
    verdicts = {name: one.verdict for name, one in judged(grown).items()}
    assert verdicts["tuning-higher-g"] is Verdict.FAILS
    assert verdicts["tuning-smaller-same"] is not Verdict.HOLDS
    assert verdicts["tuning-g-at-parameters"] is Verdict.OPEN
    assert grown.result["foretold"]["mnist"]["parameters"]["plain"]["low"] > 0.9
    shares = {one["network"]: one["front_share"]["parameters"] for one in grown.result["networks"]}
    assert shares["cnn1"] > 0.9
    assert shares["t1"] == 1  # nothing is smaller


def test_where_every_network_is_as_good_the_notebook_is_right(same):
    found = judged(same)
    assert found["tuning-smaller-same"].verdict is Verdict.HOLDS
    assert "T13" in found["tuning-smaller-same"].statement
    assert found["tuning-higher-g"].verdict is Verdict.HOLDS
    assert found["tuning-breakdown"].verdict is Verdict.UNTESTABLE
    shown = [
        one for one in same.result["networks"] if one["against"] and one["against"]["equivalent"]
    ]
    least = {one["cost"]: one for one in found["tuning-smallest"].evidence.values["smallest"]}
    assert least["parameters"]["value"] == min(one["parameters"] for one in shown)
    assert least["G"]["value"] == max(one["g_elements"] for one in shown)
    assert f"is {least['G']['network']} by G" in found["tuning-smallest"].statement


def test_equal_on_one_set_of_digits_is_not_settled():
    found = judged(make_findings(make_sources(stay, grow)))
    assert found["tuning-smaller-same"].verdict is not Verdict.HOLDS
    assert found["tuning-higher-g"].verdict is not Verdict.HOLDS


def test_one_seed_allows_no_test_against_cnn1():
    record = make_findings(make_sources(grow, seeds=1))
    assert all(one["against"] is None for one in record.result["networks"])
    assert judged(record)["tuning-smaller-same"].verdict is Verdict.UNTESTABLE
    assert judged(record)["tuning-smallest"].verdict is Verdict.UNTESTABLE


def turn(record, **changes):
    """The same findings with other numbers."""
    copy = make_record("tuning-findings", resamples=200)
    copy.result.clear()
    copy.result.update(json.loads(json.dumps(record.result)))
    for path, value in changes.items():
        at = copy.result
        *ways, last = path.split("__")
        for way in ways:
            at = at[way]
        at[last] = value
    return copy


def interval(estimate, low, high):
    return {"estimate": estimate, "low": low, "high": high}


@pytest.mark.parametrize(
    ("mnist", "digits", "verdict"),
    [
        ((70, 60, 80), (65, 55, 75), Verdict.HOLDS),
        ((20, 10, 30), (65, 55, 75), Verdict.FAILS),
        ((65, 55, 75), (20, 10, 30), Verdict.FAILS),
        ((20, 10, 30), (20, 10, 30), Verdict.FAILS),
        ((70, 60, 80), (55, 45, 75), Verdict.OPEN),
    ],
)
def test_pairs_turn_the_sentence(grown, mnist, digits, verdict):
    record = turn(grown, pairs__mnist=interval(*mnist), pairs__digits=interval(*digits))
    finding = judged(record)["tuning-higher-g"]
    assert finding.verdict is verdict
    assert f"{mnist[0]} % of pairs" in finding.statement
    assert ("less often than not on MNIST." in finding.statement) == (mnist[2] < 50 < digits[2])
    assert ("not on scikit-learn's" in finding.statement) == (digits[2] < 50 < mnist[2])
    assert finding.heading


EQUIVALENT = {"equivalent": True, "worse": False}
WORSE = {"equivalent": False, "worse": True}
NEITHER = {"equivalent": False, "worse": False}


@pytest.mark.parametrize(
    ("on_mnist", "on_digits", "verdict"),
    [
        (EQUIVALENT, EQUIVALENT, Verdict.HOLDS),
        (EQUIVALENT, NEITHER, Verdict.OPEN),
        (NEITHER, EQUIVALENT, Verdict.OPEN),
        (WORSE, EQUIVALENT, Verdict.FAILS),
        (EQUIVALENT, WORSE, Verdict.FAILS),
    ],
)
def test_one_network_as_good_on_both_sets_is_enough_and_all_must_be_worse(
    grown, on_mnist, on_digits, verdict
):
    networks = [{**one, "against": WORSE} for one in grown.result["networks"]]
    networks[3].update(against=on_mnist, digits_against=on_digits)
    finding = judged(turn(grown, networks=networks))["tuning-smaller-same"]
    assert finding.verdict is verdict
    assert ("T2" in finding.statement) == (verdict in (Verdict.HOLDS, Verdict.OPEN))


@pytest.mark.parametrize(
    ("against", "verdict"),
    [(EQUIVALENT, Verdict.HOLDS), (NEITHER, Verdict.OPEN), (WORSE, Verdict.FAILS)],
)
def test_the_smallest_is_named_or_why_there_is_none(grown, against, verdict):
    networks = [{**one, "against": WORSE} for one in grown.result["networks"]]
    networks[0]["against"] = None
    networks[3]["against"] = against
    finding = judged(turn(grown, networks=networks))["tuning-smallest"]
    assert finding.verdict is verdict
    assert "15" in finding.statement
    assert ("T2" in finding.statement) == (verdict is not Verdict.FAILS)


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [((0.5, 0.2, 0.8), Verdict.HOLDS), ((-0.5, -0.8, -0.2), Verdict.FAILS),
     ((0.1, -0.2, 0.4), Verdict.OPEN), ((None, None, None), Verdict.UNTESTABLE)],
)  # fmt: skip
def test_the_partial_correlation_turns_the_sentence(grown, ends, verdict):
    record = turn(grown, foretold__mnist__g_elements__partial=interval(*ends))
    assert judged(record)["tuning-g-at-parameters"].verdict is verdict


@pytest.mark.parametrize(("labels", "verdict"), [(700.0, Verdict.HOLDS), (9_000.0, Verdict.FAILS)])
def test_the_label_information_foretells_the_break_only_from_within_its_interval(
    grown, labels, verdict
):
    ends = interval(600.0, 500.0, 800.0)
    record = turn(
        grown,
        foretold__mnist__mec_bits__breaks_at=ends,
        foretold__digits__mec_bits__breaks_at=ends,
        labels_bits={"mnist": labels, "digits": 600.0},
    )
    assert judged(record)["tuning-breakdown"].verdict is verdict


@pytest.mark.parametrize(("lost", "verdict"), [(0.2, Verdict.HOLDS), (0.8, Verdict.FAILS)])
def test_a_rate_that_loses_more_than_seeds_differ_by_is_named(grown, lost, verdict):
    networks = grown.result["rates"]["networks"]
    changed = [{**one, "best_percent": 90.0, "rule_percent": 90.0} for one in networks]
    changed[2]["rule_percent"] -= lost
    record = turn(grown, rates__networks=changed, seed_deviation_percent=2.0)
    finding = judged(record)["tuning-rates"]
    assert finding.verdict is verdict  # two seeds differ by 1.96 * sqrt(2) * 2 % of 10 points
    assert f"T3 loses {lost:.2f} points" in finding.statement
    assert ("In T3 that is more" in finding.statement) == (verdict is Verdict.FAILS)


def test_few_networks_are_not_resampled(grown):
    found = judged(turn(grown, networks=grown.result["networks"][:7]))
    for name in ("tuning-higher-g", "tuning-g-at-parameters", "tuning-breakdown"):
        assert found[name].verdict is Verdict.UNTESTABLE
        assert "7 networks are too few to resample, at least 8" in found[name].statement


def test_without_a_second_seed_no_rate_is_judged(grown):
    finding = judged(turn(grown, seed_deviation_percent=0.0))["tuning-rates"]
    assert finding.verdict is Verdict.UNTESTABLE


def test_a_break_in_accuracy_is_found_in_both_sets_of_digits():
    record = make_findings(make_sources(leap))
    for found in record.result["foretold"].values():
        assert 2_000 < found["parameters"]["breaks_at"]["estimate"] < 4_000
        assert found["parameters"]["separates"]["estimate"] == 1


def test_stages_are_said_for_readers():
    assert say_stage("16 conv 5/1+2 pool 2/2+0") == "16 of 5×5, step 1, pad 2; pool 2×2, step 2"
    assert say_stage("2 conv 3/3+0 pool 1/1+0") == "2 of 3×3, step 3"


def build_of(record, sources):
    return Build(
        Profile.STANDARD,
        {
            "tuning-findings": (record,),
            **{name: make_records(name, sources) for name in sources},
        },
    )


@pytest.mark.parametrize("seeds", [1, 3])
def test_the_section_has_its_tables_and_draws(seeds, golden):
    sources = make_sources(grow, seeds=seeds)
    record = make_findings(sources)
    section = build_section(build_of(record, sources))
    ids = [one.id for one in (*section.tables, *section.figures)]
    assert {"tuning", "tuning-pareto", "tuning-correlations"} <= set(ids)
    assert len(ids) == len(set(ids))
    for figure in section.figures:
        assert len(figure.data)
        figure.draw()
    for table in section.tables:
        assert all(len(row) == len(table.columns) for row in table.formatted_rows())
    if seeds == 3:
        golden("tuning-pareto.csv", section.tables[1].to_csv())
