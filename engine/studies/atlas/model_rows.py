"""One row an architecture, one row a set of weights: what the libraries' results say, as frames."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Protocol

import pandas as pd

from engine.exhibits.quantities import compressions, preferred_accuracy
from engine.exhibits.readings import READINGS
from engine.networks.catalogue.family_slugs import atlas_address, family_slug
from engine.networks.catalogue.timm_results import TimmResult, timm_results

CLASSIFIER: Final = "classifier"
"""The kind of an architecture whose decision layer tells the 1,000 classes of ImageNet."""

TEST_PREFIX: Final = "test_"
"""How the names of timm's test networks begin: a few layers each, in the modules of the designs
that they abridge. timm keeps them to test its code, and nobody means them to be accurate."""

STUDIES: Final = ("atlas-keras", "atlas-torchvision", "atlas-timm")

_MEASURES: Final = (
    "input_size_px",
    "embedding_elements",
    "positions",
    "dense_layers",
    *(f"{reading}_bits" for reading in READINGS),
    "g_elements",
    "g_bits_float32",
    "g_bits_one_bit",
    "parameters",
    "parameters_without_classifier",
    "multiply_adds",
)
_ACCURACIES: Final = ("top1_percent", "top1_lowest_percent", "top1_highest_percent")
_INTEGERS: Final = (*(one for one in _MEASURES if not one.startswith("g_")), "year", "weights")


class Measured(Protocol):
    """A result of a study of the atlas, as a record or as what another study reads."""

    @property
    def params(self) -> dict[str, Any]:
        """What was asked for."""

    @property
    def result(self) -> dict[str, Any]:
        """What came out."""


@dataclass(frozen=True, slots=True)
class Model:
    """An architecture with what was measured of it.

    Attributes:
        library: "keras", "torchvision" or "timm".
        name: Its name there.
        family: Its family there; for timm the module.
        result: `measured` and `classifier`, or `failure`; for timm `kind` as well.
    """

    library: str
    name: str
    family: str
    result: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Whether it is a classifier of ImageNet; those of Keras and torchvision all are."""
        return str(self.result.get("kind", CLASSIFIER))

    @property
    def is_test_network(self) -> bool:
        """Whether timm keeps it to test its own code; no statistic counts such a network."""
        return self.library == "timm" and self.name.startswith(TEST_PREFIX)

    @property
    def address(self) -> str:
        """Where it stands in the site: its family's page, and its anchor there."""
        return atlas_address(self.library, self.family, self.name)


def list_models(results: Iterable[Measured]) -> Iterator[Model]:
    """Yield the architectures of results: one each of Keras and torchvision, many each of timm."""
    for one in results:
        library = one.params["library"]
        if "backbone" in one.params:
            family = one.result["family"]["name"]
            yield Model(library, one.params["backbone"], family, one.result)
        else:
            for result in one.result["models"]:
                yield Model(library, result["name"], one.params["family"], result)


def models_rows(results: Iterable[Measured]) -> pd.DataFrame:
    """Return one row an architecture; what could not be measured of one is missing in its row.

    Top-1 accuracy is the median over the published weights of an architecture, each tested at its
    own input size (`own_results`); for Keras and torchvision that of the weights which the library
    prefers.

    Args:
        results: Of the studies `STUDIES`.
    """
    timm = results_by_architecture()
    rows = [_row(model, timm) for model in list_models(results)]
    frame = pd.DataFrame(rows, columns=list(_row_names()))
    integers = dict.fromkeys(_INTEGERS, "Int64")
    numbers = [one for one in (*_MEASURES, *_ACCURACIES) if one not in _INTEGERS]
    return frame.astype({**integers, **dict.fromkeys(numbers, float)})


def weights_rows(models: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair of timm's weights and input size, with the MEC of the architecture.

    Args:
        models: As `models_rows` returns them.
    """
    of_timm = models[models["library"] == "timm"].set_index("model")
    rows = [
        {
            "weights": one.weights,
            "architecture": one.architecture,
            "model_address": _lookup(of_timm, one.architecture, "address"),
            "tag": one.tag,
            "training_data": one.training_data,
            "input_size_px": one.input_px,
            "crop_fraction": one.crop_fraction,
            "parameters": _lookup(of_timm, one.architecture, "parameters"),
            "top1_percent": one.top1_percent,
            "top5_percent": one.top5_percent,
            "real_labels_top1_percent": one.real_labels_top1_percent,
            "imagenet_v2_top1_percent": one.imagenet_v2_top1_percent,
            "sketch_top1_percent": one.sketch_top1_percent,
            "adversarial_top1_percent": one.adversarial_top1_percent,
            "rendition_top1_percent": one.rendition_top1_percent,
            "decision_layer_bits": _lookup(of_timm, one.architecture, "decision_layer_bits"),
        }
        for one in timm_results()
    ]
    return pd.DataFrame(rows).astype({"parameters": "Int64", "decision_layer_bits": "Int64"})


def own_results(results: Iterable[TimmResult], input_px: int) -> list[TimmResult]:
    """Return one result for each set of weights: at its architecture's size, or nearest to it.

    Args:
        results: Published results of one architecture.
        input_px: Input size at which the architecture was measured; of two sizes equally near
            the smaller is taken.
    """
    by_weights: dict[str, list[TimmResult]] = {}
    for one in results:
        by_weights.setdefault(one.weights, []).append(one)
    return [
        min(group, key=lambda one: (abs(one.input_px - input_px), one.input_px))
        for group in by_weights.values()
    ]


def results_by_architecture() -> dict[str, list[TimmResult]]:
    """Return the published results of timm by architecture."""
    found: dict[str, list[TimmResult]] = {}
    for one in timm_results():
        found.setdefault(one.architecture, []).append(one)
    return found


def _row_names() -> tuple[str, ...]:
    names = ("model", "address", "library", "family", "slug", "kind", "year", *_MEASURES)
    return (*names, "weights", *_ACCURACIES)


def _row(model: Model, timm: Mapping[str, Sequence[TimmResult]]) -> dict[str, Any]:
    family = model.result.get("family", {})
    return {
        "model": model.name,
        "address": model.address,
        "library": model.library,
        "family": model.family,
        "slug": family_slug(model.library, model.family),
        "kind": model.kind,
        "year": family.get("year"),
        **(measures_row(model.result["measured"]) if "measured" in model.result else {}),
        **_accuracies(model, timm),
    }


def measures_row(measured: dict[str, Any]) -> dict[str, Any]:
    """Return the cells of a measured architecture, by the names of the published columns."""
    return {
        "input_size_px": measured["input_shape"][0],
        "embedding_elements": measured["embedding_elements"],
        "positions": measured["positions"],
        "dense_layers": len(measured["classifier_layers"]),
        **{f"{reading}_bits": measured["mec_bits"][reading] for reading in READINGS},
        **compressions(measured),
        "parameters": measured["parameters"],
        "parameters_without_classifier": measured["parameters"] - measured["classifier_parameters"],
        "multiply_adds": measured["multiply_adds"],
    }


def _accuracies(model: Model, timm: Mapping[str, Sequence[TimmResult]]) -> dict[str, Any]:
    """Return how many weights are published, and their top-1 accuracies in short."""
    if model.library == "timm":
        results = timm.get(model.name, ())
        size = model.result.get("input_px") or min((one.input_px for one in results), default=0)
        values = [one.top1_percent for one in own_results(results, size)]
        return _summarise(median(values), values) if values else {"weights": 0}
    accuracies = model.result.get("accuracies", [])
    preferred = preferred_accuracy(accuracies)
    if preferred["top1_percent"] is None:
        return {"weights": 0}
    values = [one["top1_percent"] for one in accuracies if model.library == "torchvision"]
    return _summarise(preferred["top1_percent"], values or [preferred["top1_percent"]])


def _summarise(middle: float, values: Sequence[float]) -> dict[str, Any]:
    told = zip(_ACCURACIES, (middle, min(values), max(values)), strict=True)
    return {"weights": len(values), **dict(told)}


def _lookup(frame: pd.DataFrame, name: str, column: str) -> Any:  # noqa: ANN401 - a cell
    return frame.at[name, column] if name in frame.index else None
