"""Git, run in a repository."""

import subprocess
from pathlib import Path

BRANCH = "gh-pages"
"""The branch that holds the published versions."""


class GitError(Exception):
    """A git command that failed; the message holds the command and what git said."""


def git(repository: Path, *arguments: str) -> str:
    """Run a git command and return what it printed, without the last line break.

    Raises:
        GitError: If it fails, or there is no git.
    """
    return git_bytes(repository, *arguments).decode().removesuffix("\n")


def git_bytes(repository: Path, *arguments: str) -> bytes:
    """Run a git command and return what it printed, as it is.

    Raises:
        GitError: If it fails, or there is no git.
    """
    try:
        done = subprocess.run(["git", *arguments], cwd=repository, check=True, capture_output=True)
    except FileNotFoundError as error:
        raise GitError(f"git {' '.join(arguments)}: git is not installed, or not found") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip() or f"exit status {error.returncode}"
        raise GitError(f"git {' '.join(arguments)}: {said}") from error
    return done.stdout


def resolve(repository: Path, name: str) -> str | None:
    """Return the object that a name stands for, or None if there is none."""
    try:
        return git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    except GitError:
        return None


def is_ancestor(repository: Path, older: str, newer: str) -> bool:
    """Tell whether one commit is another, or comes before it."""
    try:
        git(repository, "merge-base", "--is-ancestor", older, newer)
    except GitError:
        return False
    return True
