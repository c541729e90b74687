"""The grid: small CNNs trained on MNIST, each at the learning rate of its size."""

from collections.abc import Sequence

from engine.lab.examples import make_examples
from engine.lab.mnist_checks import data_folder
from engine.lab.mnist_files import load_mnist
from engine.lab.training import train
from engine.networks.mnist_cnn import build_seeded
from engine.studies.study import Params, Profile, Result, Sources
from engine.studies.training_study import MnistStudy, describe_clock, describe_score, recipe_from
from engine.studies.tuning.networks import describe, listed_networks, measure, spec_from
from engine.studies.tuning.rate_rule import make_rule
from engine.studies.tuning.training import (
    count_label_bits,
    estimate_seconds,
    fit_size,
)

READS = ("tuning-rates",)
FIRST_SEED = 42
NETWORKS = {Profile.QUICK: 3, Profile.STANDARD: 16, Profile.PAPER: 40}
_SEEDS = {Profile.QUICK: 1, Profile.STANDARD: 1, Profile.PAPER: 3}
_EPOCHS = {Profile.QUICK: 1, Profile.STANDARD: 2, Profile.PAPER: 2}
_EXAMPLES = {Profile.QUICK: 6_000, Profile.STANDARD: 40_000, Profile.PAPER: 60_000}
"""Standard is thinned, to keep with the first stage within 300 core-seconds."""


def make_grid(profile: Profile, first_seed: int, seeds: int) -> list[Params]:
    """Return one entry for each network of a profile and each seed."""
    return [
        {
            **describe(spec),
            "seed": seed,
            "epochs": _EPOCHS[profile],
            "examples": _EXAMPLES[profile],
            "batch_size": 128,
        }
        for spec in listed_networks()[: NETWORKS[profile]]
        for seed in range(first_seed, first_seed + seeds)
    ]


def grid(profile: Profile) -> Sequence[Params]:
    """Return the networks of a profile: one seed each, in the paper profile three."""
    return make_grid(profile, FIRST_SEED, _SEEDS[profile])


def compute(params: Params, sources: Sources) -> Result:
    """Train one network from one seed, and test it on all 10,000 test digits.

    Args:
        params: The network, `seed`, `epochs`, `examples` to train on, `batch_size`.
        sources: Results of the studies in `READS`, which give the learning rate.

    Returns:
        `learning_rate`, `labels_bits` of what it is trained on, the score of `describe_score`, and
        what was clocked.
    """
    spec, folder = spec_from(params), data_folder()
    images, labels = load_mnist(folder, "train")
    test_images, test_labels = load_mnist(folder, "test")
    chosen = slice(params["examples"])
    examples = make_examples(fit_size(images[chosen], spec.size), labels[chosen])
    test_examples = make_examples(fit_size(test_images, spec.size), test_labels)
    rate = make_rule(sources["tuning-rates"]).rate(measure(spec).parameters)
    history = train(
        build_seeded(spec, params["seed"]), examples, test_examples, recipe_from(params, rate)
    )
    return {
        "learning_rate": rate,
        "labels_bits": count_label_bits(labels[chosen]),
        **describe_score(history.test_scores[-1]),
        **describe_clock(history),
    }


def cost(params: Params) -> float:
    """Return the expected seconds of one result on one core."""
    spec = spec_from(params)
    return 1.5 + estimate_seconds(spec, params["epochs"] * params["examples"])


STUDY = MnistStudy(
    name="tuning",
    title="Training a grid of small CNNs",
    grid=grid,
    compute=compute,
    reads=READS,
    cost=cost,
)
