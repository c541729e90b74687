"""What is told of all published versions in files beside them: their errata, and which there are.

The versions stay byte for byte. Their pages read `errata.json`; `errata/` says the same to readers
without scripts.
"""

import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from engine.exhibits.errata import ErrataError, Erratum, errata_json, read_errata
from engine.publish.branch import PublishError, all_or_nothing, catch_up, check_untouched
from engine.publish.errata_page import errata_page
from engine.publish.git import BRANCH, git, resolve
from engine.publish.versions import Published, read_published

SOURCE: Final = "docs/errata.yml"


def publish_errata(repository: Path, branch: str = BRANCH, remote: str | None = None) -> int:
    """Bring what is told of the published versions up to date, and touch none of them.

    Args:
        repository: Folder of the repository.
        branch: Branch that holds the published versions.
        remote: Where the branch is pushed to, or None to leave it in this repository.

    Returns:
        How many errata there are.

    Raises:
        ErrataError: If docs/errata.yml is malformed, or does not fit what is published.
        PublishError: If it is not committed, nothing is published, or the remote refuses; the
            branch is then as it was.
        GitError: If git fails.
    """
    if git(repository, "status", "--porcelain", "--", SOURCE):
        raise PublishError(f"{SOURCE} is not committed; commit it, and publish that commit")
    if remote:
        catch_up(repository, remote, branch)
    published = read_published(repository, branch, remote or "origin")
    if published.newest is None:
        raise PublishError("no version is published, so none can have errata")
    errata = check_errata(repository, published)
    if resolve(repository, f"refs/heads/{branch}") is None:
        git(repository, "update-ref", f"refs/heads/{branch}", f"{published.commit}")
    with all_or_nothing(repository, branch):
        write_beside(published, errata, branch)
        check_untouched(published, branch)
        if remote:
            git(repository, "push", "--", remote, branch)
    return len(errata)


def check_errata(repository: Path, published: Published, coming: str = "") -> tuple[Erratum, ...]:
    """Return the errata of a repository, if they are of published versions and their exhibits.

    Args:
        repository: Folder of the repository.
        published: The versions.
        coming: A version that is about to be published, and may correct them.

    Raises:
        ErrataError: If one is not.
    """
    errata = read_errata(repository / SOURCE)
    places = {
        version: exhibit_places(published, version)
        for version in {version for one in errata for version in one.versions}
        if version in published.aliases
    }
    for one in errata:
        for version in one.versions:
            if version not in places:
                known = ", ".join(published.aliases) or "nothing"
                raise ErrataError(
                    f"{SOURCE}, {one.id}: version {version} is not published; published: {known}"
                )
        if one.corrected_in and one.corrected_in not in (coming, *published.aliases):
            raise ErrataError(
                f"{SOURCE}, {one.id}: version {one.corrected_in} is to correct it, and is not "
                "published; leave corrected_in out until it is"
            )
        for anchor in one.exhibits:
            if not any(anchor in places[version] for version in one.versions):
                raise ErrataError(
                    f"{SOURCE}, {one.id}: none of the versions {', '.join(one.versions)} has "
                    f"{anchor}; take the anchor from the address of the table or figure"
                )
    return errata


def exhibit_places(published: Published, version: str) -> dict[str, str]:
    """Return where the tables and figures of a version stand, by anchor: "backbones/#table-…".

    They are read from the descriptor of its data.
    """
    name = f"{published.commit}:{version}/data/datapackage.json"
    if resolve(published.repository, name) is None:
        return {}
    package = json.loads(git(published.repository, "show", name))
    home = package["homepage"]
    found = [one["homepage"] for one in package["resources"] if "homepage" in one]
    return {place.partition("#")[2]: place.removeprefix(home) for place in found}


def write_beside(
    published: Published, errata: Sequence[Erratum], branch: str = BRANCH
) -> Mapping[str, str]:
    """Write the files beside the versions, as one commit where any of them changes.

    Args:
        published: The versions.
        errata: Their errata.
        branch: Branch that holds them.

    Returns:
        The files: path from the root of the branch, and content.

    Raises:
        PublishError: If they cannot be written.
    """
    from mike.git_utils import Commit, FileInfo
    from mike.git_utils import GitError as MikeError

    wrong = {version for one in errata for version in one.versions}
    places = {version: exhibit_places(published, version) for version in sorted(wrong)}
    files = {
        "errata.json": errata_json(errata),
        "errata/index.html": errata_page(errata, published.aliases, places),
    }
    changed = {name: text for name, text in files.items() if _read(published, branch, name) != text}
    if not changed:
        return files
    try:
        with (
            contextlib.chdir(published.repository),
            Commit(branch, "Tell the errata of the published versions") as commit,
        ):
            for name, text in changed.items():
                commit.add_file(FileInfo(name, text))
    except MikeError as error:
        raise PublishError(f"mike: {error}\nnothing was published") from error
    return files


def _read(published: Published, branch: str, name: str) -> str | None:
    place = f"refs/heads/{branch}:{name}"
    if resolve(published.repository, place) is None:
        return None
    return git(published.repository, "show", place) + "\n"
