"""The end of a CSV file: whether it was cut off, as far as that can be seen."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from engine.dataset.errors import DatasetError, show

_END_BYTES = 1 << 16
_FEWEST_ROWS = 10  # what holds of fewer may be chance
_MISSING = {"", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"}
_FORMS = {
    "number": re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?"),
    "date": re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?"),
}


def check_end(path: Path, delimiter: str, columns: int) -> None:
    """Refuse a file that was cut off.

    Its last line has fewer cells than the first; or no line end follows, and its last cell is not
    like those above it (see `find_fault`). A quotation that has no end is left to the reader.

    Args:
        path: The file.
        delimiter: What stands between cells.
        columns: Cells of the first line.

    Raises:
        DatasetError: If it was.
    """
    end = _read_end(path)
    *above, last = (
        line.decode("utf-8", errors="replace") for line in end.rstrip(b"\r\n").splitlines()
    )
    if not above or last.count('"') % 2:
        return
    cells = next(csv.reader([last], delimiter=delimiter), [])
    if len(cells) < columns:
        raise DatasetError(
            f"{show(path)} ends midway: its last line has {len(cells)} of {columns} cells; "
            "get the whole file, or delete that line"
        )
    if end.endswith((b"\r", b"\n", b'"')):
        return
    rows = csv.reader(above[1:], delimiter=delimiter)  # the first is the names, or part of a line
    fault = find_fault(cells[-1], [row[-1] for row in rows if len(row) == columns])
    if fault:
        raise DatasetError(
            f"{show(path)} seems to end midway: its last cell {show(cells[-1])!r} {fault}, and no "
            "line end follows; get the whole file, or end that line if it is whole"
        )


def find_fault(last: str, above: Sequence[str]) -> str | None:
    """Return what shows that a column's last cell was cut off, as the end of a sentence.

    Args:
        last: The cell.
        above: The cells above it.

    Returns:
        None if nothing does: a number that lacks digits is a number still.

    Examples:
        >>> find_fault("vers", ["setosa", "versicolor"] * 5)
        'is the beginning of a text above it'
        >>> find_fault("1.2e", ["1.5", "2e-7"] * 5)
        'is no number, and those above it are'
        >>> find_fault("1.2", ["1.55", "2.25"] * 5)
    """
    last, above = last.strip(), [cell.strip() for cell in above]
    if len(above) < _FEWEST_ROWS or last in above:
        return None
    if not last:
        return "is empty, and none above it is"
    known = [cell for cell in above if cell.lower() not in _MISSING]
    for name, form in _FORMS.items():
        if known and all(map(form.fullmatch, known)):
            is_one = form.fullmatch(last) or last.lower() in _MISSING
            return None if is_one else f"is no {name}, and those above it are"
    repeats = 2 * len(set(above)) <= len(above)
    if repeats and any(cell.startswith(last) for cell in above):
        return "is the beginning of a text above it"
    return None


def _read_end(path: Path) -> bytes:
    """Return the end of a file, of two lines at least if it has as many."""
    size = path.stat().st_size
    length = _END_BYTES
    with path.open("rb") as file:
        while True:
            file.seek(max(0, size - length))
            end = file.read()
            if length >= size or len(end.rstrip(b"\r\n").splitlines()) > 1:
                return end
            length *= 8
