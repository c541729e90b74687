"""A comparison as text, Markdown and JSON."""

import json
from dataclasses import replace

import pytest

from engine.records.compare import compare
from engine.records.compare_text import to_json, to_markdown, to_text
from tests.records.compare_samples import document, make_record, runs


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
