"""One line of Python measures a network, and its result shows itself."""

import subprocess
import sys

import pytest

import engine
from engine.networks.head import classifier, mec_bits
from engine.networks.layers import Kind, Layer, Network
from engine.networks.measured import measured
from engine.networks.own_model import ModelError
from engine.theory.capacity import Reading
from tests import ROOT


def dense(name, inputs, units, *, parameters=None):
    own = units * (inputs + 1) if parameters is None else parameters
    return Layer(
        name,
        Kind.DENSE,
        (inputs,),
        (units,),
        parameters=own,
        neurons=units,
        inputs_per_neuron=inputs,
        threshold=True,
    )


PLAIN = Network("plain", "own", (8,), (dense("hidden", 8, 32), dense("out", 32, 10)))
TIED = Network(
    "tied",
    "own",
    (6,),
    (dense("a", 6, 6), dense("a#2", 6, 6, parameters=0), dense("out", 6, 2)),
)


def test_readings_and_decision_layer():
    one = measured(PLAIN)
    assert one.readings == {
        "decision_layer": 330,
        "width_capped": 288 + 32,
        "running_minimum": 288 + 8,
        "all_parameters": 288 + 330,
    }
    assert (one.decision_layer.name, one.decision_layer.inputs, one.mec_bits) == ("out", 32, 330)
    assert one.layers == PLAIN.layers
    assert one.notes == []


def test_frame_has_a_row_a_layer_and_adds_up_to_the_readings():
    one = measured(PLAIN)
    frame = one.to_frame()
    assert frame["layer"].tolist() == ["hidden", "out"]
    for reading, bits in one.readings.items():
        assert frame[f"{reading}_bits"].sum() == bits


def test_latex_and_html_hold_the_numbers():
    one = measured(PLAIN)
    assert r"hidden & 8 & 32 & 288 & 0 & 288 & 288 & 288 \\" in one.to_latex()
    shown = one._repr_html_()
    assert shown.count("<table>") == 2
    assert "<td>330 bits</td>" in shown


def test_a_name_cannot_break_out_of_the_notebook():
    layers = (dense("<script>", 2, 2),)
    assert "<script>" not in measured(Network("<b>", "own", (2,), layers))._repr_html_()


def test_shared_weights_count_once_where_a_reading_sums():
    bits = mec_bits(classifier(TIED))
    assert bits[Reading.ALL_PARAMETERS] == 6 * 7 + 2 * 7
    assert bits[Reading.WIDTH_CAPPED] == 6 * 7 + 6
    assert bits[Reading.DECISION_LAYER] == 2 * 7
    (note,) = measured(TIED).notes
    assert note == "a#2 shares weights of 42 bits with an earlier layer; they count once."
    assert note in measured(TIED)._repr_html_()
    assert "they count once" in measured(TIED).to_latex()


@pytest.mark.framework
def test_shared_weights_of_torch_and_keras_are_seen():
    import keras
    from torch import nn

    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.out = nn.Linear(6, 6), nn.Linear(6, 2)

        def forward(self, values):
            return self.out(self.a(self.a(values).relu()).relu())

    shared = keras.layers.Dense(6, name="a")
    inputs = keras.Input((6,))
    model = keras.Model(inputs, keras.layers.Dense(2, name="out")(shared(shared(inputs))))
    for one in (engine.measure(Tied(), (6,)), engine.measure(model)):
        assert one.readings["all_parameters"] == 6 * 7 + 2 * 7 == one.numbers["parameters"]
        assert [layer.shared_bits for layer in one.classifier] == [0, 42, 0]


@pytest.mark.framework
def test_a_text_names_a_model_of_a_library():
    assert engine.measure("torchvision:resnet18").readings["decision_layer"] == 513_000


def test_what_is_no_model_is_named():
    with pytest.raises(ModelError, match="this is int; expected"):
        engine.measure(3)


def test_importing_the_engine_imports_nothing_heavy():
    code = (
        "import sys, engine\n"
        "engine.__version__\n"
        "heavy = {'numpy', 'pandas', 'torch', 'tensorflow', 'keras', 'matplotlib', 'typer'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
