import json
from dataclasses import replace

import numpy as np
import pytest

from engine.records.compare import compare
from engine.records.compare_text import to_json, to_markdown, to_text
from engine.records.difference import Verdict
from engine.records.document import Document
from engine.records.key import Inputs, record_key
from engine.records.quantities import count_values, flatten
from engine.records.record import Record
from engine.records.rounding import trained_studies

MADE = {"seconds": 1.0, "cpu": "any", "python": "3.11", "commit": "abc", "time": "now"}


def make_record(
    study, params, result, *, torch="2.13", code="c0de", seconds=1.0, packages=None, reads=None
):
    inputs = Inputs(code, {}, {"torch": torch} if packages is None else packages, reads or {})
    key = record_key(study, params, inputs)
    return Record(study, params, key, inputs, result, {**MADE, "seconds": seconds})


def document(*records, version="1.0.0"):
    studies = {}
    for record in records:
        studies.setdefault(record.study, []).append(record)
    return Document(version, "quick", {name: tuple(found) for name, found in studies.items()})


def runs(accuracies, network="cnn2", **made):
    return [
        make_record("mnist", {"network": network, "seed": seed}, {"accuracy": value}, **made)
        for seed, value in enumerate(accuracies, start=42)
    ]


def only(comparison):
    assert len(comparison.differences) == 1
    return comparison.differences[0]


def test_same_results_are_the_same_whatever_they_were_made_on():
    old = document(*runs([0.98, 0.97]))
    new = document(*runs([0.98, 0.97], torch="2.14", code="c1de", seconds=9.0))
    found = compare(old, new)
    assert found.is_same
    assert found.compared == 1
    assert found.packages == (("torch", "2.13", "2.14"),)
    assert found.recoded == ("mnist",)


def test_number_without_seed_is_reported_with_its_place():
    old = document(make_record("sizes", {"name": "a"}, {"stages": [{"g": 1.0}, {"g": 2.0}]}))
    new = document(make_record("sizes", {"name": "a"}, {"stages": [{"g": 1.0}, {"g": 2.5}]}))
    difference = only(compare(old, new))
    assert (difference.quantity, difference.old, difference.new) == ("stages[1].g", 2.0, 2.5)
    assert difference.verdict is Verdict.CHANGED
    assert difference.p is None


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ([0.980, 0.981, 0.982, 0.979], [0.981, 0.980, 0.979, 0.983], Verdict.WITHIN_NOISE),
        ([0.980, 0.981, 0.982, 0.979], [0.950, 0.952, 0.951, 0.949], Verdict.MORE_THAN_NOISE),
        ([0.98], [0.95], Verdict.ONE_SEED),
        ([0.98, 0.98], [0.95, 0.95], Verdict.MORE_THAN_NOISE),
        ([0.98, 0.97], [0.97, 0.98], Verdict.WITHIN_NOISE),
    ],
)
def test_runs_are_tested_against_noise(old, new, verdict):
    difference = only(compare(document(*runs(old)), document(*runs(new))))
    assert difference.verdict is verdict
    assert difference.old == pytest.approx(np.mean(old))
    assert list(difference.new_by_seed.values()) == new


def test_noise_is_seldom_taken_for_a_change():
    """200 quantities that do not change, over four seeds each: Holm keeps false alarms away."""
    generator = np.random.default_rng(7)
    draws = generator.normal(0.98, 0.002, (2, 200, 4))
    old, new = (
        document(*(run for n, row in enumerate(side) for run in runs(row, network=f"net{n}")))
        for side in draws.tolist()
    )
    found = compare(old, new)
    assert len(found.differences) == 200
    assert found.count(Verdict.MORE_THAN_NOISE) == 0


def test_more_seeds_are_within_noise():
    values = [0.980, 0.981, 0.982, 0.979, 0.9815]
    difference = only(compare(document(*runs(values[:3])), document(*runs(values))))
    assert difference.verdict is Verdict.WITHIN_NOISE


def test_what_one_build_alone_has_is_named():
    old = document(
        make_record("sizes", {"name": "a"}, {"mec_bits": 1, "losses": [1.0, 2.0]}),
        make_record("sizes", {"name": "gone"}, {"mec_bits": 1}),
    )
    new = document(make_record("sizes", {"name": "a"}, {"mec_bits": 1, "extra": 2}))
    found = compare(old, new)
    assert not found.is_same
    assert [str(one) for one in found.only_old] == [
        'sizes {"name":"gone"}',
        'sizes {"name":"a"}: losses[] (2 values)',
    ]
    assert [str(one) for one in found.only_new] == ['sizes {"name":"a"}: extra']
    text = to_text(found)
    assert "in the old one alone: sizes name=gone\n" in text
    assert "in the old one alone: sizes name=a: losses[] (2 values)\n" in text
    assert "in the new one alone: sizes name=a: extra\n" in text
    assert json.loads(to_json(found))["only_new"] == ['sizes {"name":"a"}: extra']


def test_a_study_that_one_build_alone_has_is_one_line():
    old = document(make_record("sizes", {"name": "a"}, {"mec_bits": 1}))
    new = document(*(make_record("more", {"name": n}, {"mec_bits": 1}) for n in range(40)))
    lines = to_text(compare(old, new)).splitlines()
    assert lines[1:] == [
        "in the old one alone: sizes, 1 results",
        "in the new one alone: more, 40 results",
    ]


def test_a_study_is_one_line_first_then_what_tells_its_results_apart():
    thresholds = [round(0.1 * n, 1) for n in range(25)]
    params = [{"thresholds": thresholds, "inputs": n} for n in (2, 3)]
    old = document(*(make_record("curves", one, {"low": 1.0, "high": 2.0}) for one in params))
    new = document(
        make_record("curves", params[0], {"low": 1.0, "high": 2.0 + 2e-9}),
        make_record("curves", params[1], {"low": 1.0 + 5e-9, "high": 2.0}),
    )
    text = to_text(compare(old, new))
    assert "curves: 2 of 4 values differ, by 5e-09 of their size at most\n" in text
    assert [line.split()[:2] for line in text.splitlines()[-2:]] == [
        ["inputs=2", "high"],
        ["inputs=3", "low"],
    ]
    assert "thresholds" not in text
    assert "- curves: 2 of 4 values differ" in to_markdown(compare(old, new))


def test_params_that_are_long_are_cut_in_the_middle():
    lists = [[*range(50), last] for last in (51, 52)]
    old, new = (
        document(*(make_record("curves", {"ns": one}, {"x": x}) for one in lists)) for x in (1, 2)
    )
    text = to_text(compare(old, new))
    assert "ns=[0, 1, 2, 3, 4, 5, 6… 46, 47, 48, 49, 52]" in text


def test_texts_that_differ_have_no_size():
    old = document(make_record("sizes", {}, {"title": "A", "n": 4}))
    new = document(make_record("sizes", {}, {"title": "B", "n": 3}))
    said = "sizes: 2 of 2 values differ, by 0.25 of their size at most; 1 are not numbers\n"
    assert said in to_text(compare(old, new))


def test_rounding_noise_next_to_zero_is_within_a_tolerance():
    old = document(make_record("sizes", {}, {"shift": 0.0, "g": 1.0}))
    new = document(make_record("sizes", {}, {"shift": -3e-17, "g": 1.0 + 4e-16}))
    assert compare(old, new, tolerance=1e-12).is_same
    assert not compare(old, new).is_same
    new = document(make_record("sizes", {}, {"shift": 1e-13, "g": 1.0}))
    assert not compare(old, new, tolerance=1e-12).is_same


def test_every_value_has_a_place():
    assert dict(flatten({"a": {"b": [1, [2]]}, "c": None})) == {
        "a.b[0]": 1,
        "a.b[1][0]": 2,
        "c": None,
    }


def test_tolerance_is_relative():
    old = document(make_record("sizes", {}, {"g": 1.0, "n": 1_000_000}))
    new = document(make_record("sizes", {}, {"g": 1.0 + 1e-9, "n": 1_000_001}))
    assert len(compare(old, new).differences) == 2
    assert compare(old, new, tolerance=1e-5).is_same
    assert [one.quantity for one in compare(old, new, tolerance=1e-8).differences] == ["n"]


def test_texts_and_kinds_are_compared_too():
    old = document(make_record("sizes", {}, {"title": "A", "one": 1, "none": None}))
    new = document(make_record("sizes", {}, {"title": "B", "one": True, "none": 0}))
    found = compare(old, new)
    assert {one.quantity for one in found.differences} == {"title", "one", "none"}


def test_every_form_says_both_values():
    other = make_record("sizes", {"name": "c"}, {"mec_bits": 1})
    old = document(
        *runs([0.98, 0.97]), make_record("sizes", {"name": "a|b"}, {"mec_bits": 12}), other
    )
    new = document(
        *runs([0.95, 0.94]),
        make_record("sizes", {"name": "a|b"}, {"mec_bits": 13}, torch="2.14"),
        other,
        version="1.1.0",
    )
    found = compare(old, new)
    text, markdown, body = to_text(found), to_markdown(found), json.loads(to_json(found))
    for said in ("1.0.0 (quick) and 1.1.0 (quick)", "0.975 (n = 2)", "0.945 (n = 2)", "12", "+1"):
        assert said in text
        assert said in markdown
    assert "torch: 2.13 became 2.13, 2.14" in text
    assert "name=a&#124;b" in markdown
    assert body["differences"][0]["old_by_seed"] == {"42": 0.98, "43": 0.97}
    assert body["same"] is False


def test_long_lists_are_cut_with_what_matters_first():
    old = document(*runs([0.98]), make_record("sizes", {}, {"mec_bits": 12}))
    new = document(*runs([0.95]), make_record("sizes", {}, {"mec_bits": 13}))
    markdown = to_markdown(compare(old, new), limit=1)
    assert "mec_bits" in markdown
    assert "accuracy" not in markdown
    assert "and 1 more." in markdown


def test_a_claim_whose_verdict_turned_is_told():
    one = make_record("sizes", {"name": "a"}, {"bits": 3})
    old = replace(document(one), claims={"grows": "holds", "gone": "holds", "same": "holds"})
    new = replace(document(one), claims={"grows": "not settled", "same": "holds", "new": "holds"})
    found = compare(old, new)
    assert found.turned_claims == (("grows", "holds", "not settled"),)
    said = "the claim grows had the verdict 'holds' and now has 'not settled'"
    assert said in to_text(found)
    assert said in to_markdown(found)
    assert json.loads(to_json(found))["claims"] == [
        {"claim": "grows", "old": "holds", "new": "not settled"}
    ]


def test_a_claim_that_one_build_alone_has_is_told():
    one = make_record("sizes", {"name": "a"}, {"bits": 3})
    old = replace(document(one), claims={"gone": "fails", "same": "holds"})
    new = replace(document(one), claims={"same": "holds", "added": "holds"})
    found = compare(old, new)
    text, page = to_text(found), to_markdown(found, claims_page="claims.md")
    assert "the claim added is new, with the verdict 'holds'" in text
    assert "the claim gone is gone; it had the verdict 'fails'" in text
    assert "- the claim [added](claims.md#added) is new" in page
    assert "- the claim gone is gone" in page
    body = json.loads(to_json(found))
    assert body["claims_only_old"] == [{"claim": "gone", "verdict": "fails"}]
    assert body["claims_only_new"] == [{"claim": "added", "verdict": "holds"}]


@pytest.mark.parametrize("claims", [{"grows": "not settled"}, {"other": "holds"}])
def test_builds_that_say_something_else_of_claims_are_not_the_same(claims):
    one = make_record("sizes", {"name": "a"}, {"bits": 3})
    old = replace(document(one), claims={"grows": "holds"})
    found = compare(old, replace(document(one), claims=claims))
    assert found.has_same_values
    assert not found.is_same
    assert "have the same 1 values" in to_text(found)
    assert json.loads(to_json(found))["same"] is False


def test_a_build_whose_pages_were_not_filled_says_nothing_of_claims():
    one = make_record("sizes", {"name": "a"}, {"bits": 3})
    filled = replace(document(one), claims={"grows": "holds"})
    for old, new in ((filled, document(one)), (document(one), filled)):
        assert compare(old, new).is_same
        assert "claim" not in to_text(compare(old, new))


def test_the_values_to_compare_are_counted_before_there_is_another_build():
    one = document(*runs([0.98, 0.97]), make_record("sizes", {"name": "a"}, {"g": [1.0, 2.0]}))
    assert count_values(one.records) == compare(one, one).compared == 3


TORCH = {"numpy": "2.0", "torch": "2.13"}


def across(old, new):
    found = compare(document(*old), document(*new), across_machines=True)
    return found, [one.verdict for one in found.differences]


def test_another_machine_may_round_the_last_digits():
    before, little, much = (
        [make_record("fits", {}, {"g": g}, packages={})] for g in (1.0, 1 + 1e-12, 1 + 1e-6)
    )
    assert across(before, little)[0].is_same
    found, verdicts = across(before, much)
    assert verdicts == [Verdict.CHANGED]
    assert not found.is_same_but_for_noise


def test_another_machine_may_train_to_something_else():
    old, new = ([make_record("runs", {}, {"loss": loss}, packages=TORCH)] for loss in (0.5, 0.7))
    found, verdicts = across(old, new)
    assert verdicts == [Verdict.OTHER_PATH]
    assert found.is_same_but_for_noise
    assert not found.is_same
    assert compare(document(*old), document(*new)).differences[0].verdict is Verdict.CHANGED


def test_what_reads_what_is_trained_rests_on_it_and_what_describes_does_not():
    runs = make_record("runs", {}, {"loss": 1}, packages=TORCH)
    fits = make_record("fits", {}, {"loss": 1}, packages={}, reads={"runs": "a" * 64})
    judged = make_record("judged", {}, {"loss": 1}, packages={}, reads={"fits": "b" * 64})
    layers = make_record("layers", {}, {"mec": 1}, packages={**TORCH, "timm": "1.0"})
    assert trained_studies([document(layers, judged, fits, runs).records]) == {
        "runs", "fits", "judged"
    }  # fmt: skip


def test_more_than_noise_is_no_excuse_on_another_machine():
    old = [make_record("runs", {"seed": n}, {"acc": 1 + n / 1e4}, packages=TORCH) for n in range(9)]
    new = [make_record("runs", {"seed": n}, {"acc": 2 + n / 1e4}, packages=TORCH) for n in range(9)]
    found, verdicts = across(old, new)
    assert verdicts == [Verdict.MORE_THAN_NOISE]
    assert not found.is_same_but_for_noise


def estimates(points, low, high):
    result = {"crossings": [{"success": 0.5, "points": points, "low": low, "high": high}]}
    return [make_record("runs", {"seed": 1}, result, packages=TORCH)]


def test_an_estimate_of_one_seed_is_judged_by_the_interval_that_it_states():
    near, verdicts = across(estimates(40.0, 38.0, 42.0), estimates(41.0, 38.5, 43.5))
    assert verdicts == [Verdict.WITHIN_NOISE] * 3
    assert near.is_same_but_for_noise
    far, verdicts = across(estimates(40.0, 38.0, 42.0), estimates(60.0, 58.0, 62.0))
    assert verdicts == [Verdict.MORE_THAN_NOISE] * 3
    assert not far.is_same_but_for_noise
    low, high = far.differences[0].interval
    assert 30 < low < 40 < high < 50
    here = compare(document(*estimates(40.0, 38.0, 42.0)), document(*estimates(41.0, 38.5, 43.5)))
    assert {one.verdict for one in here.differences} == {Verdict.ONE_SEED}


def test_what_trains_nothing_has_no_noise_on_another_machine():
    old, new = (
        [make_record("counts", {"seed": n}, {"separable": n + more}, packages={}) for n in range(4)]
        for more in (0, 1)
    )
    found, verdicts = across(old, new)
    assert verdicts == [Verdict.CHANGED]
    assert not found.is_same_but_for_noise


def test_seeds_that_both_have_are_enough_where_that_is_asked():
    values = [0.980, 0.981, 0.982, 0.979, 0.9815]
    old, new = document(*runs(values)), document(*runs(values[:2]))
    assert not compare(old, new).has_same_values
    assert compare(old, new, on_shared=True).has_same_values
    other = document(*runs([0.980, 0.985]))
    difference = only(compare(old, other, on_shared=True))
    assert difference.verdict is Verdict.WITHIN_NOISE


def test_one_new_run_is_held_against_all_old_ones():
    old = document(*runs([0.980, 0.981, 0.982, 0.979]))
    near = only(compare(old, document(*runs([0.984])), on_shared=True))
    far = only(compare(old, document(*runs([0.900])), on_shared=True))
    assert near.verdict is Verdict.WITHIN_NOISE
    assert far.verdict is Verdict.MORE_THAN_NOISE
    low, high = far.interval
    assert 0.900 < low < 0.980 < high
