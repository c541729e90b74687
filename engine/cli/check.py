"""The command that checks a trained model: what it gets right, over how much it can hold."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.exhibits.terminal import echo
from engine.networks.trained.given import Inputs

if TYPE_CHECKING:
    from engine.dataset.asked import AskedRows, Coding
    from engine.networks.trained.checking import Checked


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user says of a model and its rows, by the names of the options."""

    model: str
    file: Path
    target: str | None
    bins: int | None
    held_out: Path | None
    encoding: Path | None
    inputs: Inputs | None
    network: str | None
    input_shape: str | None
    sizes: str | None
    held_out_predictions: Path | None
    trust: bool


def check(
    model: Annotated[
        str,
        typer.Argument(
            help="A trained model: .skops, .keras, .onnx, weights of torch (.pt, .pth, "
            ".safetensors); .pkl, .joblib, .h5 and modules of torch with --trust; "
            "path/to/file.py:FUNCTION that returns one; or predictions as .csv."
        ),
    ],
    file: Annotated[
        Path,
        typer.Argument(
            metavar="DATA", help="The rows that it was trained on: .csv, .tsv, .parquet or .npz."
        ),
    ],
    target: Annotated[
        str | None,
        typer.Option(
            help="The column to be learnt.", show_default="as --encoding or an .npz has it"
        ),
    ] = None,
    bins: Annotated[
        int | None,
        typer.Option(
            help="Cut a target of numbers into so many classes of equal size; held-out rows are "
            "cut where DATA is."
        ),
    ] = None,
    held_out: Annotated[
        Path | None, typer.Option(help="Rows that it was not trained on, with the same columns.")
    ] = None,
    encoding: Annotated[
        Path | None,
        typer.Option(
            help="What mec data --arrays wrote: columns are encoded as there.",
            show_default="made from DATA",
        ),
    ] = None,
    inputs: Annotated[
        Inputs | None,
        typer.Option(
            help="What the model is given of each row: columns as they stand, or encoded.",
            show_default="raw for a Pipeline and an estimator with names of columns",
        ),
    ] = None,
    network: Annotated[
        str | None,
        typer.Option(help="path/to/file.py:FUNCTION that makes the network of weights of torch."),
    ] = None,
    input_shape: Annotated[
        str | None,
        typer.Option(
            "--input",
            help="Shape of one input, as the framework has it: 1,28,28.",
            show_default="the columns in a row",
        ),
    ] = None,
    sizes: Annotated[
        str | None,
        typer.Option(
            help="The network that made the predictions: inputs, neurons of each layer: 4-3-1."
        ),
    ] = None,
    held_out_predictions: Annotated[
        Path | None, typer.Option(help="Predictions for the held-out rows.")
    ] = None,
    trust: Annotated[
        bool,
        typer.Option("--trust", help="Read a file even if that runs code in it."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what a trained model gets right, over how much it can hold: has it learnt by heart?

    Nothing is trained or written. What cannot be checked ends the command with status 2.
    """
    from engine.cli.check_json import render_json
    from engine.cli.check_text import render_text, show_line
    from engine.dataset.errors import DatasetError
    from engine.networks.own_model import ModelError

    try:
        checked = _check(
            Wanted(
                *(model, file, target, bins, held_out, encoding, inputs, network, input_shape),
                *(sizes, held_out_predictions, trust),
            )
        )
    except (DatasetError, ModelError) as error:
        echo(f"error: {show_line(' '.join(str(error).split()))}", err=True)
        raise typer.Exit(2) from error
    echo(render_json(checked) if as_json else render_text(checked), nl=False)


def _check(wanted: Wanted) -> "Checked":
    from engine.dataset.asked import read_asked, read_more
    from engine.networks.own_model import parse_shape
    from engine.networks.trained.checking import check as check_model
    from engine.networks.trained.loading import load_trained

    _check_options(wanted)
    coding, asked = read_asked(wanted.file, wanted.target, wanted.bins, wanted.encoding)
    further = read_more(wanted.held_out, coding) if wanted.held_out else None
    if _is_predictions(wanted.model):
        return _check_predictions(wanted, coding, asked, further)
    shape = parse_shape(wanted.input_shape) if wanted.input_shape else None
    loaded = load_trained(
        wanted.model, network=wanted.network, input_shape=shape, trust=wanted.trust
    )
    held_out = (loaded, further) if further else None
    return check_model(loaded, coding, asked, inputs=wanted.inputs, held_out=held_out)


def _is_predictions(model: str) -> bool:
    return Path(model).suffix.lower() in (".csv", ".tsv")


def _check_options(wanted: Wanted) -> None:
    """Refuse options that go with no others."""
    from engine.dataset.errors import DatasetError

    if wanted.encoding and wanted.bins is not None:
        raise DatasetError("--encoding has the classes of its own; leave --bins out")
    if not _is_predictions(wanted.model):
        if wanted.sizes or wanted.held_out_predictions:
            raise DatasetError(
                "--sizes and --held-out-predictions go with a .csv of predictions; a model says "
                "itself what it is"
            )
    elif bool(wanted.held_out) != bool(wanted.held_out_predictions):
        raise DatasetError("--held-out and --held-out-predictions go together; give both files")


def _check_predictions(
    wanted: Wanted, coding: "Coding", asked: "AskedRows", further: "AskedRows | None"
) -> "Checked":
    from engine.dataset.errors import DatasetError
    from engine.networks.trained.checking import check as check_model
    from engine.networks.trained.predictions import Predictions, parse_any_sizes

    sizes = parse_any_sizes(wanted.sizes) if wanted.sizes else None
    for rows in filter(None, (asked, further)):
        if len(rows.labels) < rows.rows_in_file:
            raise DatasetError(
                f"{rows.name} is so large that a sample of it is read, which has no predictions; "
                "give part of its rows, with theirs"
            )
    held_out = None
    if further and wanted.held_out_predictions:
        held_out = (Predictions(wanted.held_out_predictions, coding.target, sizes), further)
    predictions = Predictions(Path(wanted.model), coding.target, sizes)
    return check_model(predictions, coding, asked, held_out=held_out)
