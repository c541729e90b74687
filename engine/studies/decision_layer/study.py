"""What the decision layer of a trained network memorises, against its capacity."""

from __future__ import annotations

from collections.abc import Callable
from math import log2
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.lab.examples import Examples, make_examples
from engine.lab.mnist_checks import MNIST_SHA256, data_folder
from engine.lab.mnist_files import ensure_mnist, load_mnist
from engine.lab.multiclass_separability import (
    Classes,
    Floats,
    Verdict,
    decide_memorisation,
    whiten,
)
from engine.lab.training import Recipe, one_thread, train
from engine.networks.mnist_cnn import build_seeded, get_spec, stage_shapes
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.capacity import layer_capacity

if TYPE_CHECKING:
    from torch import nn

_Draw = Callable[[np.random.Generator], Floats]

EMBEDDINGS = ("trained", "initial", "gaussian")
"""What the decision layer sees: the network trained, as initialised, and noise in its place."""

POOL_PER_INPUT = 8
"""Digits drawn for each input of the decision layer: more than it memorises."""

_FIRST_RATIOS = (1, 6)
"""Points an input to begin with: surely memorised, then surely refused."""

_EMBEDDING_BATCH = 500
_SEEDS = {
    Profile.QUICK: {"cnn2": 1},
    Profile.STANDARD: {"cnn1": 1, "cnn2": 3},
    Profile.PAPER: {"cnn1": 3, "cnn2": 5},
}
"""Trainings, which are what an interval is over: draws on one trained network share it."""

_CONTROLS_OF_CNN1 = 1
"""Seeds of its embedding as initialised, and of noise: they cost as much as the trained one."""

_DRAWS = {
    Profile.QUICK: {"cnn2": 1},
    Profile.STANDARD: {"cnn1": 1, "cnn2": 1},
    Profile.PAPER: {"cnn1": 1, "cnn2": 4},
}
_THINNED = {("cnn1", "trained"), *(("cnn2", embedding) for embedding in EMBEDDINGS)}
"""What quick and standard keep of the networks and embeddings."""

_EPOCHS = {Profile.QUICK: 1, Profile.STANDARD: 1, Profile.PAPER: 5}
_PRECISION = {
    Profile.QUICK: {"cnn2": 0.1},
    Profile.STANDARD: {"cnn1": 0.1, "cnn2": 0.03},
    Profile.PAPER: {"cnn1": 0.05, "cnn2": 0.01},
}
_MOST_EVALUATIONS = {Profile.QUICK: 150, Profile.STANDARD: 250, Profile.PAPER: 500}


def make_grid(profile: Profile) -> list[Params]:
    """Return each network with its embedding trained, as initialised, and replaced by noise.

    CNN1 takes long. Standard thins it to one training, one draw of digits and a coarse bisection,
    and leaves its controls to paper, which has one seed of them; those of CNN2 stand for both.
    """
    return [
        {
            "network": network,
            "embedding": embedding,
            "epochs": _EPOCHS[profile] if embedding == "trained" else 0,
            "trials": _DRAWS[profile][network],
            "precision": _PRECISION[profile][network],
            "most_evaluations": _MOST_EVALUATIONS[profile],
            "seed": seed,
        }
        for network, seeds in _SEEDS[profile].items()
        for embedding in EMBEDDINGS
        if (network, embedding) in _THINNED or profile is Profile.PAPER
        for seed in range(
            42, 42 + (seeds if (network, embedding) in _THINNED else _CONTROLS_OF_CNN1)
        )
    ]


def compute(params: Params) -> Result:
    """Find how many digits with random classes the decision layer of a frozen network memorises.

    A trial draws a sequence of training digits and, for each, one of 10 classes. If the layer
    memorises the first n, it memorises fewer: bisection finds where that ends. Each decision is
    a proof (see `decide_memorisation`) unless it is undecided.

    Args:
        params: `network` (cnn1 or cnn2), `embedding` (trained; initial: random weights;
            gaussian: noise of the same size instead of digits), `epochs` of training,
            `trials`, `precision` (relative, of the bisection), `most_evaluations` of the loss
            for a decision, `seed`.

    Returns:
        `features` (inputs of the decision layer), `mec_bits`, `label_bits` of one digit,
        `test_accuracy` (None unless trained), and `trials`: `rank` of the embedding,
        `memorised_points` (the largest n known to be memorised), `refused_points` (the smallest
        n known not to be; None if none is), and `decisions` (`points`, `verdict`,
        `evaluations`).
    """
    spec = get_spec(params["network"])
    features = int(np.prod(stage_shapes(spec)[-1]))
    draw, test_accuracy = _prepare(params, features)
    trials = [_run_trial(params, draw, spec.classes, number) for number in range(params["trials"])]
    return {
        "features": features,
        "mec_bits": layer_capacity(features, spec.classes),
        "label_bits": log2(spec.classes),
        "test_accuracy": test_accuracy,
        "trials": trials,
    }


def find_memorised(
    points: Floats,
    classes: Classes,
    count: int,
    *,
    precision: float,
    most_evaluations: int,
) -> dict[str, Any]:
    """Bisect the number of points, from the first on, that a linear layer memorises.

    Two ends are sought: the largest number that is proved to be memorised, and the smallest that
    is proved not to be. Between them lies what stays undecided.

    Args:
        points: n x k, whitened.
        classes: n, from 0 to count - 1.
        count: Classes.
        precision: Relative width at which bisection ends.
        most_evaluations: Evaluations of the loss for each decision.

    Returns:
        `memorised_points`, `refused_points` and `decisions`, see `compute`.
    """
    memorised, undecided, refused = 0, 0, len(points) + 1
    decisions = []
    first = [ratio * points.shape[1] for ratio in _FIRST_RATIOS]

    def decide(attempt: int) -> Verdict:
        nonlocal memorised, undecided, refused
        decision = decide_memorisation(
            points[:attempt], classes[:attempt], count, most_evaluations=most_evaluations
        )
        decisions.append(
            {
                "points": attempt,
                "verdict": decision.verdict.value,
                "evaluations": decision.evaluations,
            }
        )
        if decision.verdict is Verdict.MEMORISED:
            memorised = max(memorised, attempt)
        elif decision.verdict is Verdict.REFUSED:
            refused = attempt
        else:
            undecided = max(undecided, attempt)
        return decision.verdict

    beyond = refused
    while beyond - memorised > max(1, precision * memorised):
        attempt = next((n for n in first if memorised < n < beyond), (memorised + beyond) // 2)
        if decide(attempt) is not Verdict.MEMORISED:
            beyond = attempt
    if refused > len(points) and undecided:
        decide(len(points))
    while refused <= len(points):
        below = max(memorised, undecided)
        if refused - below <= max(1, precision * below):
            break
        decide((below + refused) // 2)
    return {
        "memorised_points": memorised,
        "refused_points": refused if refused <= len(points) else None,
        "decisions": decisions,
    }


def _run_trial(params: Params, draw: _Draw, classes: int, number: int) -> dict[str, Any]:
    generator = np.random.default_rng([params["seed"], number])
    points = whiten(draw(generator))
    labels = generator.integers(0, classes, len(points))
    found = find_memorised(
        points,
        labels,
        classes,
        precision=params["precision"],
        most_evaluations=params["most_evaluations"],
    )
    return {"rank": points.shape[1] - 1, **found}


def _prepare(params: Params, features: int) -> tuple[_Draw, float | None]:
    """Return what draws the inputs of the decision layer, and the accuracy of its network."""
    count = POOL_PER_INPUT * (features + 1)
    if params["embedding"] == "gaussian":
        return (lambda generator: generator.standard_normal((count, features))), None
    folder = data_folder()
    examples = make_examples(*load_mnist(folder, "train"))
    model = build_seeded(get_spec(params["network"]), params["seed"])
    test_accuracy = None
    if params["embedding"] == "trained":
        recipe = Recipe(seed=params["seed"], epochs=params["epochs"])
        history = train(model, examples, make_examples(*load_mnist(folder, "test")), recipe)
        test_accuracy = history.test_scores[-1].accuracy

    def draw(generator: np.random.Generator) -> Floats:
        chosen = generator.choice(len(examples), count, replace=False)
        return _embed(model, examples, chosen)

    return draw, test_accuracy


def _embed(model: nn.Sequential, examples: Examples, chosen: Classes) -> Floats:
    """Return what enters the decision layer for the chosen examples, n x features."""
    import torch

    model.eval()
    with one_thread(), torch.inference_mode():
        batches = [
            model[:-1](examples.images[batch])  # (B, features)
            for batch in torch.from_numpy(chosen).split(_EMBEDDING_BATCH)
        ]
        embedded: Floats = torch.cat(batches).numpy().astype(np.float64)
    return embedded


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one embedding on one core."""
    training, trial = (14.0, 45.0) if params["network"] == "cnn1" else (4.0, 6.0)
    return float(training * params["epochs"] + trial * params["trials"])


STUDY = Study(
    name="decision-layer-memorisation",
    title="Deciding what decision layers memorise",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "scipy", "torch"),
    framework="torch",
    cost=estimate_seconds,
    memory_gb=1.8,
    data_files=MNIST_SHA256,
    prepare=ensure_mnist,
)
