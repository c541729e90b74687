"""What the search looks through: the prose of pages and their tables, answers before the reference.

Material's plugin leaves out what carries `data-search-exclude`, and weighs a page by its front
matter.
"""

import re
from collections.abc import Mapping
from typing import Final

WEIGHTS: Final[Mapping[str, float]] = {
    "index.md": 2.0,
    "rules.md": 4.0,
    "mnist.md": 4.0,
    "backbones.md": 3.0,
    "memorised.md": 3.0,
    "width-multiplier.md": 3.0,
    "calculator.md": 3.0,
    "size.md": 3.0,
    "atlas/": 3.0,
    "claims.md": 0,
    "release-notes.md": 0.3,
    "contributing/": 0.2,
    "reference/": 0.02,
}
"""How much a hit on a page counts, by the page or its folder; 1 where nothing is said.

What counts for nothing is not in the index: each claim is found where it is stated.
"""

ROWS_LEFT_OUT: Final = ("atlas.md", "atlas/", "contributing/architecture.md")
"""Pages whose tables the lookup finds, or list every module: their rows are not in the index."""

_EMPTY_PARTS: Final = re.compile(r'<h2 (?=id="(?:weights-and-accuracies|decision-layers)")')
_DRAWING: Final = re.compile(r'<svg (?=[^>]*\bclass="mec-)')


def weigh(page: str) -> float:
    """Return how much a hit counts on a page, by its path under docs/: "reference/lab.md"."""
    folder = page.partition("/")[0] + "/" if "/" in page else page
    return WEIGHTS.get(page, WEIGHTS.get(folder, 1.0))


def mark_for_search(content: str, page: str) -> str:
    """Return the HTML of a page's content with what the search leaves out marked.

    That are the texts in drawings, which are numbers at their axes and the names of marks, and the
    rows of long lists.

    Args:
        content: What stands between the page's header and footer.
        page: Its path under docs/.
    """
    content = _DRAWING.sub("<svg data-search-exclude ", content)
    if page.startswith(ROWS_LEFT_OUT):
        content = content.replace("<tbody>", "<tbody data-search-exclude>")
        content = _EMPTY_PARTS.sub("<h2 data-search-exclude ", content)
    return content
