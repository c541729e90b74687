from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.site.page_assets import EVERYWHERE, NEEDED_BY, find_marks, find_unnamed, pick_assets
from tests import ROOT

SCRIPTS = sorted((ROOT / "docs/assets/javascripts").glob("*.js"))
APART = {
    *("from-disk.js", "search-on-use.js", "scheme-once.js"),  # the hooks add these
    "data-worker.js",  # no page loads it: it runs beside one
}


class Loaded(HTMLParser):
    """The files that a page loads, with whether they wait."""

    def __init__(self, page):
        super().__init__()
        self.files, self.blocking = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        address = attributes.get("src") if tag == "script" else attributes.get("href")
        if tag in ("script", "link") and address:
            self.files.append(Path(address).name)
            if tag == "script" and "defer" not in attributes:
                self.blocking.append(Path(address).name)


def page_with(body, files):
    scripts = "\n".join(f'<script src="../{name}" defer></script>' for name in files)
    return f'<html><head></head><body><main class="md-main">{body}</main>\n{scripts}</body></html>'


def loaded(body, files):
    return Loaded(pick_assets(page_with(body, files))).files


def test_every_script_is_named_and_listed():
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for path in SCRIPTS:
        assert find_unnamed([path.name]) == []
        assert (path.name in listed) == (path.name not in APART), path.name


def test_a_script_that_no_rule_names_is_told_with_what_to_do():
    (fault,) = find_unnamed(["assets/javascripts/page.js", "assets/javascripts/surprise.js"])
    assert fault.startswith("assets/javascripts/surprise.js: ")
    assert "page_assets.py" in fault


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p>mec-calc data-rows</p>", {"page.js"}),
        ('<pre>&lt;div class="mec-calc"&gt;</pre>', {"page.js"}),
        ('<div class="mec-calculator">', {"page.js"}),
        ('<div class="a mec-calc b">', {"page.js", "capacity.js", "calculator.js"}),
        ('<table class="mec-table" data-sortable>', {"page.js", "tables.js"}),
        (
            '<table class="mec-table" data-rows="../x.json">',
            {"page.js", "tables.js", "rows.js", "large-tables.js"},
        ),
        ('<button class="mec-copy" data-copy="x">', {"page.js", "copy.js"}),
    ],
)
def test_a_page_loads_what_it_carries(body, wanted):
    files = ["page.js", "copy.js", "tables.js", "rows.js", "large-tables.js", "capacity.js"]
    assert set(loaded(body, [*files, "calculator.js", "lookup.js"])) == wanted


@given(st.sets(st.sampled_from(sorted(NEEDED_BY))))
def test_each_mark_adds_its_files_and_takes_none_away(marks):
    """Rederived without a pattern: the files of a page are those of its marks, each alone."""
    files = [path.name for path in SCRIPTS]
    element = {
        mark: f"<i {mark}></i>" if mark.startswith("data-") else f'<i class="{mark}"></i>'
        for mark in marks
    }
    together = set(loaded("".join(element.values()), files))
    alone = [set(loaded(one, files)) for one in element.values()]
    assert together == set(loaded("", files)).union(*alone)
    assert find_marks("".join(element.values())) & set(NEEDED_BY) == marks


def test_nothing_blocks_and_the_order_stays():
    files = ["bundle.a1b2.min.js", "page.js", "copy.js"]
    page = '<script src="x/from-disk.js"></script>' + page_with('<b class="mec-copy">', files)
    page = page.replace(" defer", "", 1)
    picked = Loaded(pick_assets(page))
    assert picked.files == ["from-disk.js", *files]
    assert picked.blocking == []


def test_styles_that_nobody_named_are_loaded_everywhere_and_paper_waits():
    links = "".join(
        f'<link rel="stylesheet" href="s/{name}.css">' for name in ("mine", "calculator", "print")
    )
    picked = pick_assets(f"<head>{links}</head>")
    assert Loaded(picked).files == ["mine.css", "print.css"]
    assert 'media="print" rel="stylesheet" href="s/print.css"' in picked


def test_inline_scripts_and_data_stay():
    page = '<script>let a = "mec-calc"</script>\n<script type="application/json">{}</script>'
    assert pick_assets(page) == page


def test_rules_are_sorted_out_of_files_that_exist_or_will():
    """A file named without a wildcard is there."""
    named = {name for names in (EVERYWHERE, *NEEDED_BY.values()) for name in names}
    exact = {name for name in named if "*" not in name and name.endswith(".js")}
    assert exact <= {path.name for path in SCRIPTS}
