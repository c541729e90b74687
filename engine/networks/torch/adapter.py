"""A torch model, turned once into plain layers."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
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
    input_shape: Shape | Sequence[Shape],
    *,
    name: str | None = None,
    library: str = "torchvision",
) -> Network:
    """Return the layers of a torch model, in the order in which one example runs through them.

    The model is run once on zeros, in evaluation mode, on the device where its weights are; its
    modes are restored. Parts that run in training only are then found by running a copy in
    training mode, and marked as auxiliary. A lazy model is copied, and the copy run beforehand.

    Args:
        model: A module that takes one or several tensors with a batch axis, channels on axis 1.
        input_shape: Shape of one example, channels last: (height, width, channels) for an image,
            (inputs,) for a vector; a list with the shape of each tensor if it takes several.
        name: Name of the network; the model's class name if None.
        library: Where the network comes from.

    Returns:
        A network whose parameters are the ones that torch counts. Statistics of normalization
        layers are not among them, unlike in Keras: a batch normalization over c channels has
        2 c parameters here and 4 c there. All its shapes are channels last.

    Raises:
        UnknownLayerError: If a function is called for which there is no handler.
        TypeError: If `model` is not a torch module.
        NetworkError: If the shape is none, the model cannot be run on such an input, or it has
            parameters that no layer uses.
    """
    import torch

    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"expected a torch.nn.Module, got {type(model).__name__}")
    shapes = _checked_shapes(input_shape)
    model = _with_weights(model, shapes)
    recorder = _run(model, shapes, training=False)
    if recorder.unused_parameters():
        auxiliary = _modules_of(model, frozenset(recorder.unused_parameters()))
        recorder = _run(deepcopy(model), shapes, training=True, auxiliary=auxiliary)
    unused = recorder.unused_parameters()
    if unused:
        raise NetworkError(
            f"{type(model).__name__} has parameters that no layer uses when it runs: "
            f"{', '.join(unused[:3])} ({len(unused)} in all); remove them, or register the module "
            "that holds them with register_torch_module"
        )
    layers = tuple(recorder.layers)
    return Network(name or type(model).__name__, library, shapes[0], layers, tuple(shapes[1:]))


def _checked_shapes(given: Shape | Sequence[Shape]) -> list[Shape]:
    is_one = not given or isinstance(given[0], int)
    return [checked_shape(shape) for shape in ([given] if is_one else given)]  # type: ignore


def _with_weights(model: "torch.nn.Module", shapes: Sequence[Shape]) -> "torch.nn.Module":
    """Return a model whose weights have shapes: of a lazy one, a copy that has run once."""
    from torch.nn.parameter import is_lazy

    if not any(map(is_lazy, (*model.parameters(), *model.buffers()))):
        return model
    # A buffer without a shape refuses to be copied; it holds nothing but its place and type.
    lazy: list[Any] = [one for one in model.buffers() if is_lazy(one)]
    copied = {id(one): type(one)(device=one.device, dtype=one.dtype) for one in lazy}
    model = deepcopy(model, copied)
    _call(model, _examples(model, shapes, batch=1))
    return model


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
    model: "torch.nn.Module",
    shapes: Sequence[Shape],
    *,
    training: bool,
    auxiliary: Iterable[str] = (),
) -> TorchRecorder:
    batch = 2 if training else 1  # batch normalization cannot train on a single example
    examples = _examples(model, shapes, batch=batch)
    recorder = TorchRecorder(model, batch=batch, auxiliary=auxiliary)
    _call(model, examples, training=training, recorder=recorder)
    return recorder


def _examples(
    model: "torch.nn.Module", shapes: Sequence[Shape], *, batch: int
) -> "list[torch.Tensor]":
    """Return zeros of the type of the model's weights, where these are."""
    import torch
    from torch.nn.parameter import is_lazy

    weights = (one for one in model.parameters() if not is_lazy(one))
    like = next(weights, torch.zeros(()))
    return [
        torch.zeros((batch, shape[-1], *shape[:-1]), dtype=like.dtype, device=like.device)
        for shape in shapes
    ]


def _call(
    model: "torch.nn.Module",
    examples: "Sequence[torch.Tensor]",
    *,
    training: bool = False,
    recorder: TorchRecorder | None = None,
) -> None:
    """Run a model once; its modes are restored."""
    import torch

    modes = {module: module.training for module in model.modules()}
    model.train(training)
    try:
        with collection_put_off(), compiler_put_off(), torch.no_grad(), recorder or nullcontext():
            if recorder:
                recorder.start(*examples)
            model(*examples)
    except UnknownLayerError:
        raise
    except Exception as error:
        sizes = " and ".join(str(tuple(example.shape)) for example in examples)
        what = "an input of shape" if len(examples) == 1 else "inputs of shapes"
        raise NetworkError(
            f"{type(model).__name__} fails on {what} {sizes}, channels on axis 1: "
            f"{in_one_line(error)}. Give the input that it was made for"
        ) from error
    finally:
        for module, mode in modes.items():
            module.training = mode
