"""What is found wrong later: read from a file by hand, so every slip in it is named."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.errata import SCHEMA, ErrataError, Erratum, errata_json, read_errata
from tests import ROOT

GOOD = {
    "id": "backbones-vgg",
    "found": "2026-12-24",
    "versions": ["0.1.0", "0.1.1"],
    "exhibits": ["table-backbones"],
    "text": "A bias\nis missing.",
    "corrected_in": "0.2.0",
}


def write(folder, *errata):
    path = folder / "errata.yml"
    path.write_text(yaml.safe_dump(list(errata), allow_unicode=True), encoding="utf-8")
    return path


def test_an_erratum_is_read_as_it_is_written(tmp_path):
    bare = {"id": "b", "found": "2027-01-01", "versions": ["1.0.0"], "text": "Wrong."}
    assert read_errata(write(tmp_path, GOOD, bare)) == (
        Erratum(
            "backbones-vgg",
            "2026-12-24",
            ("0.1.0", "0.1.1"),
            ("table-backbones",),
            "A bias is missing.",
            "0.2.0",
        ),
        Erratum("b", "2027-01-01", ("1.0.0",), (), "Wrong."),
    )


def test_a_date_without_quotes_is_one_too(tmp_path):
    path = tmp_path / "errata.yml"
    path.write_text('- {id: a, found: 2026-12-24, versions: ["1.0.0"], text: Wrong.}\n')
    assert read_errata(path)[0].found == "2026-12-24"


def test_no_file_and_one_of_comments_hold_none(tmp_path):
    assert read_errata(tmp_path / "none.yml") == ()
    (tmp_path / "errata.yml").write_text("# none so far\n")
    assert read_errata(tmp_path / "errata.yml") == ()


def test_the_example_in_the_file_of_this_repository_can_be_read(tmp_path):
    text = (ROOT / "docs" / "errata.yml").read_text(encoding="utf-8")
    example = "\n".join(line[2:] for line in text.splitlines() if line.startswith(("# - ", "#   ")))
    (tmp_path / "errata.yml").write_text(example, encoding="utf-8")
    (erratum,) = read_errata(tmp_path / "errata.yml")
    assert erratum.exhibits == ("table-backbones",)
    assert erratum.corrected_in


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "Not an id"}, "id holds 'Not an id'; write words joined by hyphens"),
        ({"id": None}, "id holds None"),
        ({"found": "24 December"}, "found is '24 December'; write a date like 2026-11-21"),
        ({"found": 2026}, "found is 2026; write a date"),
        ({"versions": []}, "versions is empty"),
        ({"versions": "0.1.0"}, "versions is '0.1.0'; write versions in quotes"),
        ({"versions": [0.1]}, "versions holds 0.1; write versions in quotes"),
        ({"versions": ["../0.1.0"]}, "versions holds '../0.1.0'"),
        ({"exhibits": ["backbones"]}, "exhibits holds 'backbones'; write anchors"),
        ({"text": " "}, "text is ' '; write what is wrong"),
        ({"corrected_in": "next"}, "corrected_in holds 'next'"),
        ({"corrected_in": "0.1.1"}, "0.1.1 cannot both have the error and correct it"),
        ({"version": "0.1.0"}, "unknown field 'version'; use id, found"),
    ],
)
def test_a_slip_is_named_with_its_place(tmp_path, change, said):
    with pytest.raises(ErrataError) as caught:
        read_errata(write(tmp_path, GOOD | {"id": "first"}, GOOD | change))
    assert str(caught.value).startswith(f"{tmp_path / 'errata.yml'}, erratum 2")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- [", "is no YAML"),
        ("id: a", "must hold a list of errata"),
        ("- wrong", "erratum 1 is 'wrong'; write its fields"),
    ],
)
def test_a_file_that_holds_no_errata_is_named(tmp_path, text, said):
    (tmp_path / "errata.yml").write_text(text)
    with pytest.raises(ErrataError, match=said):
        read_errata(tmp_path / "errata.yml")


def test_an_id_is_given_once(tmp_path):
    with pytest.raises(ErrataError, match="two errata have the id 'backbones-vgg'"):
        read_errata(write(tmp_path, GOOD, GOOD))


@given(st.text())
def test_json_holds_any_text_as_it_is(text):
    erratum = Erratum("a", "2026-12-24", ("1.0.0",), (), text)
    body = json.loads(errata_json([erratum]))
    assert body["schema"] == SCHEMA
    assert body["errata"][0]["text"] == text
