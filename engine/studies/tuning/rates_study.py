"""The learning rate of networks that span the grid, judged on held-out training examples."""

from collections.abc import Sequence

from engine.lab.mnist_checks import data_folder
from engine.lab.mnist_files import load_mnist
from engine.lab.training import train
from engine.networks.mnist_cnn import build_seeded
from engine.studies.study import Params, Profile, Result
from engine.studies.training_study import MnistStudy, describe_clock, recipe_from
from engine.studies.tuning.networks import describe, listed_networks, measure, spec_from
from engine.studies.tuning.training import (
    estimate_seconds,
    split_held_out,
)

SWEPT = 6
"""Networks that are swept: the first that the design chose, which lie farthest apart."""

RATES = (0.003, 0.01, 0.02, 0.03)
_QUICK_SWEPT, _QUICK_RATES = 2, (0.003, 0.01)
_FIRST_CHOSEN = 2
"""CNN1 and CNN2 stand before the networks that were chosen."""

_EXAMPLES = {Profile.QUICK: 3_000, Profile.STANDARD: 30_000, Profile.PAPER: 50_000}
_EPOCHS = {Profile.QUICK: 1, Profile.STANDARD: 1, Profile.PAPER: 2}


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry for each network that is swept and each rate."""
    is_quick = profile is Profile.QUICK
    swept, rates = (_QUICK_SWEPT, _QUICK_RATES) if is_quick else (SWEPT, RATES)
    return [
        {
            **describe(spec),
            "seed": 42,
            "epochs": _EPOCHS[profile],
            "examples": _EXAMPLES[profile],
            "batch_size": 128,
            "learning_rate": rate,
        }
        for spec in listed_networks()[_FIRST_CHOSEN : _FIRST_CHOSEN + swept]
        for rate in rates
    ]


def compute(params: Params) -> Result:
    """Train a network at one rate on the first training examples, and validate on the last.

    Returns:
        `parameters` of the network; `validation_correct` of `validation_examples` and
        `validation_loss` in nats after the last epoch; what was clocked.
    """
    spec = spec_from(params)
    fitted, held_out = split_held_out(
        *load_mnist(data_folder(), "train"), spec.size, params["examples"]
    )
    model = build_seeded(spec, params["seed"])
    history = train(model, fitted, held_out, recipe_from(params))
    score = history.test_scores[-1]
    return {
        "parameters": measure(spec).parameters,
        "validation_correct": int(score.correct.sum()),
        "validation_examples": len(held_out),
        "validation_loss": score.loss,
        **describe_clock(history),
    }


def cost(params: Params) -> float:
    """Return the expected seconds of one result on one core."""
    spec = spec_from(params)
    return 1.0 + estimate_seconds(spec, params["epochs"] * params["examples"])


STUDY = MnistStudy(
    name="tuning-rates",
    title="Sweeping the learning rate of tuned networks",
    grid=grid,
    compute=compute,
    cost=cost,
)
