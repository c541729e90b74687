"""Training on a GPU, where there is one; and what is said where there is none."""

from types import SimpleNamespace

import pytest

from engine.lab.device import CPU, DeviceError, prepare_device
from engine.lab.examples import make_examples
from engine.lab.training import Recipe, evaluate, train
from engine.networks.mnist_cnn import build_seeded, get_spec

pytestmark = pytest.mark.framework


@pytest.fixture
def gpu():
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip(f"torch {torch.__version__} sees no GPU on this machine")
    return prepare_device("cuda")


@pytest.fixture
def no_gpu(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    return torch


def test_the_processor_is_always_there():
    assert prepare_device(CPU) == CPU


@pytest.mark.parametrize(
    ("cuda", "said"), [(None, "a build without CUDA; UV_TORCH_BACKEND"), ("13.0", "CUDA 13.0, and")]
)
def test_without_a_gpu_the_cause_and_the_way_out_are_said(monkeypatch, no_gpu, cuda, said):
    monkeypatch.setattr(no_gpu, "version", SimpleNamespace(cuda=cuda))
    with pytest.raises(DeviceError, match=rf"sees no GPU .*{said}.* Leave --device out"):
        prepare_device("cuda")


def test_an_unknown_device_is_named():
    with pytest.raises(DeviceError, match="'tpu' is not known; it can be cpu or cuda"):
        prepare_device("tpu")


def test_training_does_not_fall_back_in_silence(digits, no_gpu):
    images, labels = digits
    examples = make_examples(images[:64], labels[:64])
    with pytest.raises(DeviceError):
        train(build_seeded(get_spec("cnn2"), 1), examples, examples, Recipe(1, device="cuda"))


def test_a_gpu_takes_the_steps_of_the_processor(digits, gpu):
    """The same first weights and batches: after one step they differ by rounding alone."""
    import torch

    images, labels = digits
    examples = make_examples(images[:128], labels[:128])
    models = {}
    for device in (CPU, "cuda"):
        models[device] = build_seeded(get_spec("cnn2"), 1)
        train(models[device], examples, examples, Recipe(1, epochs=1, device=device))
    for name, value in models[CPU].state_dict().items():
        other = models["cuda"].state_dict()[name].cpu()
        torch.testing.assert_close(other, value, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["cnn1", "cnn2"])
def test_a_gpu_learns_to_read_digits(digits, gpu, name):
    import torch

    images, labels = digits
    fitted, held_out = (
        make_examples(images[:4000], labels[:4000]),
        make_examples(images[4000:], labels[4000:]),
    )
    model = build_seeded(get_spec(name), 1)
    history = train(model, fitted, held_out, Recipe(1, epochs=3, device="cuda"))
    assert history.test_scores[-1].accuracy > 0.93
    assert next(model.parameters()).is_cuda
    assert not torch.backends.cudnn.allow_tf32
    assert evaluate(model, held_out).loss == pytest.approx(history.test_scores[-1].loss)
