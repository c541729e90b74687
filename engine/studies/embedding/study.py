"""What arrives at the decision layer of CNN1 and CNN2, and what of it tells the label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.lab.examples import make_examples
from engine.lab.mnist_checks import data_folder
from engine.lab.mnist_files import load_mnist
from engine.lab.training import Recipe
from engine.networks.mnist_cnn import build_seeded, get_spec, stage_shapes
from engine.studies.embedding import measures
from engine.studies.embedding.names import CLASSES, NETWORKS, PIXELS
from engine.studies.embedding.trajectory import embed, follow
from engine.studies.study import Params, Profile, Result
from engine.studies.training_study import MnistStudy, device_of
from engine.theory.capacity import layer_capacity
from engine.theory.information import label_entropy, label_information

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SEEDS = {Profile.QUICK: 1, Profile.STANDARD: 3, Profile.PAPER: 5}
_STOPS = {
    Profile.QUICK: (0, 20, 100),
    Profile.STANDARD: (0, 20, 100, 469),
    Profile.PAPER: (0, 20, 100, 469, 938, 1_407),
}
"""Steps of 128 digits; 469 are an epoch."""

_DIGITS = {Profile.QUICK: 1_000, Profile.STANDARD: 2_000, Profile.PAPER: 2_000}
"""Digits of the test set that are measured."""

_FITTED = {Profile.QUICK: 3_000, Profile.STANDARD: 5_000, Profile.PAPER: 5_000}
"""Digits of the training set that the linear reader is fitted to: several for each feature."""

_SECONDS_PER_STEP = {"cnn1": 0.026, "cnn2": 0.004, PIXELS: 0.0}
_SECONDS_PER_STOP = {"cnn1": 3.0, "cnn2": 0.8, PIXELS: 1.5}


def make_grid(profile: Profile) -> Sequence[Params]:
    """Return each network with each seed, and the pixels once."""
    shared = {
        "digits": _DIGITS[profile],
        "fitted_digits": _FITTED[profile],
        "batch_size": 128,
        "learning_rate": 0.01,
    }
    networks = [
        {"network": name, "seed": seed, "stops": list(_STOPS[profile]), **shared}
        for name in NETWORKS
        for seed in range(42, 42 + _SEEDS[profile])
    ]
    return [*networks, {"network": PIXELS, "stops": [0], **shared}]


def compute(params: Params) -> Result:
    """Train a network and measure its embedding on the way.

    The first `digits` of the test set are measured; a linear reader is fitted to the first
    `fitted_digits` of the training set.

    Args:
        params: `network` (cnn1, cnn2, or pixels for the images themselves), `seed` of weights and
            batches, `stops` (steps after which it is measured, ascending), `digits`,
            `fitted_digits`, `batch_size`, `learning_rate`.

    Returns:
        `elements`, `mec_bits` of the layer that reads them, `label_bits` (entropy of the labels of
        the measured digits), `training_digits` and `training_label_bits` of all of them together,
        and `stops`: `step`, `marginal_bits` and `joint_bits` of the binarised features,
        `compressed_bits`, `participation_ratio`, `spectral_entropy_bits`, `reader_bits` and, None
        for pixels, `decision_bits`, `accuracy` of the network's own decisions. All bits but
        `mec_bits` and `training_label_bits` are a digit's.
    """
    folder, digits, many = data_folder(), params["digits"], params["fitted_digits"]
    images, labels = load_mnist(folder, "train")
    test_images, test_labels = (part[:digits] for part in load_mnist(folder, "test"))
    of_digits = test_labels.astype(np.int64)
    if params["network"] == PIXELS:
        elements = int(test_images[0].size)
        fitted, measured = (_flatten(part) for part in (images[:many], test_images))
        found = _measure(fitted, measured, labels[:many].astype(np.int64), of_digits)
        stops = [{"step": 0, **found}]
    else:
        elements = int(np.prod(stage_shapes(get_spec(params["network"]))[-1]))
        stops = list(_follow(params, images, labels, test_images, of_digits))
    return {
        "elements": elements,
        "mec_bits": layer_capacity(elements, CLASSES),
        "label_bits": label_entropy(np.bincount(of_digits).tolist()),
        "training_digits": len(labels),
        "training_label_bits": label_information(np.bincount(labels).tolist()),
        "stops": stops,
    }


def _follow(
    params: Params,
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    test_images: NDArray[np.uint8],
    test_labels: NDArray[np.int64],
) -> list[dict[str, Any]]:
    spec, many = get_spec(params["network"]), params["fitted_digits"]
    examples = make_examples(images, labels)
    measured = make_examples(test_images, test_labels.astype(np.uint8))
    recipe = Recipe(
        seed=params["seed"],
        batch_size=params["batch_size"],
        learning_rate=params["learning_rate"],
        device=device_of(params),
    )
    model = build_seeded(spec, params["seed"])
    found = []
    for step in follow(model, examples, recipe, params["stops"]):
        fitted, _ = embed(model, examples.images[:many])
        features, decided = embed(model, measured.images)
        found.append(
            {
                "step": step,
                **_measure(fitted, features, labels[:many].astype(np.int64), test_labels),
                "decision_bits": measures.mutual_information_bits(test_labels, decided),
                "accuracy": float((decided == test_labels).mean()),
            }
        )
    return found


def _measure(
    fitted: measures.Floats,
    features: measures.Floats,
    fitted_labels: measures.Classes,
    labels: measures.Classes,
) -> dict[str, Any]:
    bits = measures.binarise(features)
    spectrum = measures.find_spectrum(features)
    read = measures.read_linearly(fitted, fitted_labels, features, CLASSES)
    return {
        "marginal_bits": measures.marginal_bits(bits),
        "joint_bits": measures.joint_bits(bits),
        "compressed_bits": measures.compressed_bits(features),
        "participation_ratio": measures.participation_ratio(spectrum),
        "spectral_entropy_bits": measures.spectral_entropy_bits(spectrum),
        "reader_bits": measures.mutual_information_bits(labels, read),
        "decision_bits": None,
        "accuracy": None,
    }


def _flatten(images: NDArray[np.uint8]) -> measures.Floats:
    flat: measures.Floats = images.reshape(len(images), -1) / 255.0
    return flat


def cost(params: Params) -> float:
    """Return the expected seconds of one result on one core."""
    name, stops = params["network"], params["stops"]
    steps, measured = float(stops[-1]), float(len(stops))
    return 4.0 + _SECONDS_PER_STEP[name] * steps + _SECONDS_PER_STOP[name] * measured


STUDY = MnistStudy(
    name="embedding-information",
    title="Measuring embeddings",
    grid=make_grid,
    compute=compute,
    cost=cost,
)
