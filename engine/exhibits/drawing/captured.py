"""What a drawing function brings along: the values that it was made with, as texts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from engine.records.code import PACKAGE, code_hash


class UnknownValueError(Exception):
    """A value of which nobody can tell whether it has changed."""


def captured_values(draw: Callable[..., Any]) -> tuple[str, ...]:
    """Return what a function was made with: closed-over values, defaults, bound arguments.

    Whoever calls a helper that returns a drawing function chooses these, perhaps in another module
    than the helper's, whose code says nothing of them.

    Raises:
        UnknownValueError: If one of them cannot be told from another of its type.
    """
    return tuple(_of_function(draw, ()))


def _of_function(function: Any, seen: tuple[object, ...]) -> Iterator[str]:  # noqa: ANN401
    if any(function is one for one in seen):
        return
    seen = (*seen, function)
    if isinstance(function, partial):
        yield from _of_value([function.args, function.keywords], seen)
        yield from _of_function(function.func, seen)
        return
    module = getattr(function, "__module__", None) or ""
    yield f"{module} {getattr(function, '__qualname__', '')}"
    if module.partition(".")[0] == PACKAGE:
        yield code_hash(module)
    cells = getattr(function, "__closure__", None) or ()
    yield from _of_value([cell.cell_contents for cell in cells], seen)
    yield from _of_value(getattr(function, "__defaults__", None) or (), seen)
    yield from _of_value(getattr(function, "__kwdefaults__", None) or {}, seen)


def _of_value(value: Any, seen: tuple[object, ...]) -> Iterator[str]:  # noqa: ANN401
    if value is None or isinstance(value, str | int | float | bool | np.generic):
        yield repr(value)
    elif isinstance(value, pd.DataFrame | pd.Series):
        yield value.to_csv()
    elif isinstance(value, np.ndarray) and value.dtype != object:
        yield f"{value.dtype} {value.shape} {value.tobytes().hex()}"
    elif isinstance(value, list | tuple):
        yield f"{len(value)} in turn"
        for part in value:
            yield from _of_value(part, seen)
    elif isinstance(value, Mapping):
        yield from _of_value([part for item in value.items() for part in item], seen)
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value).__qualname__
        yield from _of_value([getattr(value, field.name) for field in fields(value)], seen)
    elif callable(value):
        yield from _of_function(value, seen)
    else:
        raise UnknownValueError(f"{type(value).__name__} in a drawing function")
