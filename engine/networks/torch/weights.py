"""What torchvision publishes about the weights of its models; nothing is downloaded."""

from dataclasses import dataclass
from math import isnan

from engine.networks.catalogue.accuracy import Accuracy
from engine.networks.torch.framework import import_torchvision


@dataclass(frozen=True, slots=True)
class PublishedWeights:
    """Metadata of one set of ImageNet weights.

    Attributes:
        model: Name of the model in torchvision.
        name: Name of the weights, for example "IMAGENET1K_V2".
        input_size: Height and width at which they were measured, in pixels.
        top1_percent: Share of validation images whose label comes first; None if not measured.
        top5_percent: Share whose label is among the first five; None if not measured.
        parameters: Parameters of the model as published; for GoogLeNet without its auxiliary heads.
        giga_multiply_adds: Billions of multiply-adds as published, rounded to three decimals.
        recipe: Address of the description of the training.
        is_default: Whether torchvision recommends these weights.
    """

    model: str
    name: str
    input_size: int
    top1_percent: float | None
    top5_percent: float | None
    parameters: int
    giga_multiply_adds: float
    recipe: str
    is_default: bool


def published_weights(model: str) -> tuple[PublishedWeights, ...]:
    """Return the metadata of all weights of a torchvision model, in torchvision's order.

    Raises:
        ValueError: If torchvision has no model of that name.
    """
    weights = import_torchvision().models.get_model_weights(model)
    return tuple(
        PublishedWeights(
            model=model,
            name=entry.name,
            input_size=int(entry.transforms.keywords["crop_size"]),
            top1_percent=_measured(entry.meta["_metrics"]["ImageNet-1K"]["acc@1"]),
            top5_percent=_measured(entry.meta["_metrics"]["ImageNet-1K"]["acc@5"]),
            parameters=int(entry.meta["num_params"]),
            giga_multiply_adds=float(entry.meta["_ops"]),
            recipe=str(entry.meta["recipe"]),
            is_default=entry == weights.DEFAULT,
        )
        for entry in weights
    )


def default_weights(model: str) -> PublishedWeights:
    """Return the metadata of the weights that torchvision recommends for a model.

    Raises:
        ValueError: If torchvision has no model of that name.
    """
    return next(weights for weights in published_weights(model) if weights.is_default)


def torchvision_accuracies(model: str) -> tuple[Accuracy, ...]:
    """Return the published accuracies of a torchvision model, those of its default weights first.

    Raises:
        ValueError: If torchvision has no model of that name.
    """
    measured = [row for row in published_weights(model) if row.top1_percent is not None]
    return tuple(
        Accuracy(
            source_key=f"torchvision-{row.name}",
            model=model,
            alpha=None,
            input_size=row.input_size,
            top1_percent=float(row.top1_percent or 0.0),
            top5_percent=row.top5_percent,
            note=f"weights {row.name}",
            source=f"torchvision, metadata of the weights {row.name}; training: {row.recipe}",
        )
        for row in sorted(measured, key=lambda row: not row.is_default)
    )


def _measured(percent: float) -> float | None:
    return None if isnan(percent) else float(percent)
