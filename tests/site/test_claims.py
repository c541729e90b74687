"""Claims on pages: each is made once, listed once, and no result is told outside them."""

import json
from dataclasses import replace

import pytest

from engine.exhibits.claim import Claim, Evidence, Kind, Verdict, holds_if
from engine.records.compare import compare
from engine.records.document import Document
from engine.site.writer import PageError
from engine.studies.section import Section
from tests import ROOT
from tests.exhibits.report_samples import RECORDS

GROWS = Claim(
    id="mec-grows",
    question="Does MEC grow?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["gain"] > 0),
    says={Verdict.HOLDS: "It grows by *{{ gain }}* bits.", Verdict.FAILS: "It does not grow."},
    headings={Verdict.HOLDS: "MEC grows", Verdict.FAILS: "MEC does not grow"},
    false_if="The gain is not above zero.",
    counterexample={"gain": 0},
)
LIST = (
    '{{ table("claims") }}\n{% for one in claims %}{{ one.claim }} {{ one.source }}\n{% endfor %}'
)


def section(gain=2):
    evidence = Evidence(
        {"gain": gain}, RECORDS, n=2, unit="runs", estimate=float(gain), quantity="gain, bits"
    )
    return Section("facts", findings=[GROWS.judge(evidence)])


def test_a_claim_is_stated_with_its_anchor_and_its_evidence(report):
    report.write("deep/page.md", '# {{ heading("mec-grows") }}\n\n{{ claim("mec-grows") }}\n')
    report.write("claims.md", LIST)
    report.fill(section())
    assert report.read("deep/page.md") == (
        '# MEC grows\n\n<span class="mec-claim" id="claim-mec-grows"></span>It grows by *2* bits. '
        '<sup class="mec-evidence">[evidence](../claims.md#mec-grows)</sup>\n'
    )
    assert "mec-grows deep/page.md#claim-mec-grows" in report.read("claims.md")
    (row,) = json.loads(report.read("data/claims.json"))["rows"]
    assert (row["claim"], row["verdict"], row["n"]) == ("mec-grows", "holds", 2)
    assert row["statement"] == "It grows by 2 bits."
    assert (row["estimate"], row["quantity"]) == (2, "gain, bits")


def test_headings_in_one_say_once_what_they_say_alike(report):
    findings = [
        replace(
            GROWS,
            id=name,
            headings={verdict: f"With {name}, it {verdict}" for verdict in GROWS.says},
        ).judge(Evidence({"gain": gain}, RECORDS, n=1, unit="runs"))
        for name, gain in (("tanh", 1), ("relu", 2), ("step", -1))
    ]
    report.write("claims.md", LIST)
    report.write(
        "page.md",
        '{{ heading("tanh", "relu") }}.\n{{ heading("relu", "step") }}.\n'
        '{{ claim("tanh") }} {{ claim("relu") }} {{ claim("step") }}\n',
    )
    report.fill(Section("facts", findings=findings))
    first, second, _ = report.read("page.md").split("\n", 2)
    assert first == "With tanh and with relu, it holds."
    assert second == "With relu, it holds; with step, it does not hold."


def test_what_a_page_says_changes_with_the_records(report):
    report.write("claims.md", LIST)
    report.write("page.md", '# {{ heading("mec-grows") }}\n\n{{ claim("mec-grows") }}\n')
    report.fill(section(gain=-1))
    assert report.read("page.md").startswith("# MEC does not grow")
    assert "It does not grow." in report.read("page.md")


def test_the_list_of_claims_says_what_an_estimate_is_and_corrects_it_once(report):
    """An estimate stood behind the name of its test, as if it were the value of that."""
    evidence = Evidence(
        {"gain": 2},
        RECORDS,
        n=2,
        unit="runs",
        estimate=2.0,
        p=0.02,
        test="exact test",
        correction="Holm over 4",
        quantity="gain, bits",
    )
    report.write("claims.md", (ROOT / "docs" / "claims.md").read_text(encoding="utf-8"))
    report.write("page.md", '{{ claim("mec-grows") }}')
    report.fill(Section("facts", findings=[GROWS.judge(evidence)]))
    page = report.read("claims.md")
    assert "- exact test; gain, bits: 2.000, p = 0.020; correction: Holm over 4\n" in page


def test_what_cannot_be_tested_asks_its_question_unless_its_heading_has(report):
    """A claim with headings was never asked where no page showed its heading."""
    refused = Section("facts", findings=[GROWS.refuse("there is one run", RECORDS)])
    said = "This cannot be tested here: there is one run."
    report.write("claims.md", (ROOT / "docs" / "claims.md").read_text(encoding="utf-8"))
    report.write("page.md", '# {{ heading("mec-grows") }}\n\n{{ claim("mec-grows") }}')
    report.write("other.md", '{{ restate("mec-grows") }}')
    report.fill(refused)
    assert report.read("page.md").startswith("# Not tested: Does MEC grow?")
    assert f"</span>{said}" in report.read("page.md")
    assert report.read("other.md").startswith(f"Does MEC grow? {said}")
    assert f"\n\n{said} [Where it is said]" in report.read("claims.md")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{{ claim("mec-gros") }}', r"there is no claim 'mec-gros'; known: mec-grows"),
        ("Nothing is said.", r"no page states the claims mec-grows; write \{\{ claim"),
    ],
)
def test_a_claim_that_is_misspelt_or_missing_stops_the_build(report, text, message):
    report.write("page.md", text)
    with pytest.raises(PageError, match=message):
        report.fill(section())


def test_a_claim_is_made_on_one_page(report):
    report.write("claims.md", LIST)
    report.write("one.md", '{{ claim("mec-grows") }}')
    report.write("two.md", '{{ claim("mec-grows") }}')
    with pytest.raises(PageError, match=r"stands already in one\.md; use restate"):
        report.fill(section())


def test_release_notes_tell_what_changed_and_lead_to_the_claims_that_turned(report):
    old = Document("1.1.0", "standard", {"sizes": RECORDS[:1]}, {"mec-grows": "does not hold"})
    new = replace(
        old, version="1.2.0", records={"sizes": (replace(RECORDS[0], result={"bits": 2}),)}
    )
    changes = compare(old, new)
    report.write("claims.md", LIST)
    report.write("page.md", '{{ claim("mec-grows") }}')
    notes = (ROOT / "docs" / "release-notes.md").read_text(encoding="utf-8")
    report.write("release-notes.md", notes)
    report.fill(section(), changes=changes)
    page = report.read("release-notes.md")
    assert "Compared with version 1.1.0" in page
    assert (
        "- the claim [mec-grows](claims.md#mec-grows) had the verdict 'does not hold' and now has "
        "'holds'\n"
    ) in page
    assert "| bits | 1 (n = 1) | 2 (n = 1) | +1 |" in page


@pytest.mark.parametrize(
    "method",
    [
        "Bonferroni",
        "Fisher's scale",
        "Holm",
        "McNemar",
        "Wilson",
        "bootstrap",
        "flip",
        "least squares",
        "mixed model",
        "permutation",
        "prediction interval",
    ],
)
def test_the_method_page_names_each_method_that_claims_rest_on(method):
    """It named Holm's correction alone, where some families are corrected by Bonferroni's."""
    page = (ROOT / "docs/method.md").read_text(encoding="utf-8")
    statistics = page.split("## Statistics")[1].split("\n## ")[0]
    assert method in statistics
    sources = (ROOT / "engine/studies").glob("*/*.py")
    assert any(method in path.read_text(encoding="utf-8") for path in sources)
