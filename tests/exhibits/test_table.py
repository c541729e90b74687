import csv
import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.table import LEAD_COUNT, Column, Table, is_missing
from engine.records.foreign import csv_text
from tests.exhibits.report_samples import RECORDS, awkward_table, small_table

# What a spreadsheet or a text of our own may hold in a cell.
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20)


def make_table(frame, *columns, **options):
    return Table("t", "Title", "Caption.", columns, pd.DataFrame(frame), RECORDS, **options)


@pytest.mark.parametrize(
    ("column", "value", "shown", "plain"),
    [
        (Column("a", "A"), "a,b", "a,b", "a,b"),
        (Column("a", "A", "integer"), 1_281_000, "1,281,000", "1281000"),
        (Column("a", "A", "integer"), 1_281_000.0, "1,281,000", "1281000"),
        (Column("a", "A", "integer"), 2**70, "1,180,591,620,717,411,303,424", str(2**70)),
        (Column("a", "A", "integer"), np.int64(-12_345), "-12,345", "-12345"),
        (Column("a", "A", "number", digits=3), 156.37207, "156.372", "156.372"),
        (Column("a", "A", "number", digits=1), 12_345.67, "12,345.7", "12345.7"),
        (Column("a", "A", "number"), 1.7, "2", "2"),
        (Column("a", "A", "number", digits=2), -0.0004, "0.00", "0.00"),
        (Column("a", "A", "number", digits=2), np.float32(0.5), "0.50", "0.50"),
        (Column("a", "A", "year"), 2017, "2017", "2017"),
    ],
)
def test_how_a_value_is_shown(column, value, shown, plain):
    assert column.format(value) == shown
    assert column.format_plain(value) == plain


@pytest.mark.parametrize(
    "missing", [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT], ids=repr
)
@pytest.mark.parametrize("type_", ["text", "integer", "number", "year"])
def test_a_missing_value_is_a_dash(missing, type_):
    assert is_missing(missing)
    assert Column("a", "A", type_).format(missing) == "–"
    assert Column("a", "A", type_).format_plain(missing) == ""


@pytest.mark.parametrize("present", ["", "nan", 0, 0.0, False, [], float("inf")], ids=repr)
def test_what_is_not_missing(present):
    assert not is_missing(present)


def test_a_page_may_have_another_order_of_columns_than_the_files():
    columns = (Column("a", "A"), Column("b", "B", on_page=False), Column("c", "C"))
    table = make_table({"a": [1], "b": [2], "c": [3]}, *columns, first_on_page=("c",))
    assert [column.name for column in table.page_columns] == ["c", "a"]
    assert table.to_csv().splitlines()[0] == "a,b,c"
    with pytest.raises(ValueError, match="no values for d"):
        make_table({"a": [1], "b": [2], "c": [3]}, *columns, first_on_page=("d",))


@given(count=st.integers(1, 20), named=st.integers(0, 20), hidden=st.integers(0, 3))
def test_a_page_shows_the_columns_named_or_six_and_hides_no_fewer_than_three(count, named, hidden):
    names = [f"c{n}" for n in range(count + hidden)]
    columns = [Column(name, name, on_page=n < count) for n, name in enumerate(names)]
    first = tuple(reversed(names[: min(named, count)]))
    table = make_table({name: [1] for name in names}, *columns, first_on_page=first)
    lead, shown = table.lead_count, [column.name for column in table.page_columns]
    assert sorted(shown) == sorted(names[:count])
    assert tuple(shown[: len(first)]) == first
    assert lead == len(shown) or len(shown) - lead >= 3
    wanted = len(first) or LEAD_COUNT
    assert lead == wanted or (lead == len(shown) and len(shown) - wanted < 3)
    assert table.to_csv().splitlines()[0] == ",".join(names)


def test_a_header_holds_the_unit():
    assert Column("mec_bits", "MEC", "integer", "bits").header == "MEC (bits)"
    assert Column("g", "G").header == "G"


@pytest.mark.parametrize("identifier", ["", "MNIST", "mnist_cnn", "mnist-", "-a", "a b", "ä"])
def test_a_malformed_id(identifier):
    with pytest.raises(ValueError, match="must be lower-case words joined by hyphens"):
        small_table(identifier)


def test_columns_without_values_are_named():
    with pytest.raises(ValueError, match=r"table 't' has no values for b, link; its frame has a"):
        make_table({"a": [1]}, Column("a", "A"), Column("b", "B", link="link"))


@pytest.mark.parametrize("bad", [1.5, float("inf"), 2.0**53 + 2, "12"])
def test_an_integer_column_holds_integers_alone(bad):
    with pytest.raises((ValueError, OverflowError), match=r"no exact integer|cannot convert"):
        make_table({"a": [1, bad]}, Column("a", "A", "integer"))


def test_pandas_must_not_have_rounded_an_integer():
    huge = {"a": [2**60 + 1, None]}
    with pytest.raises(ValueError, match=r"column 'a': .*dtype=object"):
        make_table(huge, Column("a", "A", "integer"))
    exact = make_table(pd.DataFrame(huge, dtype=object), Column("a", "A", "integer"))
    assert exact.to_csv() == f'a\n{2**60 + 1}\n""\n'


def test_csv_has_raw_values_and_no_formatting():
    table = make_table(
        {"name": ["a,b", None], "bits": [1_281_000, None], "g": [1 / 3, 73.5]},
        Column("g", "G", "number", digits=1),
        Column("name", "Name"),
        Column("bits", "MEC", "integer"),
    )
    assert table.to_csv() == 'g,name,bits\n0.3333333333333333,"a,b",1281000\n73.5,,\n'


@given(
    st.lists(
        st.tuples(
            texts | st.none(),
            st.integers() | st.none(),
            st.floats(allow_nan=False, allow_infinity=False) | st.none(),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_csv_and_json_give_back_every_value(rows):
    names = ["name", "bits", "g"]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    table = make_table(
        frame,
        Column("name", "Name"),
        Column("bits", "Bits", "integer"),
        Column("g", "G", "number"),
    )
    body = json.loads(table.to_json())
    assert [tuple(row[name] for name in names) for row in body["rows"]] == rows
    read = list(csv.reader(io.StringIO(table.to_csv(), newline="")))
    assert read[0] == names
    assert [
        (name or None, int(bits) if bits else None, float(g) if g else None)
        for name, bits, g in read[1:]
    ] == [(csv_text(name) if name else name, bits, g) for name, bits, g in rows]


def test_json_tells_what_a_column_means():
    body = json.loads(awkward_table().to_json())
    assert body["columns"][1]["name"] == "mec_bits"
    assert body["columns"][1]["unit"] == "bits"
    assert body["columns"][1]["type"] == "integer"
    assert [row["labellings"] for row in body["rows"]] == [2**70, 3, 2**53 + 1]


def test_json_refuses_infinity():
    with pytest.raises(ValueError, match="not JSON compliant"):
        make_table({"g": [float("inf")]}, Column("g", "G", "number")).to_json()


def test_links_are_not_published_as_a_column():
    assert list(awkward_table().published.columns) == [
        "network",
        "mec_bits",
        "labellings",
        "g_elements",
    ]


def test_an_empty_table_keeps_its_header():
    table = make_table({"a": []}, Column("a", "A", "integer"))
    assert table.to_csv() == "a\n"
    assert json.loads(table.to_json())["rows"] == []


@pytest.mark.parametrize("end", [".csv", ".json", ".tex", "-narrow.tex", "-slide.tex", ".bib"])
def test_golden_files(report, golden, end):
    report.fill_with('{{ table("awkward") }}', awkward_table())
    golden(f"table/awkward{end}", report.read(f"data/awkward{end}"))


@pytest.mark.parametrize("end", ["-narrow", "-slide"])
def test_an_id_that_would_take_the_files_of_another_is_refused(end):
    with pytest.raises(ValueError, match=f"'sizes{end}' must not end in '{end}'"):
        Table(f"sizes{end}", "Title", "Caption", (), pd.DataFrame(), ())


def test_golden_page(report, golden):
    golden("table/awkward.html", report.fill_with('{{ table("awkward") }}\n', awkward_table()))


@pytest.mark.parametrize(
    ("value", "shown", "plain"),
    [
        (3e-10, "<0.0001", "0.0000"),
        (0.00006, "0.0001", "0.0001"),
        (0.0, "0.0000", "0.0000"),
        (-3e-10, "0.0000", "0.0000"),
    ],
)
def test_small_numbers_are_not_shown_as_zero(value, shown, plain):
    column = Column("p_value", "p", "number", digits=4)
    assert column.format(value) == shown
    assert column.format_plain(value) == plain


def test_rows_of_the_json_are_those_of_the_csv():
    table = small_table(mec_bits=[3, None, 12], parameters=[1, 2, 2**53])
    body = json.loads(table.to_json())
    written = [[int(cell) if cell else None for cell in row] for row in read_csv(table)]
    assert [list(row.values()) for row in body["rows"]] == written
    names = [column["name"] for column in body["columns"]]
    assert names == list(table.published.columns)
    assert all(list(row) == names for row in body["rows"])


def read_csv(table):
    return list(csv.reader(io.StringIO(table.to_csv())))[1:]


def test_cells_of_the_json_lead_where_the_page_does():
    pages = ["atlas/x/#a", None, "javascript:alert(1)"]
    frame = pd.DataFrame({"name": ["a", "b", "c"], "page": pages})
    columns = (Column("name", "Name", link="page"),)
    body = json.loads(Table("linked", "Linked", "Caption.", columns, frame, RECORDS).to_json())
    assert body["addresses"] == {"name": ["atlas/x/#a", None, ""]}
    assert list(body["rows"][0]) == ["name"]


def test_a_script_gets_no_integer_that_it_would_round():
    replace(small_table(mec_bits=[2**53]), shown="window")
    with pytest.raises(ValueError, match=r"'mec_bits': a script cannot hold .* beyond 2\*\*53"):
        replace(small_table(mec_bits=[2**53 + 1]), shown="window")


def test_anchors_of_rows_need_their_column():
    frame = pd.DataFrame({"name": ["a"]})
    with pytest.raises(ValueError, match="has no values for anchor"):
        Table("a", "A", "C.", (Column("name", "N"),), frame, RECORDS, anchors="anchor")
