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


def atlas_address(library: str, family: str, name: str) -> str:
    """Return where an architecture stands in the site: its family's page, and its anchor there.

    Args:
        library: "keras", "torchvision" or "timm".
        family: Its family there; for timm its module.
        name: Its name there.

    Raises:
        LookupError: If a family of Keras or torchvision has no row.

    Examples:
        >>> atlas_address("timm", "vision_transformer", "vit_base_patch16_224")
        'atlas/vision-transformer/#timm-vit-base-patch16-224'
    """
    anchor = f"{library}-{name.lower().replace('_', '-')}"
    return f"atlas/{family_slug(library, family)}/#{anchor}"


@cache
def _read_slugs() -> dict[tuple[str, str], str]:
    with SLUG_FILE.open(encoding="utf-8", newline="") as file:
        return {(row["library"], row["family"]): row["slug"] for row in csv.DictReader(file)}
