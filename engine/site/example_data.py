"""Example tables that the site offers, out of an installed package, each with its licence."""

import csv
import io
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

IRIS_FILE: Final = "examples/iris.csv"
IRIS_LICENCE_FILE: Final = "examples/iris-licence.txt"

_PACKAGE: Final = "scikit-learn"
_IRIS_SOURCE: Final = "sklearn/datasets/data/iris.csv"
_IRIS_COLUMNS: Final = ("sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm")


def example_files() -> dict[str, str]:
    """Return the example tables and their licences, by path from the site's root."""
    return {IRIS_FILE: iris_table(), IRIS_LICENCE_FILE: _iris_licence()}


@cache
def iris_table() -> str:
    """Return Fisher's iris as CSV: four lengths in cm, and the species, 150 rows.

    Source: R. A. Fisher, *The use of multiple measurements in taxonomic problems* (1936), as
    scikit-learn ships it: a first line with counts and the species, then rows with numbers of
    species.
    """
    source = Path(str(distribution(_PACKAGE).locate_file(_IRIS_SOURCE)))
    (_, _, *species), *rows = csv.reader(source.read_text(encoding="utf-8").splitlines())
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*_IRIS_COLUMNS, "species"])
    writer.writerows([*lengths, species[int(number)]] for *lengths, number in rows)
    return written.getvalue()


def _iris_licence() -> str:
    package = distribution(_PACKAGE)
    licence = next(file for file in package.files or () if file.name == "COPYING")
    return (
        "iris.csv: R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of "
        f"Eugenics 7 (1936), as {_PACKAGE} {package.version} ships it, with names of columns and "
        "species put in.\n\n" + licence.read_text(encoding="utf-8")
    )
