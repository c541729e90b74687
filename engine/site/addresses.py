"""The address of the site, and those of pages relative to its root."""

import os
from pathlib import PurePosixPath
from typing import Final

DEFAULT_ADDRESS: Final = "http://127.0.0.1:8000/"
"""Where `serve` and `view` show a site."""


def site_address() -> str:
    """Return where the site is or will be: what SITE_URL says, else an address here."""
    return os.environ.get("SITE_URL", DEFAULT_ADDRESS)


def page_address(page: PurePosixPath) -> str:
    """Return the address of a page relative to the site's root: "backbones/" of "backbones.md"."""
    parts = page.with_suffix("").parts
    folders = parts[:-1] if parts[-1] == "index" else parts
    return "".join(f"{folder}/" for folder in folders)


def root_from(page: PurePosixPath) -> str:
    """Return the way from a page to the site's root: "../" for each level."""
    return "../" * page_address(page).count("/") or "./"
