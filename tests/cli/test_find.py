import csv
import json
from io import StringIO

import pytest
from typer.testing import CliRunner

from engine.cli import app as command_line
from engine.cli import find
from engine.cli.find import find_installed, name_missing_libraries, render_names
from engine.exhibits.formats import Format
from engine.networks.catalogue.names import Named, UnknownBackboneError

FOUND = (Named("keras", "VGG16", "VGG"), Named("timm", "vit_b", "vision_transformer"))


def test_a_line_begins_with_what_measure_takes():
    assert render_names(FOUND, Format.TABLE) == (
        "keras:VGG16  VGG\ntimm:vit_b   vision_transformer\n"
    )


def test_data_has_library_name_and_family():
    rows = [
        {"library": "keras", "name": "VGG16", "family": "VGG"},
        {"library": "timm", "name": "vit_b", "family": "vision_transformer"},
    ]
    assert json.loads(render_names(FOUND, Format.JSON)) == rows
    assert list(csv.DictReader(StringIO(render_names(FOUND, Format.CSV)))) == rows


def test_markdown_keeps_underscores():
    last = render_names(FOUND, Format.MARKDOWN).splitlines()[-1]
    assert last == "| timm | `vit_b` | `vision_transformer` |"


@pytest.mark.parametrize("missing", [["timm"], []])
def test_what_is_not_installed_is_said(monkeypatch, missing):
    monkeypatch.setattr(
        find, "installed_libraries", lambda: tuple({"keras", "timm", "torchvision"} - {*missing})
    )
    monkeypatch.setattr(find, "require", refuse)
    lines = list(name_missing_libraries())
    assert lines == [f"without those of {name}: {name} is not there" for name in missing]


def refuse(package):
    raise find.MissingPackageError(f"{package} is not there")


def test_command():
    result = CliRunner().invoke(command_line.app, ["find", "resnet50", "--format", "csv"])
    assert result.exit_code == 0
    assert "timm,resnet50,resnet\n" in result.output


def test_no_library_to_look_into_is_said(monkeypatch):
    monkeypatch.setattr(find, "installed_libraries", lambda: ())
    with pytest.raises(UnknownBackboneError, match=r"no library to look into.*mec-report\[timm\]"):
        find_installed("resnet18")
