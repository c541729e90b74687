"""The picture of a measured network, written to a file."""

from collections.abc import Callable
from math import prod
from pathlib import Path

from engine.exhibits.drawing.network import Diagram
from engine.exhibits.drawing.network_parts import Dense, Front, make_diagram
from engine.exhibits.figure import Figure, pdf_bytes, standalone_svg
from engine.exhibits.network_figure import network_figure
from engine.exhibits.readings import READINGS
from engine.networks.measured import Measurement
from engine.networks.measurement import describe_classifier_layers
from engine.records.files import write_atomically

_FORMS: dict[str, Callable[[Figure], str | bytes]] = {".svg": standalone_svg, ".pdf": pdf_bytes}


class DrawingFileError(Exception):
    """A picture cannot be written where it was asked for; the message says what to change."""


def check_drawing_file(path: Path) -> None:
    """Check, before a network is measured, that its picture can be written.

    Raises:
        DrawingFileError: If the file is neither SVG nor PDF, or is a folder.
    """
    if path.suffix.lower() not in _FORMS:
        raise DrawingFileError(
            f"--draw {path}: a network is drawn as SVG or PDF; name a file that ends in "
            f"{' or '.join(_FORMS)}"
        )
    if path.is_dir():
        raise DrawingFileError(f"--draw {path}: that is a folder; name a file in it")


def write_drawing(one: Measurement, path: Path) -> None:
    """Write the picture of a network, in the place of a file that is there.

    Args:
        one: The network, measured.
        path: A file that ends in .svg or .pdf; folders above it are made.

    Raises:
        DrawingFileError: If it cannot be written.
    """
    check_drawing_file(path)
    figure = network_figure("network", one.name, "", diagram_of(one))
    content = _FORMS[path.suffix.lower()](figure)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DrawingFileError(
            f"--draw {path} cannot be written: {error.strerror}; name another place"
        ) from error


def diagram_of(one: Measurement) -> Diagram:
    """Return a measured network as boxes: its dense layers, and all that lies before as one."""
    numbers = one.numbers
    inputs = [one.network.input_shape, *one.network.other_inputs]
    entering = inputs[0] if len(inputs) == 1 else (sum(map(prod, inputs)),)
    embedding = numbers["embedding_shape"]
    held = one.values["parameters_without_classifier"]
    is_there = held or prod(entering) != prod(embedding)
    before = Front("Before the embedding", (), held, embedding)
    return make_diagram(
        [before] if is_there else [],
        [
            Dense(
                name=layer["name"],
                inputs=layer["inputs"],
                neurons=layer["neurons"],
                threshold=layer["threshold"],
                parameters_bits=layer["parameters_bits"],
                capacity_bits={READINGS[key]: bits for key, bits in layer["capacity_bits"].items()},
                cap_bits={READINGS[key]: bits for key, bits in layer["cap_bits"].items()},
            )
            for layer in describe_classifier_layers(one.network)
        ],
        entering=entering,
        shown=READINGS["decision_layer"],
    )
