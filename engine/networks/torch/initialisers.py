"""What sets the values of weights, and can be left out where these have none."""

from engine.networks.torch.intercept import Function

_MODULE = "torch.nn.init"
_SET_VALUES = frozenset(
    {"add_", "clamp_", "copy_", "div_", "erfinv_", "exponential_", "fill_", "log_", "mul_"}
    | {"normal_", "random_", "sub_", "uniform_", "zero_"}
)
"""Methods that change the values of a tensor in place, and neither its shape nor its type."""


def is_initialiser(function: Function) -> bool:
    """Return whether a function sets values of its first argument in place and returns it.

    On the device "meta" it has nothing to do, and still takes a third of the time in which a large
    model is built.
    """
    name = getattr(function, "__name__", "")
    if getattr(function, "__module__", None) == _MODULE:
        return name.endswith("_")
    return name in _SET_VALUES
