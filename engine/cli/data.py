"""The command that describes a table: what its labels ask of a network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.exhibits.terminal import echo
from engine.publish.commands import engine_root

if TYPE_CHECKING:
    from engine.dataset.description import Prepared

_DEFAULT_BUILD = engine_root() / "build"


def data(
    file: Annotated[Path, typer.Argument(help="A table: .csv, .tsv, .parquet or .npz.")],
    target: Annotated[str, typer.Option(help="The column to be learnt; y of an .npz with x.")],
    bins: Annotated[
        int | None, typer.Option(help="Cut a target of numbers into so many classes of equal size.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    arrays: Annotated[
        Path | None,
        typer.Option(help="Write inputs and labels, encoded, with the encoding: table.npz."),
    ] = None,
    build: Annotated[
        Path,
        typer.Option(
            "--build", help="Folder of the build that measured the law.", show_default="build"
        ),
    ] = _DEFAULT_BUILD,
) -> None:
    """Say how much a network would have to memorise of a table, and how large it must be for that.

    Nothing is trained, and nothing leaves the machine. A file that cannot be described ends the
    command with status 2, and nothing is written.
    """
    from engine.dataset.errors import DatasetError

    try:
        echo(_describe(file, target, bins, arrays, build, as_json=as_json), nl=False)
    except DatasetError as error:
        echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


def _describe(
    file: Path, target: str, bins: int | None, arrays: Path | None, build: Path, *, as_json: bool
) -> str:
    from engine.cli.data_json import render_json
    from engine.cli.data_law import read_law
    from engine.cli.data_text import render_text
    from engine.dataset.description import describe, prepare
    from engine.dataset.reading import read_table
    from engine.dataset.target import read_target

    if arrays:
        _check_arrays_file(arrays, file)
    table = read_table(file)
    rows_in_file = table.rows_in_file
    prepared = prepare(table, read_target(table.frame, target, bins))
    del table  # a copy of what is encoded
    described = describe(prepared, rows_in_file, *read_law(build))
    if arrays:
        _write_arrays(arrays, prepared)
    return render_json(described) if as_json else render_text(described)


def _check_arrays_file(path: Path, file: Path) -> None:
    from engine.dataset.errors import DatasetError, show

    if path.suffix.lower() != ".npz" or path.is_dir():
        raise DatasetError(f"--arrays {show(path)}: name a file that ends in .npz")
    if path.resolve() == file.resolve():
        raise DatasetError(f"--arrays {show(path)} is the file that is read; name another")


def _write_arrays(path: Path, prepared: "Prepared") -> None:
    from engine.dataset.arrays import write_arrays
    from engine.dataset.errors import DatasetError, show
    from engine.records.files import open_atomically

    try:
        with open_atomically(path) as file:
            write_arrays(file, prepared)
    except OSError as error:
        raise DatasetError(
            f"--arrays {show(path)} cannot be written: {error.strerror or error}"
        ) from error
    echo(path, err=True)
