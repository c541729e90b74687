import csv
import io
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records.compare_tables import compare_table, compare_tables
from engine.records.compare_tables_text import tables_lines, tables_markdown

OLD = "network,width,mec_bits,seconds\ncnn1,1,12,0.5\ncnn1,2,24,0.7\ncnn2,1,7,0.1\n"
CELLS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=5)


def to_csv(rows):
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue()


def test_a_changed_number_is_found_by_the_first_columns_that_tell_its_row():
    found = compare_table("sizes", OLD, OLD.replace("24", "25"))
    (cell,) = found.cells
    assert cell.row == {"network": "cnn1", "width": "2"}
    assert (cell.column, cell.old, cell.new) == ("mec_bits", "24", "25")
    assert cell.relative == pytest.approx(1 / 25)
    assert found.compared == 3


def test_the_order_of_rows_does_not_count():
    header, *rows = OLD.splitlines()
    assert compare_table("sizes", OLD, "\n".join([header, *rows[::-1]])).is_same


def test_seconds_are_off_the_clock():
    assert compare_table("sizes", OLD, OLD.replace("0.5", "0.6")).is_same
    assert compare_table("a", "n,build_seconds\nx,1\n", "n,build_seconds\nx,2\n").is_same


def test_rows_and_columns_that_one_alone_has_are_told():
    new = "network,width,mec_bits,depth\ncnn1,1,12,3\ncnn1,2,24,3\ncnn3,1,7,3\n"
    found = compare_table("sizes", OLD, new)
    assert found.cells == ()
    assert found.rows_only_old == ({"network": "cnn2", "width": "1"},)
    assert found.rows_only_new == ({"network": "cnn3", "width": "1"},)
    assert (found.columns_only_old, found.columns_only_new) == ((), ("depth",))


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("1.0", "1", True),
        ("100", "100.0000000001", True),
        ("100", "100.1", False),
        ("", "1", False),
        ("nan", "nan", True),
        ("holds", "does not hold", False),
        (str(2**70), str(2**70 + 1), True),
    ],
)
def test_a_tolerance_lets_the_last_digits_pass(old, new, is_same):
    tables = [to_csv([["n", "value"], ["a", one]]) for one in (old, new)]
    assert compare_table("t", *tables, 1e-9).is_same is is_same


def test_whole_numbers_are_compared_to_the_last_digit():
    tables = [f"n,value\na,{2**70 + more}\n" for more in (0, 1)]
    assert not compare_table("t", *tables).is_same


def test_rows_that_nothing_tells_apart_are_counted():
    old, new = "x,y\n1,1\n1,1\n", "x,y\n1,1\n1,1\n1,1\n"
    found = compare_table("points", old, new)
    assert (found.cells, len(found.rows_only_new)) == ((), 1)


@given(st.data())
def test_every_changed_cell_is_found_and_no_other(data):
    width = data.draw(st.integers(2, 4))
    names = data.draw(st.lists(CELLS, min_size=1, max_size=6, unique=True))
    header = ["name", *(f"c{n}" for n in range(1, width))]
    rows = [
        [name, *data.draw(st.lists(CELLS, min_size=width - 1, max_size=width - 1))]
        for name in names
    ]
    changed = data.draw(
        st.sets(st.tuples(st.integers(0, len(rows) - 1), st.integers(1, width - 1)))
    )
    after = [list(row) for row in rows]
    for row, column in changed:
        after[row][column] += "changed"
    found = compare_table("t", to_csv([header, *rows]), to_csv([header, *after]))
    where = {(cell.row.get("name", ""), cell.column) for cell in found.cells}
    assert where == {(rows[row][0], header[column]) for row, column in changed}
    assert not found.rows_only_old


def test_exhibits_are_told_one_by_one():
    old = {"sizes": OLD, "gone": "a\n1\n", "same": "a\n1\n"}
    new = {"sizes": OLD.replace("24", "25"), "fresh": "a\n1\n", "same": "a\n1\n"}
    found = compare_tables(old, new)
    assert (found.compared, found.only_old, found.only_new) == (2, ("gone",), ("fresh",))
    assert [change.id for change in found.changed] == ["sizes"]
    assert not found.is_same
    assert compare_tables(old, old).is_same
    text = "\n".join(tables_lines(found))
    assert "Of the 2 tables and figures that both have, 1 changed; 1 is new, 1 is gone." in text
    assert "sizes: 1 of 3 values differ, by 0.04 of their size at most" in text
    assert "network=cnn1, width=2  mec_bits  24  ->  25" in text
    assert asdict(found)["changed"][0]["cells"][0]["new"] == "25"


def test_a_page_lists_values_with_links_and_its_share_of_each():
    header = "n,v\n"
    rows = [f"row{n}" for n in range(9)]
    old = {name: header + "".join(f"{row},1\n" for row in rows) for name in ("a", "b")}
    new = {name: text.replace(",1", ",2") for name, text in old.items()}
    page = tables_markdown(compare_tables(old, new), {"a": "x.md#table-a"}, limit=6)
    assert page.count("| [a](x.md#table-a) |") == page.count("| <code>b</code> |") == 3
    assert "and 12 more." in page
    assert "- [a](x.md#table-a): 9 of 9 values differ" in page


def test_nothing_gets_out_of_a_cell():
    tables = [to_csv([["n", "v"], ["<b>|`*_[x](y)", value]]) for value in ("1", "$2${{ x }}")]
    page = tables_markdown(compare_tables({"t": tables[0]}, {"t": tables[1]}), {})
    row = page.splitlines()[-1]
    assert row == (
        "| <code>t</code> | n=&lt;b&gt;&#124;&#96;&#42;&#95;&#91;x&#93;(y) | v | 1 "
        "| &#36;2&#36;&#123;&#123; x &#125;&#125; |"
    )
