import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records.foreign import (
    csv_row,
    csv_text,
    json_for_script,
    json_text,
    link_address,
    markdown_text,
    show,
    show_lines,
)
from tests.hostile.texts import HOSTILE, examples, is_seen, over

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of long texts

JSON = st.recursive(
    HOSTILE | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("resnet50 α, ×2 中文 😀", "resnet50 α, ×2 中文 😀"),
        ("a\N{NO-BREAK SPACE}b", "a\N{NO-BREAK SPACE}b"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b2J", r"\x9b2J"),
        ("a\nb\tc\0", r"a\nb\tc\x00"),
        ("\u202etxt.exe", r"\u202etxt.exe"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_shown(text, shown):
    assert show(text) == shown


@examples
def test_nothing_is_hidden_and_what_is_seen_stays(examples):
    @over(HOSTILE, examples)
    def check(text):
        shown = show(text)
        assert is_seen(shown)
        assert "\n" not in shown
        assert show(shown) == shown
        assert is_seen(show_lines(text))
        assert show_lines(text).count("\n") == text.count("\n")
        shown.encode()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-1+1", "'-1+1"),
        ("+x", "'+x"),
        ("'=1", "''=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("-3", "-3"),
        ("+1.5e-3", "+1.5e-3"),
        ("-3\n", r"'-3\n"),
        ("\t=1", r"\t=1"),
        ("resnet50", "resnet50"),
        ("don't", "don't"),
    ],
)
def test_no_cell_begins_a_formula(text, cell):
    assert csv_text(text) == cell


@examples
def test_a_cell_reads_back_and_computes_nothing(examples):
    @over(HOSTILE, examples)
    def check(text):
        file = io.StringIO(newline="")
        csv.DictWriter(file, ["name", "bits"], lineterminator="\n").writerow(
            csv_row({"name": text, "bits": -3})
        )
        ((cell, bits),) = csv.reader(io.StringIO(file.getvalue(), newline=""))
        assert bits == "-3"
        assert cell in (show(text), f"'{show(text)}")
        try:
            float(cell)
        except ValueError:
            assert cell.lstrip(" ")[:1] not in set("=+-@\t\r＝＋－＠")


@examples
def test_json_reads_back_and_is_seen(examples):
    @over(JSON, examples)
    def check(value):
        value = json.loads(json.dumps(value))  # two halves side by side are read as a character
        for layout in ({"indent": 1}, {"separators": (",", ":")}):
            plain = json.dumps(value, ensure_ascii=False, **layout)
            assert json.loads(json_text(plain)) == value
            assert is_seen(json_text(plain))
            assert json.loads(json_for_script(plain)) == value
            assert not set("<&") & set(json_for_script(plain))


@given(st.sampled_from(["https://a.b/c", "HTTP://x", "mailto:a@b", "rules/#x", "../a.md", ""]))
def test_an_address_that_leads_somewhere_stays(address):
    assert link_address(address) == address


@pytest.mark.parametrize("address", ["javascript:x", "JaVaScRiPt:x", " data:x", "vbscript:x"])
def test_an_address_that_runs_leads_nowhere(address):
    assert link_address(address) == ""


def test_a_cell_of_a_markdown_table_is_as_it_stands_where_nothing_is_markup():
    assert markdown_text("-0.5", begins_line=False) == "-0.5"
    assert markdown_text("a|b", begins_line=False) == "a&#124;b"
    assert markdown_text("mobilenet_v3 (α = 0.5)") == "mobilenet_v3 (α = 0.5)"
