"""What MkDocs calls while it builds the site."""

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from engine.site.fonts import write_maths_font
from engine.site.from_disk import SCRIPT, make_readable_from_disk
from engine.site.links import find_dead_links
from engine.site.slim import drop_indentation, remove_unused

NOT_FOUND_PAGE = "404.html"  # shown at any address, so its links start at the root of the server

_log = logging.getLogger("mkdocs.plugins.mec")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load what reading from disk takes, where the site is to be read from disk."""
    if config.extra.get("from_disk"):
        config.extra["polyfills"] = [SCRIPT]
    return config


def on_post_build(config: MkDocsConfig) -> None:
    """Check the links of the finished pages, and add what is made from them."""
    site = Path(config.site_dir)
    remove_unused(site)
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {
        name: drop_indentation((site / name).read_text(encoding="utf-8"))
        for name in sorted(files)
        if name.endswith(".html") and name != NOT_FOUND_PAGE
    }
    for name, page in pages.items():
        (site / name).write_text(page, encoding="utf-8", newline="")
    write_maths_font(site)
    versions = config.extra.get("version", {})
    newest = versions["default"] if versions.get("provider") == "mike" else None
    for fault in find_dead_links(pages, files, newest):
        _log.warning(fault)
    if config.extra.get("from_disk"):
        make_readable_from_disk(site, pages)
