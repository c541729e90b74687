"""Shapes of what torch functions return, remembered: a large model repeats its blocks."""

from collections.abc import Iterable
from typing import Any, Final

from engine.networks.torch.intercept import Function
from engine.networks.torch.marks import tensors_in

_MOST_REMEMBERED: Final = 50_000


class _ValuesMatterError(Exception):
    """An argument has values, so that shapes alone do not say what a function returns."""


class ShapeMemory:
    """Calls torch functions; one that was called before on the same shapes is not called again.

    A tensor on the device "meta" has a shape and no values, so what a function returns follows
    from the shapes and the other arguments that enter. Finding it takes torch up to a millisecond.
    """

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._returned: dict[Any, Any] = {}

    def call(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        """Return what the function returns: new tensors of the right shapes on "meta".

        A function is called again where values may matter, with a tensor elsewhere than on "meta"
        among its arguments, and where it returns something else than new tensors on "meta", as
        one does that works in place.
        """
        try:
            key = (function, _describe(args), _describe(kwargs.items()))
            known = self._returned.get(key, False)
        except (_ValuesMatterError, TypeError):
            return function(*args, **kwargs)
        if known:
            return _make(known)
        output = function(*args, **kwargs)
        if known is False:
            if len(self._returned) >= _MOST_REMEMBERED:
                self._returned.clear()
            self._returned[key] = _describe_output(output, (args, kwargs))
        return output


def _describe(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return what a call depends on; the types too, as 1, 1.0 and True are equal in Python."""
    import torch

    described: list[Any] = []
    for value in values:
        if isinstance(value, torch.Tensor):
            if not value.is_meta:
                raise _ValuesMatterError
            described.append((value.shape, value.stride(), value.dtype))
        elif isinstance(value, list | tuple):
            described.append((type(value), _describe(value)))
        elif isinstance(value, slice):
            described.append((slice, value.start, value.stop, value.step))
        else:
            described.append((type(value), value))
    return tuple(described)


def _describe_output(output: object, arguments: object) -> Any:  # noqa: ANN401 - nested tuples
    """Return from what an output can be made again; None if it cannot."""
    import torch

    if isinstance(output, torch.Tensor):
        is_new = all(output is not one for one in tensors_in(arguments))
        described = (output.shape, output.stride(), output.dtype)
        return described if output.is_meta and is_new else None
    if isinstance(output, list | tuple) and output:
        parts = [_describe_output(one, arguments) for one in output]
        return (type(output), parts) if all(parts) else None
    return None


def _make(described: Any) -> Any:  # noqa: ANN401 - a tensor, or nested tuples of them
    import torch

    if isinstance(described[0], type) and len(described) == 2:
        kind, parts = described
        return kind([_make(one) for one in parts])
    size, stride, kind = described
    return torch.empty_strided(size, stride, dtype=kind, device="meta")
