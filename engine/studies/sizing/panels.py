"""A panel for each family of tables, with one legend and one name for each axis."""

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import is_narrow, width_inches

_A_ROW = 4
_A_ROW_NARROW = 2


def draw_panels(
    families: Sequence[str],
    draw: Callable[[Axes, str], None],
    *,
    across: str,
    up: str,
    names_a_row: int,
) -> Drawing:
    """Return a drawing with a panel for each family, all to the same scales.

    Args:
        families: Their names, in the order of the panels.
        draw: Draws into a panel what is of a family.
        across: What the horizontal axis of all panels is.
        up: What the vertical axis of all panels is.
        names_a_row: Entries of the legend in a row, where the drawing is not narrow.
    """
    columns = _A_ROW_NARROW if is_narrow() else _A_ROW
    rows = -(-len(families) // columns)
    inches = width_inches("double")
    drawing = Drawing(figsize=(inches, inches * (rows / columns + 0.12)))
    panels = list(drawing.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).flat)
    for panel, family in zip(panels, families, strict=False):
        draw(panel, family)
    for panel in panels[max(0, len(families) - columns) : len(families)]:
        panel.tick_params(labelbottom=True)
    for panel in panels[len(families) :]:
        panel.set_axis_off()
    handles, names = panels[0].get_legend_handles_labels()
    drawing.legend(
        handles,
        names,
        loc="outside upper center",
        ncols=1 if is_narrow() else names_a_row,
        fontsize="small",
    )
    drawing.supxlabel(across, fontsize="small")
    drawing.supylabel(up, fontsize="small")
    return drawing
