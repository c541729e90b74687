"""The calculator's page with a law of our choice, as the report fills it, to be served."""

import re

import markdown

from engine.records.store import Build
from engine.site.pages import write_pages
from engine.site.references import Bibliography
from engine.site.writer import Source
from engine.studies.section import Section
from tests import ROOT
from tests.exhibits.report_samples import CITATION, RECORDS, Report

ASSETS = ROOT / "docs" / "assets"
EXTENSIONS = ["attr_list", "md_in_html", "tables", "pymdownx.arithmatex", "engine.site.maths"]
GENERIC = {"pymdownx.arithmatex": {"generic": True}}

_READINGS = {
    "decision_layer": "decision layer",
    "width_capped": "width-capped",
    "running_minimum": "running minimum",
    "all_parameters": "all parameters",
}
_WINDOW = {"kernel": 2, "stride": 2, "padding": 0}
_CNN = {
    "title": "A CNN",
    "classifier_sizes": [16, 8, 1],
    "input_shape": [8, 8, 1],
    "stages": [{"filters": 4, "convolution": _WINDOW, "pooling": _WINDOW}],
}
_SECTIONS = (
    Section(
        "rules",
        facts={"readings": _READINGS, "examples": {"2-3-1 network": {"sizes": [2, 3, 1]}}},
    ),
    Section("mnist", facts={"networks": {"cnn": _CNN}}),
    Section(
        "backbones", facts={"shapes": {"A backbone": {"sizes": [8, 8, 1], "image": [32, 32, 3]}}}
    ),
)


def write_calculator(folder, law, absent=()):
    """Write the page calculator/ of a site; returns the folder.

    Args:
        folder: An empty one.
        law: That of the section `series`.
        absent: Sections that wait for records, `series` alone, which then has no law.
    """
    report = Report(folder)
    report.write("calculator.md", (ROOT / "docs/calculator.md").read_text(encoding="utf-8"))
    series = () if absent else (Section("series", facts={"law": law}),)
    source = Source(
        docs=report.docs,
        build=Build("standard", {"sizes": RECORDS}),
        sections=(*_SECTIONS, *series),
        citation=CITATION,
        bibliography=Bibliography(report.docs / "references.bib"),
        absent=absent,
    )
    write_pages(source, report.target)
    text = re.sub(r"\A---\n.*?\n---\n", "", report.read("calculator.md"), flags=re.DOTALL)
    body = markdown.markdown(text, extensions=EXTENSIONS, extension_configs=GENERIC)
    page = report.target / "calculator" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(_wrap(body), encoding="utf-8")
    link_assets(report.target)
    return report.target


def link_assets(target):
    """Put scripts and styles beside what was filled, which has a licence of a font there."""
    (target / "assets").mkdir(exist_ok=True)
    for part in ("javascripts", "stylesheets"):
        (target / "assets" / part).symlink_to(ASSETS / part)


def _wrap(body):
    """Return a page with the scripts and styles that mkdocs.yml lists, in its order."""
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    scripts = re.findall(r"path: (assets/javascripts/\S+\.js)", listed)
    styles = re.findall(r"- (assets/stylesheets/\S+\.css)", listed)
    head = "".join(f'<link rel="stylesheet" href="../{name}">' for name in styles)
    head += "".join(f'<script defer src="../{name}"></script>' for name in scripts)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sample</title>{head}
<style>
:root {{ --md-default-bg-color: #fff; --md-default-fg-color: #111 }}
body {{ background: var(--md-default-bg-color); color: var(--md-default-fg-color) }}
</style>
<body data-md-color-scheme="default" class="md-typeset"><main>{body}</main></body></html>"""
