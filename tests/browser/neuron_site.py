"""A page with "beat the neuron" alone, as the report fills it, to be served or read from disk."""

import re

from tests import ROOT
from tests.browser.calculator_site import link_assets
from tests.exhibits.report_samples import Report

STYLES = ("palette", "theme", "parts", "exhibits", "neuron")


def list_scripts():
    """The scripts that the page stands on, in the order of mkdocs.yml."""
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return re.findall(r"assets/javascripts/((?:page|neuron[\w-]*)\.js)", listed)


def write_neuron(folder):
    """Write the page neuron/ of a site; returns the folder."""
    report = Report(folder)
    report.write("neuron.md", "{{ beat_the_neuron() }}\n")
    report.fill()
    page = report.target / "neuron" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(_wrap(report.read("neuron.md")), encoding="utf-8")
    link_assets(report.target)
    return report.target


def _wrap(body):
    styles = (f"../assets/stylesheets/{name}.css" for name in STYLES)
    head = "".join(f'<link rel="stylesheet" href="{address}">' for address in styles)
    scripts = (f"../assets/javascripts/{name}" for name in list_scripts())
    head += "".join(f'<script defer src="{address}"></script>' for address in scripts)
    return f"""<!doctype html><html lang="en" class="no-js"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sample</title>
<link rel="icon" href="data:,">
<script>document.documentElement.classList.remove("no-js")</script>{head}<style>
html {{ font-size: 125% }}
body {{ background: var(--md-default-bg-color); color: var(--md-default-fg-color);
  font: 16px/1.6 sans-serif; margin: 0 16px }}
summary {{ display: list-item }}
.md-typeset svg {{ height: auto; max-width: 100% }}
button {{ font: inherit }}
.mec-status {{ position: absolute }}
</style>
<body data-md-color-scheme="default" class="md-typeset"><main><h1>Sample</h1>
{body}
<div style="height: 1500px"></div></main></body></html>"""
