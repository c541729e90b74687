"""The page beside the published versions that lists them and their errata, without any script."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from engine.exhibits.errata import Erratum

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Versions and errata</title>
<style>
:root {{ color-scheme: light dark; --link: light-dark(#07588a, #7cc4f0); }}
body {{ font: 16px/1.5 system-ui, sans-serif; }}
main {{ margin: 2rem auto; max-width: 44rem; padding: 0 1rem; }}
a {{ color: var(--link); }}
li {{ margin: 0.5rem 0; }}
</style>
</head>
<body>
<main>
<h1>Versions and errata</h1>
<p>Published versions of the report on memory-equivalent capacity, newest first. A version never
changes: what was found wrong in it since stands here, and on its pages where scripts run. The same
for programs: <a href="../errata.json">errata.json</a>.</p>
{versions}</main>
</body>
</html>
"""


def errata_page(
    errata: Sequence[Erratum],
    versions: Mapping[str, Sequence[str]],
    places: Mapping[str, Mapping[str, str]],
) -> str:
    """Return the page, to be served as `errata/` beside the folders of the versions.

    Args:
        errata: The errata.
        versions: The versions with their aliases, newest first.
        places: For each version, where its tables and figures stand, by anchor.
    """
    parts = [
        part
        for version, aliases in versions.items()
        for part in _version(version, aliases, errata, places.get(version, {}))
    ]
    return _PAGE.format(versions="".join(f"{part}\n" for part in parts))


def _version(
    version: str, aliases: Sequence[str], errata: Sequence[Erratum], places: Mapping[str, str]
) -> Iterator[str]:
    label = escape(version)
    named = f" ({escape(', '.join(aliases))})" if aliases else ""
    yield f'<h2 id="version-{label}"><a href="../{label}/">{label}</a>{named}</h2>'
    found = [one for one in errata if version in one.versions]
    if not found:
        yield "<p>No error is known.</p>"
        return
    yield "<ul>"
    for one in found:
        shown = [
            f'<a href="../{label}/{escape(places[anchor])}">{escape(anchor)}</a>'
            for anchor in one.exhibits
            if anchor in places
        ]
        where = f" In {', '.join(shown)}." if shown else ""
        corrected = escape(one.corrected_in)
        ending = (
            f' Corrected in <a href="#version-{corrected}">{corrected}</a>.'
            if corrected
            else " Not corrected yet."
        )
        yield f"<li>{escape(one.found)}: {escape(one.text)}{where}{ending}</li>"
    yield "</ul>"
