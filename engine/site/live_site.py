"""The site in memory: after a first build, only the pages that changed are built again.

It calls what `mkdocs.commands.build` is made of, since MkDocs itself builds all pages or, with
--dirty, reads all files again. It is the only module that knows MkDocs so closely.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mkdocs.commands.build import _build_page, _populate_page, build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from engine.site.output import Files as Contents
from engine.site.output import write_changed


class _NoSettings(Config):  # type: ignore[no-untyped-call]
    """A plugin of MkDocs has settings; this one has none."""


class _Keeper(BasePlugin[_NoSettings]):  # type: ignore[no-untyped-call]
    """Keeps what MkDocs makes of all pages together."""

    files: Files
    nav: Navigation
    env: Any

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        self.nav, self.files = nav, files
        return nav

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:  # noqa: ANN401
        self.env = env
        return env


class LiveSite:
    """A site that is built whole once, and then page by page.

    Args:
        config_file: The mkdocs.yml.
        target: Folder to build into.
        address: Where it is served, with the slash at its end.
    """

    def __init__(self, config_file: Path, target: Path, address: str) -> None:
        self._config_file = config_file
        self._target = target
        self._address = address
        self._config: MkDocsConfig
        self._kept = _Keeper()

    def build(self) -> None:
        """Build all pages.

        Raises:
            MkDocsException: If MkDocs cannot.
        """
        config = load_config(str(self._config_file), site_dir=str(self._target))
        config.site_url = self._address
        config.plugins.on_startup(command="serve", dirty=False)
        kept = _Keeper()
        config.plugins["mec-keeper"] = kept
        build(config, serve_url=self._address)
        self._config, self._kept = config, kept

    def update(self, changed: Contents) -> bool:
        """Build changed pages again, and copy other changed files.

        Args:
            changed: Pages as Markdown and other files, by path from the site's root.

        Returns:
            False if that does not suffice, since a page is new or the title of one has changed,
            which other pages show: then everything is to be built.
        """
        pages = {name: text for name, text in changed.items() if name.endswith(".md")}
        write_changed(self._target, {name: changed[name] for name in set(changed) - set(pages)})
        if not pages:
            return True
        if not all(self._kept.files.get_file_from_path(name) for name in pages):
            return False
        kept = [self._read(name, text) for name, text in pages.items()]
        self._write(pages)
        return all(kept)

    def _read(self, name: str, text: str | bytes) -> bool:
        """Turn a page's Markdown into HTML; return whether its title stayed."""
        file = self._kept.files.get_file_from_path(name)
        assert file is not None
        assert file.page is not None
        title = file.page.title
        file.content_string = text if isinstance(text, str) else text.decode()
        _populate_page(file.page, self._config, self._kept.files)
        return bool(file.page.title == title)

    def _write(self, names: Iterable[str]) -> None:
        files = Files([file for file in self._kept.files if file.src_uri in set(names)])
        config, kept = self._config, self._kept
        env = config.plugins.on_env(kept.env, config=config, files=files)
        everything = kept.files.documentation_pages()
        for file in files:
            assert file.page is not None
            _build_page(file.page, config, everything, kept.nav, env)
            file.page.validate_anchor_links(
                files=kept.files, log_level=config.validation.links.anchors
            )


def changed_files(before: Contents, after: Contents) -> Mapping[str, str | bytes]:
    """Return the files whose content is new."""
    return {name: after[name] for name in after if before.get(name) != after[name]}
