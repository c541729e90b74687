"""The figure of a network: its picture, its numbers as rows, and what it shows in words."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import pandas as pd

from engine.exhibits.drawing.network import Diagram
from engine.exhibits.drawing.network_parts import EVERY, Dense, Front, make_diagram
from engine.exhibits.drawing.network_picture import draw_network
from engine.exhibits.figure import Figure
from engine.exhibits.readings import READINGS
from engine.records.foreign import show
from engine.records.record import Record
from engine.theory.capacity import Reading, explain_stack

_SCALE: Final = (
    "Heights of boxes (what they hold) and widths of arrows (values that they carry) are "
    "logarithmic: a line across a box is a factor of ten."
)
_COUNTED: Final = " Blue counts by the reading named."
_CAPPED: Final = " Outlined arrows cap what is behind them."
_HATCHED: Final = " Hatched is not counted: the rules are about the neurons of dense layers."


def network_figure(
    identifier: str,
    title: str,
    lead: str,
    diagram: Diagram,
    records: Sequence[Record] = (),
) -> Figure:
    """Return the figure of a network.

    Args:
        identifier: Its id.
        title: Its name.
        lead: What its caption begins with: what is to be seen.
        diagram: The network as boxes and arrows.
        records: What its numbers came from.
    """
    return Figure(
        id=identifier,
        title=title,
        caption=f"{lead} {_explain(diagram)}".strip(),
        description=describe_network(diagram),
        draw=partial(draw_network, replace(diagram, name=title)),
        data=network_frame(diagram),
        records=tuple(records),
        fits_phone=True,
    )


def stack_layers(
    sizes: Sequence[int], names: Sequence[str] = (), *, thresholds: bool | Sequence[bool] = True
) -> list[Dense]:
    """Return the dense layers of a stack as their boxes show them.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        names: A name for each layer; numbered where there are none.
        thresholds: Whether the neurons have thresholds, for all layers or one value a layer.
    """
    count = len(sizes) - 1
    explained = {
        READINGS[str(reading)]: explain_stack(sizes, reading, thresholds=thresholds)
        for reading in Reading
    }
    has_threshold = [thresholds] * count if isinstance(thresholds, bool) else list(thresholds)
    return [
        Dense(
            name=names[index] if names else f"Layer {index + 1}",
            inputs=sizes[index],
            neurons=sizes[index + 1],
            threshold=has_threshold[index],
            parameters_bits=next(iter(explained.values()))[index].parameters_bits,
            capacity_bits={name: layers[index].capacity_bits for name, layers in explained.items()},
            cap_bits={name: layers[index].cap_bits for name, layers in explained.items()},
        )
        for index in range(count)
    ]


def stack_diagram(
    sizes: Sequence[int],
    fronts: Sequence[Front] = (),
    *,
    entering: Sequence[int] = (),
    names: Sequence[str] = (),
    thresholds: bool | Sequence[bool] = True,
    shown: Reading = Reading.DECISION_LAYER,
) -> Diagram:
    """Return the diagram of dense layers, with what lies before them.

    Args:
        sizes: `n0, n1, ..., nL` of the dense layers.
        fronts: What lies before them.
        entering: Shape of what enters the network; the inputs of the stack where it is left out.
        names: Names of the dense layers.
        thresholds: Whether their neurons have thresholds.
        shown: The reading that is shown first.
    """
    layers = stack_layers(sizes, names, thresholds=thresholds)
    return make_diagram(
        fronts, layers, entering=entering or (sizes[0],), shown=READINGS[str(shown)]
    )


def network_frame(diagram: Diagram) -> pd.DataFrame:
    """Return the numbers of a diagram, one row a box."""
    columns = {
        one.label: "mec_bits" if one.label == EVERY else f"{_slug(one.label)}_bits"
        for one in diagram.choices
    }
    return pd.DataFrame(
        [
            {
                "part": show(box.name),
                "values_in": arriving.values,
                "parameters": box.amount,
                "values_out": leaving.values,
                **{column: box.counted.get(label, 0) for label, column in columns.items()},
            }
            for box, arriving, leaving in zip(
                diagram.boxes, diagram.arrows[:-1], diagram.arrows[1:], strict=True
            )
        ]
    )


def describe_network(diagram: Diagram) -> str:
    """Return what the picture of a network shows, for one who does not see it."""
    parts = [f"From the input down: {', '.join(diagram.arrows[0].lines)}"]
    for box, arrow in zip(diagram.boxes, diagram.arrows[1:], strict=True):
        said = [f"{text} ({label})" for label, text in box.said.items()]
        parts.append(f"{box.name}: {', '.join([*box.lines, *said])}")
        parts.append(", ".join(arrow.lines))
    parts += [f"MEC, {one.label}: {one.total}" for one in diagram.choices]
    return ". ".join(parts) + "."


def _explain(diagram: Diagram) -> str:
    has_fronts = any(not box.counted for box in diagram.boxes)
    is_capped = any(one.limits for one in diagram.choices)
    return "".join(
        [
            _SCALE,
            _COUNTED if diagram.choices else "",
            _CAPPED if is_capped else "",
            _HATCHED if has_fronts else "",
        ]
    )


def _slug(label: str) -> str:
    return label.replace(" ", "_").replace("-", "_")
