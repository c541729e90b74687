"""Serve the report while its sources are edited: fill and build again what an edit changes."""

import importlib
import logging
import os
import sys
import tempfile
from pathlib import Path
from threading import Thread

from engine.records.code import forget_code
from engine.records.interrupt import InterruptedRunError
from engine.site.faults import explain
from engine.site.output import Files, write_changed
from engine.site.pages import Filled
from engine.site.report import Report
from engine.studies import catalogue

_log = logging.getLogger("mkdocs.mec")

POLL_SECONDS = 0.2

State = dict[Path, tuple[int, int]]
"""Time and size of each watched file."""


def serve_report(root: Path, build: Path, address: str) -> None:
    """Serve the report until interrupted.

    An edited page, or the exhibits of a study, or new records are filled in by this process; other
    code of the engine starts it anew. What cannot be filled is said in a line, and the last good
    site stays.

    Args:
        root: Folder of docs/, engine/ and mkdocs.yml.
        build: Folder of the records.
        address: Host and port.
    """
    os.environ.update(NO_MKDOCS_2_WARNING="1", DISABLE_MKDOCS_2_WARNING="true")
    # An edit within the second that a file was compiled in would go unseen.
    sys.dont_write_bytecode = True
    from mkdocs.livereload import LiveReloadServer

    _say_in_lines()
    host, _, port = address.partition(":")
    with tempfile.TemporaryDirectory(prefix="mec-site-") as folder:
        url = f"http://{host}:{port or '8000'}/"
        os.environ["SITE_URL"] = url
        live = _Live(root, build, Path(folder), url)
        live.start()
        server = LiveReloadServer(
            live.refresh, host, int(port or 8000), folder, polling_interval=POLL_SECONDS
        )
        for path in live.watched:
            server.watch(str(path))
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except (KeyboardInterrupt, InterruptedRunError):
            _log.info("stopped")
        finally:
            server.shutdown()


class _Live:
    """What is served, and the state of its sources at that time."""

    def __init__(self, root: Path, build: Path, site: Path, address: str) -> None:
        from engine.site.live_site import LiveSite

        self._root = root
        self._records = build / "records"
        self._records.mkdir(parents=True, exist_ok=True)
        self._report = Report(root, build)
        self._site = LiveSite(root / "mkdocs.yml", site, address)
        self._pages: Files = {}
        self._rest = Thread()
        self._is_whole = False
        self._state = self._look()

    @property
    def watched(self) -> list[Path]:
        """Files and folders that the report is made of."""
        names = ("docs", "engine", "mkdocs.yml", "CITATION.cff")
        return [*(self._root / name for name in names), self._records]

    def start(self) -> None:
        """Fill and build everything; where that fails, say so and wait for an edit."""
        try:
            self._make()
        except Exception as error:
            _say(error)

    def refresh(self) -> None:
        """Bring the site up to date with its sources; what is wrong with them is said in a line.

        Nothing is raised: the server would answer no more until the next edit.
        """
        if self._rest.is_alive():
            self._rest.join()
        now = self._look()
        paths = now.keys() | self._state.keys()
        touched = {path for path in paths if now.get(path) != self._state.get(path)}
        self._state = now
        if not touched:
            return
        try:
            self._take_in(touched)
            self._make()
        except Exception as error:
            _say(error)
            _log.info("the site stays as it was")

    def _make(self) -> None:
        from engine.site.live_site import changed_files

        filled = self._report.fill_draft()
        changed = changed_files(self._pages, filled.pages)
        is_same_set = self._pages.keys() == filled.pages.keys()
        write_changed(self._report.pages, changed)
        for name in self._pages.keys() - filled.pages.keys():
            (self._report.pages / name).unlink(missing_ok=True)
        self._pages = filled.pages
        was_whole, self._is_whole = self._is_whole, False
        if was_whole and is_same_set and self._site.update(changed):
            self._is_whole = True
            # The page is seen while the files that it offers for download are still made.
            self._rest = Thread(target=self._make_data, args=(filled,))
            self._rest.start()
            return
        self._make_data(filled)
        self._site.build()
        self._is_whole = True

    def _make_data(self, filled: Filled) -> None:
        try:
            files = self._report.data_of(filled)
        except Exception as error:
            _say(error)
            return
        self._site.update({name: files[name] for name in write_changed(self._report.pages, files)})

    def _take_in(self, touched: set[Path]) -> None:
        """Read anew what was edited: a study's modules; start anew for other code."""
        studies = self._root / "engine" / "studies"
        for path in touched:
            if path.is_relative_to(studies) and path.parent != studies:
                _forget_study(path.relative_to(studies).parts[0])
            elif path.is_relative_to(self._root / "engine" / "site" / "templates"):
                continue
            elif path.suffix == ".py" or path.is_relative_to(self._root / "engine"):
                _log.info("the engine has changed: starting anew")
                os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
            elif path.name == "mkdocs.yml":
                self._is_whole = False
            elif path.is_relative_to(self._root / "docs") and path.suffix not in (".md", ".bib"):
                name = path.relative_to(self._root / "docs").as_posix()
                self._site.update({name: path.read_bytes()} if path.is_file() else {})

    def _look(self) -> State:
        return {
            file: (file.stat().st_mtime_ns, file.stat().st_size)
            for path in self.watched
            for file in ([path] if path.is_file() else path.rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        }


def _forget_study(folder: str) -> None:
    """Let the modules of a study be imported anew."""
    package = f"{catalogue.PACKAGE}.{folder}"
    for name in [name for name in sys.modules if f"{name}.".startswith(f"{package}.")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    catalogue.all_studies.cache_clear()
    forget_code()


def _say(error: Exception) -> None:
    said = None if os.environ.get("MEC_TRACEBACK") else explain(error)
    if said is None:
        _log.error("%s", error, exc_info=error)
    else:
        _log.error(said)


def _say_in_lines() -> None:
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
