"""Hostile names on a page: text, and nothing more."""

import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

import markdown
import pandas as pd
import pytest
from mkdocs.utils import yaml_load

from engine.exhibits.drawing.cache import keep_drawings
from engine.records.foreign import link_address, show
from engine.records.key import Inputs
from engine.site.shown import render_plain_table
from engine.site.template import make_environment
from engine.studies.section import Section
from tests import ROOT
from tests.exhibits.report_samples import Report
from tests.hostile.samples import PAGE, hostile_record, names_claim, names_table
from tests.hostile.texts import SHORT, examples, over
from tests.hostile.trees import put, token, tree

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of ten long texts


@pytest.fixture
def read_page(tmp_path):
    """Fills a page with names and reads its Markdown as the site does; returns its tree."""
    settings = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["markdown_extensions"]
    plain = [one if isinstance(one, str) else next(iter(one)) for one in settings]
    configs = {
        name: body for one in settings if isinstance(one, dict) for name, body in one.items()
    }
    report = Report(tmp_path)
    report.write("page.md", PAGE)
    report.write("claims.md", "# Claims\n\n{{ table('claims') }}\n")

    def read(names):
        record = hostile_record(names[0])
        section = Section(
            "hostile",
            tables=[names_table(names, (record,))],
            facts={"names": names},
            findings=[names_claim(names)],
        )
        with keep_drawings(tmp_path / "drawings", prune=False):  # cards show no name
            report.fill(section)
        reader = markdown.Markdown(extensions=plain, extension_configs=configs)
        return tree(reader.convert(report.read("page.md")))

    return read


@examples
def test_a_page_has_names_as_text_and_nothing_more(examples, read_page):
    batch = 20
    visible = SHORT.filter(lambda text: show(text) and show(text).strip() == show(text))
    expected = read_page([token(number) for number in range(batch)])

    @over(visible, examples, batch=batch)
    def check(names):
        assert read_page(names) == put(expected, names)


def test_where_a_record_was_made_is_text_too(tmp_path):
    """What is cut short, or stands in an address of the page, is no markup either."""
    evil = '"><img src=x onerror=alert(1)>'
    record = hostile_record("a")
    inputs = Inputs(code="c0de" * 16, data={evil: evil}, packages={})
    made = {**record.made, "commit": f"<b>{evil}"}
    report = Report(tmp_path)
    page = report.fill_with(
        "{{ table('names') }}\n",
        names_table(["a"], (replace(record, inputs=inputs, made=made, key=evil, study=evil),)),
    )
    tags = {one[0] for one in tree(page) if isinstance(one, tuple)}
    assert not tags & {"img", "b"}


@examples
def test_a_link_leads_to_a_page_or_nowhere(examples, tmp_path):
    environment = make_environment(tmp_path, with_gaps=False)

    @over(SHORT, examples, batch=20)
    def check(addresses):
        table = names_table([token(number) for number in range(len(addresses))])
        table = replace(table, frame=table.frame.assign(page=pd.Series(addresses, dtype=object)))
        page = tree(render_plain_table(table, environment, "../"))
        for attributes in (one[1] for one in page if isinstance(one, tuple)):
            href = dict(attributes).get("href", "") if isinstance(attributes, tuple) else ""
            scheme = urlsplit(re.sub(r"[\x00-\x20]", "", href)).scheme
            assert scheme in ("", "http", "https", "mailto"), href
        in_rows = json.loads(table.to_json())["addresses"]["network"]
        assert all(not address or link_address(address) == address for address in in_rows)
