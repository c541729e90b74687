"""The table of what becomes of the atlas' partial correlation when some models are left out."""

from collections.abc import Sequence

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.atlas.leave_out import TOGETHER


def leave_out_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the partial correlation with groups of models left out."""
    return Table(
        id="atlas-leave-out",
        title="Whose correlation it is",
        caption="Rank correlation of the decision layer's MEC with top-1 accuracy, the parameter "
        "count held fixed, over both libraries, when a family is left out. "
        f"{TOGETHER} end in the same stack of wide dense layers and are left out together as "
        "well; so are the models whose weights were trained on more than ImageNet-1k. Intervals "
        "of 95 % are from a bootstrap that draws whole families.",
        columns=(
            Column("left_out", "Left out"),
            Column("models_left_out", "Models left out", "integer"),
            Column("count", "n", "integer"),
            Column("partial_rho", "ρ given parameters", "number", digits=2),
            Column("partial_low", "from", "number", digits=2),
            Column("partial_high", "to", "number", digits=2),
        ),
        frame=frame,
        records=tuple(records),
    )
