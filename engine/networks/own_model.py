"""A network that a user names: of a library, in an ONNX file, or what a Python function returns."""

import importlib.util
import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from engine.networks.catalogue.backbones import build, naming_the_size
from engine.networks.catalogue.names import LIBRARIES, check_named
from engine.networks.extras import require_framework
from engine.networks.layers import Network, Shape
from engine.networks.one_process import make_room_for_both

InputShapes = Shape | Sequence[Shape] | None
"""The shape of one input, or of each of several; None where the model knows it."""


class ModelError(Exception):
    """A network that cannot be had; the message says what was given, expected, and what to do."""


def load_network(target: str, input_shape: InputShapes = None) -> Network:
    """Return the layers of the network that a text names.

    Args:
        target: "keras:EfficientNetV2S", "torchvision:vit_b_16", "timm:vit_base_patch16_224",
            "path/to/model.onnx", or "path/to/file.py:make_model", a function without arguments
            that returns a Keras model or a torch module.
        input_shape: Shape of one input, or of each of several. Channels first (C, H, W) for a
            torch module, which needs it; for a model of a library its height and width may be
            given as (H, W, C) or (C, H, W); (H, W, C) for a Keras model of one's own that leaves
            its input open; as in the file for ONNX, where it leaves sizes open.

    Raises:
        ModelError: If the text is malformed, the file or function is missing, the file raises
            on import, or the function returns something else.
        UnknownBackboneError: If a library has no such model; the message lists the nearest.
        UnknownLayerError: If the model has a layer that nothing counts.
        NetworkError: If the model cannot be built for such an input, or run on it.
    """
    shapes = _list_shapes(input_shape)
    if Path(target).suffix == ".onnx":
        from engine.networks.onnx.adapter import network_from_onnx

        return network_from_onnx(Path(target), shapes)
    source, colon, name = target.rpartition(":")
    if not colon or not source or not name:
        raise ModelError(
            f"{target!r} names no network; write {_LIBRARY_TARGETS}, path/to/file.py:FUNCTION "
            "or path/to/model.onnx"
        )
    if source in LIBRARIES:
        return _from_library(source, name, shapes)
    return _to_network(make_model(target), f"{target} returns", name, shapes)


def make_model(target: str) -> Any:  # noqa: ANN401 - a user's object
    """Return what a user's function returns; its file is run.

    Args:
        target: "path/to/file.py:make_model", a function without arguments.

    Raises:
        ModelError: If the text is malformed, the file or function is missing, or either raises.
    """
    source, colon, name = target.rpartition(":")
    if not colon or not source or not name:
        raise ModelError(f"{target!r} names no function; write path/to/file.py:FUNCTION")
    make_room_for_both()
    return _call(_find_factory(_import_file(Path(source)), source, name), target)


_LIBRARY_TARGETS = ", ".join(f"{library}:NAME" for library in LIBRARIES)


def network_of(model: object, input_shape: InputShapes = None) -> Network:
    """Return the layers of a model, or of the one that a text names.

    Args:
        model: A `keras.Model`, a `torch.nn.Module`, or a text as `load_network` takes it.
        input_shape: Shape of one input, or a list with that of each: channels first for a torch
            module, channels last for a Keras model that leaves it open.

    Raises:
        ModelError: If it is none of these; see `load_network` for the others.
    """
    if isinstance(model, str):
        return load_network(model, input_shape)
    return _to_network(model, "this is", type(model).__name__, _list_shapes(input_shape))


def _list_shapes(given: InputShapes) -> tuple[Shape, ...]:
    if given is None:
        return ()
    if all(isinstance(size, int) for size in given):
        return (tuple(given),)  # type: ignore[arg-type]
    return tuple(tuple(shape) for shape in given)  # type: ignore[arg-type]


def _from_library(library: str, name: str, shapes: Sequence[Shape]) -> Network:
    size = _side(shapes)
    if library != "timm":
        return build(library, name, input_size=size)
    check_named(library, name.partition(".")[0])
    from engine.networks.torch.timm_models import build_timm

    with naming_the_size(f"timm:{name}", size):
        return build_timm(name, input_size=size)


def parse_shape(text: str) -> Shape:
    """Return the shape in a text such as "1,28,28".

    Raises:
        ModelError: If it is not positive integers joined by commas.
    """
    try:
        shape = tuple(int(part) for part in text.split(","))
    except ValueError:
        shape = ()
    if not shape or min(shape) < 1:
        raise ModelError(
            f"--input {text!r} is no shape; write positive integers joined by commas, for example "
            "1,28,28 for one channel and 28 by 28 pixels"
        )
    return shape


def _side(shapes: Sequence[Shape]) -> int | None:
    """The side of a square image, whichever end its channels are at."""
    if not shapes:
        return None
    shape = shapes[0]
    spatial = shape[1:] if len(shape) == 3 and shape[0] in (1, 3) else shape[:-1]
    if len(shapes) > 1 or len(shape) != 3 or len(set(spatial)) != 1:
        given = " ".join(f"--input {','.join(map(str, shape))}" for shape in shapes)
        raise ModelError(
            f"{given}: a library's model takes a square image with 3 channels, for example "
            "3,224,224"
        )
    return spatial[0]


def _import_file(path: Path) -> ModuleType:
    if path.suffix != ".py" or not path.is_file():
        libraries = ", ".join(f"{library}:" for library in LIBRARIES)
        raise ModelError(
            f"{path} is not a Python file; before the colon goes {libraries} or a file"
        )
    name = f"own_model_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ModelError(f"{path} cannot be imported as a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        if isinstance(error, ModuleNotFoundError):
            require_framework(error.name or "")
        raise ModelError(
            f"{path} raises when it is imported: {type(error).__name__}: {error}"
        ) from error
    finally:
        sys.path.pop(0)
    return module


def _find_factory(module: ModuleType, source: str, name: str) -> Callable[[], Any]:
    factory: Callable[[], Any] | None = getattr(module, name, None)
    if not callable(factory):
        own = [
            key
            for key, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__
        ]
        known = f"it has {', '.join(own)}" if own else "it has no functions of its own"
        raise ModelError(f"{source} has no function {name!r}; {known}")
    return factory


def _call(factory: Callable[[], Any], target: str) -> Any:  # noqa: ANN401 - a user's object
    try:
        return factory()
    except Exception as error:
        raise ModelError(
            f"{target} raises when it is called without arguments: {type(error).__name__}: {error}"
        ) from error


def _to_network(
    model: Any,  # noqa: ANN401 - a user's object
    origin: str,
    name: str,
    shapes: Sequence[Shape],
) -> Network:
    packages = {base.__module__.partition(".")[0] for base in type(model).__mro__}
    if "keras" in packages:
        from engine.networks.keras.adapter import network_from_keras

        if len(shapes) > 1:
            raise ModelError(f"{origin} a keras.Model; it is given one input, not {len(shapes)}")
        shape = shapes[0] if shapes else None
        return network_from_keras(model, input_shape=shape, name=name, library="own")
    if "torch" in packages:
        if not shapes:
            raise ModelError(
                f"{origin} a torch module, which does not know its input; add --input, channels "
                "first, for example --input 1,28,28 (in Python input_shape=(1, 28, 28)); once for "
                "each, if it takes several"
            )
        from engine.networks.torch.adapter import network_from_torch

        channels_last = [(*shape[1:], *shape[:1]) for shape in shapes]
        return network_from_torch(model, channels_last, name=name, library="own")
    raise ModelError(
        f"{origin} {type(model).__name__}; expected a keras.Model or a torch.nn.Module"
    )
