"""The links of finished pages: each must lead somewhere, and can name the very file it leads to."""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from urllib.parse import unquote

_LINK = re.compile(
    r'(<(?:a|button|image|img|link|script|use)\b(?:[^>"]|"[^"]*")*?'
    r'\s(?:(?:xlink:)?href|src|data-copy)=")([^"]*)(?=")'
)
_ANCHOR = re.compile(r'\s(?:id|name)="([^"]+)"')
_WITHIN_THE_SITE = re.compile(
    r"(?![a-z][a-z0-9+.-]*:|/)([^?#]*)(?:\?[^#]*)?(?:#(.*))?", re.IGNORECASE | re.DOTALL
)


def find_dead_links(
    pages: Mapping[str, str],
    files: Collection[str],
    newest: str | None = None,
    others: Collection[str] = (),
) -> list[str]:
    """Return what is wrong with the links of a site, a line each, sorted by page.

    Links that MkDocs does not see count too: those within tables and figures. A link that starts
    with a slash is not looked at: where the site will lie is not known here.

    Args:
        pages: HTML of each page, by its path relative to the site's root: "rules/index.html".
        files: Paths of all files of the site, pages included.
        newest: Name of the folder beside the site's that will always hold its newest version, if
            it is published so. A link into it must lead to what this version has.
        others: Files beside the site's folder that will be there too: "../errata/index.html".
    """
    beside = f"../{newest}/" if newest else None

    @cache
    def anchors(page: str) -> frozenset[str]:
        return frozenset(_ANCHOR.findall(pages[page]))

    dead = []
    for page in sorted(pages):
        for link in dict.fromkeys(link for _, link in _LINK.findall(pages[page])):
            for path, anchor in _targets(page, link):
                target = path.removeprefix(beside) if beside else path
                if target in others:
                    continue
                if target not in files:
                    dead.append(f"{page} links to {link}, which is not in the site")
                elif anchor and target in pages and anchor not in anchors(target):
                    dead.append(f"{page} links to {link}, but that page has no such anchor")
    return dead


def name_files(page: str) -> str:
    """Return a page whose links to other pages name their files, for whoever reads from disk."""
    return _LINK.sub(lambda match: match[1] + name_file(match[2]), page)


@cache
def name_file(link: str) -> str:
    """Return a link with the file of the page that it leads to: "rules/" as "rules/index.html".

    Links to files, to places within a page and out of the site stay as they are.
    """
    within = _WITHIN_THE_SITE.fullmatch(link)
    if not within or not within[1] or within[1].rpartition("/")[2] not in ("", ".", ".."):
        return link
    return posixpath.join(within[1], "index.html") + link[within.end(1) :]


def _targets(page: str, link: str) -> Iterator[tuple[str, str]]:
    """Yield the file that a link leads to, and the anchor in it; nothing if it leaves the site."""
    within = _WITHIN_THE_SITE.fullmatch(name_file(link))
    if within:
        path = posixpath.join(posixpath.dirname(page), unquote(within[1])) if within[1] else page
        yield posixpath.normpath(path), unquote(within[2] or "")
