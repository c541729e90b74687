"""An architecture together with the record that holds it, for the page of its family."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.records.record import Record
from engine.studies.atlas.model_rows import Model, list_models


@dataclass(frozen=True, slots=True)
class Architecture:
    """An architecture as it was measured, or could not be.

    Attributes:
        model: The architecture.
        record: The record that it stands in, alone or with others.
    """

    model: Model
    record: Record

    @property
    def library(self) -> str:
        """Name of its library."""
        return self.model.library

    @property
    def name(self) -> str:
        """Its name there."""
        return self.model.name

    @property
    def result(self) -> Mapping[str, Any]:
        """What the record says of it: `measured` and `classifier`, or `failure`."""
        return self.model.result

    @property
    def anchor(self) -> str:
        """Its anchor in the page of its family, and its part in ids: "keras-resnet50v2"."""
        return self.model.address.partition("#")[2]


def list_architectures(records: Sequence[Record]) -> Iterator[Architecture]:
    """Yield the architectures of records: one a record of Keras or torchvision, many of timm."""
    for record in records:
        for model in list_models([record]):
            yield Architecture(model, record)
