"""Trained models from files, and what of them is trusted."""

import pickle

import joblib
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from engine.networks.own_model import ModelError
from engine.networks.trained.loading import load_trained, wrap

ROWS = np.random.default_rng(0).normal(size=(60, 4))
ROWS.flags.writeable = False  # as pandas hands out the columns of a table
LABELS = (ROWS[:, 0] > 0).astype(int)
TORCH_FILE = """
from torch import nn


def make():
    return nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))


def make_wider():
    return nn.Sequential(nn.Linear(5, 3), nn.ReLU(), nn.Linear(3, 2))
"""


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.fixture
def skops_io():
    """The module, where it is installed: it is in the tests group."""
    return pytest.importorskip("skops.io")


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("solver", ["adam", "sgd", "lbfgs"])
def test_an_mlp_in_skops_form_needs_no_trust(tmp_path, skops_io, solver):
    estimator = MLPClassifier((3,), max_iter=20, solver=solver, random_state=0).fit(ROWS, LABELS)
    skops_io.dump(estimator, tmp_path / "m.skops")
    model = load_trained(str(tmp_path / "m.skops"), trust=False)
    np.testing.assert_array_equal(model.answer(ROWS), estimator.predict(ROWS))


def test_what_skops_does_not_know_needs_trust(tmp_path, skops_io):
    skops_io.dump(DecisionTreeClassifier().fit(ROWS, LABELS), tmp_path / "m.skops")
    with pytest.raises(ModelError, match=r"holds sklearn\.tree\._tree\.Tree.* add --trust"):
        load_trained(str(tmp_path / "m.skops"), trust=False)
    assert load_trained(str(tmp_path / "m.skops"), trust=True).name == "DecisionTreeClassifier"


@pytest.mark.parametrize("suffix", [".pkl", ".pickle", ".joblib", ".pt", ".h5"])
def test_code_in_a_file_is_not_run_without_trust(tmp_path, suffix):
    path = tmp_path / f"m{suffix}"
    trapped = tmp_path / "trapped"
    path.write_bytes(pickle.dumps(Trap(trapped), protocol=2))
    with pytest.raises(ModelError):
        load_trained(str(path), trust=False)
    assert not trapped.exists()


@pytest.mark.parametrize("suffix", [".pkl", ".joblib"])
def test_pickles_are_read_with_trust(tmp_path, suffix):
    path = tmp_path / f"m{suffix}"
    joblib.dump(LogisticRegression().fit(ROWS, LABELS), path)
    with pytest.raises(ModelError, match=r"is a pickle: reading it runs code .* add --trust"):
        load_trained(str(path), trust=False)
    assert load_trained(str(path), trust=True).find_stack().sizes == (4, 1)


@pytest.mark.parametrize("suffix", [".skops", ".pkl", ".pt", ".safetensors", ".keras", ".onnx"])
def test_a_file_that_is_none_is_one_line(tmp_path, suffix):
    if suffix == ".skops":
        pytest.importorskip("skops.io")
    path = tmp_path / f"m{suffix}"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError) as found:
        load_trained(str(path), trust=True)
    assert str(path) in str(found.value)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("target", "said"),
    [("m.skops", "is not there"), ("m.exe", "is no model that is known"), (".", "no model that")],
)
def test_a_name_that_names_no_model(tmp_path, monkeypatch, target, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=said):
        load_trained(target, trust=False)


def test_an_object_of_no_library_is_refused():
    with pytest.raises(ModelError, match="this holds dict; expected a classifier"):
        wrap({}, "this", None)


def test_network_is_for_weights_alone(tmp_path):
    (tmp_path / "m.skops").write_bytes(b"")
    with pytest.raises(ModelError, match="--network is for weights of torch"):
        load_trained(str(tmp_path / "m.skops"), network="n.py:make", trust=False)


@pytest.fixture
def torch_file(tmp_path):
    path = tmp_path / "net.py"
    path.write_text(TORCH_FILE)
    return path


@pytest.mark.framework
@pytest.mark.parametrize("form", ["state_dict", "checkpoint", "safetensors"])
def test_weights_of_torch_go_into_the_network_of_a_function(tmp_path, torch_file, form):
    import torch
    from safetensors.torch import save_file

    network = wrap_function(torch_file)
    path = tmp_path / ("w.safetensors" if form == "safetensors" else "w.pt")
    weights = network.state_dict()
    if form == "safetensors":
        save_file(weights, path)
    else:
        torch.save({"state_dict": weights} if form == "checkpoint" else weights, path)
    with pytest.raises(ModelError, match=r"holds weights without their network; .* --network"):
        load_trained(str(path), trust=False)
    model = load_trained(str(path), network=f"{torch_file}:make", trust=False)
    with torch.no_grad():
        expected = network(torch.tensor(ROWS, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(model.answer(ROWS), expected, rtol=1e-5, atol=1e-6)
    assert model.find_stack().sizes == (4, 3, 2)
    with pytest.raises(ModelError, match="are not those of"):
        load_trained(str(path), network=f"{torch_file}:make_wider", trust=False)


@pytest.mark.framework
def test_a_whole_module_of_torch_needs_trust(tmp_path, torch_file):
    import torch

    torch.save(torch.nn.Sequential(torch.nn.Linear(4, 1)), tmp_path / "m.pt")
    with pytest.raises(ModelError, match="is a pickle of torch: reading it runs code"):
        load_trained(str(tmp_path / "m.pt"), trust=False)
    model = load_trained(str(tmp_path / "m.pt"), trust=True)
    assert model.answer(ROWS).shape == (60, 1)
    assert model.find_stack().sizes == (4, 1)


@pytest.mark.framework
def test_a_function_may_return_the_model(torch_file):
    model = load_trained(f"{torch_file}:make", trust=False)
    assert model.answer(ROWS).shape == (60, 2)


@pytest.mark.framework
def test_a_network_in_onnx_form_answers_as_the_module_does(tmp_path, torch_file):
    import onnx
    import torch
    from onnx import TensorProto, helper, numpy_helper

    network = wrap_function(torch_file)
    first, _, last = network
    weights = {
        "w1": first.weight.detach().numpy().T,
        "b1": first.bias.detach().numpy(),
        "w2": last.weight.detach().numpy().T,
        "b2": last.bias.detach().numpy(),
    }
    nodes = [
        helper.make_node("Gemm", ["x", "w1", "b1"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("Gemm", ["r", "w2", "b2"], ["out"]),
    ]
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(np.ascontiguousarray(w), name) for name, w in weights.items()],
    )
    onnx.save(helper.make_model(graph), tmp_path / "m.onnx")
    model = load_trained(str(tmp_path / "m.onnx"), trust=False)
    with torch.no_grad():
        expected = network(torch.tensor(ROWS, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(model.answer(ROWS), expected, rtol=1e-5, atol=1e-6)
    assert model.find_stack().sizes == (4, 3, 2)


@pytest.mark.framework
def test_a_keras_file_is_read_and_asked(tmp_path):
    from engine.networks.keras.framework import import_keras

    keras = import_keras()
    network = keras.Sequential(
        [
            keras.Input((2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    network.save(tmp_path / "m.keras")
    model = load_trained(str(tmp_path / "m.keras"), trust=False)
    expected = network.predict(ROWS.reshape(-1, 2, 2), verbose=0)
    np.testing.assert_allclose(model.answer(ROWS), expected, rtol=1e-5, atol=1e-6)
    assert model.find_stack().sizes == (4, 3, 1)
    with pytest.raises(ModelError, match="takes 4 inputs, the rows have 3"):
        model.answer(ROWS[:, :3])


@pytest.mark.framework
def test_a_lambda_in_a_keras_file_needs_trust(tmp_path):
    from engine.networks.keras.framework import import_keras

    keras = import_keras()
    layers = [keras.Input((4,)), keras.layers.Lambda(lambda x: x + 1), keras.layers.Dense(1)]
    keras.Sequential(layers).save(tmp_path / "m.keras")
    with pytest.raises(ModelError, match=r"cannot be read by Keras: .*safe_mode"):
        load_trained(str(tmp_path / "m.keras"), trust=False)
    assert load_trained(str(tmp_path / "m.keras"), trust=True).answer(ROWS).shape == (60, 1)


def wrap_function(path):
    from engine.networks.own_model import make_model

    return make_model(f"{path}:make")
