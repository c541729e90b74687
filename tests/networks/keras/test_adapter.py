import keras
import pytest
from keras import layers

from engine.networks.counting import Counts, UnknownLayerError
from engine.networks.head import classifier
from engine.networks.keras.adapter import build_keras, network_from_keras, register_keras_layer
from engine.networks.keras.handlers import keras_handlers
from engine.networks.layers import Kind

pytestmark = pytest.mark.framework


def small_cnn():
    return keras.Sequential(
        [
            layers.Input((12, 12, 3)),
            layers.Conv2D(8, 3, padding="same", name="conv"),
            layers.BatchNormalization(name="norm"),
            layers.ReLU(name="relu"),
            layers.MaxPooling2D(name="pool"),
            layers.Flatten(name="flatten"),
            layers.Dense(10, name="dense"),
        ],
        name="small",
    )


def test_layers_of_a_sequential_model():
    network = network_from_keras(small_cnn())
    assert (network.name, network.library, network.input_shape) == ("small", "keras", (12, 12, 3))
    assert [(layer.name, layer.kind, layer.output_shape) for layer in network.layers] == [
        ("conv", Kind.CONVOLUTION, (12, 12, 8)),
        ("norm", Kind.NORMALIZATION, (12, 12, 8)),
        ("relu", Kind.ACTIVATION, (12, 12, 8)),
        ("pool", Kind.POOLING, (6, 6, 8)),
        ("flatten", Kind.RESHAPE, (288,)),
        ("dense", Kind.DENSE, (10,)),
    ]


def test_stored_statistics_are_parameters_that_are_not_trained():
    network = network_from_keras(small_cnn())
    assert network.parameters == 8 * 28 + 4 * 8 + 10 * 289
    assert network.trained_parameters == network.parameters - 2 * 8
    assert {layer.name: layer.statistics for layer in network.layers if layer.statistics} == {
        "norm": 16
    }


def test_frozen_weights_are_no_statistics():
    model = small_cnn()
    model.trainable = False
    assert network_from_keras(model).trained_parameters == 8 * 28 + 2 * 8 + 10 * 289


def test_nested_models_are_followed():
    inputs = keras.Input((8, 8, 3))
    inner_inputs = keras.Input((4, 4, 6))
    inner = keras.Model(inner_inputs, layers.Conv2D(6, 1, name="point")(inner_inputs), name="inner")
    stem = keras.Sequential([layers.Conv2D(6, 2, strides=2, name="patch")], name="stem")
    x = inner(stem(inputs))
    x = layers.Add(name="add")([x, inner(x)])
    model = keras.Model(inputs, layers.Dense(2)(layers.GlobalAveragePooling2D()(x)))
    network = network_from_keras(model)
    assert [layer.name for layer in network.layers][:4] == [
        "stem/patch",
        "inner/point",
        "inner/point#2",
        "add",
    ]
    assert network.layers[2].parameters == 0
    assert network.parameters == model.count_params()


def test_a_subclassed_model_is_followed_on_a_symbolic_tensor():
    class Residual(keras.Model):
        def __init__(self):
            super().__init__(name="residual")
            self.first = layers.Dense(4, name="first")
            self.second = layers.Dense(4, name="second")
            self.head = layers.Dense(3, name="head")

        def call(self, x):
            x = self.first(x)
            x = keras.ops.relu(x + self.second(x))
            return self.head(x)

    model = Residual()
    network = network_from_keras(model, input_shape=(4,))
    assert [layer.kind for layer in network.layers] == [
        Kind.DENSE,
        Kind.DENSE,
        Kind.MERGE,
        Kind.ACTIVATION,
        Kind.DENSE,
    ]
    assert network.parameters == model.count_params()
    assert classifier(network).sizes == (4, 3)


def test_an_open_input_shape_must_be_given():
    inputs = keras.Input((None, None, 3))
    x = layers.GlobalMaxPooling2D()(layers.Conv2D(4, 3)(inputs))
    model = keras.Model(inputs, layers.Dense(2)(x), name="open")
    with pytest.raises(ValueError, match=r"open leaves its input shape open .* give input_shape"):
        network_from_keras(model)
    network = network_from_keras(model, input_shape=(10, 12, 3))
    assert network.layers[0].output_shape == (8, 10, 4)


def test_separable_convolutions_cost_what_their_two_halves_do():
    separable = _only(layers.SeparableConv2D(16, 3, depth_multiplier=2), (9, 9, 6))
    depthwise = _only(layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False), (9, 9, 6))
    pointwise = _only(layers.Conv2D(16, 1), (7, 7, 12))
    assert separable.multiply_adds == depthwise.multiply_adds + pointwise.multiply_adds
    assert separable.parameters == depthwise.parameters + pointwise.parameters


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.Conv2D(8, (3, 5), groups=2), (9, 9, 6)),
        (layers.Conv1D(8, 3, use_bias=False), (9, 6)),
        (layers.DepthwiseConv2D(3, depth_multiplier=3), (9, 9, 6)),
        (layers.Dense(7), (6,)),
        (layers.Dense(7, use_bias=False), (4, 4, 6)),
        (layers.EinsumDense("abc,cd->abd", output_shape=(4, 7), bias_axes="d"), (4, 6)),
    ],
)
def test_neurons_times_their_weights_are_the_parameters(layer, shape):
    recorded = _only(layer, shape)
    per_neuron = recorded.inputs_per_neuron + recorded.threshold
    assert recorded.parameters == recorded.neurons * per_neuron
    positions = recorded.output_elements // recorded.neurons
    assert recorded.multiply_adds == positions * recorded.neurons * recorded.inputs_per_neuron


def test_attention_counts_projections_and_products():
    inputs = keras.Input((5, 8))
    outputs = layers.MultiHeadAttention(2, 4, name="attention")(inputs, inputs)
    (layer,) = network_from_keras(keras.Model(inputs, outputs)).layers
    tokens, width = 5, 8
    assert layer.kind is Kind.ATTENTION
    assert layer.multiply_adds == 4 * tokens * width**2 + 2 * tokens**2 * width
    assert layer.parameters == 4 * (width**2 + width)


def test_an_unknown_layer_says_how_to_register_it(monkeypatch):
    class Mystery(layers.Layer):
        def call(self, x):
            return x

    model = keras.Sequential([layers.Input((3,)), Mystery(name="mystery"), layers.Dense(2)])
    with pytest.raises(UnknownLayerError, match=r"'mystery' .*Mystery.*register_keras_layer"):
        network_from_keras(model)
    monkeypatch.setitem(keras_handlers(), Mystery, None)
    register_keras_layer(Mystery, lambda layer, inputs, output: Counts(Kind.ACTIVATION))
    assert network_from_keras(model).layers[0].kind is Kind.ACTIVATION


def test_a_subclass_of_a_known_layer_is_not_taken_for_it():
    class Twice(layers.Dense):
        def call(self, x):
            return super().call(super().call(x))

    model = keras.Sequential([layers.Input((3,)), Twice(3, name="twice")])
    with pytest.raises(UnknownLayerError, match="'twice'"):
        network_from_keras(model)


def test_weights_that_belong_to_no_layer():
    class Scaled(keras.Model):
        def __init__(self):
            super().__init__(name="scaled")
            self.dense = layers.Dense(2)
            self.scale = self.add_weight(shape=(2,), name="scale")

        def call(self, x):
            return self.dense(x) * self.scale

    model = Scaled()
    with pytest.raises(ValueError, match=r"scaled has 10 parameters, its layers hold 8.*scale"):
        network_from_keras(model, input_shape=(3,))


def test_a_model_that_is_not_built_yet_is_built_with_values():
    model = keras.Sequential([layers.Dense(4), layers.Dense(2)])
    assert network_from_keras(model, input_shape=(3,)).parameters == 26
    assert all(weight._value is not None for weight in model.weights)


def test_a_layer_that_leaves_its_output_open():
    einsum = layers.EinsumDense("abc,cd->abd", output_shape=(None, 7), name="einsum")
    with pytest.raises(ValueError, match=r"'einsum' leaves its output shape open, \(None, 7\)"):
        _only(einsum, (4, 6))


def test_channels_first_is_refused():
    inputs = keras.Input((3, 8, 8))
    model = keras.Model(inputs, layers.Conv2D(4, 3, data_format="channels_first", name="c")(inputs))
    with pytest.raises(ValueError, match="'c' is channels first"):
        network_from_keras(model)


def test_several_outputs_are_refused():
    inputs = keras.Input((3,))
    model = keras.Model(inputs, [layers.Dense(2)(inputs), layers.Dense(3)(inputs)], name="two")
    with pytest.raises(ValueError, match="two has 2 outputs"):
        network_from_keras(model)


def test_several_inputs_are_refused():
    first, second = keras.Input((3,)), keras.Input((3,))
    model = keras.Model([first, second], layers.Add()([first, second]), name="pair")
    with pytest.raises(ValueError, match="pair has 2 inputs"):
        network_from_keras(model)


def test_something_that_is_not_a_model():
    with pytest.raises(TypeError, match=r"expected a keras\.Model, got Dense"):
        network_from_keras(layers.Dense(3))


def test_a_model_with_values_keeps_them_and_its_graph():
    model = small_cnn()
    before = [weight.numpy().copy() for weight in model.weights]
    network_from_keras(model)
    assert all((old == new.numpy()).all() for old, new in zip(before, model.weights, strict=True))
    assert model.layers[0].output.shape == (None, 12, 12, 8)


def test_a_model_built_without_values_has_shapes_alone():
    model = build_keras(small_cnn)
    assert all(weight._value is None for weight in model.weights)
    assert network_from_keras(model).parameters == small_cnn().count_params()
    assert all(weight._value is None for weight in model.weights)


def _only(layer, shape):
    model = keras.Sequential([layers.Input(shape), layer])
    network = network_from_keras(model)
    (recorded,) = network.layers
    assert network.parameters == model.count_params()
    return recorded
