"""Models beside image classifiers: sequences, tables, attention as a function, several inputs."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from engine.networks.head import classifier
from engine.networks.layers import Kind
from engine.networks.torch.adapter import network_from_torch

pytestmark = pytest.mark.framework


class Recurrent(nn.Module):
    """Reads a sequence and decides by what it has after the last step."""

    def __init__(self, cell, **options):
        super().__init__()
        self.cell = cell(5, 6, batch_first=True, **options)
        self.head = nn.Linear(12 if options.get("bidirectional") else 6, 4)

    def forward(self, x):
        return self.head(self.cell(x)[0][:, -1])


@pytest.mark.parametrize(
    ("cell", "gates"), [(nn.LSTM, 4), (nn.GRU, 3), (nn.RNN, 1)], ids=lambda one: str(one)[-6:]
)
@pytest.mark.parametrize("directions", [1, 2])
def test_a_recurrent_layer_multiplies_each_weight_at_every_step(cell, gates, directions):
    model = Recurrent(cell, num_layers=2, bidirectional=directions == 2)
    steps, first, second = 9, 6 * (5 + 6), 6 * (6 * directions + 6)
    network = network_from_torch(model, (5, steps))  # channels last of what torch has as (9, 5)
    layer = network.layers[0]
    assert (layer.kind, layer.name) == (Kind.RECURRENT, "cell")
    assert (layer.input_shape, layer.output_shape) == ((steps, 5), (steps, 6 * directions))
    assert layer.multiply_adds == steps * directions * gates * (first + second)
    assert network.parameters == sum(p.numel() for p in model.parameters())
    assert classifier(network).sizes == (6 * directions, 4)


def test_a_table_is_looked_up_in_by_whole_numbers():
    class Words(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Embedding(50, 5)
            self.recurrent = Recurrent(nn.GRU)

        def forward(self, x):
            return self.recurrent(self.table(x))

    network = network_from_torch(Words(), (9,))
    table = network.layers[0]
    assert (table.kind, table.parameters, table.multiply_adds) == (Kind.EMBEDDING, 250, 0)
    assert (table.input_shape, table.output_shape) == ((9,), (9, 5))


def test_several_inputs_are_given_in_order():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.dense = nn.Conv2d(3, 8, 3), nn.Linear(10, 6)
            self.head = nn.Linear(14, 4)

        def forward(self, image, numbers):
            seen = self.conv(image).mean(dim=(2, 3))
            return self.head(torch.cat([seen, self.dense(numbers)], dim=1))

    network = network_from_torch(Two(), [(7, 9, 3), (10,)])
    assert (network.input_shape, network.other_inputs) == ((7, 9, 3), ((10,),))
    by_name = {layer.name: layer for layer in network.layers}
    assert by_name["conv"].sources == ((-1, 0),)
    assert by_name["dense"].sources == ((-1, 1),)
    assert classifier(network).sizes == (14, 4)
    with pytest.raises(ValueError, match=r"fails on inputs of shapes \(1, 3, 7, 9\) and \(1, 9\)"):
        network_from_torch(Two(), [(7, 9, 3), (9,)])


def test_a_lazy_model_is_run_as_a_copy():
    model = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(2))
    network = network_from_torch(model, (8, 8, 3))
    assert network.parameters == 4 * (27 + 1) + 8 + 2 * (144 + 1)
    assert isinstance(model[0].weight, nn.UninitializedParameter)


def test_attention_called_as_a_function_counts_its_two_products():
    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.query = nn.Parameter(torch.zeros(1, 2, 3, 4))
            self.head = nn.Linear(6, 5)

        def forward(self, x):  # (batch, 2, 7, 4) keys, (batch, 2, 7, 6) values
            values = x.repeat(1, 1, 1, 2)[..., :6]
            seen = functional.scaled_dot_product_attention(self.query, x, values)
            return self.head(seen.mean(dim=(1, 2)))

    network = network_from_torch(Attention(), (7, 4, 2))
    (layer,) = (layer for layer in network.layers if layer.kind is Kind.ATTENTION)
    assert layer.multiply_adds == 2 * 3 * 7 * (4 + 6)
    assert layer.parameters == 24


def test_what_is_only_shaped_like_a_tensor_does_not_depend_on_it():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(1))
            self.head = nn.Linear(3, 2)

        def forward(self, x):
            return self.head(x * self.scale.type_as(x).expand_as(x))

    network = network_from_torch(Scaled(), (3,))
    held = {layer.name: (layer.kind, layer.parameters) for layer in network.layers}
    assert held["scale"] == (Kind.SCALE, 1)
