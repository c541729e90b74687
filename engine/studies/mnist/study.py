"""Training the MNIST networks: three architectures, with and without batch norm, over seeds."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from engine.lab.examples import Examples, make_examples
from engine.lab.mnist_checks import data_folder
from engine.lab.mnist_files import load_mnist
from engine.lab.training import History, evaluate, train
from engine.networks.mnist_cnn import NETWORK_NAMES, build_seeded, get_spec
from engine.studies.study import Params, Profile, Result
from engine.studies.training_study import (
    MnistStudy,
    describe_clock,
    describe_score,
    recipe_from,
)

if TYPE_CHECKING:
    from torch import nn

FIRST_SEED = 42
"""The notebook's seed."""

_SEEDS_AND_EPOCHS = {
    Profile.QUICK: (1, 1),
    Profile.STANDARD: (5, 5),
    Profile.PAPER: (10, 5),
}
_SECONDS_PER_EPOCH = {"cnn1": 12.0, "cnn2": 1.8, "cnn2-stage1": 1.1}


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry for each seed of each of the six variants, by the notebook's recipe."""
    seeds, epochs = _SEEDS_AND_EPOCHS[profile]
    return [
        {
            "network": network,
            "batch_norm": batch_norm,
            "seed": seed,
            "epochs": epochs,
            "batch_size": 128,
            "learning_rate": 0.01,
        }
        for network in NETWORK_NAMES
        for batch_norm in (True, False)
        for seed in range(FIRST_SEED, FIRST_SEED + seeds)
    ]


def compute(params: Params) -> Result:
    """Train one variant with one seed on all 60,000 examples, and score it on all 10,000.

    Returns:
        `losses` every 100 steps, `epochs` with the test score after each, the final scores on
        training and test examples (accuracies are fractions), `test_correct_bitmap` for paired
        tests (see `encode_bitmap`), and what was clocked.
    """
    spec = get_spec(params["network"], batch_norm=params["batch_norm"])
    folder = data_folder()
    examples = make_examples(*load_mnist(folder, "train"))
    test_examples = make_examples(*load_mnist(folder, "test"))
    model = build_seeded(spec, params["seed"])
    history = train(model, examples, test_examples, recipe_from(params))
    return {
        **describe_history(history),
        **_describe_final(model, examples, history),
        **describe_clock(history),
    }


def describe_history(history: History) -> dict[str, Any]:
    """Return the losses of training and the test score after each epoch, as JSON values."""
    return {
        "losses": [asdict(loss) for loss in history.losses],
        "epochs": [
            {"epoch": epoch, "test_accuracy": score.accuracy, "test_loss": score.loss}
            for epoch, score in enumerate(history.test_scores, start=1)
        ],
    }


def _describe_final(model: "nn.Module", examples: Examples, history: History) -> dict[str, Any]:
    train_score, test_score = evaluate(model, examples), history.test_scores[-1]
    return {
        "train_accuracy": train_score.accuracy,
        "train_loss": train_score.loss,
        "train_examples": len(train_score.correct),
        "test_accuracy": test_score.accuracy,
        "test_loss": test_score.loss,
        **describe_score(test_score),
    }


def cost(params: Params) -> float:
    """Return the expected seconds of one result on one core."""
    return 5.0 + _SECONDS_PER_EPOCH[params["network"]] * float(params["epochs"])


STUDY = MnistStudy(
    name="mnist",
    title="Training the MNIST networks",
    grid=grid,
    compute=compute,
    cost=cost,
)
