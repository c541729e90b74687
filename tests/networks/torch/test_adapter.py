import pytest
import torch
from torch import nn
from torch.nn import functional

from engine.networks.counting import Counts, UnknownLayerError
from engine.networks.head import classifier
from engine.networks.layers import Kind
from engine.networks.torch.adapter import (
    build_torch,
    network_from_torch,
    register_torch_function,
    register_torch_module,
)
from engine.networks.torch.functions import function_handlers
from engine.networks.torch.handlers import module_handlers

pytestmark = pytest.mark.framework


class FunctionalNet(nn.Module):
    """Everything that has no module of its own is called as a function."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.dense = nn.Linear(4 * 4 * 4, 10)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.conv(x)), 2)
        return self.dense(torch.flatten(x, 1))


class OwnParameters(nn.Module):
    """A position embedding, a class token, a scale and a weight held directly."""

    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, 1, 6))
        self.position = nn.Parameter(torch.zeros(1, 5, 6))
        self.scale = nn.Parameter(torch.ones(6))
        self.weight = nn.Parameter(torch.ones(3, 6))
        self.bias = nn.Parameter(torch.zeros(3))

    def forward(self, x):  # (batch, 6, 2, 2)
        tokens = x.flatten(2).permute(0, 2, 1)  # (batch, 4, 6)
        tokens = torch.cat([self.token.expand(x.shape[0], -1, -1), tokens], dim=1)
        tokens = (tokens + self.position) * self.scale
        return functional.linear(tokens[:, 0], self.weight, self.bias)


class WithAuxiliaryHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.auxiliary = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 7))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        extra = self.auxiliary(x) if self.training else None
        x = self.head(x.mean(dim=(2, 3)))
        return (x, extra) if self.training else x


def test_functions_between_modules_are_layers_too():
    network = network_from_torch(FunctionalNet(), (8, 8, 1))
    assert [(layer.name, layer.kind) for layer in network.layers] == [
        ("conv", Kind.CONVOLUTION),
        ("relu", Kind.ACTIVATION),
        ("max_pool2d", Kind.POOLING),
        ("flatten", Kind.RESHAPE),
        ("dense", Kind.DENSE),
    ]
    assert [layer.output_shape for layer in network.layers] == [
        (8, 8, 4),
        (8, 8, 4),
        (4, 4, 4),
        (64,),
        (10,),
    ]
    assert network.name == "FunctionalNet"


def test_parameters_that_a_module_holds_itself_are_named_and_counted():
    model = OwnParameters()
    network = network_from_torch(model, (2, 2, 6))
    held = {layer.name: (layer.kind, layer.parameters) for layer in network.layers}
    assert held["token"] == (Kind.POSITION, 6)
    assert held["position"] == (Kind.POSITION, 30)
    assert held["scale"] == (Kind.SCALE, 6)
    assert network.parameters == sum(p.numel() for p in model.parameters())
    decision = network.layers[-1]
    assert (decision.kind, decision.neurons, decision.inputs_per_neuron, decision.threshold) == (
        Kind.DENSE,
        3,
        6,
        True,
    )
    assert decision.parameters == 21


def test_what_runs_in_training_only_is_auxiliary():
    model = WithAuxiliaryHead().eval()
    network = network_from_torch(model, (8, 8, 3))
    assert [layer.name for layer in network.layers if layer.auxiliary] == [
        "auxiliary.0",
        "auxiliary.1",
        "auxiliary.2",
    ]
    assert network.parameters == sum(p.numel() for p in model.parameters())
    assert network.multiply_adds == 6 * 6 * 8 * 27 + 8 * 5
    assert classifier(network).sizes == (8, 5)
    assert not model.training


def test_the_model_is_left_as_it_was():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(72, 2))
    model[1].eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    network_from_torch(model, (8, 8, 1))
    assert model.training
    assert not model[1].training
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert not any(module._forward_hooks for module in model.modules())


def test_a_module_used_twice_counts_its_parameters_once():
    layer = nn.Linear(6, 6)
    network = network_from_torch(nn.Sequential(layer, nn.ReLU(), layer), (6,))
    assert [layer.name for layer in network.layers] == ["0", "1", "0#2"]
    assert network.parameters == 42
    assert network.multiply_adds == 72


def test_attention_counts_projections_and_products():
    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

        def forward(self, x):
            return self.attention(x, x, x, need_weights=False)[0]

    model = Attention()
    tokens, width = 5, 8
    # the module reads (batch, 5, 8): for it the last axis is the width, not a spatial one
    network = network_from_torch(model, (width, tokens))
    (layer,) = (layer for layer in network.layers if layer.kind is Kind.ATTENTION)
    assert layer.input_shape == (tokens, width)
    assert layer.multiply_adds == 4 * tokens * width**2 + 2 * tokens**2 * width
    assert network.parameters == sum(p.numel() for p in model.parameters())


def test_no_hook_is_left_behind():
    from torch.nn.modules import module as hooks

    with pytest.raises(UnknownLayerError):
        network_from_torch(nn.Sequential(nn.Linear(3, 3), Cumulated()), (3,))
    network_from_torch(nn.Linear(3, 2), (3,))
    assert not hooks._global_forward_hooks
    assert not hooks._global_forward_pre_hooks


class Cumulated(nn.Module):
    def forward(self, x):
        return torch.cumsum(x, dim=1)


class Mixed(nn.Module):
    """Products in which the input comes second: weights or constants times what it holds."""

    def __init__(self, swap):
        super().__init__()
        self.weight, self.swap = nn.Parameter(torch.ones(5, 4)), swap
        self.head = nn.Linear(3, 2)

    def forward(self, x):  # (batch, 4, 3)
        x = torch.ones(6, 5) @ ((self.weight @ x) if self.swap else torch.matmul(self.weight, x))
        return self.head(x.mean(dim=1))


@pytest.mark.parametrize("swap", [True, False])
def test_a_product_with_the_input_second_counts_what_is_summed_over(swap):
    network = network_from_torch(Mixed(swap), (3, 4))
    assert network.multiply_adds == 5 * 4 * 3 + 6 * 5 * 3 + 3 * 2


def test_build_torch_holds_no_values():
    model = build_torch(lambda: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)))
    assert {tensor.device.type for tensor in model.state_dict().values()} == {"meta"}


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.Conv2d(6, 8, 3, groups=2, stride=2), (9, 9, 6)),
        (nn.Conv1d(4, 8, 5, bias=False), (20, 4)),
        (nn.Conv3d(2, 3, 3), (5, 6, 7, 2)),
        (nn.Conv2d(6, 6, 3, groups=6), (9, 9, 6)),
        (nn.Linear(6, 8), (6,)),
    ],
)
def test_multiply_adds_are_half_the_flops_that_torch_counts(layer, shape):
    from torch.utils.flop_counter import FlopCounterMode

    network = network_from_torch(layer, shape)
    example = torch.zeros((1, shape[-1], *shape[:-1]))
    with FlopCounterMode(display=False) as counter:
        layer(example)
    assert 2 * network.multiply_adds == counter.get_total_flops()


def test_an_unknown_function_says_how_to_register_it(monkeypatch):
    model = nn.Sequential(nn.Linear(3, 3), Cumulated())
    with pytest.raises(UnknownLayerError, match=r"'1' calls 'cumsum'.*register_torch_function"):
        network_from_torch(model, (3,))
    monkeypatch.setitem(function_handlers(), "cumsum", None)
    register_torch_function("cumsum", lambda call: Counts(Kind.ACTIVATION))
    assert network_from_torch(model, (3,)).layers[-1].kind is Kind.ACTIVATION


def test_a_module_can_be_registered_as_a_whole(monkeypatch):
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(3))

        def forward(self, x):
            return torch.cumsum(x * self.weight, dim=1)

    monkeypatch.setitem(module_handlers(), Block, None)
    register_torch_module(Block, lambda module, inputs, output: Counts(Kind.SCALE))
    network = network_from_torch(nn.Sequential(Block(), nn.Linear(3, 2)), (3,))
    assert (network.layers[0].kind, network.layers[0].parameters) == (Kind.SCALE, 3)


def test_parameters_that_nothing_uses():
    class Idle(nn.Module):
        def __init__(self):
            super().__init__()
            self.used, self.idle = nn.Linear(3, 2), nn.Linear(3, 2)

        def forward(self, x):
            return self.used(x)

    with pytest.raises(ValueError, match=r"no layer uses .*: idle\.weight, idle\.bias"):
        network_from_torch(Idle(), (3,))


def test_an_input_that_does_not_fit():
    with pytest.raises(ValueError, match=r"FunctionalNet fails on .* shape \(1, 3, 8, 8\)"):
        network_from_torch(FunctionalNet(), (8, 8, 3))


@pytest.mark.parametrize("shape", [(), (0, 8, 1), (8, -8, 1)])
def test_a_shape_without_sizes(shape):
    with pytest.raises(ValueError, match="one positive size for each axis"):
        network_from_torch(FunctionalNet(), shape)


def test_something_that_is_not_a_model():
    with pytest.raises(TypeError, match=r"expected a torch\.nn\.Module, got function"):
        network_from_torch(lambda x: x, (3,))
