"""Addresses of pages, relative to the site's root."""

from pathlib import PurePosixPath


def page_address(page: PurePosixPath) -> str:
    """Return the address of a page relative to the site's root: "backbones/" of "backbones.md"."""
    parts = page.with_suffix("").parts
    folders = parts[:-1] if parts[-1] == "index" else parts
    return "".join(f"{folder}/" for folder in folders)


def root_from(page: PurePosixPath) -> str:
    """Return the way from a page to the site's root: "../" for each level."""
    return "../" * page_address(page).count("/") or "./"
