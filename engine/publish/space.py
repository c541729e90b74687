"""How much room the published versions take, of what a site on GitHub Pages may hold."""

from dataclasses import dataclass
from typing import Final

from engine.publish.git import git
from engine.publish.versions import Published

PAGES_LIMIT_BYTES: Final = 10**9
"""GitHub's limit: "Published GitHub Pages sites may be no larger than 1 GB" (GitHub Docs, GitHub
Pages limits)."""

_LINK_MODE: Final = "120000"


@dataclass(frozen=True, slots=True)
class Space:
    """The room that the published versions take.

    Attributes:
        used_bytes: Of all versions together; a link counts as what it leads to, as it is served.
        version_bytes: Of one version.
    """

    used_bytes: int
    version_bytes: int

    @property
    def left_bytes(self) -> int:
        """What is left of the limit, below zero where it is exceeded."""
        return PAGES_LIMIT_BYTES - self.used_bytes

    def say(self) -> str:
        """Return in a sentence what is left, and for how many versions of this size."""
        used = f"all versions together hold {_megabytes(self.used_bytes)}"
        if self.left_bytes < 0:
            return (
                f"{used}, {_megabytes(-self.left_bytes)} more than the 1 GB of GitHub Pages: "
                "serve the branch elsewhere"
            )
        more = self.left_bytes // self.version_bytes
        return (
            f"{used}; of the 1 GB of GitHub Pages {_megabytes(self.left_bytes)} are left, enough "
            f"for {more:,} more version{'' if more == 1 else 's'} of this size "
            f"({_megabytes(self.version_bytes)})"
        )


def measure_space(published: Published, version: str) -> Space:
    """Return the room that all published versions take, and one of them.

    Args:
        published: The versions.
        version: One that is among them.

    Raises:
        GitError: If git fails.
    """
    by_folder: dict[str, int] = {}
    links: list[str] = []
    listed = git(published.repository, "ls-tree", "-r", "-l", "-z", f"{published.commit}")
    for entry in filter(None, listed.split("\0")):
        traits, _, path = entry.partition("\t")
        mode, _, identifier, size = traits.split()
        if mode == _LINK_MODE:
            links.append(git(published.repository, "cat-file", "blob", identifier))
        else:
            folder = path.partition("/")[0]
            by_folder[folder] = by_folder.get(folder, 0) + int(size)
    linked = sum(by_folder.get(target, 0) for target in links)
    return Space(sum(by_folder.values()) + linked, by_folder[version])


def _megabytes(count: int) -> str:
    """Return a number of bytes in megabytes, to a tenth below ten."""
    megabytes = count / 10**6
    return f"{megabytes:,.1f} MB" if megabytes < 10 else f"{megabytes:,.0f} MB"
