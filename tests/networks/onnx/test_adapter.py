"""The same network gives the same layers from torch and from the ONNX file that torch writes."""

import warnings
from dataclasses import fields

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from engine.networks.counting import Counts, UnknownLayerError
from engine.networks.head import classifier, mec_bits
from engine.networks.layers import Kind, Layer, NetworkError
from engine.networks.onnx.adapter import network_from_onnx
from engine.networks.onnx.handlers import onnx_handlers, register_onnx_operator
from engine.networks.torch.adapter import network_from_torch

pytestmark = pytest.mark.framework


def export(model, path, *inputs, open_axes=None):
    """Writes a model with weights that all differ, so that none is taken for shared."""
    torch.manual_seed(0)
    for parameter in model.parameters():
        nn.init.normal_(parameter)
    names = [f"x{number}" for number in range(len(inputs))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(),
            inputs,
            path,
            dynamo=False,
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
            input_names=names,
            dynamic_axes=open_axes,
        )
    return path


def convolutions():
    return nn.Sequential(
        nn.Conv2d(3, 8, 5, stride=2, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, groups=8),
        nn.MaxPool2d(2),
        nn.ConvTranspose2d(8, 6, 2, stride=2),
        nn.Hardtanh(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, 12),
        nn.Tanh(),
        nn.Linear(12, 4, bias=False),
    )


def test_a_convolutional_network_has_the_same_layers(tmp_path):
    model = convolutions()
    path = export(model, tmp_path / "own.onnx", torch.zeros(1, 3, 21, 33))
    ours, theirs = network_from_torch(model, (21, 33, 3)), network_from_onnx(path)
    compared = [field.name for field in fields(Layer) if field.name != "name"]
    for one, other in zip(ours.layers, theirs.layers, strict=True):
        for field in compared:
            assert getattr(one, field) == getattr(other, field), (one.name, field)
    named = [layer.name for layer in ours.layers if layer.parameters]
    assert named == [layer.name for layer in theirs.layers if layer.parameters]
    assert (theirs.name, theirs.input_shape) == ("own", (21, 33, 3))


class Sequence(nn.Module):
    def __init__(self, cell, **options):
        super().__init__()
        self.cell = cell(5, 6, batch_first=True, **options)
        self.head = nn.Linear(12 if options.get("bidirectional") else 6, 4)

    def forward(self, x):
        return self.head(self.cell(x)[0][:, -1])


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(50, 5)
        self.sequence = Sequence(nn.GRU)

    def forward(self, x):
        return self.sequence(self.table(x))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        return self.head(self.attention(x, x, x, need_weights=False)[0].mean(1))


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.dense, self.head = nn.Conv2d(3, 8, 3), nn.Linear(10, 6), nn.Linear(14, 4)

    def forward(self, image, numbers):
        seen = self.conv(image).mean((2, 3))
        return self.head(torch.cat([seen, self.dense(numbers).relu()], dim=1))


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(6, 4), nn.Linear(6, 4)

    def forward(self, x):
        return (self.first(x[:, 0]) + self.second(x[:, 1])) / 2


def transformer():
    layer = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True)
    encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
    return nn.Sequential(encoder, nn.Flatten(), nn.Linear(56, 4))


@pytest.mark.parametrize(
    ("make", "shapes"),
    [
        (lambda: Sequence(nn.LSTM), [(9, 5)]),
        (lambda: Sequence(nn.LSTM, num_layers=2, bidirectional=True), [(9, 5)]),
        (lambda: Sequence(nn.GRU), [(9, 5)]),
        (Words, [(9,)]),
        (Attention, [(7, 8)]),
        (transformer, [(7, 8)]),
        (TwoInputs, [(3, 9, 7), (10,)]),
        (TwoHeads, [(2, 6)]),
    ],
    ids=["lstm", "two-way-lstm", "gru", "words", "attention", "transformer", "inputs", "heads"],
)
def test_other_networks_have_the_same_numbers(tmp_path, make, shapes):
    model = make()
    kind = torch.long if isinstance(model, Words) else torch.float
    inputs = [torch.zeros((1, *shape), dtype=kind) for shape in shapes]
    theirs = network_from_onnx(export(model, tmp_path / "own.onnx", *inputs))
    ours = network_from_torch(model, [(*shape[1:], shape[0]) for shape in shapes])
    assert theirs.parameters == ours.parameters == sum(p.numel() for p in model.parameters())
    assert theirs.multiply_adds == ours.multiply_adds
    assert (theirs.input_shape, theirs.other_inputs) == (ours.input_shape, ours.other_inputs)
    one, other = classifier(ours), classifier(theirs)
    assert (one.sizes, one.thresholds, one.parameters) == (
        other.sizes,
        other.thresholds,
        other.parameters,
    )
    assert mec_bits(one) == mec_bits(other)


def test_sizes_that_the_file_leaves_open_are_given(tmp_path):
    model = convolutions()
    axes = {"x0": {0: "batch", 2: "height", 3: "width"}}
    path = export(model, tmp_path / "own.onnx", torch.zeros(1, 3, 21, 33), open_axes=axes)
    with pytest.raises(NetworkError, match=r"leaves sizes of its input 'x0' open \(3,\?,\?\)"):
        network_from_onnx(path)
    network = network_from_onnx(path, [(3, 25, 25)])
    assert network.multiply_adds == network_from_torch(model, (25, 25, 3)).multiply_adds


def test_a_batch_that_the_file_fixes_is_no_part_of_the_example(tmp_path):
    one = export(convolutions(), tmp_path / "one.onnx", torch.zeros(1, 3, 21, 33))
    four = export(convolutions(), tmp_path / "four.onnx", torch.zeros(4, 3, 21, 33))
    assert network_from_onnx(one).layers == network_from_onnx(four).layers


def write(path, *nodes, weights=(), inputs=(("x", [1, 6]),)):
    """Writes a graph made by hand, the output of its last node the output."""
    make = onnx.helper
    graph = make.make_graph(
        [make.make_node(**node) for node in nodes],
        "graph",
        [make.make_tensor_value_info(name, onnx.TensorProto.FLOAT, size) for name, size in inputs],
        [make.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights],
    )
    onnx.save(make.make_model(graph, opset_imports=[make.make_opsetid("", 21)]), path)
    return path


def test_thresholds_added_after_a_product_are_the_dense_layers(tmp_path):
    path = write(
        tmp_path / "own.onnx",
        {"op_type": "MatMul", "inputs": ["x", "w"], "outputs": ["p"]},
        {"op_type": "Add", "inputs": ["b", "p"], "outputs": ["y"]},
        weights=[("w", np.ones((6, 3))), ("b", np.ones(3))],
    )
    (layer,) = network_from_onnx(path).layers
    assert (layer.kind, layer.threshold, layer.parameters) == (Kind.DENSE, True, 21)


def test_shapes_that_the_graph_computes_are_followed(tmp_path):
    """The batch of the input, joined with a number, says how a tensor is reshaped."""
    path = write(
        tmp_path / "own.onnx",
        {"op_type": "Shape", "inputs": ["x"], "outputs": ["sizes"], "end": 1},
        {"op_type": "Constant", "inputs": [], "outputs": ["rest"], "value_ints": [-1]},
        {"op_type": "Concat", "inputs": ["sizes", "rest"], "outputs": ["wanted"], "axis": 0},
        {"op_type": "Reshape", "inputs": ["x", "wanted"], "outputs": ["flat"]},
        {"op_type": "MatMul", "inputs": ["flat", "w"], "outputs": ["y"]},
        weights=[("w", np.ones((6, 3)))],
        inputs=[("x", [1, 2, 3])],
    )
    layers = network_from_onnx(path).layers
    assert [(layer.kind, layer.output_shape) for layer in layers] == [
        (Kind.RESHAPE, (6,)),
        (Kind.DENSE, (3,)),
    ]


def test_large_weights_need_not_be_there(tmp_path):
    path = write(
        tmp_path / "own.onnx",
        {"op_type": "Gemm", "inputs": ["x", "w"], "outputs": ["y"]},
        weights=[("w", np.ones((6, 2000)))],
    )
    model = onnx.load(path)
    onnx.save(model, path, save_as_external_data=True, location="weights", size_threshold=0)
    (tmp_path / "weights").unlink()
    (layer,) = network_from_onnx(path).layers
    assert layer.parameters == 12000


def test_an_unknown_operator_says_how_to_register_it(tmp_path, monkeypatch):
    path = write(
        tmp_path / "own.onnx",
        {"op_type": "Det", "inputs": ["x"], "outputs": ["y"], "name": "volume"},
        inputs=[("x", [1, 3, 3])],
    )
    with pytest.raises(UnknownLayerError, match=r"'volume' in .*'Det'.*register_onnx_operator"):
        network_from_onnx(path)
    monkeypatch.setitem(onnx_handlers(), "Det", None)
    register_onnx_operator("Det", lambda node: Counts(Kind.POOLING))
    assert network_from_onnx(path).layers[-1].kind is Kind.POOLING


def test_what_is_no_onnx_file_is_said(tmp_path):
    with pytest.raises(NetworkError, match="is not a file"):
        network_from_onnx(tmp_path / "missing.onnx")
    (tmp_path / "text.onnx").write_text("no graph", encoding="utf-8")
    with pytest.raises(NetworkError, match="is no ONNX file"):
        network_from_onnx(tmp_path / "text.onnx")


def test_another_number_of_inputs_is_said(tmp_path):
    path = write(tmp_path / "own.onnx", {"op_type": "Relu", "inputs": ["x"], "outputs": ["y"]})
    with pytest.raises(NetworkError, match=r"takes 1 inputs \(x\), got 2 shapes"):
        network_from_onnx(path, [(6,), (6,)])
    with pytest.raises(NetworkError, match=r"'x' of .* has 1 axes beside the batch, got \(2, 3\)"):
        network_from_onnx(path, [(2, 3)])
