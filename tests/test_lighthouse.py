"""What is made of Lighthouse's reports; Lighthouse itself is run by nox -s lighthouse."""

import gzip
import urllib.request

import pytest

from tests.browser.browsing import serve
from tests.browser.compressing import CompressingHandler
from tests.lighthouse import (
    MEASURES,
    REQUIRED,
    LighthouseError,
    find_faults,
    format_table,
    look_at,
    read_report,
    take_median,
)


def report(performance=0.9, accessibility=1, audit_score=1, weight=7, blocking=10.0):
    scores = dict.fromkeys(REQUIRED, 1) | {"accessibility": accessibility}
    reference = [{"id": "target-size", "weight": weight}]
    return {
        "categories": {
            "performance": {"score": performance, "auditRefs": []},
            **{
                name: {"score": score, "auditRefs": reference if name == "accessibility" else []}
                for name, score in scores.items()
            },
        },
        "audits": {
            "target-size": {"score": audit_score, "title": "Targets are small"},
            **{name: {"numericValue": blocking} for name in MEASURES},
        },
    }


def test_a_fault_is_named_and_what_costs_nothing_is_not():
    score = read_report(report(accessibility=0.96, audit_score=0))
    assert score.categories["accessibility"] == pytest.approx(96)
    assert score.faults == ["accessibility: Targets are small"]
    assert read_report(report(audit_score=0, weight=0)).faults == []
    assert read_report(report(audit_score=None)).faults == []


def test_a_page_below_100_fails_and_performance_alone_does_not():
    good, bad = read_report(report(performance=0.1)), read_report(report(0.9, 0.96, 0))
    assert find_faults({"": good}) == []
    (fault,) = find_faults({"": good, "atlas/": bad})
    assert fault.startswith("atlas/: accessibility 96, not 100; ")
    assert "Targets are small" in fault


def test_the_median_of_runs_is_taken_number_by_number_and_no_fault_is_lost():
    runs = [
        read_report(report(0.9, blocking=30.0)),
        read_report(report(0.5, blocking=10.0)),
        read_report(report(0.7, 0.96, 0, blocking=20.0)),
    ]
    together = take_median(runs)
    assert together.categories["performance"] == 70
    assert set(together.measures.values()) == {20}
    assert together.categories["accessibility"] == 100
    assert together.faults == ["accessibility: Targets are small"]


def test_the_table_has_a_row_a_page_and_a_column_a_number():
    lines = format_table({"": read_report(report()), "rules/": read_report(report(0.5))}).split(
        "\n"
    )
    assert [line.split()[0] for line in lines] == ["page", "home", "rules/"]
    assert lines[2].split()[1:] == ["50", "100", "100", "100", "10", "10", "10", "10.000"]


def test_an_end_without_a_report_says_the_last_that_was_heard(tmp_path, monkeypatch):
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho one >&2\necho 'no browser' >&2\nexit 1\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(LighthouseError, match="no browser"):
        look_at(tmp_path / "index.js", "http://127.0.0.1/", "chromium")


@pytest.mark.parametrize(
    ("name", "accepted", "is_compressed"),
    [
        ("", "gzip, br", True),
        ("a.css", "gzip", True),
        ("a.css", "br", False),
        ("a.png", "gzip", False),
    ],
)
def test_the_server_compresses_what_can_be(tmp_path, name, accepted, is_compressed):
    for file in ("index.html", "a.css", "a.png"):
        (tmp_path / file).write_text(f"{file} " * 1000)
    with serve(tmp_path, CompressingHandler) as root:
        request = urllib.request.Request(root + name, headers={"Accept-Encoding": accepted})
        with urllib.request.urlopen(request) as answer:
            body = answer.read()
            assert (answer.headers.get("Content-Encoding") == "gzip") == is_compressed
            assert int(answer.headers["Content-Length"]) == len(body)
    text = gzip.decompress(body) if is_compressed else body
    assert text == (tmp_path / (name or "index.html")).read_bytes()
