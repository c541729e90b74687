"""What a site holds without need, and every version of it would hold for ever."""

import re
from pathlib import Path
from typing import Final

_UNUSED: Final = (
    "assets/**/*.map",  # sources of its scripts, for whoever works on Material
    "assets/javascripts/lunr/**/*",  # the search in languages other than English
)
_COSTLY_RULES: Final = re.compile(
    r"[^{}]*(?:\[data-md-color-switching\] \*|\.no-js [^{}]*\.tabbed-set>input)[^{}]*\{[^{}]*\}"
)
_FOR_SEARCH: Final = re.compile(r"(<[a-z][^<>]*?) data-search-exclude(?=[\s>])")
_SPACE = re.compile(
    r"(<(?P<kept>pre|textarea|script|style)\b.*?</(?P=kept)>|<!--.*?-->)|\s*\n\s*", re.DOTALL
)


def remove_unused(site: Path) -> None:
    """Remove from a built site those files of Material that nothing on it asks for.

    Args:
        site: Folder of the site.
    """
    for pattern in _UNUSED:
        for path in sorted(site.glob(pattern), reverse=True):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
    for path in sorted(site.glob("assets/stylesheets/*.min.css")):
        styles = path.read_text(encoding="utf-8")
        path.write_text(drop_costly_rules(styles), encoding="utf-8", newline="")


def drop_costly_rules(styles: str) -> str:
    """Return Material's styles without the rules by which its start styles a whole page again.

    One stops every transition while colours change, and another shows tabs where no script runs;
    no page has tabs. Each is about any element, and Material sets and takes back what they wait
    for on every page that opens: on a long page that blocks a phone.
    """
    return _COSTLY_RULES.sub("", styles)


def drop_indentation(page: str) -> str:
    """Return an HTML page without the spaces around its line breaks, where they mean nothing.

    They are an eighth of the pages. What the search has read by then goes too.
    """
    page = _FOR_SEARCH.sub(r"\1", page)
    return _SPACE.sub(lambda match: match[1] or "\n", page)
