"""Writes down the layers of a torch model while it runs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from engine.networks.counting import Counts, UnknownLayerError
from engine.networks.layers import Kind, Layer, Shape
from engine.networks.layout import channels_last, spatial_after, spatial_after_permutation
from engine.networks.torch.functions import (
    CHANNELS_LAST_FUNCTIONS,
    TAKES_INDICES,
    Call,
    function_handlers,
)
from engine.networks.torch.handlers import (
    channels_first_classes,
    channels_last_classes,
    module_handlers,
)
from engine.networks.torch.intercept import Function, intercept
from engine.networks.torch.marks import Mark, mark_of, set_mark, tensors_in
from engine.networks.torch.shapes import ShapeMemory

if TYPE_CHECKING:
    import torch

_COPIES = frozenset({"clone", "contiguous", "data", "detach", "float", "to", "type", "type_as"})
_LIKE_ANOTHER = frozenset({"expand_as", "reshape_as", "view_as"})
"""Functions that take of their second tensor its shape alone, as some of the copies do."""
_MAKES_CONSTANTS = frozenset(
    {"empty_like", "full_like", "new_empty", "new_full", "new_ones", "new_tensor", "new_zeros"}
    | {"ones_like", "zeros_like"}
)


class TorchRecorder:
    """A context in which what a model runs through is written down as layers.

    Modules that have a handler become a layer each. Everywhere else the functions that are called
    become layers; a function that is given a parameter takes it up, directly or after functions of
    parameters alone (a position embedding that is expanded first).

    Attributes:
        layers: The layers so far, in the order of execution.
    """

    def __init__(
        self, model: "torch.nn.Module", *, batch: int, auxiliary: Iterable[str] = ()
    ) -> None:
        """Prepare for one run of `model` on `batch` examples.

        Args:
            model: The model to run.
            batch: Examples in the batch that it will run on.
            auxiliary: Paths of the modules whose layers are to be marked as auxiliary.
        """
        self.layers: list[Layer] = []
        self._model = model
        self._batch = batch
        self._auxiliary = frozenset(auxiliary)
        self._module_paths = {module: path for path, module in model.named_modules()}
        self._module_handlers = module_handlers()
        self._names = {id(parameter): name for name, parameter in model.named_parameters()}
        self._sizes = {name: parameter.numel() for name, parameter in model.named_parameters()}
        self._taken_up: set[str] = set()
        self._uses: Counter[str] = Counter()
        self._paths: list[str] = []
        self._handled_depth = 0
        self._hooks: list[Any] = []
        self._intercepting = intercept(self._run_function)

    def __enter__(self) -> Self:
        from torch.nn.modules import module as hooks

        self._hooks = [
            hooks.register_module_forward_pre_hook(self._before_module),
            hooks.register_module_forward_hook(self._after_module, with_kwargs=True),
        ]
        self._intercepting.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._intercepting.__exit__(kind, error, traceback)
        for hook in self._hooks:
            hook.remove()

    def start(self, *examples: "torch.Tensor") -> None:
        """Mark the tensors that will be given to the model, channels on axis 1."""
        for number, example in enumerate(examples):
            spatial = tuple(example.shape[2:])
            set_mark(example, Mark(is_active=True, spatial=spatial, source=(-1, number)))

    @property
    def _path(self) -> str:
        """Path of the module that runs."""
        return self._paths[-1] if self._paths else ""

    def unused_parameters(self) -> list[str]:
        """Return the names of the parameters that no layer has taken up."""
        return [name for name in self._sizes if name not in self._taken_up]

    def _before_module(self, module: "torch.nn.Module", args: object) -> None:
        self._paths.append(self._module_paths.get(module, self._path))
        self._handled_depth += type(module) in self._module_handlers

    def _after_module(
        self, module: "torch.nn.Module", args: object, kwargs: object, output: object
    ) -> None:
        if type(module) in self._module_handlers:
            self._handled_depth -= 1
            if not self._handled_depth:
                self._write_module(module, (args, kwargs), output)
        self._paths.pop()

    def _write_module(self, module: "torch.nn.Module", arguments: object, output: object) -> None:
        entering, leaving = list(tensors_in(arguments)), list(tensors_in(output))
        layouts, spatial = _layouts(type(module), entering, leaving[0])
        inputs = tuple(map(self._shape, entering, layouts))
        output_shape = self._shape(leaving[0], spatial)
        counts = self._module_handlers[type(module)](module, inputs, output_shape)
        names = {self._names[id(parameter)] for parameter in module.parameters()}
        marks = list(filter(None, map(self._mark, entering)))
        names.update(*(mark.parameters for mark in marks))
        self._write(self._path, counts, inputs[0], output_shape, names, marks)
        self._set_active(leaving, spatial)

    def _run_function(
        self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> object:
        name = _name_of(function)
        if name in TAKES_INDICES and args:
            args = (self._as_indices(args[0]), *args[1:])
        output = _memory().call(function, args, kwargs)
        if not self._handled_depth:
            self._after_function(name, args, kwargs, list(tensors_in(output)))
        return output

    def _as_indices(self, tensor: "torch.Tensor") -> "torch.Tensor":
        mark, indices = self._mark(tensor), tensor.long()
        if mark:
            self._set_marks([indices], mark)
        return indices

    def _after_function(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        leaving: "list[torch.Tensor]",
    ) -> None:
        if not leaving or name in _MAKES_CONSTANTS:
            return
        entering = args[:1] if name in _COPIES | _LIKE_ANOTHER else (args, kwargs)
        marked = [(tensor, self._mark(tensor)) for tensor in tensors_in(entering)]
        active = [(tensor, mark) for tensor, mark in marked if mark and mark.is_active]
        parameters = frozenset().union(*(mark.parameters for _, mark in marked if mark))
        if active and name not in _COPIES:
            if name in CHANNELS_LAST_FUNCTIONS:
                active = [(tensor, replace(mark, spatial=())) for tensor, mark in active]
            spatial = _spatial_after_function(name, args, active[0], leaving[0])
            inputs = tuple(self._shape(tensor, mark.spatial) for tensor, mark in active)
            output_shape = self._shape(leaving[0], spatial)
            call = Call(name, args, kwargs, bool(parameters), inputs, output_shape)
            self._write_call(call, parameters, [mark for _, mark in active])
            self._set_active(leaving, spatial)
        elif active:
            self._set_marks(leaving, active[0][1])
        elif parameters:
            self._set_marks(leaving, Mark(is_active=False, parameters=parameters))

    def _write_call(self, call: Call, parameters: frozenset[str], entering: Sequence[Mark]) -> None:
        path = self._path
        if call.name not in function_handlers():
            raise UnknownLayerError(
                f"{path or type(self._model).__name__!r} calls {call.name!r}, for which no handler "
                "says what it counts; register one with register_torch_function of "
                f"engine.networks.torch.adapter: register_torch_function({call.name!r}, handler), "
                "where handler(call) returns Counts; or register the module that calls it with "
                "register_torch_module"
            )
        counts = function_handlers()[call.name](call)
        label = _label(path, call.name, counts.kind, parameters)
        self._write(label, counts, call.inputs[0], call.output, parameters, entering)

    def _write(
        self,
        name: str,
        counts: Counts,
        inputs: Shape,
        output: Shape,
        parameters: Iterable[str],
        entering: Sequence[Mark],
    ) -> None:
        new = set(parameters) - self._taken_up
        self._taken_up |= new
        self._uses[name] += 1
        uses = self._uses[name]
        self.layers.append(
            Layer(
                name=name if uses == 1 else f"{name}#{uses}",
                kind=counts.kind,
                input_shape=inputs,
                output_shape=output,
                parameters=sum(self._sizes[parameter] for parameter in new),
                multiply_adds=counts.multiply_adds,
                neurons=counts.neurons,
                inputs_per_neuron=counts.inputs_per_neuron,
                threshold=counts.threshold,
                groups=counts.groups,
                auxiliary=not self._auxiliary.isdisjoint(self._paths),
                sources=tuple(mark.source for mark in entering if mark.source),
            )
        )

    def _mark(self, tensor: "torch.Tensor") -> Mark | None:
        name = self._names.get(id(tensor))
        if name is not None:
            return Mark(is_active=False, parameters=frozenset({name}))
        return mark_of(tensor)

    def _set_active(self, tensors: "list[torch.Tensor]", spatial: Shape) -> None:
        """Mark what the layer written last has made."""
        position = len(self.layers) - 1
        for number, tensor in enumerate(tensors):
            mark = Mark(is_active=True, spatial=spatial, source=(position, number))
            self._set_marks([tensor], mark)

    def _set_marks(self, tensors: "list[torch.Tensor]", mark: Mark) -> None:
        for tensor in tensors:
            if id(tensor) not in self._names:
                set_mark(tensor, mark)

    def _shape(self, tensor: "torch.Tensor", spatial: Shape) -> Shape:
        return channels_last(tensor.shape, spatial, batch=self._batch)


@cache
def _memory() -> ShapeMemory:
    """Return what is remembered in this process: models of a family share their blocks."""
    return ShapeMemory()


def _name_of(function: Function) -> str:
    """Return "add" for `torch.add`, `Tensor.__add__` and `Tensor.add_`, "T" for `Tensor.T`."""
    attribute = getattr(function, "__self__", None)
    named = attribute if function.__name__ == "__get__" else function
    return str(getattr(named, "__name__", named)).strip("_")


def _label(path: str, function: str, kind: Kind, parameters: frozenset[str]) -> str:
    """Return the name of a layer that a function makes: after its parameters, if it has any."""
    if not parameters:
        return f"{path}.{function}" if path else function
    first = min(parameters)
    if kind in (Kind.SCALE, Kind.POSITION):
        return first
    return first.rpartition(".")[0] or function


def _layouts(
    module_class: type, entering: "list[torch.Tensor]", leaving: "torch.Tensor"
) -> tuple[list[Shape], Shape]:
    """Return the spatial axes of the tensors that enter a module and of the one that leaves."""
    if module_class in channels_first_classes():
        return [tuple(tensor.shape[2:]) for tensor in entering], tuple(leaving.shape[2:])
    if module_class in channels_last_classes():
        return [()] * len(entering), ()
    marks = [mark_of(tensor) for tensor in entering]
    layouts = [mark.spatial if mark else () for mark in marks]
    return layouts, spatial_after(leaving.shape, entering[0].shape, layouts[0])


def _spatial_after_function(
    name: str,
    args: tuple[Any, ...],
    entering: tuple["torch.Tensor", Mark],
    output: "torch.Tensor",
) -> Shape:
    tensor, mark = entering
    if name == "permute":
        order = args[1] if isinstance(args[1], list | tuple) else args[1:]
        return spatial_after_permutation(output.shape, order, mark.spatial)
    if name in ("conv1d", "conv2d", "conv3d"):
        return tuple(output.shape[2:])
    return spatial_after(output.shape, tensor.shape, mark.spatial)
