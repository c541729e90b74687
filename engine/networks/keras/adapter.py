"""A Keras model, turned once into plain layers."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from math import prod
from typing import TYPE_CHECKING

from engine.networks.counting import UnknownLayerError
from engine.networks.keras.handlers import keras_handlers, register_keras_layer
from engine.networks.layers import Layer, Network, NetworkError, Shape, checked_shape, in_one_line

if TYPE_CHECKING:
    import keras

__all__ = ["UnknownLayerError", "build_keras", "network_from_keras", "register_keras_layer"]


def build_keras(builder: "Callable[[], keras.Model]") -> "keras.Model":
    """Build a Keras model without giving its weights any value, which saves time and memory.

    Args:
        builder: Makes the model; must not load weights (`weights=None` in keras.applications).

    Returns:
        The model, fit for `network_from_keras`. It cannot be called on data. Keras remembers the
        variables without a value and fills them in when it next leaves a stateless scope: after
        measuring many models, forget them with `keras.utils.clear_session()`.
    """
    import keras

    with keras.StatelessScope(initialize_variables=False):
        return builder()


def network_from_keras(
    model: "keras.Model",
    *,
    input_shape: Shape | None = None,
    name: str | None = None,
    library: str = "keras",
) -> Network:
    """Return the layers of a Keras model.

    Functional and sequential models, nested ones included, are followed through their graphs; the
    inside of a subclassed model is followed by calling it on a symbolic tensor.

    Args:
        model: A `keras.Model` with one input and one output, channels last.
        input_shape: Shape of one example; needed only where the model leaves it open.
        name: Name of the network; the model's own name if None.
        library: Where the network comes from.

    Returns:
        A network whose parameters are the ones that Keras counts: statistics of normalization
        layers (moving mean and variance) are among them, shared weights are counted once.

    Raises:
        UnknownLayerError: If a layer has no handler.
        TypeError: If `model` is not a Keras model.
        NetworkError: If the model has several inputs or outputs, an open input shape that is not
            given, channels first, or parameters that belong to no layer.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise TypeError(f"expected a keras.Model, got {type(model).__name__}")
    shape = _input_shape(model, input_shape)
    recorder = _Recorder()
    try:
        if not model.built:
            model(keras.KerasTensor((1, *shape)))
        with keras.StatelessScope(initialize_variables=False):
            output = recorder.follow(model, "", keras.KerasTensor((1, *shape)))
    except (NetworkError, UnknownLayerError):
        raise
    except Exception as error:
        raise NetworkError(
            f"{model.name} fails on an input of shape {shape}, channels last: "
            f"{in_one_line(error)}. Give the shape that it was made for"
        ) from error
    if not isinstance(output, keras.KerasTensor):
        raise NetworkError(
            f"{model.name} has {len(output)} outputs; a classifier has one. "
            "Build a keras.Model of the one to measure"
        )
    recorder.check_parameters(model)
    return Network(name or str(model.name), library, shape, tuple(recorder.layers))


def _input_shape(model: "keras.Model", given: Shape | None) -> Shape:
    if given is not None:
        return checked_shape(given)
    known = getattr(model, "input_shape", None)
    if isinstance(known, list | dict):
        raise NetworkError(f"{model.name} has {len(known)} inputs; a classifier of images has one")
    if known is None or None in known[1:]:
        raise NetworkError(
            f"{model.name} leaves its input shape open ({known}); "
            "give input_shape, for example input_shape=(224, 224, 3)"
        )
    return tuple(int(size) for size in known[1:])


class _Recorder:
    """Follows a model on symbolic tensors and writes down every layer that it meets."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self._counted: set[int] = set()
        self._uses: Counter[str] = Counter()

    def follow(
        self, operation: "keras.Operation", path: str, *args: "keras.KerasTensor", **kwargs: object
    ) -> "keras.KerasTensor":
        """Record an operation, or what is inside it, and return its symbolic output."""
        import keras

        if type(operation) in keras_handlers():
            return self._record(operation, path, args, kwargs)
        if isinstance(operation, keras.Sequential):
            output = args[0]
            for layer in operation.layers:
                output = self.follow(layer, _join(path, layer), output)
            return output
        if isinstance(operation, keras.Layer) and _has_inside(operation):
            graph = _graph_of(operation, path, args)
            return graph._run_through_graph(
                args, operation_fn=lambda inner: partial(self.follow, inner, _join(path, inner))
            )
        raise UnknownLayerError(
            f"layer {path or operation.name!r} is a {_qualified(type(operation))}, for which no "
            "handler says what it counts; register one: "
            f"register_keras_layer({type(operation).__name__}, handler), "
            "where handler(layer, input_shapes, output_shape) returns Counts"
        )

    def check_parameters(self, model: "keras.Model") -> None:
        """Raise unless the recorded layers hold all parameters that Keras counts."""
        left = [weight for weight in model.weights if id(weight) not in self._counted]
        recorded = sum(layer.parameters for layer in self.layers)
        if left or recorded != model.count_params():
            names = ", ".join(str(weight.path) for weight in left[:3]) or "none"
            raise NetworkError(
                f"{model.name} has {model.count_params():,} parameters, its layers hold "
                f"{recorded:,}; the first that belong to no layer: {names}. "
                "Register the layer that holds them with register_keras_layer"
            )

    def _record(
        self,
        operation: "keras.Operation",
        path: str,
        args: tuple["keras.KerasTensor", ...],
        kwargs: dict[str, object],
    ) -> "keras.KerasTensor":
        if getattr(operation, "data_format", None) == "channels_first":
            raise NetworkError(f"layer {path!r} is channels first; build the model channels last")
        output = operation.compute_output_spec(*args, **kwargs)
        inputs = _shapes_of((args, [v for k, v in kwargs.items() if "mask" not in k]))
        output_shape = _shapes_of(output)[0]
        if None in output_shape:
            raise NetworkError(
                f"layer {path!r} leaves its output shape open, {output_shape}; give it fixed sizes"
            )
        counts = keras_handlers()[type(operation)](operation, inputs, output_shape)
        weights = self._take_weights(operation)
        not_trained = set(map(id, getattr(operation, "_non_trainable_variables", ())))
        self._uses[path] += 1
        uses = self._uses[path]
        self.layers.append(
            Layer(
                name=path if uses == 1 else f"{path}#{uses}",
                kind=counts.kind,
                input_shape=inputs[0],
                output_shape=output_shape,
                parameters=_elements(weights),
                multiply_adds=counts.multiply_adds,
                neurons=counts.neurons,
                inputs_per_neuron=counts.inputs_per_neuron,
                threshold=counts.threshold,
                groups=counts.groups,
                statistics=_elements(weight for weight in weights if id(weight) in not_trained),
            )
        )
        return output

    def _take_weights(self, operation: "keras.Operation") -> "list[keras.Variable]":
        """Return the weights of an operation that no layer before it holds."""
        weights = {id(weight): weight for weight in getattr(operation, "weights", ())}
        new = [key for key in weights if key not in self._counted]
        self._counted.update(new)
        return [weights[key] for key in new]


def _elements(weights: "Iterable[keras.Variable]") -> int:
    return sum(prod(weight.shape) for weight in weights)


def _has_inside(layer: "keras.Layer") -> bool:
    return any(True for _ in layer._flatten_layers(include_self=False))


def _graph_of(
    layer: "keras.Layer", path: str, args: tuple["keras.KerasTensor", ...]
) -> "keras.Function":
    """Return the graph of operations inside a model or a layer made of layers."""
    import keras

    if isinstance(layer, keras.Model) and hasattr(layer, "_run_through_graph"):
        return layer
    inputs = [keras.KerasTensor(tensor.shape, tensor.dtype) for tensor in args]
    try:
        return keras.Function(inputs, layer.call(*inputs))
    except Exception as error:
        raise NetworkError(
            f"cannot see inside {path or layer.name!r}, a {_qualified(type(layer))}: calling it on "
            f"symbolic tensors fails ({in_one_line(error)}). Write it with the functional API and "
            "keras.ops, or register it as a whole with register_keras_layer"
        ) from error


def _shapes_of(tensors: object) -> tuple[Shape, ...]:
    import keras

    flat = [leaf for leaf in keras.tree.flatten(tensors) if isinstance(leaf, keras.KerasTensor)]
    return tuple(tuple(tensor.shape[1:]) for tensor in flat)


def _join(path: str, inner: "keras.Operation") -> str:
    return f"{path}/{inner.name}" if path else str(inner.name)


def _qualified(layer_class: type) -> str:
    return f"{layer_class.__module__}.{layer_class.__qualname__}"
