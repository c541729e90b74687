"""Torch's compiler, left alone until something is to be compiled.

Loading `torch._dynamo` takes longer than loading torch. Torchvision loads it for one operator on
boxes, and torch to exempt from compilation the functions that find shapes on the device "meta".
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_NAMES = ("torch._dynamo", "torch._dynamo.utils")


@contextmanager
def compiler_put_off() -> Iterator[None]:
    """Let torch run without its compiler, unless it is loaded already.

    A stand-in takes its place. It exempts functions from compilation, which without the compiler
    is to call them; asked for anything else, it makes way for the compiler. So does the end of the
    context: who compiles afterwards does it with the true one.
    """
    if any(name in sys.modules for name in _NAMES):
        yield
        return
    sys.modules.update({name: _StandIn(name) for name in _NAMES})
    try:
        yield
    finally:
        _make_way()


class _StandIn(ModuleType):
    """What stands for a module of the compiler while it is not loaded."""

    @staticmethod
    def disable(function: Callable[..., Any], *options: object, **named: object) -> object:
        """Exempt a function from compilation, as `torch._dynamo.disable` does."""

        def call(*args: object, **kwargs: object) -> object:
            true = sys.modules.get(_NAMES[0])
            if true is None or isinstance(true, _StandIn):
                return function(*args, **kwargs)
            return true.disable(function, *options, **named)(*args, **kwargs)

        return call

    @staticmethod
    def is_compile_supported(device_type: str) -> bool:
        """Ask the true function of `torch._dynamo.utils`."""
        _make_way()
        return bool(import_module(_NAMES[1]).is_compile_supported(device_type))

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        _make_way()
        return getattr(import_module(self.__name__), name)


def _make_way() -> None:
    for name in _NAMES:
        if isinstance(sys.modules.get(name), _StandIn):
            del sys.modules[name]
