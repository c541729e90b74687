"""`mec measure --draw`: the picture of a measured network in a file, and what is refused."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from engine.cli.app import app
from engine.cli.draw import DrawingFileError, check_drawing_file, diagram_of, write_drawing
from engine.networks import own_model
from engine.networks.layers import Kind, Layer, Network
from engine.networks.measured import measured


def dense(name, inputs, neurons, parameters=None):
    held = neurons * (inputs + 1)
    return Layer(
        name,
        Kind.DENSE,
        (inputs,),
        (neurons,),
        held if parameters is None else parameters,
        neurons=neurons,
        inputs_per_neuron=inputs,
        threshold=True,
    )


def convolution():
    return Layer(
        "conv", Kind.CONVOLUTION, (8, 8, 3), (1, 1, 6), 100, neurons=6, inputs_per_neuron=3
    )


def network(*layers, shape=(8, 8, 3), **options):
    return Network("mine", "own", shape, layers, **options)


STACK = network(convolution(), dense("fc1", 6, 2), dense("fc2", 2, 5))


def texts(svg):
    return [
        "".join(one.itertext()) for one in ElementTree.fromstring(svg).iter() if "text" in one.tag
    ]


def test_what_lies_before_the_classifier_is_one_box():
    diagram = diagram_of(measured(STACK))
    assert [box.name for box in diagram.boxes] == ["Before the embedding", "fc1", "fc2"]
    assert diagram.boxes[0].lines == ("100 parameters", "G = 32.00: compresses")
    assert [box.amount for box in diagram.boxes] == [100, 14, 15]
    assert [arrow.values for arrow in diagram.arrows] == [192, 6, 2, 5]
    capped = {one.label: (one.total, one.limits) for one in diagram.choices}
    assert capped["width-capped"] == ("16 bits", (2,))


def test_a_stack_of_dense_layers_alone_has_nothing_before():
    diagram = diagram_of(measured(network(dense("fc1", 6, 2), dense("fc2", 2, 5), shape=(6,))))
    assert [box.name for box in diagram.boxes] == ["fc1", "fc2"]


def test_weights_that_an_earlier_layer_holds_are_said_to_be_shared():
    diagram = diagram_of(measured(network(dense("fc1", 6, 5), dense("fc2", 5, 6, 20), shape=(6,))))
    assert diagram.boxes[1].said["all parameters"] == "shared: 20 counted"


def test_several_inputs_enter_together():
    one = measured(network(convolution(), dense("fc", 6, 2), other_inputs=((10,),)))
    assert diagram_of(one).arrows[0].lines == ("202 values",)


@pytest.mark.parametrize("name", ["deep/er/net.svg", "net.PDF"])
def test_a_file_is_written_and_replaced(tmp_path, name):
    path = tmp_path / name
    write_drawing(measured(STACK), path)
    first = path.read_bytes()
    path.write_text("old")
    write_drawing(measured(STACK), path)
    assert path.read_bytes() == first
    assert list(path.parent.iterdir()) == [path]
    if path.suffix == ".svg":
        assert {"mine: MEC, decision layer", "15 bits", "fc1"} <= set(texts(first))
    else:
        assert first.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "message"),
    [("net.png", "ends in .svg or .pdf"), ("net", "ends in .svg or .pdf"), ("a.svg", "folder")],
)
def test_what_cannot_be_drawn_into_is_refused(tmp_path, name, message):
    (tmp_path / "a.svg").mkdir()
    with pytest.raises(DrawingFileError, match=message):
        check_drawing_file(tmp_path / name)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DrawingFileError, match="cannot be written"):
        write_drawing(measured(STACK), tmp_path / "file" / "net.svg")


def test_the_command_prints_and_draws(tmp_path, monkeypatch):
    monkeypatch.setattr(own_model, "load_network", lambda *_: STACK)
    path = tmp_path / "net.svg"
    done = CliRunner().invoke(app, ["measure", "own:mine", "--draw", str(path)])
    assert done.exit_code == 0
    assert "15 bits" in done.stdout
    assert path.is_file()


def test_a_wrong_file_is_told_before_anything_is_measured(monkeypatch):
    monkeypatch.setattr(own_model, "load_network", lambda *_: pytest.fail("measured"))
    done = CliRunner().invoke(app, ["measure", "own:mine", "--draw", "net.png"])
    assert isinstance(done.exception, DrawingFileError)
    assert not Path("net.png").exists()
