"""The way to a scheduler: whether one answers there, of which version, and the client for it."""

import asyncio
import logging
import sys
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.records.cluster.address import ClusterError, read_address

if TYPE_CHECKING:
    from distributed import Client

ANSWER_SECONDS = 5.0
"""How long a scheduler may take to answer."""

_MUST_AGREE = ("dask", "distributed")
"""Packages that must be of one version all over a cluster: they talk to each other."""


@contextmanager
def connect(text: str) -> "Iterator[Client]":
    """Give a client of a scheduler, as long as the block lasts.

    Args:
        text: Address of the scheduler, or its file.

    Raises:
        ClusterError: If there is no scheduler there, or one of another version.
        ModuleNotFoundError: If dask is not installed here.
    """
    from distributed import Client

    address = read_address(text)
    with _silence():
        versions = _ask_versions(address)
        if differing := find_differences(versions):
            raise ClusterError(
                f"the scheduler at {address} cannot be used: {'; '.join(differing)}. Install the "
                "same version in both places"
            )
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
        try:
            yield client
        finally:
            client.close(timeout=ANSWER_SECONDS)


def find_differences(versions: Mapping[str, Any]) -> list[str]:
    """Return how what a scheduler or a worker runs on differs from this process, in words.

    Args:
        versions: What dask says of it: "host" and "packages".
    """
    from distributed.versions import get_versions

    here, there = get_versions()["packages"], versions["packages"]
    found = [
        f"{name} {there.get(name)} there, {here[name]} here"
        for name in _MUST_AGREE
        if there.get(name) != here[name]
    ]
    python = ".".join(str(versions["host"]["python"]).split(".")[:2])
    mine = f"{sys.version_info.major}.{sys.version_info.minor}"
    if python != mine:
        found.append(f"Python {python} there, {mine} here")
    return found


def _ask_versions(address: str) -> dict[str, Any]:
    """Ask a scheduler for its versions, which those of other versions answer too."""
    from distributed.core import rpc
    from distributed.security import Security

    async def ask() -> dict[str, Any]:
        options = Security().get_connection_args("client")
        async with rpc(address, timeout=ANSWER_SECONDS, connection_args=options) as scheduler:
            found: dict[str, Any] = await scheduler.versions()
            return found

    async def ask_in_time() -> dict[str, Any]:
        return await asyncio.wait_for(ask(), ANSWER_SECONDS)

    try:
        # In a thread: the caller's may have a loop that runs, as in a notebook.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(ask_in_time())).result()
    except (OSError, TimeoutError, ValueError, KeyError, AttributeError, TypeError) as error:
        cause = " ".join(str(error).split()) or f"nothing within {ANSWER_SECONDS:.0f} s"
        raise ClusterError(
            f"no dask scheduler answers at {address} ({cause}); start one with `dask scheduler`, "
            "or look at its log"
        ) from None


@contextmanager
def _silence() -> Iterator[None]:
    """Keep dask's own log off the terminal: what matters is said in a line."""
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"distributed\.")
            yield
    finally:
        logger.setLevel(level)
