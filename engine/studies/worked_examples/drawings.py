"""Two of the worked examples drawn: where the readings of rule 4 part is seen at a glance."""

from collections.abc import Sequence

from engine.exhibits.figure import Figure
from engine.exhibits.network_figure import network_figure, stack_diagram
from engine.records.record import Record
from engine.theory.capacity import Reading

_CLASSIFIER = "classifier of VGG16"
_BOTTLENECK = "bottleneck 64-64-2-64-10"


def network_figures(records: Sequence[Record]) -> list[Figure]:
    """Return the pictures of VGG16's classifier and of a stack with a bottleneck."""
    found = {record.params["name"]: record for record in records}
    return [_draw_classifier(found[_CLASSIFIER]), _draw_bottleneck(found[_BOTTLENECK])]


def _draw_classifier(record: Record) -> Figure:
    total = _totals(record)
    return network_figure(
        "network-vgg16-classifier",
        "The classifier of VGG16",
        "Three dense layers, read in four ways: "
        f"{total['decision_layer']:,} bits where the last one counts alone, "
        f"{total['width_capped']:,} where a layer counts no more bits than the one before hands "
        "on, which is one reading and disputed.",
        stack_diagram(record.params["sizes"], shown=Reading.WIDTH_CAPPED),
        [record],
    )


def _draw_bottleneck(record: Record) -> Figure:
    sizes = record.params["sizes"]
    narrowest = min(sizes[1:-1])
    total = _totals(record)
    return network_figure(
        "network-bottleneck",
        f"A bottleneck of {narrowest}",
        f"{narrowest} neurons between wide layers: the capped readings let the layer behind them "
        f"count {narrowest} bits, and the stack {total['width_capped']:,} (width-capped) or "
        f"{total['running_minimum']:,} (running minimum) of its {total['all_parameters']:,}.",
        stack_diagram(sizes, shown=Reading.WIDTH_CAPPED),
        [record],
    )


def _totals(record: Record) -> dict[str, int]:
    return {one["reading"]: one["mec_bits"] for one in record.result["readings"]}
