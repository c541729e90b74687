"""The networks of the grid on other digits: the 1,797 of 8 x 8 pixels that scikit-learn ships."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.lab.examples import make_examples
from engine.lab.training import Score, train
from engine.networks.mnist_cnn import build_seeded
from engine.studies.study import Params, Profile, Result, Sources
from engine.studies.training_study import TrainingStudy, describe_score, recipe_from
from engine.studies.tuning.networks import describe, listed_networks, measure, spec_from
from engine.studies.tuning.rate_rule import make_rule
from engine.studies.tuning.study import FIRST_SEED, NETWORKS
from engine.studies.tuning.training import (
    Images,
    count_label_bits,
    estimate_seconds,
    fit_size,
)

READS = ("tuning-rates",)
DIGITS = 1_797
FOLDS = 5
_LEVELS = 16
_EPOCHS = {Profile.QUICK: 2, Profile.STANDARD: 6, Profile.PAPER: 20}


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry for each network of a profile."""
    return [
        {
            **describe(spec),
            "seed": FIRST_SEED,
            "epochs": _EPOCHS[profile],
            "batch_size": 32,
            "folds": FOLDS,
        }
        for spec in listed_networks()[: NETWORKS[profile]]
    ]


def compute(params: Params, sources: Sources) -> Result:
    """Train a network on four fifths of the digits and test it on the last, five times.

    Args:
        params: The network, `seed`, `epochs`, `batch_size`, `folds`.
        sources: Results of the studies in `READS`, which give the learning rate.

    Returns:
        `learning_rate`; `labels_bits` of what it is trained on, mean over folds; the score of
        `describe_score` over all digits: each is tested once, by the network that did not see it.
    """
    from sklearn.datasets import load_digits  # type: ignore[import-untyped, unused-ignore]

    spec = spec_from(params)
    rows, labels = load_digits(return_X_y=True)
    images, labels = scale(rows.reshape(-1, 8, 8), spec.size), labels.astype(np.uint8)
    rate = make_rule(sources["tuning-rates"]).rate(measure(spec).parameters)
    fold_of = np.random.default_rng(params["seed"]).permutation(len(labels)) % params["folds"]
    correct = np.zeros(len(labels), dtype=bool)
    losses, labels_bits = [], []
    for fold in range(params["folds"]):
        tested = fold_of == fold
        history = train(
            build_seeded(spec, params["seed"] + fold),
            make_examples(images[~tested], labels[~tested]),
            make_examples(images[tested], labels[tested]),
            recipe_from(params, rate),
        )
        correct[tested] = history.test_scores[-1].correct
        losses.append(history.test_scores[-1].loss)
        labels_bits.append(count_label_bits(labels[~tested]))
    return {
        "learning_rate": rate,
        "labels_bits": float(np.mean(labels_bits)),
        **describe_score(Score(float(np.mean(losses)), correct)),
    }


def scale(images: NDArray[np.float64], size: int) -> Images:
    """Return digits of 8 x 8 pixels as images of the size that a network takes.

    Each pixel becomes three by three, with a border of two: 28 pixels a side. For 14 a side these
    are halved like MNIST's.

    Args:
        images: Grey levels 0 to 16, shape (N, 8, 8).
        size: 28 or 14.
    """
    grey = np.rint(images * 255 / _LEVELS).astype(np.uint8)
    large = np.repeat(np.repeat(grey, 3, axis=1), 3, axis=2)
    return fit_size(np.pad(large, ((0, 0), (2, 2), (2, 2))), size)


def cost(params: Params) -> float:
    """Return the expected seconds of one result on one core."""
    spec = spec_from(params)
    seen = DIGITS * (params["folds"] - 1) * params["epochs"]
    return 1.0 + estimate_seconds(spec, seen)


STUDY = TrainingStudy(
    name="tuning-digits",
    title="Training the grid on other digits",
    grid=grid,
    compute=compute,
    reads=READS,
    packages=("numpy", "scikit-learn", "torch"),
    cost=cost,
)
