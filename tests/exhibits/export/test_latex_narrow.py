"""The forms for little room: the columns that matter, which rows stand for all, and what fits."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.export.latex import LatexError
from engine.exhibits.export.latex_narrow import PACKAGES, narrow_table, slide_table
from engine.exhibits.table import Column, Table
from tests.exhibits.export.latex_compiler import compile_in_article, require_latex

COLUMNS = (
    Column("network", "Network"),
    Column("mec_bits", "MEC", "integer", "bits"),
    Column("g", "G", "number", digits=2),
    Column("g_low", "from", "number", digits=2, page_label="G, from"),
    Column("g_high", "to", "number", digits=2),
    Column("note", "Where it was read, and by whom"),
)


def make_table(rows=3, **more):
    frame = pd.DataFrame(
        {
            "network": [f"net_{row}" for row in range(rows)],
            "mec_bits": [(row * 37) % 1009 for row in range(rows)],
            "g": [row / 8 for row in range(rows)],
            "g_low": [row / 9 for row in range(rows)],
            "g_high": [row / 7 for row in range(rows)],
            "note": ["some words that are said of it " * 3 for _ in range(rows)],
        }
    )
    return Table("sample", "A table", "caption", COLUMNS, frame, (), **more)


def narrow(table):
    return narrow_table(table, "A caption", "source")


def headers(text):
    """Headers of the columns, their lines joined."""
    lines = text.partition("\\toprule\n")[2].partition("\\midrule")[0].splitlines()
    rows = [re.findall(r"\{([^{}]*)\}", line) for line in lines]
    return [" ".join(filter(None, column)) for column in zip(*rows, strict=True)]


def networks(text):
    return [int(row) for row in re.findall(r"^net\\_(?:\\allowbreak\{\})?(\d+) ", text, re.M)]


def test_the_columns_are_those_that_the_author_named_in_that_order():
    text = narrow(make_table(narrow=("network", "g_high", "mec_bits")))
    assert headers(text) == ["Network", "to", "MEC (bits)"]


def test_a_label_that_leans_on_a_column_left_out_is_the_one_of_the_page():
    assert headers(narrow(make_table(narrow=("network", "g_low")))) == ["Network", "G, from"]
    beside = narrow(make_table(narrow=("network", "g", "g_low")))
    assert headers(beside) == ["Network", "G", "from"]


def test_else_those_that_stand_first_on_the_page():
    text = narrow(make_table(first_on_page=("network", "g", "mec_bits")))
    assert headers(text) == ["Network", "G", "MEC (bits)"]


def test_a_lower_end_is_not_taken_without_the_upper_one():
    wide = Column("g_high", "to" + "o" * 45, "number", digits=2)
    columns = tuple(wide if column.name == "g_high" else column for column in COLUMNS)
    table = replace(make_table(), columns=columns)
    assert headers(narrow(table)) == ["Network", "MEC (bits)", "G"]


def test_columns_that_do_not_fit_are_an_error_that_names_them():
    columns = (COLUMNS[0], replace(COLUMNS[1], label="M" * 40))
    table = replace(make_table(), columns=columns, narrow=("network", "mec_bits"))
    with pytest.raises(LatexError, match=r"'sample'.* network, mec_bits are too wide.*`narrow`"):
        narrow(table)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"narrow": ("network", "gg")}, "names gg; its columns are network, mec_bits"),
        ({"extract_by": "network"}, "extract_by is 'network'; its columns of numbers are mec_bits"),
    ],
)
def test_a_name_that_is_not_there_is_an_error(wrong, said):
    with pytest.raises(LatexError, match=said):
        narrow(make_table(**wrong))


def test_no_header_is_a_table_in_a_cell_and_nothing_lies_on_its_side():
    text = narrow(make_table())
    assert text.startswith(f"% {PACKAGES}\n% source\n")
    assert re.findall(r"\\begin\{([^}]+)\}", text) == ["table", "tabular"]


@given(st.integers(0, 130))
def test_up_to_a_hundred_rows_are_all_there_once_and_over_it_an_extract(rows):
    text = narrow(make_table(rows, narrow=("network", "mec_bits")))
    shown = networks(text)
    if rows <= 100:
        assert shown == list(range(rows))
        assert "rows" not in text.replace("All rows and columns", "")
    else:
        assert shown == list(range(20))
        assert f"The first 20 of {rows} rows. All are in the supplement (sample.tex)." in text
    assert text.count("\\label{tab:sample}") == 1
    parts = text.count("\\begin{tabular}")
    assert text.count("(continued)") == text.count("\\addtocounter{table}{-1}") == parts - 1


def test_the_rows_with_the_largest_values_stand_for_all():
    table = make_table(200, narrow=("network", "mec_bits"), extract_by="mec_bits")
    largest = set(table.frame["mec_bits"].nlargest(20).index)
    text = narrow(table)
    assert networks(text) == sorted(largest)
    assert "The 20 of 200 rows with the largest values of ``MEC (bits)''. All are in" in text


def test_a_missing_value_is_not_the_largest():
    table = make_table(200, narrow=("network", "g"), extract_by="g")
    table.frame.loc[199, "g"] = None
    assert networks(narrow(table)) == list(range(179, 199))


@given(st.integers(1, 60))
def test_a_slide_has_a_dozen_rows_at_most_and_says_which(rows):
    text = slide_table(make_table(rows, narrow=("network", "mec_bits")), "source")
    assert text.count("\\begin{tabular}") == 1
    assert networks(text) == list(range(min(rows, 12)))
    assert ("of the" if rows <= 12 else f"The first 12 of {rows} rows.") in f"{text} of the"
    assert "A caption" not in text


def test_rows_too_high_for_a_slide_are_fewer():
    text = slide_table(make_table(12, narrow=("network", "note", "mec_bits")), "source")
    assert 0 < len(networks(text)) < 12
    assert "\\hspace{0pt}}p{" in text


def test_all_of_them_compile_in_an_article_and_fit(tmp_path):
    require_latex()
    texts = {
        "plain": narrow(make_table()),
        "in parts": narrow(make_table(90)),
        "extract": narrow(make_table(101)),
        "wrapped": narrow(make_table(5, narrow=("network", "note", "mec_bits"))),
        "slide": slide_table(make_table(30), "source"),
        "empty": narrow(make_table(0)),
    }
    assert compile_in_article(texts, tmp_path) == {}
