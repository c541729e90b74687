"""The family that an architecture stands under in all libraries: one slug for one design."""

import csv
from functools import cache
from pathlib import Path

SLUG_FILE = Path(__file__).with_name("family_slugs.csv")
"""Which module of timm defines the design of a family of Keras or torchvision, if one does."""


def family_slug(library: str, family: str) -> str:
    """Return the slug of a family: of timm's module, or of the module that has the same design.

    Args:
        library: "keras", "torchvision" or "timm".
        family: Name of the family there; for timm its module, "vision_transformer".

    Raises:
        LookupError: If a family of Keras or torchvision has no row.

    Examples:
        >>> family_slug("timm", "vision_transformer")
        'vision-transformer'
        >>> family_slug("torchvision", "Wide ResNet")
        'resnet'
    """
    if library == "timm":
        return family.replace("_", "-")
    slugs = _read_slugs()
    if (library, family) not in slugs:
        raise LookupError(
            f"the family {family!r} of {library} has no slug; add a row to {SLUG_FILE.name}: the "
            "module of timm that defines the same design, or a name of its own"
        )
    return slugs[library, family]


@cache
def _read_slugs() -> dict[tuple[str, str], str]:
    with SLUG_FILE.open(encoding="utf-8", newline="") as file:
        return {(row["library"], row["family"]): row["slug"] for row in csv.DictReader(file)}
