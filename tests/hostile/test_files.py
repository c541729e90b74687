"""Hostile names in the files of tables: CSV, JSON, BibTeX, LaTeX."""

import csv
import io
import json
import re

import pytest
from pybtex.database import parse_string

from engine.exhibits.export.citation import Citation
from engine.exhibits.export.latex import escape_latex
from engine.exhibits.export.latex_table import latex_table
from engine.records.foreign import csv_text
from tests.exhibits.export.latex_compiler import compile_in_article, require_latex
from tests.hostile.samples import names_table
from tests.hostile.texts import HOSTILE, SHORT, SOME, examples, is_seen, over

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of ten long texts


@examples
def test_files_of_data_give_back_every_name(examples):
    @over(HOSTILE, examples, batch=10)
    def check(names):
        table = names_table(names)
        body = json.loads(table.to_json())
        read = json.loads(json.dumps(names))  # two halves side by side are read as a character
        assert [row["network"] for row in body["rows"]] == read
        assert body["title"] == read[0]
        assert is_seen(table.to_json())
        rows = list(csv.reader(io.StringIO(table.to_csv(), newline="")))[1:]
        assert rows == [[csv_text(name), "-3"] for name in names]
        table.to_csv().encode()


@examples
def test_bibtex_parses_back_and_its_braces_match(examples):
    @over(SOME, examples)
    def check(text):
        citation = Citation(text, (text, "A B"), text, text, f"https://example.org/{text}", text)
        entries = parse_string(citation.bibtex("page/#a", "a", text), "bibtex").entries
        ((key, entry),) = entries.items()
        assert re.fullmatch(r"[A-Za-z0-9._:/+@-]+", key)
        assert set(entry.fields) == {"title", "year", "date", "version", "url", "note"}
        assert len(entry.persons["author"]) == 2
        assert re.fullmatch(r"[!-~]+", entry.fields["url"])
        assert not set(entry.fields["url"]) & set('{}<>"\\^`|')
        assert is_seen(citation.plain("page/", text))


@examples
def test_latex_sets_every_name(examples, tmp_path):
    """In prose, in a caption, and as the cells of a table: one document of all."""
    require_latex()
    texts = []

    @over(SHORT, examples)
    def collect(text):
        texts.append(text)

    prose = "".join(
        f"\\typeout{{@@ {number}}}\\parbox{{5cm}}{{{escape_latex(text)}}}\n\n"
        for number, text in enumerate(texts)
    )
    found = compile_in_article({"prose": f"% \\usepackage{{booktabs}}\n{prose}"}, tmp_path)
    assert {name: said for name, said in found.items() if _errors(said)} == {}
    tables = {}
    for number in range(0, len(texts), 100):
        names = texts[number : number + 100]
        tables[f"t{number}"] = latex_table(names_table(names), names[0], f"{names[0]}\n{names[-1]}")
    for name, text in tables.items():
        found = compile_in_article({name: text}, tmp_path)
        assert not _errors(found.get(name, found.get("main.tex", [])))


def _errors(said):
    return [line for line in said if not line.startswith("Overfull")]
