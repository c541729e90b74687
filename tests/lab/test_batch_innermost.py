"""Batch innermost against torch's own layers: outputs, gradients, running statistics."""

import copy

import pytest

from engine.lab.batch_innermost import is_faster, lay_batch_innermost, split_stages
from engine.lab.training import one_thread
from engine.networks.mnist_cnn import (
    NETWORK_NAMES,
    CnnSpec,
    Stage,
    Window,
    build_seeded,
    build_torch,
    get_spec,
)

pytestmark = pytest.mark.framework


@pytest.fixture(autouse=True)
def alone():
    with one_thread():
        yield


VARIANTS = {
    f"{name}{'' if batch_norm else ' without batch norm'}": get_spec(name, batch_norm=batch_norm)
    for name in NETWORK_NAMES
    for batch_norm in (True, False)
}
ODD = CnnSpec(
    "odd",
    "Windows that overlap, leave a rest or stand alone, three channels",
    (
        Stage(3, convolution=Window(5, 2, 1), pooling=Window(3, 2, 1)),
        Stage(4, convolution=Window(3, 1, 2), pooling=Window(1, 1)),
        Stage(2, convolution=Window(2, 3), pooling=Window(2, 1, 1)),
    ),
    size=31,
    channels=3,
)


def make_images(spec, dtype, count=20, seed=1):
    """Images half of which have few distinct values, so that equal maxima occur."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    images = torch.randn(count, spec.channels, spec.size, spec.size, generator=generator)
    images[: count // 2] = images[: count // 2].clamp(-0.6, 0.6).round()
    images[:, :, : spec.size // 2] = -1
    return images.to(dtype)


def make_pair(spec, dtype, *, training):
    import torch

    plain = build_seeded(spec, 1).to(dtype).train(training)
    for name, buffer in plain.named_buffers():
        if buffer.dim():
            buffer.copy_(torch.linspace(0.5, 1.5, len(buffer)) - float("mean" in name))
    return plain, copy.deepcopy(plain)


def step(model, forward, images):
    """Return what one step leaves behind: logits, gradients and running statistics, by name."""
    import torch

    model.zero_grad()
    logits = forward(images)
    labels = torch.arange(len(images)) % logits.shape[1]
    torch.nn.functional.cross_entropy(logits, labels).backward()
    gradients = {f"gradient of {name}": value.grad for name, value in model.named_parameters()}
    return {"logits": logits.detach(), **gradients, **dict(model.named_buffers())}


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("spec", [*VARIANTS.values(), ODD], ids=[*VARIANTS, "odd"])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 2e-4)])
def test_it_equals_torchs_layers(spec, training, dtype, tolerance):
    import torch

    dtype = getattr(torch, dtype)
    plain, laid = make_pair(spec, dtype, training=training)
    forward = lay_batch_innermost(laid)
    for count in (20, 7, 20):
        images = make_images(spec, dtype, count, seed=count)
        expected, found = step(plain, plain, images), step(laid, forward, images)
        assert expected.keys() == found.keys()
        for name, value in expected.items():
            torch.testing.assert_close(
                found[name],
                value,
                rtol=tolerance,
                atol=tolerance,
                msg=lambda m, n=name: f"{n}: {m}",
            )


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_gradients_are_those_of_small_differences(training):
    import torch

    spec = CnnSpec("tiny", "Tiny", (Stage(2, Window(3, 2, 1), Window(2, 1, 1)),) * 2, size=7)
    model = build_seeded(spec, 1).double().train(training)
    forward = lay_batch_innermost(model)
    generator = torch.Generator().manual_seed(1)
    images = torch.randn(3, 1, 7, 7, generator=generator).double()
    factors = torch.randn(3, 10, generator=generator).double()

    def value():
        return (forward(images) * factors).sum()

    value().backward()
    for name, parameter in model.named_parameters():
        way = 1e-6 * torch.randn(parameter.shape, generator=generator).double()
        with torch.no_grad():
            parameter += way
            ahead = value()
            parameter -= 2 * way
            behind = value()
            parameter += way
        expected = (parameter.grad * way).sum() * 2
        torch.testing.assert_close(ahead - behind, expected, rtol=1e-5, atol=1e-12, msg=name)


def test_two_equal_steps_leave_equal_bits():
    import torch

    spec = get_spec("cnn2")
    first, second = make_pair(spec, torch.float32, training=True)
    images = make_images(spec, torch.float32)
    one = step(first, lay_batch_innermost(first), images)
    other = step(second, lay_batch_innermost(second), images)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_it_is_chosen_for_few_filters_only():
    assert {name: is_faster(build_torch(spec)) for name, spec in VARIANTS.items()} == {
        name: name.startswith("cnn2") for name in VARIANTS
    }


def test_a_gradient_that_comes_too_late_is_refused():
    import torch

    model = build_torch(get_spec("cnn2"))
    forward = lay_batch_innermost(model)
    images = make_images(get_spec("cnn2"), torch.float32)
    early = forward(images).sum()
    late = forward(images).sum()
    with pytest.raises(RuntimeError, match="backward belongs to an earlier step"):
        early.backward()
    late.backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="backward belongs to an earlier step"):
        late.backward()


def test_a_gradient_of_the_images_is_refused():
    import torch

    images = make_images(get_spec("cnn2"), torch.float32).requires_grad_()
    with pytest.raises(ValueError, match="to the weights, not to the images: detach them"):
        lay_batch_innermost(build_torch(get_spec("cnn2")))(images)


def unusual_models():
    from torch import nn

    def chain(convolution=None, pooling=None, norm=None, between=(), end=(), activation=None):
        return nn.Sequential(
            convolution or nn.Conv2d(1, 2, 3),
            activation or nn.ReLU(),
            pooling or nn.MaxPool2d(2),
            norm or nn.BatchNorm2d(2),
            *between,
            nn.Flatten(),
            nn.Linear(338, 10),
            *end,
        )

    return {
        "usual": chain(),
        "no chain": nn.Linear(3, 2),
        "no stage": nn.Sequential(nn.Flatten(), nn.Linear(784, 10)),
        "more after the dense layer": chain(end=(nn.Softmax(1),)),
        "dropout": chain(between=(nn.Dropout(),)),
        "other activation": chain(activation=nn.Tanh()),
        "dilated": chain(nn.Conv2d(1, 2, 3, dilation=2)),
        "not square": chain(nn.Conv2d(1, 2, (3, 5))),
        "reflected": chain(nn.Conv2d(1, 2, 3, padding=1, padding_mode="reflect")),
        "padded by name": chain(nn.Conv2d(1, 2, 3, padding="same")),
        "no bias": chain(nn.Conv2d(1, 2, 3, bias=False)),
        "in groups": chain(nn.Conv2d(2, 2, 3, groups=2)),
        "rounded up": chain(pooling=nn.MaxPool2d(2, ceil_mode=True)),
        "pooled in pairs": chain(pooling=nn.MaxPool2d((2, 2))),
        "pooled by means": chain(pooling=nn.AvgPool2d(2)),
        "no statistics": chain(norm=nn.BatchNorm2d(2, track_running_stats=False)),
        "no scale": chain(norm=nn.BatchNorm2d(2, affine=False)),
        "mean of all steps": chain(norm=nn.BatchNorm2d(2, momentum=None)),
    }


def test_what_is_not_made_of_usual_stages_is_left_to_torch():
    models = unusual_models()
    assert [name for name, model in models.items() if split_stages(model)] == ["usual"]
    assert [name for name, model in models.items() if is_faster(model)] == ["usual"]
    with pytest.raises(ValueError, match=r"must be stages of convolution.*got Sequential"):
        lay_batch_innermost(models["dropout"])
