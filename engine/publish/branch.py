"""The branch that holds the published versions: brought up to date, and changed whole or not."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from engine.publish.git import BRANCH, GitError, git, is_ancestor, resolve
from engine.publish.versions import Published, read_published


class PublishError(Exception):
    """Why something is not published; nothing was changed."""


def catch_up(repository: Path, remote: str, branch: str = BRANCH) -> None:
    """Fetch the branch of a remote, and let the local one follow it.

    Raises:
        PublishError: If the two have diverged.
        GitError: If git fails.
    """
    local, tracking = f"refs/heads/{branch}", f"refs/remotes/{remote}/{branch}"
    if not git(repository, "ls-remote", "--heads", "--", remote, local):
        return
    git(repository, "fetch", "--", remote, f"+{local}:{tracking}")
    if resolve(repository, local) is None or is_ancestor(repository, local, tracking):
        git(repository, "update-ref", local, tracking)
    elif not is_ancestor(repository, tracking, local):
        raise PublishError(
            f"the branch {branch} and that of {remote} have diverged; what is published stays as "
            f"it is, so drop the local one: git branch -D {branch}"
        )


@contextlib.contextmanager
def all_or_nothing(repository: Path, branch: str = BRANCH) -> Iterator[None]:
    """Put the branch back to where it was if anything fails.

    Raises:
        PublishError: If git fails.
    """
    local = f"refs/heads/{branch}"
    before = resolve(repository, local)
    try:
        yield
    except BaseException as error:
        if before:
            git(repository, "update-ref", local, before)
        elif resolve(repository, local):
            git(repository, "update-ref", "-d", local)
        if isinstance(error, GitError):
            raise PublishError(f"{error}\nnothing was published") from error
        raise


def check_untouched(before: Published, branch: str = BRANCH) -> Published:
    """Return what is published now, if every version of before is byte for byte the same.

    Raises:
        PublishError: If a version is not what it was.
    """
    after = read_published(before.repository, branch)
    was, now = before.folders(), after.folders()
    for version in before.aliases:
        if was.get(version) != now.get(version):
            raise PublishError(f"version {version} would be rewritten; nothing was published")
    return after
