"""One measured network as a terminal shows it, and as JSON, CSV or Markdown."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from io import StringIO
from pathlib import Path

from engine.exhibits.formats import Format
from engine.exhibits.terminal import echo
from engine.networks.catalogue.published import notice_of, published_of
from engine.networks.measured import LAYER_COLUMNS, Measurement, measured
from engine.networks.measurement import describe_classifier_layers
from engine.records.foreign import csv_row, json_text, markdown_text, show

_LAYERS_TITLE = "The classifier, layer by layer"
_ACCURACIES_TITLE = "Published accuracies on ImageNet-1k, validation set"
_ACCURACIES_HEADER = ("Weights", "Input (pixels)", "Top-1 (%)", "Top-5 (%)")


def print_measurement(
    target: str, input_shapes: Sequence[str], form: Format, drawing: Path | None
) -> None:
    """Measure a network, print its numbers, and draw it where that is wanted.

    Args:
        target: What names the network.
        input_shapes: The shape of each input, as typed; none where the network knows it.
        form: How the numbers are printed.
        drawing: File to draw it into.

    Raises:
        DrawingFileError: If it cannot be drawn into that file; before anything is measured, where
            that can be told.
    """
    from engine.networks.own_model import load_network, parse_shape

    if drawing:
        from engine.cli.draw import check_drawing_file, write_drawing

        check_drawing_file(drawing)
    one = measured(load_network(target, [parse_shape(text) for text in input_shapes] or None))
    echo(render_measurement(one, form), nl=False)
    if drawing:
        write_drawing(one, drawing)
        echo(drawing, err=True)


def render_measurement(one: Measurement, form: Format) -> str:
    """Return the numbers of a network as text.

    Args:
        one: The network, measured.
        form: The form wanted.
    """
    render: dict[Format, Callable[[Measurement], str]] = {
        Format.JSON: _as_json,
        Format.CSV: _as_csv,
        Format.MARKDOWN: _as_markdown,
        Format.TABLE: _as_text,
    }
    return render[form](one)


def _as_json(one: Measurement) -> str:
    values = {
        **one.values,
        "classifier": describe_classifier_layers(one.network),
        "accuracies": [asdict(published) for published in published_of(one.network)],
    }
    return json_text(json.dumps(values, indent=1, ensure_ascii=False)) + "\n"


def _as_csv(one: Measurement) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, one.values, lineterminator="\n")
    writer.writeheader()
    writer.writerow(csv_row(one.values))
    return text.getvalue()


def _as_markdown(one: Measurement) -> str:
    numbers = [f"| {markdown_text(one.name)} | |", "|---|--:|"]
    numbers += [f"| {label.strip()} | {value} |" for label, value in one.summary]
    layers = ["| " + " | ".join(LAYER_COLUMNS.values()) + " |"]
    layers += ["|---|" + "--:|" * (len(LAYER_COLUMNS) - 1)]
    layers += ["| " + " | ".join(_escaped(row)) + " |" for row in one.cells]
    parts = ["\n".join(numbers), "\n".join(layers), *map(markdown_text, one.notes)]
    if rows := _accuracies(one):
        lines = ["| " + " | ".join(_ACCURACIES_HEADER) + " |", "|---|--:|--:|--:|"]
        parts.append("\n".join(lines + ["| " + " | ".join(_escaped(row)) + " |" for row in rows]))
        parts += filter(None, [notice_of(one.network)])
    return "\n\n".join(parts) + "\n"


def _accuracies(one: Measurement) -> list[list[str]]:
    return [
        [published.weights]
        + [
            "" if value is None else f"{value:g}"
            for value in (published.input_px, published.top1_percent, published.top5_percent)
        ]
        for published in published_of(one.network)
    ]


def _escaped(cells: Sequence[str]) -> list[str]:
    return [markdown_text(cell, begins_line=False) for cell in cells]


def _as_text(one: Measurement) -> str:
    layers = [list(LAYER_COLUMNS.values()), *one.cells]
    numbers = _ruled([list(row) for row in one.summary])
    parts = [show(one.name), *numbers, _LAYERS_TITLE, *_ruled(layers, header=True), *one.notes]
    if rows := _accuracies(one):
        parts += [_ACCURACIES_TITLE, *_ruled([list(_ACCURACIES_HEADER), *rows], header=True)]
        parts += filter(None, [notice_of(one.network)])
    return "\n".join(parts) + "\n"


def _ruled(rows: Sequence[Sequence[str]], *, header: bool = False) -> list[str]:
    """Return the lines of a table in a frame; all columns but the first are numbers."""
    rows = [[show(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

    def rule(left: str, between: str, right: str, stroke: str = "─") -> str:
        return left + between.join(stroke * (width + 2) for width in widths) + right

    lines = [
        "│ "
        + " │ ".join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " │"
        for row in rows
    ]
    if header:
        lines.insert(1, rule("├", "┼", "┤"))
    return [rule("┌", "┬", "┐"), *lines, rule("└", "┴", "┘")]
