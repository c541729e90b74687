"""One network measured: its layers, its numbers, and the forms in which a notebook shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from engine.exhibits.mec_names import MEC_NAMES
from engine.exhibits.quantities import capacity_units, compressions
from engine.exhibits.readings import READINGS
from engine.networks.measurement import describe_classifier_layers
from engine.networks.measurement import measure as measure_network
from engine.networks.own_model import InputShapes, network_of
from engine.records.foreign import html_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from engine.exhibits.table import Table
    from engine.networks.layers import Layer, Network, Shape

LAYER_COLUMNS: Final = {
    "layer": "Layer",
    "inputs": "Inputs",
    "neurons": "Neurons",
    "parameters_bits": "Rules 2 and 3 (bits)",
    **{f"{reading}_bits": f"{label.capitalize()} (bits)" for reading, label in READINGS.items()},
}
"""The columns of the table of the classifier's layers, with their headers."""


@dataclass(frozen=True, slots=True)
class DenseLayer:
    """One dense layer of a classifier.

    Attributes:
        name: Its name in its framework.
        inputs: Values that enter each neuron.
        neurons: Its neurons.
        threshold: Whether its neurons have thresholds.
        parameters_bits: Its own capacity, by rules 2 and 3, in bits.
        shared_bits: How many of these belong to weights that an earlier layer holds too.
        capacity_bits: What it adds to the MEC in bits, by reading of rule 4; weights that an
            earlier layer holds count there.
    """

    name: str
    inputs: int
    neurons: int
    threshold: bool
    parameters_bits: int
    shared_bits: int
    capacity_bits: dict[str, int]

    @property
    def row(self) -> dict[str, str | int]:
        """Its values by the names of `LAYER_COLUMNS`."""
        return {
            "layer": self.name,
            "inputs": self.inputs,
            "neurons": self.neurons,
            "parameters_bits": self.parameters_bits,
            **{f"{reading}_bits": self.capacity_bits[reading] for reading in READINGS},
        }


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the report says of one network; a notebook shows it as two tables.

    Attributes:
        network: The network as plain layers.
        classifier: The dense layers between its embedding and its output, the deciding one last.
        numbers: All numbers, as `engine.networks.measurement.measure` returns them.
    """

    network: Network
    classifier: tuple[DenseLayer, ...]
    numbers: dict[str, Any]

    @property
    def name(self) -> str:
        """Name of the network."""
        return self.network.name

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers in the order of execution."""
        return self.network.layers

    @property
    def readings(self) -> dict[str, int]:
        """MEC of the classifier in bits, by reading of rule 4."""
        return {reading: self.numbers["mec_bits"][reading] for reading in READINGS}

    @property
    def decision_layer(self) -> DenseLayer:
        """The layer that decides; its capacity is the MEC of the report's tables."""
        return self.classifier[-1]

    @property
    def mec_bits(self) -> int:
        """MEC of the decision layer in bits."""
        return self.readings["decision_layer"]

    @property
    def _inputs(self) -> tuple[Shape, ...]:
        return (self.network.input_shape, *self.network.other_inputs)

    @property
    def values(self) -> dict[str, Any]:
        """The numbers by the names of the report's CSV files: a row of a frame of networks."""
        numbers = self.numbers
        without = numbers["parameters"] - numbers["classifier_parameters"]
        return {
            "network": self.name,
            "input_shape": " + ".join("x".join(map(str, shape)) for shape in self._inputs),
            "embedding_elements": numbers["embedding_elements"],
            **{f"{reading}_bits": bits for reading, bits in self.readings.items()},
            **capacity_units(self.mec_bits),
            **compressions(numbers),
            "parameters": numbers["parameters"],
            "parameters_without_classifier": without,
            "multiply_adds": numbers["multiply_adds"],
        }

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The numbers as a reader sees them: label and value."""
        values = self.values
        return [
            ("Input", values["input_shape"].replace("x", " × ")),
            ("Embedding", f"{values['embedding_elements']:,}"),
            *((MEC_NAMES[key], f"{bits:,} bits") for key, bits in self.readings.items()),
            ("  decision layer in KiB, kB", f"{values['mec_kib']:,.3f}, {values['mec_kb']:,.3f}"),
            ("G by elements", f"{values['g_elements']:,.2f}"),
            ("G in bits, 8 in, 32 out", f"{values['g_bits_float32']:,.2f}"),
            ("G in bits, 8 in, 1 out", f"{values['g_bits_one_bit']:,.1f}"),
            ("Parameters", f"{values['parameters']:,}"),
            ("  without the classifier", f"{values['parameters_without_classifier']:,}"),
            ("Multiply-adds", f"{values['multiply_adds']:,}"),
        ]

    @property
    def cells(self) -> list[list[str]]:
        """The rows of the classifier's layers as a reader sees them, under `LAYER_COLUMNS`."""
        return [
            [value if isinstance(value, str) else f"{value:,}" for value in layer.row.values()]
            for layer in self.classifier
        ]

    @property
    def notes(self) -> list[str]:
        """What a reader must know of the tables: a sentence for each layer that shares weights."""
        return [
            f"{layer.name} shares weights of {layer.shared_bits:,} bits with an earlier layer; "
            "they count once."
            for layer in self.classifier
            if layer.shared_bits
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return the classifier as a data frame, one row a layer, with raw values in bits."""
        import pandas as pd

        return pd.DataFrame([layer.row for layer in self.classifier])

    def to_latex(self) -> str:
        """Return the classifier as a LaTeX table; it needs the packages booktabs and siunitx."""
        from engine.exhibits.export.latex_table import latex_table

        return latex_table(self._table(), self._caption(), f"{self.name}, measured")

    def _caption(self) -> str:
        read = ", ".join(f"{READINGS[key]} {bits:,}" for key, bits in self.readings.items())
        return " ".join([f"MEC in bits by reading of rule 4: {read}.", *self.notes])

    def _table(self) -> Table:
        from engine.exhibits.table import Column, Table

        columns = tuple(
            Column(name, header.removesuffix(" (bits)"), "integer", _unit(header))
            if name != "layer"
            else Column(name, header)
            for name, header in LAYER_COLUMNS.items()
        )
        title = f"The classifier of {self.name}, layer by layer"
        return Table("classifier", title, "", columns, self.to_frame(), records=())

    def _repr_html_(self) -> str:
        head = _html_table(self.name, [], [[label, value] for label, value in self.summary])
        stack = _html_table(
            "The classifier, layer by layer", list(LAYER_COLUMNS.values()), self.cells
        )
        return head + stack + "".join(f"<p>{html_text(note)}</p>" for note in self.notes)


def measure(model: object, input_shape: InputShapes = None) -> Measurement:
    """Measure one network; nothing is downloaded and nothing is trained.

    Args:
        model: A `keras.Model`, a `torch.nn.Module`, or a text: "torchvision:vgg16",
            "keras:VGG16", "timm:resnet50", "path/to/model.onnx", "path/to/file.py:make_model".
        input_shape: Shape of one example, as the framework has it: (channels, height, width) for
            torch, which needs it; (height, width, channels) for a Keras model that leaves it
            open; a list of shapes for a torch module that takes several tensors. A model of a
            library has a size of its own.

    Returns:
        Its layers, the MEC under each reading of rule 4, G, parameters and multiply-adds.

    Raises:
        ModelError: If `model` is none of these, or its input is missing.
        UnknownBackboneError: If a library has no model of that name; the nearest are listed.
        UnknownLayerError: If the model has a layer that nothing counts.
        NetworkError: If the model cannot be run on such an input.
        NoDecisionLayerError: If the model does not end in a classifier.

    Examples:
        >>> import engine
        >>> engine.measure("torchvision:vgg16").readings["decision_layer"]  # doctest: +SKIP
        4097000
    """
    return measured(network_of(model, input_shape))


def measured(network: Network) -> Measurement:
    """Return the measurement of a network of plain layers."""
    return Measurement(network, classifier_layers(network), measure_network(network))


def classifier_layers(network: Network) -> tuple[DenseLayer, ...]:
    """Return the dense layers of a network's classifier."""
    return tuple(
        DenseLayer(
            name=layer["name"],
            inputs=layer["inputs"],
            neurons=layer["neurons"],
            threshold=layer["threshold"],
            parameters_bits=layer["parameters_bits"],
            shared_bits=layer.get("shared_bits", 0),
            capacity_bits=layer["capacity_bits"],
        )
        for layer in describe_classifier_layers(network)
    )


def _unit(header: str) -> str:
    return "bits" if header.endswith("(bits)") else ""


def _html_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{html_text(text)}</th>" for text in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{html_text(cell.strip())}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    thead = f"<thead><tr>{top}</tr></thead>" if header else ""
    return f"<table><caption>{html_text(title)}</caption>{thead}<tbody>{body}</tbody></table>\n"
