"""What the head of a page says of it to those who link to it and to those who search for data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from engine.records.foreign import html_text, json_for_script
from engine.site.cards import CARDS, card_file, kind_of

LONGEST_DESCRIPTION: Final = 5000
"""What those who search for data read of a description, in characters."""

_CARD_TITLES: Final = {card.kind: card.title for card in CARDS}


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a site.

    Attributes:
        path: Its Markdown file, relative to docs/.
        title: Its title.
        description: What it is about, a sentence; empty where that of the site says it.
        address: Its address, whole.
        site: Address of the site, with the slash at its end.
    """

    path: PurePosixPath
    title: str
    description: str
    address: str
    site: str


def card_meta(place: Place) -> str:
    """Return the elements by which a link to a page shows its card."""
    kind = kind_of(place.path)
    properties = {
        "og:type": "website" if kind == "home" else "article",
        "og:title": place.title,
        # Without it the description of the page counts, that of the whole site.
        **({"og:description": place.description} if place.description else {}),
        "og:url": place.address,
        "og:image": place.site + card_file(kind),
        "og:image:alt": _CARD_TITLES[kind],
    }
    # Who reads these falls back on those above for all else.
    names = {"twitter:card": "summary_large_image"}
    lines = [
        f'<meta property="{name}" content="{html_text(text)}">' for name, text in properties.items()
    ]
    lines += [f'<meta name="{name}" content="{html_text(text)}">' for name, text in names.items()]
    return "\n".join(lines) + "\n"


def dataset_block(place: Place, package: Mapping[str, Any]) -> str:
    """Return the tables of a page in the words of schema.org, as a block of JSON; empty without.

    Pages that are made by the hundred have none: what they show is in a table of all.

    Args:
        place: The page.
        package: The descriptor of the data, `data/datapackage.json`.
    """
    if len(place.path.parts) > 1:
        return ""
    datasets = [
        describe_dataset(resource, package, place.site)
        for resource in package["resources"]
        if str(resource.get("homepage", "")).startswith(f"{place.address}#table-")
    ]
    if not datasets:
        return ""
    graph = json.dumps(
        {"@context": "https://schema.org", "@graph": datasets},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f'<script type="application/ld+json">{json_for_script(graph)}</script>\n'


def describe_dataset(
    resource: Mapping[str, Any], package: Mapping[str, Any], site: str
) -> dict[str, Any]:
    """Return a table as a schema.org Dataset.

    Args:
        resource: Its entry in the descriptor of the data.
        package: The descriptor.
        site: Address of the site, with the slash at its end.
    """
    title = f"{resource['title']}: {package['title']}"
    return {
        "@type": "Dataset",
        "@id": resource["homepage"],
        "name": title,
        "description": (resource["description"] or title)[:LONGEST_DESCRIPTION],
        "url": resource["homepage"],
        "version": package["version"],
        "license": package["licenses"][0]["path"],
        "isAccessibleForFree": True,
        "creator": [
            {"@type": "Organization", "name": one["title"]} for one in package["contributors"]
        ],
        "includedInDataCatalog": {"@type": "DataCatalog", "url": package["homepage"]},
        "variableMeasured": [field["name"] for field in resource["schema"]["fields"]],
        "distribution": [
            _download(f"{site}data/{resource['name']}.{suffix}", kind)
            for suffix, kind in (("csv", "text/csv"), ("json", "application/json"))
        ],
    }


def _download(address: str, kind: str) -> dict[str, str]:
    return {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address}
