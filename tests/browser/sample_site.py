"""A small site of pages as the report fills them, with its scripts and styles, to be served."""

import random

import pandas as pd

from engine.exhibits.table import Column, Table
from tests import ROOT
from tests.exhibits.report_samples import RECORDS

SCRIPTS = (
    "page",
    "copy",
    "tables",
    "rows",
    "large-tables",
    "networks-readings",
    "figures-marks",
    "figures-tip",
    "figures-legend",
    "lookup-index",
    "lookup-card",
    "lookup",
)
STYLES = (
    *("palette", "theme", "parts", "exhibits", "figures", "atlas", "networks", "strips"),
    "print",
)
ASSETS = ROOT / "docs" / "assets"


def write_site(report, pages):
    """Write the filled pages as HTML beside their data; returns the folder."""
    for name in pages:
        body = report.read(f"{name}.md")
        folder = report.target / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(_wrap(body), encoding="utf-8")
    for kind, suffix, names in (("javascripts", "js", SCRIPTS), ("stylesheets", "css", STYLES)):
        for name in names:
            file = f"{name}.{suffix}"
            content = (ASSETS / kind / file).read_bytes()
            (report.target / file).write_bytes(content)
    return report.target


def _wrap(body):
    scripts = "".join(f'<script defer src="../{name}.js"></script>' for name in SCRIPTS)
    styles = "".join(f'<link rel="stylesheet" href="../{name}.css">' for name in STYLES)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sample</title>
{styles}{scripts}<style>
body {{ background: var(--md-default-bg-color); color: var(--md-default-fg-color) }}
a {{ color: var(--md-typeset-a-color) }}
</style>
<body data-md-color-scheme="default" class="md-typeset"><main><h1>Sample</h1><h2>Part</h2>
{body}
<div style="height: 2000px"></div></main></body></html>"""


def large_frame(count=1500, seed=7):
    """Rows like those of the atlas: names, families, integers with gaps, and awkward decimals."""
    rng = random.Random(seed)
    awkward = [76.125, 76.375, 0.001, 1.005, 80.0, 99.995, 0.5, 2.5, 1e-9, 1234.565, 12345.0]
    return pd.DataFrame(
        {
            "model": [f"net{rng.choice('abc')}_{index}" for index in range(count)],
            "address": [f"atlas/x/#timm-{index}" for index in range(count)],
            "library": [rng.choice(["keras", "timm", "torchvision"]) for _ in range(count)],
            "family": [f"family_{rng.randrange(100)}" for _ in range(count)],
            "year": [rng.choice([None, 2014, 2022]) for _ in range(count)],
            "parameters": [rng.randrange(10**5, 3 * 10**9) for _ in range(count)],
            "top1_percent": [
                awkward[index] if index < len(awkward) else rng.choice([None, rng.random() * 100])
                for index in range(count)
            ],
            **{f"bits_{n}": [rng.randrange(10**7) for _ in range(count)] for n in range(10)},
        }
    )


def large_table(frame, identifier="large", **options):
    """A table of many rows, drawn by a script as its reader scrolls."""
    return Table(
        identifier,
        "Large",
        "Many rows.",
        (
            Column("model", "Model", link="address"),
            Column("library", "Library", facet=True),
            Column("family", "Family", facet=True),
            Column("year", "Year", "year", in_latex=False),
            Column("parameters", "Parameters", "integer", facet=True),
            Column("top1_percent", "Top-1", "number", "%", 2),
            *(
                Column(f"bits_{n}", f"Bits {n}", "integer", "bits", in_latex=False)
                for n in range(10)
            ),
        ),
        frame,
        RECORDS,
        filterable=True,
        **{"shown": "window", **options},
    )
