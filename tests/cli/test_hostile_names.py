"""Names out of a user's files, and words of a command line, that a terminal or a file would run."""

import csv
import io
import json
import subprocess
import sys
from xml.etree import ElementTree

import markdown
import pytest
from typer.testing import CliRunner

from engine.cli import app as command_line
from engine.cli.main import main
from engine.records.foreign import show
from tests import ROOT
from tests.hostile.texts import is_seen
from tests.hostile.trees import tree

LAYER = (
    "=cmd|' C calc'!A0\x1b]52;c;eA==\x07\u202e<img src=x onerror=x>`b`*i*_\\input{x}$\\frac$\x9b2J"
)
FILE = "=1\x1b[31m\u202e<b>&$x$`c`\n.onnx"


@pytest.fixture
def model(tmp_path):
    """A small network in an ONNX file, whose every name is hostile."""
    onnx = pytest.importorskip("onnx")
    number = onnx.TensorProto.FLOAT
    node = onnx.helper.make_node("Gemm", ["x", f"w{LAYER}", "b"], ["y"], name=LAYER)
    graph = onnx.helper.make_graph(
        [node],
        LAYER,
        [onnx.helper.make_tensor_value_info("x", number, [1, 2])],
        [onnx.helper.make_tensor_value_info("y", number, [1, 3])],
        [
            onnx.helper.make_tensor(f"w{LAYER}", number, [2, 3], [1, 2, 3, 4, 5, 6]),
            onnx.helper.make_tensor("b", number, [3], [1, 2, 3]),
        ],
    )
    path = tmp_path / FILE
    onnx.save(onnx.helper.make_model(graph), path)
    return path


def run(*arguments):
    done = CliRunner().invoke(command_line.app, list(map(str, arguments)))
    assert is_seen(done.stdout)
    assert is_seen(done.stderr)
    return done


def test_a_measured_network_is_named_in_a_table(model):
    done = run("measure", model)
    assert done.exit_code == 0
    assert show(LAYER) in done.stdout
    lines = [line for line in done.stdout.splitlines() if line.startswith(("┌", "│", "├", "└"))]
    assert len({len(line) for line in lines}) == 2  # two tables, each of one width


def test_a_measured_network_is_named_in_json_as_it_is(model):
    body = json.loads(run("measure", model, "--format", "json").stdout)
    assert body["classifier"][0]["name"] == LAYER


def test_a_measured_network_is_named_in_csv_as_no_formula(model):
    done = run("measure", model, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout, newline=""))
    assert row["network"].startswith("'=1")


def test_a_measured_network_is_named_in_markdown_as_text(model):
    done = run("measure", model, "--format", "markdown")
    page = tree(markdown.markdown(done.stdout, extensions=["tables"]))
    tags = {one[0] for one in page if isinstance(one, tuple) and isinstance(one[1], tuple)}
    assert tags <= {"html", "head", "body", "table", "thead", "tbody", "tr", "th", "td", "p"}
    assert show(LAYER) in page


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
def test_a_measured_network_is_drawn_with_its_names(model, tmp_path):
    for suffix in ("svg", "pdf"):
        assert run("measure", model, "--draw", tmp_path / f"drawn.{suffix}").exit_code == 0
    drawing = ElementTree.parse(tmp_path / "drawn.svg")
    assert not any(one.tag.endswith(("}img", "}b")) for one in drawing.iter())


def test_a_table_is_described_with_its_names(tmp_path):
    classes = (LAYER, FILE)
    file = tmp_path / "rows\x1b[31m.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([LAYER, "\u202eb", "y\x07"])
        writer.writerows([[n % 7, (n * n) % 5, classes[n % 2]] for n in range(40)])
    done = run("data", file, "--target", "y\x07", "--build", tmp_path)
    assert done.exit_code == 0, done.stderr
    body = json.loads(run("data", file, "--target", "y\x07", "--json", "--build", tmp_path).stdout)
    assert {one["name"] for one in body["classes"]} == set(classes)
    assert run("data", file, "--target", "gone\x1b[2J", "--build", tmp_path).exit_code == 2
    assert run("data", tmp_path / "no\x1b[2J.csv", "--target", "y").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["\x1b[2J"],
        ["measure", "--\u202egone"],
        ["measure", "a\x1b]0;x\x07:b"],
        ["measure", "timm:\x9b2J"],
        ["compare", "\x1b[2J", "\x9b2J"],
        ["compute", "--profile", "\x1b[2J"],
        ["compute", "--study", "\x1b[2J\u202e"],
        ["pages", "--only", "\x1b[2J", "--build", "\x1b"],
        ["cite", "timm:\x1b[2J"],
        ["new-study", "../\x1b[2J"],
        ["publish", "check", "\x1b[2J"],
    ],
)
def test_what_is_wrong_with_a_command_is_said_as_text(monkeypatch, capsys, arguments):
    monkeypatch.setattr(sys, "argv", ["engine", *arguments])
    assert main() in (1, 2)
    said = capsys.readouterr()
    assert is_seen(said.out + said.err)
    assert said.err


def test_an_address_of_the_site_that_is_none_ends_the_command(monkeypatch, capsys):
    monkeypatch.setenv("SITE_URL", 'https://example.org/"><script>\x1b[2J')
    monkeypatch.setattr(sys, "argv", ["engine", "cite", "timm:resnet50"])
    assert main() == 2
    said = capsys.readouterr().err
    assert "SITE_URL is " in said
    assert is_seen(said)


def test_a_process_that_is_started_gets_no_text_for_a_shell():
    """Nothing starts a shell or runs a text as code, but for names in an author's own line."""
    pattern = r"shell=True|os\.(system|popen)|(^|[^.a-z_])(eval|exec)[(]|getoutput"
    done = subprocess.run(
        ["git", "grep", "-lE", pattern, "--", "engine", "noxfile.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["engine/site/faults.py"]
