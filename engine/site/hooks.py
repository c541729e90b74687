"""What MkDocs calls while it builds the site."""

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from engine.site.fonts import write_maths_font
from engine.site.from_disk import SCRIPT, make_readable_from_disk
from engine.site.links import find_dead_links
from engine.site.slim import drop_indentation, remove_unused

PAGES = Path("build/pages")
"""What the engine has filled: pages, which mkdocs-gen-files hands over, and files beside them."""

NOT_FOUND_PAGE = "404.html"  # shown at any address, so its links start at the root of the server

_log = logging.getLogger("mkdocs.plugins.mec")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load what reading from disk takes, where the site is to be read from disk."""
    if config.extra.get("from_disk"):
        config.extra["polyfills"] = [SCRIPT]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is published beside the pages from where it lies, without a copy on the way."""
    for path in sorted(PAGES.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            name = path.relative_to(PAGES).as_posix()
            if known := files.get_file_from_path(name):
                files.remove(known)
            files.append(File.generated(config, name, abs_src_path=str(path.resolve())))
    return files


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
