"""CNN2 with its first stage trained, frozen at random weights, and trained alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.lab.examples import Examples, make_examples
from engine.lab.mnist_checks import data_folder
from engine.lab.mnist_files import load_mnist
from engine.lab.training import Recipe, evaluate, train
from engine.networks.mnist_cnn import build_seeded, get_spec
from engine.studies.first_stage.arms import ALONE, ARMS, FROZEN, STACKED
from engine.studies.study import Params, Profile, Result
from engine.studies.training_study import MnistStudy, describe_score, recipe_from

if TYPE_CHECKING:
    from torch import nn

_SEEDS = {Profile.QUICK: 1, Profile.STANDARD: 5, Profile.PAPER: 10}
_EPOCHS = {Profile.QUICK: 1, Profile.STANDARD: 2, Profile.PAPER: 5}
_SECONDS_PER_EPOCH = 6.6


def make_grid(profile: Profile) -> Sequence[Params]:
    """Return an entry for each seed."""
    return [
        {"seed": seed, "epochs": _EPOCHS[profile], "batch_size": 128, "learning_rate": 0.01}
        for seed in range(42, 42 + _SEEDS[profile])
    ]


def compute(params: Params) -> Result:
    """Train the four arms from one seed, and score each on all test digits.

    What is frozen keeps its weights, and scale and shift of its batch normalization; means and
    deviations are those of the batches, as everywhere in training. Where the first stage is
    trained alone first, both trainings have all epochs.

    Args:
        params: `seed` of the first weights and of the batches, `epochs`, `batch_size`,
            `learning_rate`.

    Returns:
        `arms`, by name: `test_correct_bitmap` (see `encode_bitmap`), `test_examples`,
        `test_correct` and `train_accuracy`.
    """
    folder = data_folder()
    examples = make_examples(*load_mnist(folder, "train"))
    test_examples = make_examples(*load_mnist(folder, "test"))
    recipe = recipe_from(params)
    models = {arm: _build(arm, params["seed"]) for arm in ARMS}
    arms = {}
    for arm in ARMS:
        if arm == STACKED:
            take_first_stage(models[STACKED], models[ALONE])
        if arm in (FROZEN, STACKED):
            freeze_first_stage(models[arm])
        arms[arm] = _run(models[arm], examples, test_examples, recipe)
    return {"arms": arms}


def freeze_first_stage(model: nn.Module) -> None:
    """Leave the parameters of the first stage out of training."""
    for name, parameter in model.named_parameters():
        if _is_first(name):
            parameter.requires_grad_(False)


def take_first_stage(model: nn.Module, other: nn.Module) -> None:
    """Copy the first stage of another network, with its running statistics."""
    taken = {name: value for name, value in other.state_dict().items() if _is_first(name)}
    model.load_state_dict({**model.state_dict(), **taken})


def _is_first(name: str) -> bool:
    return name.partition(".")[0].endswith("1")


def _build(arm: str, seed: int) -> nn.Module:
    return build_seeded(get_spec("cnn2-stage1" if arm == ALONE else "cnn2"), seed)


def _run(
    model: nn.Module, examples: Examples, test_examples: Examples, recipe: Recipe
) -> dict[str, Any]:
    score = train(model, examples, test_examples, recipe).test_scores[-1]
    return {**describe_score(score), "train_accuracy": evaluate(model, examples).accuracy}


def cost(params: Params) -> float:
    """Return the expected seconds of one result on one core."""
    return 6.0 + _SECONDS_PER_EPOCH * float(params["epochs"])


STUDY = MnistStudy(
    name="first-stage",
    title="Training first stages",
    grid=make_grid,
    compute=compute,
    cost=cost,
)
