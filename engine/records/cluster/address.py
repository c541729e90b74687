"""Where a scheduler is: an address, or the file in which it wrote its own.

Needs the standard library alone, so that the noxfile can say what is wrong before it installs.
"""

import json
import re
from pathlib import Path

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?(\[[\da-fA-F:.]+\]|[\w.-]+):(\d{1,5})")
_LARGEST_PORT = 65_535


class ClusterError(Exception):
    """The cluster cannot compute; the message says what is wrong with it, and what to do."""


def read_address(text: str) -> str:
    """Return the address of a scheduler.

    Args:
        text: The address, "tcp://host:8786" or "host:8786", or the path of a scheduler file, which
            `dask scheduler --scheduler-file` writes.

    Raises:
        ClusterError: If it is neither.
    """
    if text.endswith(".json") or Path(text).is_file():
        return _read_scheduler_file(Path(text))
    found = _ADDRESS.fullmatch(text)
    if not found or not 0 < int(found[2]) <= _LARGEST_PORT:
        raise ClusterError(
            f"--dask {text!r} is no address of a scheduler; expected host and port, "
            "tcp://host:8786, or the path of a scheduler file (NAME.json)"
        )
    return text if "://" in text else f"tcp://{text}"


def _read_scheduler_file(path: Path) -> str:
    try:
        address = json.loads(path.read_text(encoding="utf-8"))["address"]
    except OSError as error:
        raise ClusterError(
            f"--dask {path} cannot be read ({error.strerror}); "
            "`dask scheduler --scheduler-file NAME.json` writes such a file"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise ClusterError(
            f"--dask {path} is no scheduler file: it names no address; "
            "`dask scheduler --scheduler-file NAME.json` writes one"
        ) from None
    return str(address)
