"""The tables of how the grid came about: how its quantities vary, and its learning rates."""

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.tuning.networks import title_of


def design_table(record: Record) -> Table:
    """Return the correlations of what networks measure.

    Args:
        record: Of `tuning-findings`.
    """
    design = record.result["design"]
    names = [name[:1].upper() + name[1:] for name in design["measured"]]
    keys = [f"with_{name.lower().replace('-', '_').replace(' ', '_')}" for name in names]
    rows = [
        {"quantity": name, **dict(zip(keys, row, strict=True))}
        for name, row in zip(names, design["correlations"], strict=True)
    ]
    return Table(
        id="tuning-design",
        title="How far the quantities vary apart from one another in the grid",
        caption="Correlations over the networks of the grid: of the logarithms of G, decision MEC, "
        "parameters and multiply-adds, and of whether there is batch norm.",
        columns=(
            Column("quantity", "Quantity"),
            *(
                Column(key, name, "number", digits=2, description=f"Correlation with {name}")
                for key, name in zip(keys, names, strict=True)
            ),
        ),
        frame=pd.DataFrame(rows),
        records=(record,),
    )


def rates_table(record: Record) -> Table:
    """Return what swept networks lose at the rate of their size.

    Args:
        record: Of `tuning-findings`.
    """
    rows = [
        {
            **one,
            "network": title_of(one["network"]),
            "lost_points": one["best_percent"] - one["rule_percent"],
        }
        for one in record.result["rates"]["networks"]
    ]
    return Table(
        id="tuning-rates",
        title="Own best learning rate against the rate of its size",
        caption="Accuracy on 10,000 training digits that were held out. The best of several rates "
        "by its accuracy is flattered by that choice, so that the loss is rather too high.",
        columns=(
            Column("network", "Network"),
            Column("parameters", "Parameters", "integer"),
            Column("best_rate", "Best rate", "number", digits=3),
            Column("best_percent", "at its best", "number", "%", 2),
            Column("rule_rate", "Rate of its size", "number", digits=3),
            Column("rule_percent", "at the rate of its size", "number", "%", 2),
            Column("lost_points", "Lost", "number", "points", 2),
        ),
        frame=pd.DataFrame(rows),
        records=(record,),
    )
