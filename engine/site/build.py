"""The site from its pages: MkDocs called so that it is silent, and any warning is an error."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from engine.exhibits.export.citation import read_citation
from engine.site.addresses import check_address
from engine.site.from_disk import is_for_this_machine
from engine.site.garbage import no_garbage_collection
from engine.site.output import made_beside

_BANNERS = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
"""Material and mkdocs-gen-files advertise, each behind a switch of its own."""

SOURCE_DATE_EPOCH = "SOURCE_DATE_EPOCH"
"""Variable that tells MkDocs how old a site is, as reproducible-builds.org defines it."""


class SiteError(Exception):
    """A site that cannot be built, or that has faults."""


class _Lines(logging.Handler):
    """Writes each warning and error as one line."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.written = False

    def emit(self, record: logging.LogRecord) -> None:
        self.written = True
        message = " ".join(record.getMessage().split())
        sys.stderr.write(f"{record.levelname.lower()}: {message}\n")


def build_site(config_file: Path) -> Path:
    """Build the site that a mkdocs.yml describes.

    A site for this machine can be read from disk: its links name files. One for another address
    keeps the addresses of its pages in the links. Until it is whole, the old one stays as it was.

    Args:
        config_file: The mkdocs.yml.

    Returns:
        Folder of the site.

    Raises:
        AddressError: If the site's address is none.
        SiteError: If MkDocs, a plugin or the check of the links finds anything wrong. What it is
            stands on standard error, a line each.
    """
    os.environ.update(_BANNERS)
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    dated = _as_old_as_the_release(config_file.parent / "CITATION.cff")
    with _warnings_as_lines() as lines, no_garbage_collection(), dated:
        try:
            config = load_config(str(config_file), strict=True)
            if config.site_url:
                check_address(config.site_url)
            target = Path(config.site_dir)
            with made_beside(target) as fresh:
                config.site_dir = str(fresh)
                config.extra["from_disk"] = is_for_this_machine(config.site_url)
                config.plugins.on_startup(command="build", dirty=False)
                try:
                    build(config)
                finally:
                    config.plugins.on_shutdown()
        except MkDocsException as error:
            if not lines.written:
                raise SiteError(f"{config_file.name}: {error}") from error
            raise SiteError("the site has faults, named in the lines above; mend them") from None
    return target


@contextmanager
def _as_old_as_the_release(citation: Path) -> Iterator[None]:
    """Let what is built again be as old as before, unless SOURCE_DATE_EPOCH says how old."""
    if SOURCE_DATE_EPOCH in os.environ or not citation.is_file():
        yield
        return
    day = date.fromisoformat(read_citation(citation, "").released)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    os.environ[SOURCE_DATE_EPOCH] = str(int(midnight.timestamp()))
    try:
        yield
    finally:
        del os.environ[SOURCE_DATE_EPOCH]


@contextmanager
def _warnings_as_lines() -> Iterator[_Lines]:
    lines = _Lines()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(lines)
    try:
        yield lines
    finally:
        logger.removeHandler(lines)
