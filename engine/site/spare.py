"""Files of Material that no reader of this site loads, which every version would hold for ever."""

from pathlib import Path
from typing import Final

_UNUSED: Final = (
    "assets/**/*.map",  # sources of its scripts, for whoever works on Material
    "assets/javascripts/lunr/**/*",  # the search in languages other than English
)


def remove_unused(site: Path) -> None:
    """Remove from a built site what nothing on it asks for.

    Args:
        site: Folder of the site.
    """
    for pattern in _UNUSED:
        for path in sorted(site.glob(pattern), reverse=True):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
