"""The tables of the grid: its networks, fronts and equivalence, what foretells accuracy."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.tuning.fronts import COSTS
from engine.studies.tuning.networks import title_of
from engine.studies.tuning.seeds import Seeds

SETS = {"mnist": "MNIST", "digits": "scikit-learn's digits"}
"""Sets of digits by their key in the record."""

_NETWORK = Column("network", "Network")


def find_tables(record: Record, seeds: Seeds) -> tuple[Table, ...]:
    """Return the tables of what was found.

    Args:
        record: Of `tuning-findings`.
        seeds: See `seeds.list_seeds`.
    """
    return (
        _grid_table(record, seeds),
        _pareto_table(record),
        _correlations_table(record),
    )


def say_stage(text: str) -> str:
    """Return a stage for a reader: "16 of 5×5, step 1, pad 2; pool 2×2, step 2"."""
    filters, _, convolution, _, pooling = text.split()
    return f"{filters} of {_say_window(convolution)}{_say_pooling(pooling)}"


def _say_window(text: str) -> str:
    kernel, rest = text.split("/")
    stride, padding = rest.split("+")
    padded = f", pad {padding}" if padding != "0" else ""
    return f"{kernel}×{kernel}, step {stride}{padded}"


def _say_pooling(text: str) -> str:
    return "" if text.startswith("1/1") else f"; pool {_say_window(text)}"


def _grid_table(record: Record, seeds: Seeds) -> Table:
    rows = [
        {
            "network": title_of(one["network"]),
            "image_px": one["size"],
            **{
                f"stage_{number}": say_stage(one["stages"][number - 1])
                if len(one["stages"]) >= number
                else None
                for number in (1, 2)
            },
            "batch_norm": "yes" if one["batch_norm"] else "no",
            **{cost.key: one[cost.key] for cost in COSTS},
            "learning_rate": one["learning_rate"],
            "seeds": one["seeds"],
            **_spread("accuracy", one["accuracy"], "_percent"),
            **_spread("digits", one["digits"], "_percent"),
            "worst_seed_percent": min(seeds[one["network"]]),
            "best_seed_percent": max(seeds[one["network"]]),
        }
        for one in record.result["networks"]
    ]
    return Table(
        id="tuning",
        title="The grid, trained",
        caption="CNN1 and CNN2, and the networks that the design chose, in its order. Accuracy is "
        "the mean over seeds; its interval is Wilson's over the test digits and has no part for "
        "seeds: the worst and the best of them stand beside it. A stage is filters of a kernel, "
        "its step and padding, then max-pooling.",
        columns=(
            _NETWORK,
            Column("image_px", "Image side", "integer", "px", in_latex=False),
            Column("stage_1", "Stage 1", in_latex=False),
            Column("stage_2", "Stage 2", in_latex=False),
            Column("batch_norm", "Batch norm"),
            Column("g_elements", "G", "number", digits=2),
            Column("mec_bits", "Decision MEC", "integer", "bits"),
            Column("parameters", "Parameters", "integer"),
            Column("multiply_adds", "Multiply-adds", "integer"),
            Column("learning_rate", "Learning rate", "number", digits=3, in_latex=False),
            Column("seeds", "Seeds", "integer"),
            Column("accuracy_percent", "MNIST", "number", "%", 2),
            Column(
                "accuracy_low_percent",
                "from",
                "number",
                "%",
                2,
                description="Lower end of Wilson's 95 % interval over the test digits",
                in_latex=False,
            ),
            Column(
                "accuracy_high_percent",
                "to",
                "number",
                "%",
                2,
                description="Upper end of Wilson's 95 % interval over the test digits",
                in_latex=False,
            ),
            Column("digits_percent", "scikit-learn's digits", "number", "%", 2),
            Column("digits_low_percent", "digits, from", "number", "%", 2, in_latex=False),
            Column("digits_high_percent", "digits, to", "number", "%", 2, in_latex=False),
            Column("worst_seed_percent", "Worst seed", "number", "%", 2, in_latex=False),
            Column("best_seed_percent", "Best seed", "number", "%", 2, in_latex=False),
        ),
        frame=pd.DataFrame(rows),
        records=(record,),
        first_on_page=(
            "network",
            *(cost.key for cost in COSTS),
            "accuracy_percent",
            "worst_seed_percent",
            "digits_percent",
        ),
    )


def _pareto_table(record: Record) -> Table:
    rows = [
        {
            "network": title_of(one["network"]),
            **{f"front_{cost.key}_percent": 100 * one["front_share"][cost.key] for cost in COSTS},
            **_against_row("mnist", one["against"]),
            **_against_row("digits", one["digits_against"]),
        }
        for one in record.result["networks"]
    ]
    margins = record.result["margins_points"]
    return Table(
        id="tuning-pareto",
        title="Fronts of accuracy, and equivalence to CNN1",
        caption="On the front of a cost is a network to which none is preferable that costs no "
        "more. Shown is in how many of "
        f"{record.params['resamples']:,} resamples of test digits and seeds a network is there. "
        "The difference is its accuracy less CNN1's, in points; p is that of two one-sided tests "
        f"of equivalence within {margins['mnist']} points on MNIST and {margins['digits']:g} on "
        "scikit-learn's digits, corrected by Holm's method. Without more than one seed there is no "
        "test on MNIST.",
        columns=(
            _NETWORK,
            *(
                Column(f"front_{cost.key}_percent", f"Front of {cost.title}", "number", "%", 0)
                for cost in COSTS
            ),
            Column("mnist_points", "MNIST, difference", "number", "points", 2),
            Column("mnist_low_points", "from", "number", "points", 2, in_latex=False),
            Column("mnist_high_points", "to", "number", "points", 2, in_latex=False),
            Column("mnist_p", "MNIST, p", "number", digits=3),
            Column("digits_points", "Digits, difference", "number", "points", 2),
            Column("digits_low_points", "digits, from", "number", "points", 2, in_latex=False),
            Column("digits_high_points", "digits, to", "number", "points", 2, in_latex=False),
            Column("digits_p", "Digits, p", "number", digits=3),
        ),
        frame=pd.DataFrame(rows),
        records=(record,),
        first_on_page=(
            "network",
            "front_parameters_percent",
            "front_mec_bits_percent",
            "mnist_points",
            "mnist_p",
            "digits_points",
            "digits_p",
        ),
    )


def _correlations_table(record: Record) -> Table:
    rows = [
        {
            "quantity": cost.title[:1].upper() + cost.title[1:],
            "digits": name,
            **_spread("plain", found["plain"]),
            **_spread("partial", found["partial"]),
            **_spread("separates", found["separates"]),
            **_spread("breaks_at", found["breaks_at"]),
        }
        for key, name in SETS.items()
        for cost in COSTS
        for found in [record.result["foretold"][key][cost.key]]
    ]
    return Table(
        id="tuning-correlations",
        title="What foretells accuracy",
        caption="Spearman's rank correlation of each quantity with accuracy over networks, plain "
        "and at a given number of parameters (parameters: at a given G). A network has broken down "
        "where it errs more than twice as often as CNN1. Separates: the share of pairs of a broken "
        "network and another in which the one that costs less is broken; 0.5 is chance. Breaks at: "
        "the value that parts the two kinds with the fewest errors. All with 95 % intervals by "
        "bootstrap over networks.",
        columns=(
            Column("quantity", "Quantity"),
            Column("digits", "Digits", facet=True),
            Column("plain", "Correlation", "number", digits=2),
            Column("plain_low", "from", "number", digits=2),
            Column("plain_high", "to", "number", digits=2),
            Column("partial", "Given parameters", "number", digits=2),
            Column("partial_low", "given parameters, from", "number", digits=2, in_latex=False),
            Column("partial_high", "given parameters, to", "number", digits=2, in_latex=False),
            Column("separates", "Separates", "number", digits=2),
            Column("separates_low", "separates, from", "number", digits=2, in_latex=False),
            Column("separates_high", "separates, to", "number", digits=2, in_latex=False),
            Column("breaks_at", "Breaks at", "number", digits=1),
            Column("breaks_at_low", "breaks at, from", "number", digits=1, in_latex=False),
            Column("breaks_at_high", "breaks at, to", "number", digits=1, in_latex=False),
        ),
        frame=pd.DataFrame(rows),
        records=(record,),
        first_on_page=("quantity", "digits", "plain", "partial", "separates", "breaks_at"),
    )


def _against_row(name: str, found: Mapping[str, Any] | None) -> dict[str, float | None]:
    names = (f"{name}_points", f"{name}_low_points", f"{name}_high_points", f"{name}_p")
    if found is None:
        return dict.fromkeys(names)
    difference = found["difference"]
    values = (difference["estimate"], difference["low"], difference["high"], found["p"])
    return dict(zip(names, values, strict=True))


def _spread(name: str, interval: Mapping[str, Any], unit: str = "") -> dict[str, Any]:
    return {
        f"{name}{unit}": interval["estimate"],
        f"{name}_low{unit}": interval["low"],
        f"{name}_high{unit}": interval["high"],
    }
