"""One process at a time writes in the folder of a build."""

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from engine.records.files import remove_unfinished, write_atomically

LOCK = ".lock"
HOLDER = ".lock.json"
_POLL_SECONDS = 0.2
_held: set[Path] = set()


class FolderInUseError(Exception):
    """Another process writes in the folder, and this one was not to wait."""


@contextlib.contextmanager
def hold_folder(
    folder: Path, command: str, *, wait: bool = True, say: Callable[[str], None] = lambda line: None
) -> Iterator[None]:
    """Be the one process that writes in a folder, as long as the block lasts.

    The lock is the operating system's and ends with the process that holds it, however that ends:
    what is left of a dead process is in nobody's way. A process that holds a folder may take it
    again: one command that calls another.

    Args:
        folder: The folder; it is made if it is not there.
        command: What this process does, for others to read: "compute".
        wait: Whether to wait for a process that holds the folder.
        say: Called with a line that says for whom this one waits.

    Raises:
        FolderInUseError: If another process holds the folder and this one was not to wait.
    """
    from filelock import FileLock, Timeout

    if folder.resolve() in _held:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        holder = _describe_holder(folder)
        if not wait:
            raise FolderInUseError(
                f"{holder} works in {folder}; try again when it has ended, or let this one wait "
                "for it (without --no-wait)"
            ) from None
        say(f"waiting for {holder} to end, which works in {folder}")
        lock.acquire(poll_interval=_POLL_SECONDS)
    try:
        _held.add(folder.resolve())
        remove_unfinished(folder, HOLDER)
        _write_holder(folder, command)
        yield
    finally:
        _held.discard(folder.resolve())
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _write_holder(folder: Path, command: str) -> None:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    body = {"pid": os.getpid(), "command": command, "since": since}
    write_atomically(folder / HOLDER, json.dumps(body) + "\n")


def _describe_holder(folder: Path) -> str:
    """Return who holds a folder, in words: process, command, since when."""
    try:
        body = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(body["since"])
        return f"process {body['pid']} ({body['command']}, since {since:%Y-%m-%d %H:%M:%S})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
