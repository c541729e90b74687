"""The address of the site, and those of pages relative to its root."""

import os
import re
from pathlib import PurePosixPath
from typing import Final

DEFAULT_ADDRESS: Final = "http://127.0.0.1:8000/"
"""Where `serve` and `view` show a site."""

_ADDRESS: Final = re.compile(
    r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?(/[a-z0-9._~%!$&()*+,;=:@-]*)*", re.IGNORECASE
)


class AddressError(ValueError):
    """SITE_URL holds something that is no address of a site."""

    exit_status = 2


def site_address() -> str:
    """Return where the site is or will be: what SITE_URL says, else an address here.

    Raises:
        AddressError: If SITE_URL is no address.
    """
    return check_address(os.environ.get("SITE_URL") or DEFAULT_ADDRESS)


def check_address(address: str) -> str:
    """Return an address if pages, citations and files may hold it as it is.

    Raises:
        AddressError: If it is none.
    """
    if not _ADDRESS.fullmatch(address):
        raise AddressError(
            f"SITE_URL is {address!r}, which is no address of a site; write it like "
            "https://example.org/mec/1.0.0/, other characters as %20"
        )
    return address


def page_address(page: PurePosixPath) -> str:
    """Return the address of a page relative to the site's root: "backbones/" of "backbones.md"."""
    parts = page.with_suffix("").parts
    folders = parts[:-1] if parts[-1] == "index" else parts
    return "".join(f"{folder}/" for folder in folders)


def root_from(page: PurePosixPath) -> str:
    """Return the way from a page to the site's root: "../" for each level."""
    return "../" * page_address(page).count("/") or "./"
