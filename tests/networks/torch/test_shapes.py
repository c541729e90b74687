"""Shapes that are remembered are those that torch finds."""

import pytest
import torch
from torch import nn

from engine.networks.torch import recorder
from engine.networks.torch.adapter import build_torch, network_from_torch
from engine.networks.torch.shapes import ShapeMemory

pytestmark = pytest.mark.framework

META = torch.device("meta")


class Counting:
    """A function of torch that counts how often it is called."""

    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, *args, **kwargs):
        self.calls += 1
        return self.function(*args, **kwargs)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (torch.add, lambda: (torch.empty(2, 3, device=META), 1)),
        (torch.cat, lambda: ([torch.empty(2, 3, device=META)] * 2, 1)),
        (torch.chunk, lambda: (torch.empty(4, 6, device=META), 3, 1)),
        (torch.max, lambda: (torch.empty(4, 6, device=META), 1)),
        (torch.Tensor.transpose, lambda: (torch.empty(4, 6, device=META), 0, 1)),
        (torch.Tensor.__getitem__, lambda: (torch.empty(4, 6, device=META), slice(1, 3))),
    ],
)
def test_a_call_on_the_same_shapes_is_not_repeated(function, arguments):
    memory, counting = ShapeMemory(), Counting(function)
    first, second = (memory.call(counting, arguments(), {}) for _ in range(2))
    assert counting.calls == 1
    assert type(first) is type(second)
    pairs = (
        [(first, second)] if isinstance(first, torch.Tensor) else zip(first, second, strict=True)
    )
    for one, other in pairs:
        assert one is not other
        assert (one.shape, one.stride(), one.dtype) == (other.shape, other.stride(), other.dtype)


@pytest.mark.parametrize(
    "others",
    [
        (torch.empty(2, 4, device=META), 1),
        (torch.empty(2, 3, device=META, dtype=torch.float64), 1),
        (torch.empty(3, 2, device=META).T, 1),
        (torch.empty(2, 3, device=META), 1.0),
        (torch.empty(2, 3, device=META), True),
    ],
)
def test_another_shape_type_layout_or_argument_is_another_call(others):
    memory, counting = ShapeMemory(), Counting(torch.mul)
    memory.call(counting, (torch.empty(2, 3, device=META), 1), {})
    memory.call(counting, others, {})
    assert counting.calls == 2


@pytest.mark.parametrize(
    ("function", "tensor"),
    [
        (torch.Tensor.add_, torch.empty(2, device=META)),  # gives its argument back
        (torch.add, torch.ones(2)),  # has values
        (torch.Tensor.size, torch.empty(2, 2, device=META)),  # gives no tensor
    ],
)
def test_where_more_than_shapes_matters_every_call_is_made(function, tensor):
    memory, counting = ShapeMemory(), Counting(function)
    arguments = (tensor, 1)
    for _ in range(2):
        memory.call(counting, arguments, {})
    assert counting.calls == 2


def test_what_is_given_back_in_place_is_the_same_tensor():
    memory, tensor = ShapeMemory(), torch.empty(2, device=META)
    for _ in range(2):
        assert memory.call(torch.Tensor.add_, (tensor, 1), {}) is tensor


def test_layers_are_the_same_with_and_without_memory(monkeypatch):
    def block():
        return nn.Sequential(
            nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(inplace=True)
        )

    def make():
        return nn.Sequential(
            nn.Conv2d(3, 8, 3), *(block() for _ in range(4)), nn.Flatten(), nn.Linear(288, 5)
        )

    model = build_torch(make)
    remembered = [network_from_torch(model, (8, 8, 3)) for _ in range(2)]
    monkeypatch.setattr(
        ShapeMemory, "call", lambda self, function, args, kwargs: function(*args, **kwargs)
    )
    assert remembered == [network_from_torch(model, (8, 8, 3))] * 2
    assert network_from_torch(make(), (8, 8, 3)) == remembered[0]
    assert isinstance(recorder._memory(), ShapeMemory)
