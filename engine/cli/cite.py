"""The BibTeX entry of an architecture's row in the atlas, for a terminal."""

from engine.exhibits.export.citation import Citation
from engine.networks.catalogue.family_slugs import atlas_address
from engine.networks.catalogue.names import check_named


def row_bibtex(target: str, citation: Citation) -> str:
    """Return the entry that the atlas gives for the row of an architecture.

    Args:
        target: As `mec measure` takes it: "timm:resnet50"; a tag of weights is left out.
        citation: How the report is cited.

    Raises:
        UnknownBackboneError: If there is no such library, or it has no such architecture.
    """
    library, _, name = target.partition(":")
    one = check_named(library, name.partition(".")[0])
    place = atlas_address(one.library, one.family, one.name)
    part = f"atlas-{place.partition('#')[2]}"
    return citation.bibtex(place, part, f"MEC of {one.name} ({one.library})")
