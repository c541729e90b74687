"""Tables in LaTeX: they compile as they stand, fit the page, and lose no value."""

import re

import pandas as pd
import pytest

from engine.exhibits.export.latex import LatexError, escape_latex
from engine.exhibits.export.latex_layout import Extent, choose_layout, number_em, text_em
from engine.exhibits.export.latex_table import latex_table
from engine.exhibits.table import Column, Table
from tests.exhibits.export.latex_compiler import compile_in_article, require_latex

AWKWARD = 'α_β & 50 % of #1 ~ $x^2$ {a}\\b <c> | "d" → 3×3 – é ≥ 8 µ'


def make_table(columns, rows, title="A table"):
    frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    return Table("sample", title, "caption", tuple(columns), frame, ())


def awkward_table(rows=3):
    columns = [
        Column("name", "Name_%", "text"),
        Column("mec_bits", "MEC", "integer", "bits"),
        Column("share_percent", "Share", "number", "%", 2),
    ]
    values = [[AWKWARD, 1_281_000, -12.345], ["plain", None, None], ["b_c", 7, 100.0]]
    return make_table(columns, (values * rows)[:rows], title="50 % of α_1")


def wide_table(rows, columns=14, words=0):
    made = [Column("name", "Backbone", "text")]
    made += [Column(f"v{n}_bits", f"Value {n}", "integer", "bits") for n in range(columns)]
    made += [Column("note", "Note", "text")] if words else []
    cells = [["mobilenet_v3", *[10**5 + n for n in range(columns)]] for _ in range(rows)]
    if words:
        cells = [[*row, " ".join(["lorem/ipsum_dolor"] * words)] for row in cells]
    return make_table(made, cells)


TABLES = {
    "awkward": awkward_table(),
    "long": awkward_table(70),
    "wide": wide_table(5),
    "wide and long": wide_table(70),
    "wordy": wide_table(4, columns=3, words=12),
    "wordy and long": wide_table(40, columns=5, words=30),
    "of one column": make_table([Column("n", "Number of things", "integer")], [[1], [2]]),
    "without rows": make_table([Column("n", "Number", "integer"), Column("t", "Text")], []),
}


@pytest.mark.parametrize("name", TABLES)
def test_compiles_in_a_minimal_article_and_fits(name, tmp_path):
    require_latex()
    text = latex_table(TABLES[name], AWKWARD, f"{AWKWARD}\nb")
    assert compile_in_article({name: text}, tmp_path) == {}


def test_what_does_not_fit_is_noticed(tmp_path):
    require_latex()
    text = latex_table(awkward_table(), "caption", "source")
    wide = text.replace("plain", "\\rule{40em}{1pt}")
    wrong = text.replace("\\midrule", "\\nonsense")
    assert "Overfull" in compile_in_article({"a": text, "b": wide}, tmp_path)["b"][0]
    assert (
        "Undefined control sequence"
        in compile_in_article({"a": text, "b": wrong}, tmp_path)["b"][0]
    )


def test_environment_follows_the_size():
    texts = {name: latex_table(table, "caption", "source") for name, table in TABLES.items()}
    assert "\\begin{table}" in texts["awkward"]
    assert "\\begin{sidewaystable}" in texts["wide"]
    assert "\\begin{longtable}" in texts["long"]
    assert "landscape" not in texts["long"]
    assert "\\begin{landscape}" in texts["wide and long"]
    for text in texts.values():
        assert "\\label{tab:sample}" in text
        assert "\\toprule" in text


def test_no_value_is_lost():
    text = latex_table(awkward_table(), "caption", "source")
    body = text.partition("\\midrule")[2]
    rows = re.findall(r"^(.*?) & (\S+) & (\S+) \\\\$", body, re.MULTILINE)
    assert [row[1:] for row in rows] == [("1281000", "-12.35"), ("{--}", "{--}"), ("7", "100.00")]
    assert rows[0][0].replace("\\allowbreak{}", "") == escape_latex(AWKWARD)


def test_units_stand_in_the_header():
    text = latex_table(awkward_table(), "caption", "source")
    assert "(bits)" in text
    assert "(\\%)" in text


def test_too_many_columns_are_refused():
    with pytest.raises(LatexError, match="60 columns"):
        choose_layout([Extent(5.0)] * 60, 1, 3)


@pytest.mark.parametrize(
    ("text", "expected_pt"), [("1234567890", 50.0), ("abcdefghijklmnopqrstuvwxyz", 127.58)]
)
def test_width_of_text_is_that_of_computer_modern(text, expected_pt):
    assert text_em(text) * 10 == pytest.approx(expected_pt, rel=0.03)


def test_width_of_a_number_counts_groups_and_sign():
    assert number_em(4, 0, negative=False) == 2.0
    assert number_em(7, 0, negative=False) == pytest.approx(3.5 + 2 * 0.17)
    assert number_em(1, 2, negative=True) == pytest.approx(0.5 + 0.28 + 1.0 + 0.78)
