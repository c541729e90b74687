"""Which published weights were trained on more than the million images of ImageNet-1k."""

_KERAS_IMAGENET_21K = frozenset({"ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtXLarge"})
"""By the documentation of keras.applications.convnext: first trained on ImageNet-21k."""


def extra_training_data(library: str, model: str, source_key: str | None) -> str | None:
    """Return what else the weights behind a published accuracy were trained on; None if nothing.

    torchvision names it in its weights (SWAG: images of Instagram with their hashtags), Keras in
    the documentation of its models.

    Args:
        library: "keras" or "torchvision".
        model: Name of the model in its library.
        source_key: Source of the accuracy; for torchvision it names the weights.

    Examples:
        >>> extra_training_data("torchvision", "vit_h_14", "torchvision-IMAGENET1K_SWAG_E2E_V1")
        'SWAG'
        >>> extra_training_data("keras", "ConvNeXtXLarge", "keras-io")
        'ImageNet-21k'
    """
    if library == "torchvision":
        return "SWAG" if "SWAG" in (source_key or "") else None
    return "ImageNet-21k" if model in _KERAS_IMAGENET_21K else None
