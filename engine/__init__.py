"""Memory-equivalent capacity of neural networks: the computation behind the report.

`engine.measure(model, input_shape)` measures one network.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.networks.measured import Measurement, measure

__all__ = ["Measurement", "__version__", "measure"]

__version__: Final = "0.1.0"

_LAZY: Final = {"Measurement": "engine.networks.measured", "measure": "engine.networks.measured"}
"""Where the names are that are imported when they are first asked for."""


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
