"""The archive: a valid Frictionless data package whose types hold for every cell."""

import hashlib
import io
import json
import zipfile

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from engine.exhibits.columns import describe_column, figure_table
from engine.exhibits.export.datapackage import archive_path, package_files
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column
from tests.exhibits.report_samples import CITATION, awkward_table

RECORDS = {"records.json": '{"records": []}\n', "records.schema.json": "{}\n"}

# What the standard asks of a data package, version 1: https://specs.frictionlessdata.io
NAME = {"type": "string", "pattern": "^([-a-z0-9._/])+$"}
RELATIVE_PATH = {"type": "string", "pattern": r"^(?!\.\./|/|[a-z]+:)[^\\]+$"}
FIELD = {
    "type": "object",
    "required": ["name", "type", "title", "description"],
    "properties": {
        "type": {"enum": ["string", "integer", "number", "year"]},
        "unit": {"type": "string", "minLength": 1},
        "description": {"type": "string", "minLength": 1},
    },
}
RESOURCE = {
    "type": "object",
    "required": ["name", "path", "format", "mediatype", "encoding", "bytes", "hash"],
    "properties": {
        "name": NAME,
        "path": RELATIVE_PATH,
        "bytes": {"type": "integer", "minimum": 1},
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "schema": {
            "type": "object",
            "required": ["fields", "missingValues"],
            "properties": {
                "fields": {"type": "array", "minItems": 1, "items": FIELD},
                "missingValues": {"const": [""]},
            },
        },
    },
    "if": {"properties": {"format": {"const": "csv"}}},
    "then": {
        "required": ["schema"],
        "properties": {"profile": {"const": "tabular-data-resource"}},
    },
}
PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "title", "version", "homepage", "licenses", "resources"],
    "properties": {
        "profile": {"const": "data-package"},
        "name": NAME,
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "anyOf": [{"required": ["name"]}, {"required": ["path"]}]},
        },
        "contributors": {"type": "array", "items": {"type": "object", "required": ["title"]}},
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
    },
}

FIGURE = Figure(
    id="scatter",
    title="Scatter",
    caption="A *caption*.",
    description="Points.",
    draw=lambda: None,
    data=pd.DataFrame({"network": ["a", "b"], "mec_bits": [1, 2], "top1_percent": [0.5, None]}),
)


@pytest.fixture
def files():
    exhibits = [(awkward_table(), "sizes/#table-awkward"), (FIGURE, "sizes/#figure-scatter")]
    return package_files(exhibits, CITATION, "quick", RECORDS)


@pytest.fixture
def archive(files):
    return zipfile.ZipFile(io.BytesIO(files[archive_path(CITATION.version)]))


@pytest.fixture
def descriptor(files):
    return json.loads(files["data/datapackage.json"])


def test_descriptor_is_what_the_standard_asks_for(descriptor):
    Draft202012Validator.check_schema(PACKAGE)
    assert list(map(str, Draft202012Validator(PACKAGE).iter_errors(descriptor))) == []
    names = [resource["name"] for resource in descriptor["resources"]]
    assert len(set(names)) == len(names)
    assert descriptor["version"] == CITATION.version


def test_archive_holds_what_it_describes(archive, descriptor):
    assert archive.testzip() is None
    for resource in descriptor["resources"]:
        content = archive.read(resource["path"])
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    listed = {resource["path"] for resource in descriptor["resources"]}
    others = {"README.md", "datapackage.json", "records.schema.json"}
    assert set(archive.namelist()) == listed | others
    assert json.loads(archive.read("datapackage.json")) == descriptor


def test_types_hold_for_every_cell(archive, descriptor):
    convert = {"string": str, "integer": int, "number": float, "year": int}
    for resource in descriptor["resources"]:
        if resource["format"] != "csv":
            continue
        fields = resource["schema"]["fields"]
        frame = pd.read_csv(archive.open(resource["path"]), dtype=str, keep_default_na=False)
        assert list(frame.columns) == [field["name"] for field in fields]
        for field in fields:
            for cell in frame[field["name"]]:
                if cell != "":
                    convert[field["type"]](cell)


def test_units_and_meanings_stand_beside_the_columns(descriptor):
    (scatter,) = [one for one in descriptor["resources"] if one["name"] == "scatter"]
    fields = {field["name"]: field for field in scatter["schema"]["fields"]}
    assert fields["mec_bits"]["unit"] == "bits"
    assert fields["mec_bits"]["type"] == "integer"
    assert fields["top1_percent"]["unit"] == "%"
    assert "decision layer" in fields["mec_bits"]["description"]
    assert scatter["homepage"] == f"{CITATION.address}sizes/#figure-scatter"
    assert scatter["description"] == "A caption."


def test_the_same_data_give_the_same_bytes(files):
    exhibits = [(awkward_table(), "sizes/#table-awkward"), (FIGURE, "sizes/#figure-scatter")]
    assert package_files(exhibits, CITATION, "quick", RECORDS) == files


def test_readme_says_version_citation_and_files(archive):
    text = archive.read("README.md").decode()
    for said in (CITATION.version, CITATION.address, "@misc{", "`scatter.csv`: Scatter", "quick"):
        assert said in text


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [
        ("mec_bits", "MEC", "bits"),
        ("bits_at_50_percent", "Bits at 50 percent", "bits"),
        ("points_at_95_percent", "Points at 95 percent", ""),
        ("epoch", "Epoch", ""),
        ("loss_nats", "Loss", "nats"),
        ("top1_input_size_px", "Top-1 input size", "px"),
    ],
)
def test_labels_and_units_come_from_names(name, label, unit):
    figure = Figure("x", "X", "", "", lambda: None, pd.DataFrame({name: [1]}))
    (column,) = figure_table(figure).columns
    assert (column.label, column.unit) == (label, unit)


def test_own_description_wins():
    assert describe_column(Column("mec_bits", "MEC", description="Mine")) == "Mine"
    assert describe_column(Column("unheard_of", "New", unit="px")) == "New (px)"
