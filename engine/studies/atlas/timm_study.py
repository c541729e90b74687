"""The atlas of timm: every architecture that it names, measured in batches without weights."""

import traceback
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from engine.networks.catalogue.installed import timm_families
from engine.networks.layers import NetworkError
from engine.networks.measurement import describe_classifier_layers, measure, measure_features
from engine.studies.study import Params, Profile, Result, Study

LIBRARY: Final = "timm"
BATCH: Final = 40
"""Most architectures in a record: a run that is killed loses at most these of each worker."""


def grid(profile: Profile) -> Sequence[Params]:
    """Return the families of timm, the large ones in batches.

    The quick profile has one architecture a family, the first by name.
    """
    most = 1 if profile is Profile.QUICK else None
    return [
        {"library": LIBRARY, "family": family, "architectures": batch}
        for family, names in _by_family()
        for batch in _batches(names[:most])
    ]


def compute(params: Params) -> Result:
    """Return the measurements of a batch of architectures.

    Returns:
        `models`, for each architecture `name`; either `measured` and `classifier` (its layers
        under each reading of rule 4), or `failure`, the reason why it cannot be measured; then
        what it is: `kind`, the number of its `labels`, `input_px`, the `tag` of its default
        weights and the `tags` of all.
    """
    return {"models": [_measure(name) for name in params["architectures"]]}


def _by_family() -> Iterator[tuple[str, list[str]]]:
    pairs = sorted((family, name) for name, family in timm_families().items())
    for family, members in groupby(pairs, key=lambda pair: pair[0]):
        yield family, [name for _, name in members]


def _batches(names: list[str]) -> Iterator[list[str]]:
    """Yield parts of about the same size."""
    count = -(-len(names) // BATCH)
    for index in range(count):
        yield names[index * len(names) // count : (index + 1) * len(names) // count]


def _measure(name: str) -> dict[str, Any]:
    from engine.networks.torch.timm_models import describe_timm

    about = describe_timm(name)
    try:
        numbers = _numbers(name, about.labels)
    except Exception as error:
        reason = traceback.format_exception_only(error)[-1]
        numbers = {"failure": " ".join(reason.split())}
    return {
        "name": name,
        **numbers,
        "kind": about.kind,
        "labels": about.labels,
        "input_px": about.input_shape[0],
        "tag": about.tag,
        "tags": list(about.tags),
    }


def _numbers(name: str, labels: int) -> dict[str, Any]:
    from engine.networks.torch.timm_models import build_timm

    network = build_timm(name)
    if not labels:
        return {"measured": measure_features(network), "classifier": []}
    measured = measure(network)
    if measured["classifier_sizes"][-1] != labels:
        raise NetworkError(
            f"its decision layer has {measured['classifier_sizes'][-1]} neurons, but timm says "
            f"that it tells {labels} labels apart"
        )
    return {"measured": measured, "classifier": describe_classifier_layers(network)}


STUDY = Study(
    name="atlas-timm",
    title="Measuring every architecture of timm",
    grid=grid,
    compute=compute,
    packages=("timm", "torch"),
    framework="torch",
    cost=lambda params: 0.1 * len(params["architectures"]),
)
