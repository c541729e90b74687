"""What a reader may take from under a table or figure, and what not from a quick build."""

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from engine.exhibits.drawing.style import new_drawing
from engine.exhibits.figure import Figure
from engine.site.reuse import describe_reuse, render_embed
from engine.site.template import make_environment
from tests.exhibits.report_samples import CITATION, RECORDS, small_table

PLACE = "rules/#figure-curve"
FIGURE = Figure(
    "curve",
    "A <b> curve",
    "Bits over *alpha*.",
    'Two "points".',
    lambda: new_drawing()[0],
    pd.DataFrame({"alpha": [1.0]}),
    RECORDS,
)


def test_a_figure_is_cited_linked_and_embedded_in_its_version():
    reuse = describe_reuse(FIGURE, CITATION, PLACE, "standard")
    assert reuse.is_citable
    assert reuse.link == "https://example.org/1.2.0/rules/#figure-curve"
    assert reuse.citation == (
        "The MEC report authors (2026). A <b> curve. In: Capacity & compression, version 1.2.0. "
        "https://example.org/1.2.0/rules/#figure-curve"
    )
    assert 'src="https://example.org/1.2.0/embed/curve.html"' in reuse.embedding
    assert "latest" not in reuse.link + reuse.citation + reuse.embedding
    assert reuse.licence == "MIT"
    assert {label for label, _ in reuse.downloads} == {
        *("SVG", "PDF", "PDF, one column", "PNG", "JSON", "LaTeX", "LaTeX, one column", "BibTeX"),
    }


def test_a_table_is_not_embedded_and_names_the_terms_of_what_it_republishes():
    table = replace(small_table(), terms="Accuracies: Apache-2.0.")
    reuse = describe_reuse(table, CITATION, "rules/#table-small", "paper")
    assert reuse.embedding == ""
    assert reuse.licence == "MIT. Accuracies: Apache-2.0."


def test_a_quick_build_says_that_it_is_not_to_be_cited(tmp_path):
    environment = make_environment(tmp_path, with_gaps=False)
    table = small_table()
    provenance = {"studies": ["sizes"], "record_keys": []}
    pages = {
        profile: environment.get_template("files.html").render(
            exhibit=table,
            root="../",
            reuse=describe_reuse(table, CITATION, "page/#table-small", profile),
            provenance=provenance
            | dict.fromkeys(("seeds", "packages", "data", "code", "commits"), ())
            | {"cpus": (), "pythons": (), "seconds": 1, "record_count": 1},
            profile=profile,
            command="",
        )
        for profile in ("quick", "standard")
    }
    assert "to be neither cited nor used" in pages["quick"]
    assert CITATION.address not in pages["quick"]
    assert ".tex" not in pages["quick"]
    assert 'href="../data/small.csv" download' in pages["quick"]
    assert "neither cited" not in pages["standard"]
    assert CITATION.address in pages["standard"]


def test_the_page_of_a_figure_alone_has_its_source_and_no_script(tmp_path):
    page = render_embed(FIGURE, make_environment(tmp_path, with_gaps=False), CITATION, PLACE)
    assert '<img src="../figures/curve.svg" alt="Two &#34;points&#34;.">' in page
    assert re.search(r'<a href="https://example\.org/1\.2\.0/rules/#figure-curve"[^>]*>', page)
    assert "A &lt;b&gt; curve" in page
    assert "<script" not in page
    assert "default-src 'none'" in unescape(page)


@pytest.mark.parametrize("title", ['With "quotes"', "Plain"])
def test_the_line_that_embeds_is_one_well_formed_element(title):
    line = describe_reuse(replace(FIGURE, title=title), CITATION, PLACE, "standard").embedding
    attributes = dict(re.findall(r'(\w+)="([^"]*)"', line))
    assert unescape(attributes["title"]) == title
