"""Asking each worker, before it computes, whether it would compute the same numbers."""

import gzip
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.records.cluster.connection import find_differences
from engine.records.cluster.needs import DataFolder, Needs, pack_engine
from engine.records.cluster.on_worker import (
    Seen,
    is_full,
    look,
    receive_engine,
    receive_file,
)

if TYPE_CHECKING:
    from distributed import Client

ASK_SECONDS = 60.0
"""How long a worker may take to answer a question."""

_ASKED_AT_A_TIME = 8
_SHOWN = 12


class _RefusalError(Exception):
    """What is wrong with a worker, in words."""


class Vetting:
    """The workers of a cluster: which may compute, which are refused, which are being asked.

    A worker is known by its address. One that comes back is asked anew.

    Args:
        client: The client of the scheduler.
        needs: What a worker must have.
        folder: The data files here, to be sent to workers that lack them.
        say: Called with a line for each worker that is refused.
    """

    def __init__(
        self,
        client: "Client",
        needs: Needs,
        folder: DataFolder | None,
        say: Callable[[str], None],
    ) -> None:
        self._client = client
        self._needs = needs
        self._folder = folder
        self._say = say
        self._threads = ThreadPoolExecutor(_ASKED_AT_A_TIME)
        self._asked: dict[str, Future[None]] = {}
        self.known: frozenset[str] = frozenset()
        self.approved: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        # Once for all workers, and only if one of them lacks it.
        self._engine = cache(pack_engine)
        self._packed_file = cache(self._pack_file)

    @property
    def asking(self) -> int:
        """How many workers are being asked."""
        return len(self._asked)

    def update(self, workers: Mapping[str, Mapping[str, Any]]) -> None:
        """Ask workers that are new, forget those that are gone, take what has been answered.

        Args:
            workers: The workers that the scheduler knows, by address.
        """
        self.known = frozenset(workers)
        for known in (self._asked, self.approved, self.refused):
            for address in [*known]:
                if address not in workers:
                    del known[address]
        for address in workers:
            if not (address in self._asked or address in self.approved or address in self.refused):
                self._asked[address] = self._threads.submit(self._ask, address)
        for address in [address for address, asked in self._asked.items() if asked.done()]:
            error = self._asked.pop(address).exception()
            if error is None:
                self.approved[address] = int(workers[address]["nthreads"])
            elif isinstance(error, _RefusalError):
                self.refuse(address, str(error))
            # Any other error is that of a worker that went while it was asked, or will go.

    def refuse(self, address: str, cause: str) -> None:
        """Give a worker no more work in this run, and say why."""
        if address not in self.refused:
            self.approved.pop(address, None)
            self.refused[address] = cause
            self._say(f"worker {address} is refused: {cause}")

    def ask_again(self, address: str) -> None:
        """Ask a worker that has taken the address of another."""
        self.approved.pop(address, None)

    def close(self) -> None:
        """Ask no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ask(self, address: str) -> None:
        if differing := find_differences(self._versions(address)):
            raise _RefusalError("; ".join(differing))
        needs = self._needs
        packages = [*needs.packages]
        seen: Seen = self._run(address, look, packages, needs.variable, [*needs.data])
        faults = [*_find_faults(needs, seen)]
        if faults:
            more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            raise _RefusalError("; ".join(faults[:_SHOWN]) + more)
        if seen.engine is None:
            self._send(address, seen.folder, receive_engine, needs.engine, self._engine())
        for path, found in seen.data.items():
            if found is None:
                packed = self._packed_file(path)
                self._send(address, seen.folder, receive_file, needs.variable, path, packed)

    def _versions(self, address: str) -> Mapping[str, Any]:
        # Asked without a pickle: what runs another Python or another dask could not read one.
        answers = self._client.sync(
            self._client.scheduler.broadcast,
            msg={"op": "versions"},
            workers=[address],
            on_error="ignore",
            callback_timeout=ASK_SECONDS,
        )
        if address not in answers:
            raise ConnectionError(f"{address} is gone")
        versions: Mapping[str, Any] = answers[address]
        return versions

    def _send(self, address: str, folder: str, receive: Callable[..., None], *sent: object) -> None:
        try:
            self._run(address, receive, *sent)
        except OSError as error:
            cause = "its disk is full" if is_full(error) else "it cannot write what it lacks"
            raise _RefusalError(f"{cause}: {error} (in {folder})") from None

    def _run(self, address: str, function: Callable[..., Any], *args: object) -> Any:  # noqa: ANN401
        return self._client.run(function, *args, workers=[address])[address]

    def _pack_file(self, path: str) -> bytes:
        if self._folder is None:
            raise ValueError(f"no folder is known that holds {path}")
        return gzip.compress((self._folder.root / path).read_bytes(), compresslevel=1, mtime=0)


def _find_faults(needs: Needs, seen: Seen) -> "list[str]":
    """Return what a worker has that differs from what is needed, and what it lacks and must have.

    The engine and data are sent where they lack; packages are not.
    """
    faults = []
    if seen.engine not in (None, needs.engine):
        faults.append(
            f"its engine is another one ({str(seen.engine)[:12]} there, {needs.engine[:12]} here)"
        )
    for name, wanted in sorted(needs.packages.items()):
        found = seen.packages[name]
        if found is None:
            faults.append(f"it lacks the package {name} ({wanted} here)")
        elif found != wanted:
            faults.append(f"{name} {found} there, {wanted} here")
    for path, digest in needs.data.items():
        there = seen.data[path]
        if there not in (None, digest):
            faults.append(
                f"its {path} is another file (SHA-256 {str(there)[:12]} there, {digest[:12]} here)"
            )
    return faults
