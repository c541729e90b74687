"""A table with awkward names and numbers, and a small report to put it in."""

from pathlib import Path

import pandas as pd

from engine.exhibits.export.citation import Citation
from engine.exhibits.table import Column, Table
from engine.records.key import Inputs, record_key
from engine.records.record import Record
from engine.records.store import Build
from engine.site.pages import write_pages
from engine.site.references import Bibliography
from engine.site.writer import Source
from engine.studies.section import Section

CITATION = Citation(
    title="Capacity & compression",
    authors=("The MEC report authors",),
    version="1.2.0",
    released="2026-01-31",
    address="https://example.org/1.2.0/",
    licence="MIT",
)
BIBLIOGRAPHY = """
@article{cover1965,
  author = {Cover, Thomas M.},
  title = {Geometrical Properties of Systems of Linear Inequalities},
  journal = {IEEE Transactions},
  year = {1965},
}
@misc{three2018,
  author = {Friedland, Gerald and Metere, Alfredo and Krell, Mario},
  title = {Sizing Networks},
  year = {2018},
}
"""


def make_record(study="sizes", *, commit="abc123", cpu="A CPU", seconds=1.5, **params):
    inputs = Inputs(code="c0de" * 16, data={"digits": "da7a" * 16}, packages={"numpy": "2.0.0"})
    made = {"seconds": seconds, "cpu": cpu, "python": "3.11.9", "commit": commit, "time": "now"}
    return Record(study, params, record_key(study, params, inputs), inputs, {"bits": 1}, made)


RECORDS = (make_record(seed=43), make_record(seed=42))


def awkward_table():
    """Names that each format must escape, integers with gaps, integers beyond 2**64."""
    frame = pd.DataFrame(
        {
            "network": [
                "mobilenet_v3, α = 0.35",
                "50 % | R&D <b>x</b>",
                r"_a_ *b* $5 #1 {c} ~^\ `d`",
            ],
            "page": ["atlas/a/?x=1&y=2", None, "https://example.org/"],
            "mec_bits": [1_281_000, None, 0],
            "labellings": pd.Series([2**70, 3, 2**53 + 1], dtype=object),
            "g_elements": [1 / 3, None, -0.0004],
        }
    )
    return Table(
        id="awkward",
        title="Names & numbers",
        caption="Bits of *each* network, 100 % of `them_all` with α < 1.",
        columns=(
            Column("network", "Network", link="page", facet=True),
            Column("mec_bits", "MEC", "integer", "bits", description='What "MEC" means'),
            Column("labellings", "Labellings | all", "integer"),
            Column("g_elements", "G", "number", digits=2),
        ),
        frame=frame,
        records=RECORDS,
        filterable=True,
    )


def small_table(identifier="small", **frame):
    frame = frame or {"mec_bits": [3, 12]}
    columns = tuple(Column(name, name, "integer") for name in frame)
    return Table(identifier, "Small", "A caption.", columns, pd.DataFrame(frame), RECORDS)


class Report:
    """A report of a few pages in a folder."""

    def __init__(self, folder: Path):
        self.docs = folder / "docs"
        self.target = folder / "pages"
        self.citation = CITATION
        self.write("references.md", "{{ bibliography() }}\n")
        self.write("index.md", '# Home\n\n{{ cite("cover1965") }} {{ cite("three2018") }}\n')
        (self.docs / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")

    def write(self, name, text):
        path = self.docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def fill(self, *sections, profile="standard", changes=None):
        """Fill the pages; returns the names of the files written."""
        source = Source(
            docs=self.docs,
            build=Build(profile, {"sizes": RECORDS}),
            sections=sections,
            citation=self.citation,
            bibliography=Bibliography(self.docs / "references.bib"),
            changes=changes,
        )
        return [path.as_posix() for path in write_pages(source, self.target)]

    def fill_with(self, text, *tables, profile="standard", **facts):
        """Fill a page with a text, and return it as it is written."""
        self.write("page.md", text)
        self.fill(Section("facts", tables=tables, facts=facts), profile=profile)
        return self.read("page.md")

    def read(self, name):
        return (self.target / name).read_text(encoding="utf-8")
