"""What MkDocs calls while it builds the site."""

import json
import logging
from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

import engine
from engine.records.foreign import html_text
from engine.site.fonts import write_maths_font
from engine.site.from_disk import SCRIPT, make_readable_from_disk
from engine.site.head import Place, card_meta, dataset_block
from engine.site.links import find_dead_links
from engine.site.page_assets import find_unnamed, pick_assets
from engine.site.policy import PolicyError, add_policy
from engine.site.searched import mark_for_search, weigh
from engine.site.slim import drop_idle_markup, drop_indentation, remove_unused
from engine.site.third_party import find_unclaimed

PAGES = Path("build/pages")
"""What the engine has filled: pages, which mkdocs-gen-files hands over, and files beside them."""

BEFORE_MATERIAL = ("assets/javascripts/search-on-use.js", "assets/javascripts/scheme-once.js")
"""Scripts that change what Material's do when a page opens."""

ERRATA_BESIDE = ("../errata/index.html",)
"""What publishing writes beside the folders of the versions, and their pages link to."""

NOT_FOUND_PAGE = "404.html"  # shown at any address, so its links start at the root of the server

_log = logging.getLogger("mkdocs.plugins.mec")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load before Material's scripts what changes how they load; check the list of the others."""
    on_disk = [SCRIPT] if config.extra.get("from_disk") else []
    config.extra["published_version"] = engine.__version__
    config.extra["polyfills"] = [*on_disk, *BEFORE_MATERIAL]
    for fault in find_unnamed([str(script) for script in config.extra_javascript]):
        _log.warning(fault)
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


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Say what the search looks through, and how much it counts; let no title be markup."""
    name = page.file.src_uri
    weight = weigh(name)
    page.meta.setdefault("search", {"boost": weight} if weight else {"exclude": True})
    _keep_title_text(page)
    return mark_for_search(html, name)


def _keep_title_text(page: Page) -> None:
    """Let no title be markup: Material writes one that a page gives itself as it is.

    That of a heading is HTML, but Material takes its escapes away where a page gives itself none.
    """
    if "title" in page.meta:
        page.meta["title"] = html_text(str(page.meta["title"]))
    elif "&" in str(page.title):
        page.meta["title"] = page.title


def on_page_context(
    context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Hand over what the head of a page says of it."""
    if config.site_url:
        place = Place(
            path=PurePosixPath(page.file.src_uri),
            title=unescape(str(page.meta.get("title", page.title))),
            description=str(page.meta.get("description", "")),
            address=str(page.canonical_url),
            site=config.site_url,
        )
        cards = card_meta(place) if (PAGES / "cards").is_dir() else ""
        context["mec_head"] = cards + dataset_block(place, read_package())  # type: ignore[typeddict-unknown-key]
    return context


def read_package() -> dict[str, Any]:
    """Return the descriptor of the data that are published, without tables where there is none."""
    path = PAGES / "data" / "datapackage.json"
    if not path.is_file():
        return {"resources": []}
    return _read_package(path, path.stat().st_mtime_ns)


@cache
def _read_package(path: Path, _changed: int) -> dict[str, Any]:
    package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return package


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Leave out the scripts and styles that a page has no use for."""
    return pick_assets(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Do the same for the page that is shown where there is none."""
    return pick_assets(output_content) if template_name == NOT_FOUND_PAGE else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """Check the links of the finished pages, and add what is made from them."""
    site = Path(config.site_dir)
    remove_unused(site)
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {
        name: drop_idle_markup(drop_indentation((site / name).read_text(encoding="utf-8")))
        for name in sorted(files)
        if name.endswith(".html") and name != NOT_FOUND_PAGE
    }
    for name, page in pages.items():
        (site / name).write_text(page, encoding="utf-8", newline="")
    write_maths_font(site)
    versions = config.extra.get("version", {})
    published = versions.get("provider") == "mike"
    newest = versions["default"] if published else None
    beside = ERRATA_BESIDE if published else ()
    for fault in find_dead_links(pages, files, newest, beside):
        _log.warning(fault)
    if config.extra.get("from_disk"):
        make_readable_from_disk(site, pages)
    warn_of_unclaimed(site, Path(config.docs_dir))
    if "from_disk" in config.extra:
        restrict_pages(site, on_disk=config.extra["from_disk"])


def warn_of_unclaimed(site: Path, docs: Path) -> None:
    """Name the files of a built site that are neither made here nor a work of others we know."""
    files = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    ours = {
        path.relative_to(folder).as_posix()
        for folder in (docs, PAGES)
        for path in folder.rglob("*")
        if path.is_file()
    }
    for name in find_unclaimed(files, ours):
        _log.warning(
            "%s: whose work is this, and under which licence? Say it in engine/site/third_party.py",
            name,
        )


def restrict_pages(site: Path, *, on_disk: bool) -> None:
    """Give every page of a built site its policy."""
    for path in sorted(site.rglob("*.html")):
        try:
            page = add_policy(path.read_text(encoding="utf-8"), on_disk=on_disk)
        except PolicyError as error:
            _log.warning("%s: %s", path.relative_to(site).as_posix(), error)
        else:
            path.write_text(page, encoding="utf-8", newline="")
