"""The command that describes a table: what its labels ask of a network."""

from pathlib import Path
from typing import Annotated

import typer


def data(
    file: Annotated[Path, typer.Argument(help="A table: .csv, .tsv, .parquet or .npz.")],
    target: Annotated[str, typer.Option(help="The column to be learnt.")],
    bins: Annotated[
        int | None, typer.Option(help="Cut a target of numbers into so many classes of equal size.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say how much a network would have to memorise of a table, and how large it must be for that.

    Nothing is trained, and nothing leaves the machine.
    """
    from engine.dataset.errors import DatasetError

    try:
        typer.echo(_describe(file, target, bins, as_json=as_json), nl=False)
    except DatasetError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


def _describe(file: Path, target: str, bins: int | None, *, as_json: bool) -> str:
    from engine.cli.data_json import render_json
    from engine.cli.data_text import render_text
    from engine.dataset.description import describe, prepare
    from engine.dataset.reading import read_table
    from engine.dataset.target import read_target

    table = read_table(file)
    prepared = prepare(table, read_target(table.frame, target, bins))
    described = describe(prepared, table.rows_in_file)
    return render_json(described) if as_json else render_text(described)
