"""What was measured before it was made fast: each way against its alternative, in one run.

Printed are ratios of the best of several alternating rounds: seconds depend on the machine, and on
what else it does. Each benchmark runs in a process of its own.
"""

import subprocess
import sys
import time
from collections.abc import Callable

ROUNDS = 3

Way = Callable[[], object]


def building_keras_models() -> tuple[str, Way, str, Way]:
    """Skipping the initialisers, against letting them run."""
    import keras

    from engine.networks.keras.adapter import build_keras

    def builder() -> object:
        return keras.applications.DenseNet121(weights=None)

    return "stateless", lambda: build_keras(builder), "with initialisers", builder


def counting_dichotomies() -> tuple[str, Way, str, Way]:
    """Cover's theorem in log-space, against exact integers."""
    from engine.theory.cover import log_memorisation_probability, memorisation_probability

    return (
        "log-space",
        lambda: log_memorisation_probability(4000, 1900),
        "exact",
        lambda: memorisation_probability(4000, 1900),
    )


def correlating_ranks() -> tuple[str, Way, str, Way]:
    """The rank correlation of the bootstrap, against scipy's with its p-value."""
    import numpy as np
    from scipy import stats

    from engine.lab.statistics import rank_correlation

    x, y = np.random.default_rng(1).normal(size=(2, 120))
    return (
        "own",
        lambda: [rank_correlation(x, y) for _ in range(500)],
        "scipy",
        lambda: [stats.spearmanr(x, y).statistic for _ in range(500)],
    )


BENCHMARKS = {
    function.__name__: function
    for function in (
        building_keras_models,
        counting_dichotomies,
        correlating_ranks,
    )
}


def run(name: str) -> None:
    """Print how many times as long the alternative takes."""
    first_name, first, second_name, second = BENCHMARKS[name]()
    best = {first: float("inf"), second: float("inf")}
    for _ in range(ROUNDS):
        for way in best:
            started = time.perf_counter()
            way()
            best[way] = min(best[way], time.perf_counter() - started)
    ratio = best[second] / best[first]
    title = name.replace("_", " ")
    print(f"{title}: {second_name} takes {ratio:.1f} times as long as {first_name}")  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(sys.argv[1])
    else:
        for one in BENCHMARKS:
            subprocess.run([sys.executable, "-m", "tests.benchmarks", one], check=True)
        subprocess.run([sys.executable, "-m", "tests.training_speed"], check=True)
