"""What is installed beside the core, and which extra of the package brings what is not."""

from importlib.util import find_spec
from pathlib import Path
from traceback import walk_tb

DISTRIBUTION = "mec-report"
ENGINE = Path(__file__).parents[1]

_FRAMEWORKS = {
    "torch": "torch",
    "torchvision": "torch",
    "timm": "timm",
    "keras": "keras",
    "tensorflow": "keras",
    "onnx": "onnx",
}
_OTHERS = {"dask": "cluster", "distributed": "cluster"}


class MissingPackageError(ModuleNotFoundError):
    """A package is not installed; the message says which extra brings it."""


def require(*packages: str) -> None:
    """Raise unless packages are installed; imports none of them.

    Raises:
        MissingPackageError: With the extra that brings the first one that is not there.
    """
    for package in packages:
        if find_spec(package) is None:
            raise MissingPackageError(
                f"{package} is not installed: {_remedy(_extra_of(package))}", name=package
            )


def require_framework(package: str) -> None:
    """Raise like `require` if a package is a framework; of any other there is nothing to say."""
    if package.partition(".")[0] in _FRAMEWORKS:
        require(package.partition(".")[0])


def explain_missing(error: ModuleNotFoundError, command: str) -> str | None:
    """Return in one line which extra a command lacks; None if it is not the engine that lacks it.

    Args:
        error: What an import raised.
        command: What was to be done, "mec compute".
    """
    if isinstance(error, MissingPackageError):
        return str(error)
    package = (error.name or "").partition(".")[0]
    files = [Path(frame.f_code.co_filename) for frame, _ in walk_tb(error.__traceback__)]
    last = next((file for file in reversed(files) if "importlib" not in str(file)), None)
    if package in ("", "engine") or last is None or not last.is_relative_to(ENGINE):
        return None
    extra = _extra_of(package)
    return f"{command} needs the packages of {extra} ({package} is not there): {_remedy(extra)}"


def _extra_of(package: str) -> str:
    return (_FRAMEWORKS | _OTHERS).get(package, "report")


def _remedy(extra: str) -> str:
    return f"pip install '{DISTRIBUTION}[{extra}]'"
