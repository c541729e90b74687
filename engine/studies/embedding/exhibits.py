"""What arrives at the decision layer, over training and by bound: tables and a figure."""

from collections.abc import Iterator, Mapping, Sequence
from math import log2
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import (
    is_narrow,
    line_look,
    mark,
    point_look,
    width_inches,
)
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.embedding.claims import TITLES, judge
from engine.studies.embedding.findings import runs_of, values_at
from engine.studies.embedding.measures import CODEC, FLOAT_BITS, LEVELS
from engine.studies.embedding.names import PIXELS
from engine.studies.section import Section

_MEASURES: Final = (
    *("reader_bits", "decision_bits", "compressed_bits", "marginal_bits", "joint_bits"),
    *("participation_ratio", "spectral_entropy_bits"),
)


def build_section(build: Build) -> Section:
    """Return what is measured of CNN1 and CNN2, and the bounds of the backbones."""
    records = build.study("embedding-information")
    frame = _frame(records)
    return Section(
        name="embedding",
        tables=(
            _main_table(frame, records),
            _bounds_table([*_own_bounds(records), *_backbone_bounds(build)], records, build),
        ),
        figures=(_figure(records),),
        facts=_facts(records),
        findings=judge(records),
    )


def _frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row a network and stop, means over seeds."""
    return pd.DataFrame([row for name in (*TITLES, PIXELS) for row in _rows(records, name)])


def _rows(records: Sequence[Record], name: str) -> Iterator[dict[str, Any]]:
    runs = runs_of(records, name)
    for place, stop in enumerate(runs[0].result["stops"]):
        yield {
            "embedding_of": TITLES.get(name, "the pixels"),
            "training_steps": None if name == PIXELS else stop["step"],
            "seeds": len(runs),
            "features": runs[0].result["elements"],
            **{
                f"mean_{one}": None
                if stop[one] is None
                else float(np.mean(values_at(runs, place, one)))
                for one in _MEASURES
            },
            "reader_bits_deviation": _deviation(values_at(runs, place, "reader_bits")),
            "mec_bits": runs[0].result["mec_bits"],
        }


def _deviation(values: Sequence[float]) -> float | None:
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def _main_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    digits = records[0].params["digits"]
    return Table(
        id="embedding-information",
        title="What arrives at the decision layer, bits a digit",
        caption=f"Measured on the first {digits:,} test digits; means over seeds. The label as a "
        "linear reader finds it, fitted to training digits, and as the network itself decides: "
        "mutual information with the label. Compressed: features rounded to "
        f"{LEVELS} levels, all digits together, by {CODEC}. On or off: the sum of the entropies of "
        "features above or below their mean, a bound of their joint entropy. "
        "Directions: how many share the variance. MEC is of all digits together.",
        columns=(
            Column("embedding_of", "Embedding of"),
            Column("training_steps", "Steps", "integer", description="Steps of 128 digits"),
            Column("mean_reader_bits", "Label, read linearly", "number", "bits", 2),
            Column("mean_decision_bits", "Label, decided", "number", "bits", 2),
            Column("mean_participation_ratio", "Directions", "number", digits=1),
            Column("mean_compressed_bits", "Compressed", "number", "bits", 0),
            Column("mean_marginal_bits", "On or off", "number", "bits", 0),
            Column("features", "Features", "integer", in_latex=False),
            Column("mec_bits", "Decision-layer MEC", "integer", "bits", in_latex=False),
            Column("mean_joint_bits", "Whole rows", "number", "bits", 2, on_page=False,
                   in_latex=False),
            Column("mean_spectral_entropy_bits", "Spectral entropy", "number", "bits", 2,
                   on_page=False, in_latex=False),
            Column("reader_bits_deviation", "Deviation over seeds", "number", "bits", 3,
                   on_page=False, in_latex=False),
            Column("seeds", "Seeds", "integer", on_page=False, in_latex=False),
        ),
        frame=frame,
        records=tuple(records),
    )  # fmt: skip


def _bounds_table(
    rows: Sequence[Mapping[str, Any]], records: Sequence[Record], build: Build
) -> Table:
    return Table(
        id="embedding-bounds",
        title="Bounds that follow from the number of features",
        caption="Bits that can arrive with one image: one for each feature, or those of the floats "
        "that it is computed in. Beside them the label of one image, all classes alike, and the "
        "MEC of the decision layer, which is of all images together. No weights were used for the "
        "backbones, so that nothing is measured of theirs.",
        columns=(
            Column("network", "Network"),
            Column("features", "Features", "integer"),
            Column("one_bit_bits", "One bit a feature", "integer", "bits", on_page=False),
            Column("float_bits", "As floats", "integer", "bits"),
            Column("classes", "Classes", "integer"),
            Column("label_bits", "Label", "number", "bits", 2),
            Column("mec_bits", "Decision-layer MEC", "integer", "bits"),
        ),
        frame=pd.DataFrame(rows),
        records=(*records, *build.records.get("backbones", ())),
        narrow=("network", "one_bit_bits", "float_bits", "label_bits", "mec_bits"),
    )


def _own_bounds(records: Sequence[Record]) -> Iterator[dict[str, Any]]:
    for name, title in TITLES.items():
        result = runs_of(records, name)[0].result
        yield _bound(title, result["elements"], result["mec_bits"])


def _backbone_bounds(build: Build) -> Iterator[dict[str, Any]]:
    for record in build.records.get("backbones", ()):
        result = record.result
        yield _bound(
            record.params["backbone"],
            result["embedding_elements"],
            result["mec_bits"]["decision_layer"],
        )


def _bound(network: str, features: int, mec_bits: int) -> dict[str, Any]:
    classes = mec_bits // (features + 1)
    return {
        "network": network,
        "features": features,
        "one_bit_bits": features,
        "float_bits": FLOAT_BITS * features,
        "classes": classes,
        "label_bits": log2(classes),
        "mec_bits": mec_bits,
    }


def _facts(records: Sequence[Record]) -> dict[str, Any]:
    one = runs_of(records, "cnn2")[0]
    return {
        "elements": {name: runs_of(records, name)[0].result["elements"] for name in TITLES},
        "compressed_bits": {
            name: float(np.mean(values_at(runs_of(records, name), -1, "compressed_bits")))
            for name in TITLES
        },
        "digits": one.params["digits"],
        "fitted_digits": one.params["fitted_digits"],
        "seeds": len(runs_of(records, "cnn2")),
        "label_bits": one.result["label_bits"],
        "most_joint_bits": log2(one.params["digits"]),
        "steps": one.params["stops"][-1],
        "batch_size": one.params["batch_size"],
        "learning_rate": one.params["learning_rate"],
        "pixel_reader_bits": runs_of(records, PIXELS)[0].result["stops"][0]["reader_bits"],
    }


def _figure(records: Sequence[Record]) -> Figure:
    data = pd.DataFrame(
        [
            {
                "network": title,
                "seed": run.params["seed"],
                "training_steps": stop["step"],
                "reader_bits": stop["reader_bits"],
                "participation_ratio": stop["participation_ratio"],
            }
            for name, title in TITLES.items()
            for run in runs_of(records, name)
            for stop in run.result["stops"]
        ]
    )
    label_bits = records[0].result["label_bits"]

    def draw() -> Drawing:
        inches = width_inches("double")
        shape = (2, 1) if is_narrow() else (1, 2)
        drawing = Drawing(figsize=(inches, inches * (1.5 if is_narrow() else 0.4)))
        left, right = drawing.subplots(*shape)
        _draw_panel(left, data, "reader_bits", "bits of the label")
        left.axhline(label_bits, linewidth=0.8, linestyle=":", color="black")
        left.set_ylim(0, 1.1 * label_bits)
        left.set_ylabel("Label, read linearly, bits")
        _draw_panel(right, data, "participation_ratio", "directions")
        right.set_ylim(bottom=0)
        right.set_ylabel("Directions that share the variance")
        left.legend(loc="lower right")
        return drawing

    return Figure(
        id="embedding-training",
        title="The embedding as it is trained",
        caption="A mark for each seed, lines through their means. Of the label: what a linear "
        f"reader finds; the dotted line is all of it, {label_bits:.2f} bits. Directions: the "
        "participation ratio. The steps at which it was measured are evenly spaced.",
        description="Two panels over training steps, for CNN1 and CNN2: bits of the label that a "
        "linear reader finds, and directions that share the variance.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def _draw_panel(panel: Axes, data: pd.DataFrame, name: str, said: str) -> None:
    steps = sorted(set(data["training_steps"]))
    for series, (network, part) in enumerate(data.groupby("network", sort=False)):
        means = part.groupby("training_steps")[name].mean()
        panel.plot(range(len(steps)), means.to_numpy(), label=network, **line_look(series))
        for row in part.to_dict(orient="records"):
            panel.plot(
                steps.index(row["training_steps"]),
                row[name],
                markersize=3.5,
                gid=mark(
                    f"{network}, seed {row['seed']}, step {row['training_steps']:,}: "
                    f"{row[name]:.2f} {said}"
                ),
                **point_look(series),
            )
    panel.set_xticks(range(len(steps)), [f"{step:,}" for step in steps])
    panel.set_xlabel("Training steps")
