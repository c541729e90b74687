"""A site that MkDocs builds of pages full of hostile names, as a browser reads it."""

import json
import re
import shutil

import pytest
import yaml
from mkdocs.utils import yaml_load

from engine.exhibits.drawing.cache import keep_drawings
from engine.site.build import build_site
from engine.studies.section import GeneratedPage, Section
from tests import ROOT
from tests.exhibits.report_samples import Report
from tests.hostile.samples import PAGE, hostile_record, names_claim, names_table
from tests.hostile.texts import FRAGMENTS
from tests.hostile.trees import put, token, tree

NAMES = [one for one in FRAGMENTS if one.strip() and one.strip() == one and one.isprintable()]
FAMILY = """\
---
title: {{ (name ~ ", a family") | quoted }}
---

# {{ name }} {: #family }

<span id="a"></span>{{ name }} ({{ name }})

{% for anchor, label in anchors.items() %}<a href="#{{ anchor }}">{{ label }}</a> {% endfor %}
"""


def build(folder, names, monkeypatch):
    """Fill pages with names and build their site, with the settings of the report's own."""
    folder.mkdir()
    report = Report(folder)
    report.write("page.md", PAGE)
    report.write("claims.md", "# Claims\n\n## Said {: #said }\n\n{{ table('claims') }}\n")
    report.write("sizes.md", "# Sizes\n")
    (report.docs / "family.tpl").write_text(FAMILY, encoding="utf-8")
    (report.docs / "heading.tpl").write_text("# {{ name }} {: #heading }\n", encoding="utf-8")
    section = Section(
        "hostile",
        tables=[names_table(names, (hostile_record(names[0]),))],
        facts={"names": names},
        findings=[names_claim(names)],
        pages=[
            GeneratedPage(f"atlas/f{n}.md", "family.tpl", {"name": name, "anchors": {"a": name}})
            for n, name in enumerate(names)
        ]
        + [
            GeneratedPage(f"atlas/h{n}.md", "heading.tpl", {"name": name})
            for n, name in enumerate(names)
        ],
    )
    with keep_drawings(folder.parent / "drawings", prune=False):
        report.fill(section)
    settings = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    kept = {name: settings[name] for name in ("markdown_extensions", "theme", "extra")}
    kept["theme"] = {**kept["theme"], "custom_dir": str(ROOT / "engine/site/theme")}
    kept["theme"].pop("icon")
    kept["extra"] = {"generator": False}
    scripts = report.target / "assets" / "javascripts"
    scripts.mkdir(parents=True)
    for name in ("from-disk.js", "search-on-use.js", "scheme-once.js"):
        shutil.copy(ROOT / "docs" / "assets" / "javascripts" / name, scripts / name)
    (report.target / "assets" / "images").mkdir()
    (report.target / "assets" / "images" / "favicon.svg").touch()
    config = {
        "site_name": "Hostile",
        "site_url": "https://example.org/",
        "docs_dir": str(report.target),
        "site_dir": str(folder / "site"),
        "hooks": [str(ROOT / "engine/site/hooks.py")],
        "plugins": ["search"],
        "not_in_nav": "*",
        **kept,
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    monkeypatch.chdir(folder)
    return build_site(folder / "mkdocs.yml")


@pytest.fixture
def sites(tmp_path, monkeypatch):
    harmless = [token(number) for number in range(len(NAMES))]
    return (
        build(tmp_path / "hostile", NAMES, monkeypatch),
        build(tmp_path / "harmless", harmless, monkeypatch),
    )


def read(site):
    """The pages of a site as trees, what is of the build alone left out."""
    pages = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        pages[path.relative_to(site).as_posix()] = tree(text)
    return pages


def test_pages_differ_from_harmless_ones_by_their_names_alone(sites):
    hostile, harmless = map(read, sites)
    assert set(hostile) == set(harmless)
    assert len(hostile) > 12
    for name, page in hostile.items():
        assert page == put(harmless[name], NAMES), name


def test_the_search_finds_names_as_text(sites):
    for site in sites:
        index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
        for entry in index["docs"]:
            for field in (entry["title"], entry["text"]):
                tags = {one[0] for one in tree(field) if isinstance(one, tuple)}
                assert not tags & {"script", "img", "svg", "style", "iframe", "b", "i"}
