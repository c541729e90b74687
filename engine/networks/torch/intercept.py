"""Seeing, and changing, every call of a torch function while some code runs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

Function = Callable[..., Any]
Interceptor = Callable[[Function, tuple[Any, ...], dict[str, Any]], Any]
"""Takes a torch function and its arguments; returns the result, usually by calling it."""


def intercept(interceptor: Interceptor) -> AbstractContextManager[Any]:
    """Return a context in which every call of a torch function goes through `interceptor`."""
    from torch.overrides import TorchFunctionMode

    class Intercepting(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(
            self,
            function: Function,
            types: tuple[type, ...],
            args: tuple[Any, ...] = (),
            kwargs: dict[str, Any] | None = None,
        ) -> object:
            return interceptor(function, args, kwargs or {})

    return Intercepting()
