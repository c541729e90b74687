"""CNN1 and CNN2 at several batch sizes and learning rates, judged on held-out training examples.

The test examples take no part, so that a choice made here does not flatter what they say.
"""

from collections.abc import Sequence

from engine.lab.mnist_checks import data_folder
from engine.lab.mnist_files import load_mnist
from engine.lab.training import train
from engine.networks.mnist_cnn import build_seeded, get_spec
from engine.studies.study import Params, Profile, Result
from engine.studies.training_study import MnistStudy, describe_clock, recipe_from
from engine.studies.tuning.training import (
    estimate_seconds,
    split_held_out,
)

FIRST_SEED = 42
"""The notebook's seed."""

FITTED = 50_000
BATCH_SIZES = (32, 128, 512)
LEARNING_RATES = (0.001, 0.003, 0.01, 0.03)


def grid(profile: Profile) -> Sequence[Params]:
    """Return every batch size with every learning rate for CNN1 and CNN2, in the paper profile."""
    if profile is not Profile.PAPER:
        return []
    return [
        {
            "network": network,
            "batch_norm": True,
            "seed": FIRST_SEED,
            "epochs": 3,
            "batch_size": batch_size,
            "learning_rate": learning_rate,
        }
        for network in ("cnn1", "cnn2")
        for batch_size in BATCH_SIZES
        for learning_rate in LEARNING_RATES
    ]


def compute(params: Params) -> Result:
    """Train on the first 50,000 training examples and validate on the last 10,000.

    Returns:
        `validation_accuracy` (a fraction) and `validation_loss` after the last epoch, the same
        after each in `epochs`, and what was clocked.
    """
    images, labels = load_mnist(data_folder(), "train")
    spec = get_spec(params["network"], batch_norm=params["batch_norm"])
    fitted, held_out = split_held_out(images, labels, spec.size)
    recipe = recipe_from(params)
    history = train(build_seeded(spec, params["seed"]), fitted, held_out, recipe)
    epochs = [
        {"epoch": epoch, "validation_accuracy": score.accuracy, "validation_loss": score.loss}
        for epoch, score in enumerate(history.test_scores, start=1)
    ]
    return {
        "epochs": epochs,
        "validation_accuracy": epochs[-1]["validation_accuracy"],
        "validation_loss": epochs[-1]["validation_loss"],
        "train_examples": len(fitted),
        "validation_examples": len(held_out),
        **describe_clock(history),
    }


def cost(params: Params) -> float:
    """Return the expected seconds of one result on one core."""
    spec = get_spec(params["network"], batch_norm=params["batch_norm"])
    return 2.0 + estimate_seconds(spec, params["epochs"] * FITTED)


STUDY = MnistStudy(
    name="mnist-tuning",
    title="Tuning the MNIST networks",
    grid=grid,
    compute=compute,
    cost=cost,
)
