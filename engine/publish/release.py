"""Adds a built site to the published versions: whole or not at all, and never twice."""

import contextlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

import engine
from engine.publish.branch import PublishError, all_or_nothing, catch_up, check_untouched
from engine.publish.errata import check_errata, write_beside
from engine.publish.git import BRANCH, git
from engine.publish.versions import (
    LATEST,
    Published,
    is_version,
    read_published,
    version_order,
)
from engine.records.document import read_document


@dataclass(frozen=True, slots=True)
class Release:
    """A version to publish.

    Attributes:
        version: The version.
        repository: Folder of the repository.
        branch: Branch that holds the published versions.
        remote: Where the branch is pushed to, or None to leave it in this repository.
    """

    version: str
    repository: Path
    branch: str = BRANCH
    remote: str | None = None


def check_release(release: Release) -> Published:
    """Return what is published so far, if the version may be added to it.

    With a remote, its branch is fetched first, and the local one brought up to it.

    Raises:
        PublishError: If the version is malformed, is not that of the engine, is published
            already, or the working tree is not clean.
        ErrataError: If docs/errata.yml is malformed, or does not fit what is published.
        GitError: If git fails.
    """
    if not is_version(release.version):
        raise PublishError(f"{release.version!r} is no version; write three numbers, like 1.4.0")
    for place, found in _stated_versions(release.repository):
        if found != release.version:
            raise PublishError(
                f"{place} says version {found}, not {release.version}; set it, commit, and publish "
                "that commit"
            )
    changed = git(release.repository, "status", "--porcelain")
    if changed:
        raise PublishError(
            "the working tree is not clean; commit these first, so that the commit in the "
            f"provenance is what was built:\n{changed}"
        )
    if release.remote:
        catch_up(release.repository, release.remote, release.branch)
    published = read_published(release.repository, release.branch, release.remote or "origin")
    if release.version in published.aliases or release.version in published.folders():
        raise PublishError(
            f"version {release.version} is published already and stays as it is; raise the version "
            "in engine/__init__.py, pyproject.toml and CITATION.cff"
        )
    check_errata(release.repository, published, release.version)
    return published


def add_release(release: Release, site: Path) -> None:
    """Add a built site to the published versions; `latest` points to the newest of them.

    Args:
        release: The version.
        site: Folder of the built site.

    Raises:
        PublishError: If the version may not be added, the site is not that of the version, or it
            could not be added or pushed; the branch is then as it was.
        GitError: If git fails.
        RecordError: If the records of the site are missing or damaged.
    """
    published = check_release(release)
    _check_site(release, site)
    errata = check_errata(release.repository, published, release.version)
    with all_or_nothing(release.repository, release.branch):
        _deploy(release, published, site.resolve())
        after = check_untouched(published, release.branch)
        if release.version not in after.aliases:
            raise PublishError(f"mike did not add version {release.version}; nothing was published")
        write_beside(after, errata, release.branch)
        check_untouched(after, release.branch)
        if release.remote:
            git(release.repository, "push", "--", release.remote, release.branch)


def _stated_versions(repository: Path) -> Iterator[tuple[str, str]]:
    yield "engine/__init__.py", engine.__version__
    citation = yaml.safe_load((repository / "CITATION.cff").read_text(encoding="utf-8"))
    yield "CITATION.cff", str(citation["version"])
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    yield "pyproject.toml", project["project"]["version"]


def _check_site(release: Release, site: Path) -> None:
    if not (site / "index.html").is_file():
        raise PublishError(f"there is no site in {site}; build it first")
    document = read_document(site / "data" / "records.json")
    if document.version != release.version:
        raise PublishError(f"the site in {site} is that of version {document.version}; build anew")
    citation = (site / "data" / "mec-report.bib").read_text(encoding="utf-8")
    if f"/{release.version}/}}" not in citation:
        raise PublishError(
            f"the site in {site} was not built for the address of version {release.version}; build "
            f"it with SITE_URL ending in /{release.version}/"
        )


def _deploy(release: Release, published: Published, site: Path) -> None:
    from mike import commands
    from mike.git_utils import GitError as MikeError

    newest = max([release.version, *published.aliases], key=version_order)
    message = (
        f"Publish {release.version}, built from {git(release.repository, 'rev-parse', 'HEAD')}"
    )
    config = {"site_dir": str(site), "use_directory_urls": True}
    aliases = [LATEST] if newest == release.version else []
    try:
        with contextlib.chdir(release.repository):
            with commands.deploy(
                config,
                release.version,
                title=release.version,
                aliases=aliases,
                update_aliases=True,
                branch=release.branch,
                message=message,
            ):
                pass
            if not published.aliases:
                commands.set_default(LATEST, branch=release.branch, message="Lead to the latest")
    except MikeError as error:
        raise PublishError(f"mike: {error}\nnothing was published") from error
