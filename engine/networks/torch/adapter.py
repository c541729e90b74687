"""A torch model, turned once into plain layers."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from engine.networks.counting import UnknownLayerError
from engine.networks.layers import Network, NetworkError, Shape, checked_shape, in_one_line
from engine.networks.torch.collection import collection_put_off
from engine.networks.torch.compiler import compiler_put_off
from engine.networks.torch.functions import register_torch_function
from engine.networks.torch.handlers import register_torch_module
from engine.networks.torch.initialisers import is_initialiser
from engine.networks.torch.intercept import Function, intercept
from engine.networks.torch.recorder import TorchRecorder

if TYPE_CHECKING:
    import torch

__all__ = [
    "UnknownLayerError",
    "build_torch",
    "network_from_torch",
    "register_torch_function",
    "register_torch_module",
]


def build_torch(builder: Callable[[], "torch.nn.Module"]) -> "torch.nn.Module":
    """Build a torch model whose weights have shapes but no values, which saves time and memory.

    Args:
        builder: Makes the model; must not load weights (`weights=None` in torchvision).

    Returns:
        The model on the device "meta", fit for `network_from_torch`.
    """
    import torch

    weight_makers = {torch.empty, torch.ones, torch.randn, torch.zeros}

    def put_weights_on_meta(
        function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> object:
        """Leave alone the small tensors with which some builders compute widths."""
        if function in weight_makers:
            kwargs = {**kwargs, "device": "meta"}
        elif is_initialiser(function):
            tensor = kwargs["tensor"] if "tensor" in kwargs else args[0]
            if tensor.device.type == "meta":
                return tensor
        return function(*args, **kwargs)

    with collection_put_off(), compiler_put_off(), intercept(put_weights_on_meta):
        model = builder()
    return model.to("meta")


def network_from_torch(
    model: "torch.nn.Module",
    input_shape: Shape,
    *,
    name: str | None = None,
    library: str = "torchvision",
) -> Network:
    """Return the layers of a torch model, in the order in which one example runs through them.

    The model is run once on zeros, in evaluation mode, on the device where its weights are; its
    modes are restored. Parts that run in training only are then found by running a copy in
    training mode, and marked as auxiliary.

    Args:
        model: A module that takes one tensor with a batch axis, channels on axis 1.
        input_shape: Shape of one example, channels last: (height, width, channels) for an image,
            (inputs,) for a vector.
        name: Name of the network; the model's class name if None.
        library: Where the network comes from.

    Returns:
        A network whose parameters are the ones that torch counts. Statistics of normalization
        layers are not among them, unlike in Keras: a batch normalization over c channels has
        2 c parameters here and 4 c there. All its shapes are channels last.

    Raises:
        UnknownLayerError: If a function is called for which there is no handler.
        TypeError: If `model` is not a torch module.
        NetworkError: If the shape is none, the model is lazy and has not been run yet, it cannot
            be run on such an input, or it has parameters that no layer uses.
    """
    import torch

    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"expected a torch.nn.Module, got {type(model).__name__}")
    shape = checked_shape(input_shape)
    _require_weights(model, shape)
    recorder = _run(model, shape, training=False)
    if recorder.unused_parameters():
        auxiliary = _modules_of(model, frozenset(recorder.unused_parameters()))
        recorder = _run(deepcopy(model), shape, training=True, auxiliary=auxiliary)
    unused = recorder.unused_parameters()
    if unused:
        raise NetworkError(
            f"{type(model).__name__} has parameters that no layer uses when it runs: "
            f"{', '.join(unused[:3])} ({len(unused)} in all); remove them, or register the module "
            "that holds them with register_torch_module"
        )
    return Network(name or type(model).__name__, library, shape, tuple(recorder.layers))


def _require_weights(model: "torch.nn.Module", shape: Shape) -> None:
    """Raise if a weight has no shape yet, as in a lazy module before its first run."""
    from torch.nn.parameter import is_lazy

    lazy = [name for name, parameter in model.named_parameters() if is_lazy(parameter)]
    if lazy:
        sizes = ", ".join(map(str, (1, shape[-1], *shape[:-1])))
        raise NetworkError(
            f"{type(model).__name__} is lazy: {lazy[0]} has no shape before its first run "
            f"({len(lazy)} in all). Run it once: model(torch.zeros({sizes}))"
        )


def _modules_of(model: "torch.nn.Module", parameters: frozenset[str]) -> list[str]:
    """Return the paths of the modules that have parameters, and no other ones than these."""
    paths = []
    for path, module in model.named_modules():
        prefix = f"{path}." if path else ""
        own = [f"{prefix}{name}" for name, _ in module.named_parameters()]
        if own and parameters.issuperset(own):
            paths.append(path)
    return paths


def _run(
    model: "torch.nn.Module", input_shape: Shape, *, training: bool, auxiliary: Iterable[str] = ()
) -> TorchRecorder:
    import torch

    example = next(model.parameters(), torch.zeros(()))
    batch = 2 if training else 1  # batch normalization cannot train on a single example
    sizes = (batch, input_shape[-1], *input_shape[:-1])
    zeros = torch.zeros(sizes, dtype=example.dtype, device=example.device)
    recorder = TorchRecorder(model, batch=batch, auxiliary=auxiliary)
    modes = {module: module.training for module in model.modules()}
    model.train(training)
    try:
        with collection_put_off(), compiler_put_off(), torch.no_grad(), recorder:
            recorder.start(zeros)
            model(zeros)
    except UnknownLayerError:
        raise
    except Exception as error:
        raise NetworkError(
            f"{type(model).__name__} fails on an input of shape {sizes}, channels on axis 1: "
            f"{in_one_line(error)}. Give the input that it was made for"
        ) from error
    finally:
        for module, mode in modes.items():
            module.training = mode
    return recorder
