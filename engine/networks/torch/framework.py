"""Importing torchvision, also one whose compiled part does not fit the installed torch."""

import importlib
import sys
from types import ModuleType
from typing import Any

from engine.networks.extras import require
from engine.networks.one_process import make_room_for_both
from engine.networks.torch.compiler import compiler_put_off

_MISSING_OPERATOR = "operator torchvision::nms does not exist"
_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_kept_alive: list[Any] = []


def import_torchvision() -> ModuleType:
    """Import torchvision and return it.

    A torchvision built for another torch cannot load its compiled operators and fails at import,
    because it describes two of them to torch that were never declared. Models and data sets use
    neither, so in that one case the two are declared (not implemented) and the import is repeated.

    Returns:
        The module `torchvision`. Operators on boxes may be missing from it; data sets, transforms
        and classification models work.

    Raises:
        MissingPackageError: If torchvision is not installed.
        RuntimeError: If importing it fails for any other reason.
    """
    require("torch", "torchvision")
    make_room_for_both()
    with compiler_put_off():
        try:
            return importlib.import_module("torchvision")
        except RuntimeError as error:
            if _MISSING_OPERATOR not in str(error):
                raise
        _declare_operators()
        _forget_half_imported()
        return importlib.import_module("torchvision")


def _declare_operators() -> None:
    from torch.library import Library

    library = Library("torchvision", "FRAGMENT")
    for schema in _SCHEMAS:
        library.define(schema)
    # The declarations vanish with the object that made them.
    _kept_alive.append(library)


def _forget_half_imported() -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
