"""The networks of the grid, as lines of a file: each one says what it is, in short."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from typing import Any, Final

from engine.networks.mnist_cnn import CnnSpec, Stage, Window, describe_network, stage_shapes
from engine.theory.compression import stage_compression

LIST: Final = Path(__file__).parent / "networks.csv"
"""The networks in the order in which they were chosen; see `design.choose_networks`."""

_STAGE = re.compile(r"(\d+) conv (\d+)/(\d+)\+(\d+) pool (\d+)/(\d+)\+(\d+)")


@dataclass(frozen=True, slots=True)
class Measures:
    """What a network is before it is trained.

    Attributes:
        g_elements: Elements that enter its first layer over those of its embedding.
        mec_bits: Capacity of its decision layer.
        parameters: All of its parameters, as torch counts them.
        multiply_adds: Of one image.
    """

    g_elements: float
    mec_bits: int
    parameters: int
    multiply_adds: int


def write_stage(stage: Stage) -> str:
    """Return a stage in short: "16 conv 5/1+2 pool 2/2+0", windows as kernel/stride+padding."""
    convolution, pooling = (
        f"{window.kernel}/{window.stride}+{window.padding}"
        for window in (stage.convolution, stage.pooling)
    )
    return f"{stage.filters} conv {convolution} pool {pooling}"


def read_stage(text: str) -> Stage:
    """Return the stage that `write_stage` wrote.

    Raises:
        ValueError: If the text is no stage.
    """
    found = _STAGE.fullmatch(text)
    if not found:
        raise ValueError(
            f"{text!r} is no stage; expected filters and two windows, kernel/stride+padding: "
            '"16 conv 5/1+2 pool 2/2+0"'
        )
    filters, *sides = map(int, found.groups())
    return Stage(filters, Window(*sides[:3]), Window(*sides[3:]))


def describe(spec: CnnSpec) -> dict[str, Any]:
    """Return a network as params: `network`, `size`, `stages`, `batch_norm`; see `spec_from`."""
    return {
        "network": spec.name,
        "size": spec.size,
        "stages": [write_stage(stage) for stage in spec.stages],
        "batch_norm": spec.batch_norm,
    }


def spec_from(params: dict[str, Any]) -> CnnSpec:
    """Return the network that params describe."""
    return CnnSpec(
        name=params["network"],
        title=title_of(params["network"]),
        stages=tuple(read_stage(text) for text in params["stages"]),
        batch_norm=params["batch_norm"],
        size=params["size"],
    )


def title_of(name: str) -> str:
    """Return the name of a network as a reader sees it: "CNN1", "T7"."""
    return name.upper()


def measure(spec: CnnSpec) -> Measures:
    """Return G, the decision layer's capacity, parameters and multiply-adds of a network."""
    network = describe_network(spec)
    embedding = prod(stage_shapes(spec)[-1])
    return Measures(
        g_elements=float(stage_compression(spec.size**2 * spec.channels, embedding)),
        mec_bits=network.layers[-1].parameters,
        parameters=network.parameters,
        multiply_adds=network.multiply_adds,
    )


@cache
def listed_networks() -> tuple[CnnSpec, ...]:
    """Return the networks of the file, CNN1 and CNN2 first."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(_read_row(row) for row in csv.DictReader(file))


def write_list(specs: Iterable[CnnSpec]) -> str:
    """Return the text of the file that lists these networks."""
    lines = ["network,size,batch_norm,stage1,stage2"]
    for spec in specs:
        stages = [write_stage(stage) for stage in spec.stages]
        cells = [spec.name, str(spec.size), "yes" if spec.batch_norm else "no", *stages]
        lines.append(",".join([*cells, *[""] * (5 - len(cells))]))
    return "\n".join(lines) + "\n"


def _read_row(row: dict[str, str]) -> CnnSpec:
    return spec_from(
        {
            "network": row["network"],
            "size": int(row["size"]),
            "stages": [row[name] for name in ("stage1", "stage2") if row[name]],
            "batch_norm": row["batch_norm"] == "yes",
        }
    )
