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
_NAMED_AS_IT_READS: Final = re.compile(r'<span title="([^"<>]*)">\1</span>')
_PLAIN_CODE: Final = re.compile(r'<span(?: class="(?:n|w)")?>([^<]*)</span>')
_CODE: Final = re.compile(r"<code\b[^>]*>.*?</code>|<pre><span></span>(?=<code)", re.DOTALL)
_SVG_NAMESPACE: Final = ' xmlns="http://www.w3.org/2000/svg"'
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


def drop_idle_markup(page: str) -> str:
    """Return an HTML page without markup that a reader gets nothing from.

    Names and spaces in code are coloured as code is without, types in the reference say under the
    pointer what is read there, and HTML knows drawings without their namespace.
    """
    page = page.replace(f"<svg{_SVG_NAMESPACE}", "<svg")
    page = _NAMED_AS_IT_READS.sub(r"\1", page)
    return _CODE.sub(lambda match: _PLAIN_CODE.sub(r"\1", match[0]), page)


def drop_indentation(page: str) -> str:
    """Return an HTML page without the spaces around its line breaks, where they mean nothing.

    They are an eighth of the pages. What the search has read by then goes too.
    """
    page = _FOR_SEARCH.sub(r"\1", page)
    return _SPACE.sub(lambda match: match[1] or "\n", page)
