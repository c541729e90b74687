"""A trained model from a file; what would run code of the file needs to be trusted.

Read without trust: .skops of known types, .keras in its safe mode, ONNX, and weights of torch
(.pt, .pth, .safetensors), which need a function that makes their network. Pickles, joblib's files,
torch's files of whole modules and Keras's old .h5 can run any code while they are read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.networks.extras import DISTRIBUTION, require
from engine.networks.layers import Shape, in_one_line
from engine.networks.one_process import make_room_for_both
from engine.networks.own_model import ModelError, make_model
from engine.networks.trained.model import TrainedModel

_SAFE_KERAS = (3, 13, 2)
"""Earlier versions may run code of a .keras file, or read other files, in their safe mode."""

_HARMLESS = frozenset(
    f"sklearn.neural_network._stochastic_optimizers.{name}"
    for name in ("AdamOptimizer", "SGDOptimizer")
)
"""Part of every fitted MLPClassifier; numbers alone, though skops does not list them."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a user says of a model.

    Attributes:
        path: The file.
        network: "path/to/file.py:make_model", the network that weights belong to.
        input_shape: Shape of one example; the columns in a row if not given.
        trust: Whether code of the file may be run.
    """

    path: Path
    network: str | None
    input_shape: Shape | None
    trust: bool


def load_trained(
    target: str, *, network: str | None = None, input_shape: Shape | None = None, trust: bool
) -> TrainedModel:
    """Return a trained model.

    Args:
        target: A file, or "path/to/file.py:make_model", a function that returns the model.
        network: The function that makes the network, where the file holds its weights alone.
        input_shape: Shape of one example; the columns in a row if not given.
        trust: Whether reading the file may run code of it.

    Raises:
        ModelError: If the file is none, needs trust that it is not given, or holds no classifier.
        MissingPackageError: If the library that made it is not installed.
    """
    if ".py:" in target:
        return wrap(make_model(target), f"{target}", input_shape)
    path = Path(target)
    loader = _LOADERS.get(path.suffix.lower())
    if loader is None:
        known = ", ".join(_LOADERS)
        raise ModelError(
            f"{target} is no model that is known: name a file that ends in {known}, a .csv of "
            "predictions, or path/to/file.py:FUNCTION"
        )
    if not path.is_file():
        raise ModelError(f"{target} {'is a folder' if path.is_dir() else 'is not there'}")
    if network and loader not in (_load_torch, _load_safetensors):
        raise ModelError("--network is for weights of torch; this file says itself what it holds")
    make_room_for_both()
    return loader(Request(path, network, input_shape, trust))


def wrap(model: Any, origin: str, input_shape: Shape | None) -> TrainedModel:  # noqa: ANN401
    """Return an object of one of the libraries as a trained model.

    Args:
        model: The object.
        origin: Where it comes from, for errors.
        input_shape: Shape of one example; the columns in a row if not given.

    Raises:
        ModelError: If it is of no library that is known, or no classifier.
    """
    packages = {base.__module__.partition(".")[0] for base in type(model).__mro__}
    if "keras" in packages:
        from engine.networks.trained.keras_model import KerasModel

        return KerasModel(model, input_shape)
    if "torch" in packages:
        from engine.networks.trained.torch_model import TorchModel

        return TorchModel(model, input_shape)
    if "sklearn" in packages or hasattr(model, "predict"):
        from engine.networks.trained.sklearn_model import SklearnModel

        return SklearnModel(model, origin)
    raise ModelError(
        f"{origin} holds {type(model).__name__}; expected a classifier of scikit-learn, a "
        "keras.Model or a torch.nn.Module"
    )


def _load_skops(wanted: Request) -> TrainedModel:
    _require_sklearn("sklearn", "skops")
    import skops.io

    try:
        types = skops.io.get_untrusted_types(file=wanted.path)
    except Exception as error:
        raise _unreadable(wanted.path, "skops", error) from error
    unknown = sorted(set(types) - _HARMLESS)
    if unknown and not wanted.trust:
        raise ModelError(
            f"{wanted.path} holds {', '.join(unknown[:3])}, which skops does not know to be "
            "harmless; add --trust if you know who made the file"
        )
    try:
        return wrap(skops.io.load(wanted.path, trusted=types), str(wanted.path), None)
    except ModelError:
        raise
    except Exception as error:
        raise _unreadable(wanted.path, "skops", error) from error


def _load_pickle(wanted: Request) -> TrainedModel:
    _check_trust(wanted, "a pickle", "skops.io.dump(model, 'model.skops')")
    _require_sklearn("sklearn", "joblib")
    import joblib

    try:
        model = joblib.load(wanted.path)
    except ModuleNotFoundError as error:
        raise ModelError(
            f"{wanted.path} needs the package {error.name}, which is not installed"
        ) from error
    except Exception as error:
        raise _unreadable(wanted.path, "pickle", error) from error
    return wrap(model, str(wanted.path), wanted.input_shape)


def _load_keras(wanted: Request) -> TrainedModel:
    from engine.networks.keras.framework import import_keras

    if wanted.path.suffix.lower() != ".keras":
        _check_trust(wanted, "of Keras's old format", "model.save('model.keras')")
    keras = import_keras()
    version = tuple(map(int, re.findall(r"\d+", keras.__version__)[:3]))
    if version < _SAFE_KERAS and not wanted.trust:
        raise ModelError(
            f"Keras {keras.__version__} can run code of {wanted.path}; install 3.13.2 or later, or "
            "add --trust if you know who made the file"
        )
    try:
        model = keras.saving.load_model(wanted.path, compile=False, safe_mode=not wanted.trust)
    except Exception as error:
        raise _unreadable(wanted.path, "Keras", error) from error
    return wrap(model, str(wanted.path), wanted.input_shape)


def _load_torch(wanted: Request) -> TrainedModel:
    require("torch")
    import torch

    try:
        found = torch.load(wanted.path, map_location="cpu", weights_only=True)
    except Exception as error:
        if not wanted.trust and "weights_only" in str(error).lower():
            _check_trust(wanted, "a pickle of torch", "torch.save(model.state_dict(), ...)")
        if not wanted.trust:
            raise _unreadable(wanted.path, "torch", error) from error
        try:
            found = torch.load(wanted.path, map_location="cpu", weights_only=False)
        except Exception as still:
            raise _unreadable(wanted.path, "torch", still) from still
    if not isinstance(found, dict):
        return wrap(found, str(wanted.path), wanted.input_shape)
    for key in ("state_dict", "model_state_dict"):
        found = found[key] if isinstance(found.get(key), dict) else found
    return _with_weights(wanted, found)


def _load_safetensors(wanted: Request) -> TrainedModel:
    require("torch", "safetensors")
    from safetensors.torch import load_file

    try:
        weights = load_file(wanted.path)
    except Exception as error:
        raise _unreadable(wanted.path, "safetensors", error) from error
    return _with_weights(wanted, weights)


def _with_weights(wanted: Request, weights: dict[str, Any]) -> TrainedModel:
    """Return the network that a user's function makes, with weights from a file."""
    if not wanted.network:
        raise ModelError(
            f"{wanted.path} holds weights without their network; name the function that makes it, "
            "--network path/to/file.py:FUNCTION"
        )
    module = make_model(wanted.network)
    if not hasattr(module, "load_state_dict"):
        raise ModelError(
            f"{wanted.network} returns {type(module).__name__}; expected a torch.nn.Module"
        )
    try:
        module.load_state_dict(weights)
    except Exception as error:
        raise ModelError(
            f"the weights in {wanted.path} are not those of {wanted.network}: {in_one_line(error)}"
        ) from error
    return wrap(module, wanted.network, wanted.input_shape)


def _load_onnx(wanted: Request) -> TrainedModel:
    from engine.networks.trained.onnx_model import OnnxModel

    return OnnxModel(wanted.path, wanted.input_shape)


def _require_sklearn(*packages: str) -> None:
    """Raise unless packages are installed, with the extra that brings what models need."""
    for package in packages:
        if find_spec(package) is None:
            raise ModelError(f"{package} is not installed: pip install '{DISTRIBUTION}[sklearn]'")


def _check_trust(wanted: Request, what: str, instead: str) -> None:
    if not wanted.trust:
        raise ModelError(
            f"{wanted.path} is {what}: reading it runs code that is in it; add --trust if you know "
            f"who made it, or save the model by {instead}, which needs none"
        )


def _unreadable(path: Path, library: str, error: Exception) -> ModelError:
    return ModelError(f"{path} cannot be read by {library}: {in_one_line(error)}")


_LOADERS: dict[str, Callable[[Request], TrainedModel]] = {
    ".skops": _load_skops,
    ".keras": _load_keras,
    ".onnx": _load_onnx,
    ".pt": _load_torch,
    ".pth": _load_torch,
    ".safetensors": _load_safetensors,
    ".pkl": _load_pickle,
    ".pickle": _load_pickle,
    ".joblib": _load_pickle,
    ".h5": _load_keras,
}
