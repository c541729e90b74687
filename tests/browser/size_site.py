"""The page that sizes a network for a table, as the report fills it, to be served or from disk."""

import re

import markdown

from engine.records.store import Build
from engine.site.fonts import write_maths_font
from engine.site.from_disk import text_scripts
from engine.site.pages import write_pages
from engine.site.policy import add_policy
from engine.site.references import Bibliography
from engine.site.writer import Source
from engine.studies.section import Section
from tests import ROOT
from tests.browser.calculator_cases import LAW
from tests.browser.calculator_site import EXTENSIONS, GENERIC, link_assets
from tests.exhibits.report_samples import CITATION, RECORDS, Report

READINGS = {
    "decision_layer": "decision layer",
    "width_capped": "width-capped",
    "running_minimum": "running minimum",
    "all_parameters": "all parameters",
}
_MINE = (
    r"assets/javascripts/((?:page|capacity|calculator-results|calculator-expected|data-[\w-]+)\.js)"
)
_STYLES = ("palette", "theme", "parts", "exhibits", "rules", "size")


def write_size(folder, *, on_disk=False):
    """Write the page size/ of a site, with the policy that it is published with.

    Args:
        folder: An empty one.
        on_disk: Whether it is to be opened from disk.

    Returns:
        The folder of the site.
    """
    report = Report(folder)
    report.write("size.md", (ROOT / "docs/size.md").read_text(encoding="utf-8"))
    source = Source(
        docs=report.docs,
        build=Build("standard", {"sizes": RECORDS}),
        sections=(
            Section("rules", facts={"readings": READINGS}),
            Section("series", facts={"law": LAW}),
        ),
        citation=CITATION,
        bibliography=Bibliography(report.docs / "references.bib"),
    )
    write_pages(source, report.target)
    text = re.sub(r"\A---\n.*?\n---\n", "", report.read("size.md"), flags=re.DOTALL)
    body = markdown.markdown(text, extensions=EXTENSIONS, extension_configs=GENERIC)
    body = body.replace("examples/", "../examples/").replace(
        'href="calculator.md"', 'href="../calculator/"'
    )
    page = report.target / "size" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(add_policy(_wrap(body, on_disk=on_disk), on_disk=on_disk), encoding="utf-8")
    link_assets(report.target)
    write_maths_font(report.target)
    if on_disk:
        _write_texts(report.target)
    return report.target


def _write_texts(site):
    name = "examples/iris.csv"
    scripts = text_scripts({name: (site / name).read_text(encoding="utf-8")})
    for path, script in scripts.items():
        (site / "from-disk" / path).parent.mkdir(parents=True)
        (site / "from-disk" / path).write_text(script, encoding="utf-8")


def _wrap(body, *, on_disk):
    listed = re.findall(_MINE, (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    scripts = ["from-disk.js", *listed] if on_disk else listed
    head = "".join(
        f'<link rel="stylesheet" href="../assets/stylesheets/{name}.css">' for name in _STYLES
    )
    head += "".join(
        f'<script defer src="../assets/javascripts/{name}"></script>' for name in scripts
    )
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sample</title>
<link rel="icon" href="data:,">{head}<style>
html {{ font-size: 125% }}
body {{ background: var(--md-default-bg-color); color: var(--md-default-fg-color);
  font: 16px/1.6 sans-serif; margin: 0 16px }}
a {{ color: var(--md-typeset-a-color) }}
summary {{ display: list-item; min-height: 24px }}
button {{ background: none; font: inherit }}
.mec-scroll {{ overflow-x: auto }}
</style></head>
<body data-md-color-scheme="default" class="md-typeset"><main>{body}</main></body></html>"""
