"""The commands that look at networks: what they take, what they call."""

from pathlib import Path
from typing import Annotated

import typer

from engine.exhibits.formats import Format
from engine.exhibits.terminal import echo


def measure(
    network: Annotated[
        str,
        typer.Argument(
            help="timm:NAME, torchvision:NAME, keras:NAME, path/to/model.onnx, or "
            "path/to/file.py:FUNCTION, a function that returns a Keras model or a torch module."
        ),
    ],
    input_shape: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            help="Shape of one input, channels first: 1,28,28; once for each if it takes several.",
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="How the numbers are printed.")
    ] = Format.TABLE,
    draw: Annotated[
        Path | None,
        typer.Option(help="Draw it too, into this file: network.svg or network.pdf."),
    ] = None,
) -> None:
    """Measure one network: MEC under every reading of rule 4, G, parameters, multiply-adds.

    Nothing is downloaded and nothing is trained: the numbers depend on shapes alone.
    """
    from engine.cli.measure import print_measurement

    print_measurement(network, input_shape or (), form, draw)


def find(
    name: Annotated[
        str, typer.Argument(help="Part of a name: vit, resnet50; of several words each.")
    ],
    form: Annotated[
        Format, typer.Option("--format", help="How the names are printed.")
    ] = Format.TABLE,
) -> None:
    """List the architectures with a text in their name, of all libraries that are installed.

    Each is named as measure takes it.
    """
    from engine.cli.find import find_installed, name_missing_libraries, render_names

    echo(render_names(find_installed(name), form), nl=False)
    for line in name_missing_libraries():
        echo(line, err=True)
