"""How many images with random labels a whole convolutional network memorises: a lower bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2
from typing import Any

import numpy as np

from engine.lab.examples import Examples, make_examples
from engine.lab.mnist_checks import MNIST_SHA256, data_folder
from engine.lab.mnist_files import ensure_mnist, load_mnist
from engine.networks.mnist_cnn import describe_network, get_spec
from engine.studies.convolutions_memorised.memorising import Effort, memorise
from engine.studies.convolutions_memorised.readings import read_network
from engine.studies.study import Params, Profile, Result, Study

IMAGES = ("noise", "digits")
"""Images of standard normal noise with fair labels; digits of MNIST whose labels are shuffled."""

RUNGS = {
    "cnn1": (4_800, 8_000, 12_000, 16_000, 20_000, 24_000),
    "cnn2": (1_200, 2_000, 2_400, 2_800, 3_000, 3_200, 3_400, 3_600, 4_000),
    "cnn2-stage1": (2_400, 2_800, 3_000, 3_200, 3_400, 3_600, 3_800, 4_000, 4_200),
}
"""Numbers of images to try, from the decision layer's MEC upwards."""

STEPS = {"cnn1": 4_000, "cnn2": 8_000, "cnn2-stage1": 8_000}
"""A step of CNN1 takes seven times as long as one of CNN2."""

_BATCH_SIZE = 100
_RATES = {True: (0.02, 3.0), False: (0.0014, 10.0)}
"""Learning rate and sharpness with and without batch norm: of those tried, what got furthest.

Without it, twice the rate lets neurons die that then give zero for every image.
"""

_RATES_OF_CNN1 = (0.01, 3.0)
"""Likewise, with it: what a step moves grows with the inputs of a neuron, of which CNN1 has more.
"""

_DRAWS = {
    ("cnn1", True): 1,
    **{(network, True): 3 for network in ("cnn2", "cnn2-stage1")},
    **{(network, False): 1 for network in ("cnn2", "cnn2-stage1")},
}
"""Of images, labels and first weights, by network and batch norm; CNN1, which takes long, has one,
and is left out without batch norm."""

_NEAR_THE_END = (3_000, 3_200, 3_400)
_OTHER_STEPS: tuple[tuple[int, tuple[int, ...]], ...] = (
    (STEPS["cnn1"], RUNGS["cnn2"]),
    (2 * STEPS["cnn2"], _NEAR_THE_END),
)
"""Steps and rungs of CNN2 once more: to compare it with CNN1, and to see what more would find."""

_QUICK_RUNGS = (400, 800)
_QUICK_STEPS = 1_000


def make_grid(profile: Profile) -> list[Params]:
    """Return each network, with and without batch norm, on each kind of images.

    Paper has all but CNN1 without batch norm, and CNN2 once more with half and with twice the
    steps; standard has CNN2 with batch norm.
    """
    if profile is Profile.QUICK:
        return [_entry("cnn2", "noise", rungs=_QUICK_RUNGS, steps=_QUICK_STEPS)]
    if profile is Profile.STANDARD:
        return [_entry("cnn2", images) for images in IMAGES]
    return [
        *(
            _entry(network, images, batch_norm=batch_norm, draw=draw)
            for (network, batch_norm), draws in _DRAWS.items()
            for images in IMAGES
            for draw in range(draws)
        ),
        *(_entry("cnn2", "noise", rungs=rungs, steps=steps) for steps, rungs in _OTHER_STEPS),
    ]


def _entry(
    network: str,
    images: str,
    *,
    batch_norm: bool = True,
    draw: int = 0,
    rungs: Sequence[int] = (),
    steps: int | None = None,
) -> Params:
    learning_rate, sharpness = _RATES_OF_CNN1 if network == "cnn1" else _RATES[batch_norm]
    return {
        "network": network,
        "batch_norm": batch_norm,
        "images": images,
        "rungs": list(rungs or RUNGS[network]),
        "beyond": 0 if network == "cnn1" or draw else 1,
        "steps": steps or STEPS[network],
        "batch_size": _BATCH_SIZE,
        "learning_rate": learning_rate,
        "sharpness": sharpness,
        "seed": 42 + draw,
    }


def compute(params: Params) -> Result:
    """Climb a ladder of numbers of images until one is not memorised in full.

    A rung is the first n of one sequence of images, each with a label; the network starts from
    the same weights at each. It is memorised if the network, in evaluation mode, is seen to have
    every label right.

    Args:
        params: `network`, `batch_norm`, `images` (see `IMAGES`), `rungs` (ascending), `beyond`
            (how many rungs are tried after the first that fails), `steps`, `batch_size`,
            `learning_rate` and `sharpness` of an attempt, see `Effort`; `seed`.

    Returns:
        `features` (inputs of the decision layer), `mec_bits` of the whole network by reading,
        `parameters`, `label_bits` of one label, `memorised_points` (the rung below the
        first that fails; 0 if the first fails), `refused_points` (the first that fails; None if
        none does) and `rungs`: `points`, `right`, `steps`, `has_diverged`.

    Raises:
        ValueError: If the rungs do not ascend, or there is no such kind of images.
    """
    spec = get_spec(params["network"], batch_norm=params["batch_norm"])
    network = describe_network(spec)
    features = network.layers[-1].inputs_per_neuron
    rungs = params["rungs"]
    if rungs != sorted(set(rungs)) or not rungs or rungs[0] < 2:
        raise ValueError(f"rungs must ascend from 2 or more images, got {rungs}")
    examples = draw_examples(params["images"], rungs[-1], params["seed"])
    effort = Effort(
        **{name: params[name] for name in ("steps", "batch_size", "learning_rate", "sharpness")}
    )

    def attempt(points: int) -> dict[str, Any]:
        part = Examples(examples.images[:points], examples.labels[:points])
        found = memorise(spec, part, effort, params["seed"])
        return {
            "points": points,
            "right": found.right,
            "steps": found.steps,
            "has_diverged": found.has_diverged,
        }

    return {
        "features": features,
        "mec_bits": read_network(spec),
        "parameters": network.parameters,
        "label_bits": log2(spec.classes),
        **climb(rungs, attempt, beyond=params["beyond"]),
    }


def climb(rungs: Sequence[int], attempt: Any, *, beyond: int) -> dict[str, Any]:  # noqa: ANN401
    """Try rungs from the lowest on until one fails, and some beyond it.

    Args:
        rungs: Numbers of points, ascending.
        attempt: Function from a number of points to what happened, with `points` and `right`.
        beyond: How many more are tried after the first that fails; they change neither end.

    Returns:
        `memorised_points`, `refused_points` and `rungs`, see `compute`.
    """
    tried: list[dict[str, Any]] = []
    memorised, refused, more = 0, None, beyond
    for points in rungs:
        if refused is not None:
            if not more:
                break
            more -= 1
        tried.append(attempt(points))
        if refused is None and tried[-1]["right"] == points:
            memorised = points
        elif refused is None:
            refused = points
    return {"memorised_points": memorised, "refused_points": refused, "rungs": tried}


def draw_examples(images: str, count: int, seed: int) -> Examples:
    """Return images with labels that say nothing about them.

    Digits are drawn without replacement from MNIST's 60,000 training digits, whose labels are
    shuffled among all of them: ten classes, not quite equally frequent.

    Args:
        images: One of `IMAGES`.
        count: How many.
        seed: Seed of images and labels.

    Raises:
        ValueError: If there is no such kind, or MNIST has not so many digits.
    """
    import torch

    if images not in IMAGES:
        raise ValueError(f"images must be one of {', '.join(IMAGES)}, got {images!r}")
    # Two generators, so that the first n images and labels are the same however many there are.
    generator, of_labels = (np.random.default_rng([seed, number]) for number in range(2))
    if images == "digits":
        pixels, classes = load_mnist(data_folder(), "train")
        if count > len(pixels):
            raise ValueError(f"MNIST has {len(pixels)} training digits, {count} were asked for")
        chosen = generator.permutation(len(pixels))[:count]
        return make_examples(pixels[chosen], of_labels.permutation(classes)[:count])
    noise = generator.standard_normal((count, 1, 28, 28), dtype=np.float32)
    return Examples(
        torch.from_numpy(noise).contiguous(memory_format=torch.channels_last),
        torch.from_numpy(of_labels.integers(0, 10, count)),
    )


def needed_files(params: Params) -> Mapping[str, str]:
    """Return the files that a result is made from, with their SHA-256: none for noise."""
    return MNIST_SHA256 if params["images"] == "digits" else {}


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one ladder on one core."""
    rate = {"cnn1": 0.015, "cnn2": 0.0018, "cnn2-stage1": 0.001}[params["network"]]
    return float(0.5 * rate * params["steps"] * len(params["rungs"]))


STUDY = Study(
    name="cnn-memorised",
    title="Memorising random labels with whole CNNs",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "scipy", "torch"),
    framework="torch",
    cost=estimate_seconds,
    memory_gb=2.5,
    data_files=needed_files,
    prepare=ensure_mnist,
)
