"""Files that are either there whole or not there."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_UNFINISHED = ".part"
_GO_ON = "What is finished is kept, and the same command goes on from there"


class WriteError(OSError):
    """A file that cannot be written; the message names it, and says what to do."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(
            cause.errno,
            f"{path} cannot be written: {cause.strerror}; {_remedy(cause)} {_GO_ON}",
        )

    def __str__(self) -> str:
        return str(self.strerror)


_OF_DISKS = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO),
    *(errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR),
)


def _remedy(cause: OSError) -> str:
    if cause.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on its disk."
    if cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "let this user write there."
    return "look after its disk."


def explain_disk(error: BaseException) -> str | None:
    """Return in one line what kept a file from being read or written, if that is what it is."""
    if not isinstance(error, OSError) or error.errno not in _OF_DISKS:
        return None
    what = f"{error.filename}: " if error.filename else ""
    return f"{what}{error.strerror}; {_remedy(error)} {_GO_ON}"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Name the file where writing it fails.

    Args:
        path: The file.

    Raises:
        WriteError: If the block raises an `OSError`.
    """
    try:
        yield
    except WriteError:
        raise
    except OSError as error:
        raise WriteError(path, error) from error


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a kill at any moment, sees the old file or the new one.

    Args:
        path: Where to write; folders above it are made.
        content: Text (written as UTF-8) or bytes.

    Raises:
        WriteError: If it cannot be written; the old file is then as it was.
    """
    with open_atomically(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def remove_unfinished(folder: Path, name: str) -> None:
    """Remove what killed processes began to write as a file; nothing else may be writing it.

    Args:
        folder: Where the file is, or was to be.
        name: Its name; a pattern stands for those that match.
    """
    for path in folder.glob(f".{name}.*{_UNFINISHED}"):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def open_atomically(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to be written piece by piece; it takes its place when all of it is written.

    Args:
        path: Where to write; folders above it are made.

    Raises:
        WriteError: If it cannot be written, or the block raises an `OSError`; the old file is then
            as it was.
    """
    with writing(path), _opened(path) as file:
        yield file


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
