"""What templates write: text as text, and the engine's own markup as markup."""

import re

import pytest
import yaml
from markupsafe import Markup

from engine.records.foreign import show
from engine.site.gaps import Gap
from engine.site.report import Report
from engine.site.template import make_environment
from tests import ROOT
from tests.hostile.texts import SOME, examples, over
from tests.required import skip_unless_required

AS_TEXT = re.compile(r"&#(?:36|42|92|96|123|125);")
"""Markup that a page shows as text: a formula, emphasis, code, a command."""


@pytest.fixture
def render(tmp_path):
    environment = make_environment(tmp_path, with_gaps=False)

    def render_once(template, name="page.md", **values):
        (tmp_path / name).write_text(template, encoding="utf-8")
        return environment.get_template(name).render(values)

    return render_once


def test_text_is_text_and_markup_is_markup(render):
    given = {"text": "*b* <i>", "made": Markup("*b* <i>"), "gap": Gap(), "number": -0.5}
    assert render("{{ text }}", **given) == "&#42;b&#42; &lt;i&gt;"
    assert render("{{ made }} {{ number }}", **given) == "*b* <i> -0.5"
    assert render("{{ [text] }}", **given).startswith("&#91;'&#42;b")
    assert render("{{ text }}", "page.html", **given) == "*b* &lt;i&gt;"
    assert render("{{ made }}", "page.html", **given) == "*b* <i>"
    assert render("{{ gap }}", **given) == str(Gap()) == render("{{ gap }}", "page.html", **given)
    assert render("{{ text }}", "page.html", text="a\x1b\u202e") == r"a\x1b\u202e"


@examples
def test_front_matter_reads_back(examples, render):
    @over(SOME, examples)
    def check(text):
        assert yaml.safe_load(render("title: {{ text | quoted }}", text=text))["title"] == show(
            text
        )


def test_no_page_of_the_report_shows_markup_as_text(tmp_path):
    pages = Report(ROOT, tmp_path).fill_draft().pages
    assert {name for name, text in pages.items() if AS_TEXT.search(str(text))} == set()


def test_no_page_that_was_filled_with_records_does():
    pages = sorted((ROOT / "build" / "pages").glob("*.md"))
    if not pages:
        skip_unless_required("no filled pages: run `nox -s build` first")
    wrong = [path.name for path in pages if AS_TEXT.search(path.read_text(encoding="utf-8"))]
    assert wrong == []
