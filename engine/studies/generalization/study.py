"""How often each digit occurs in MNIST: what generalization in bits needs beside accuracies."""

from collections.abc import Sequence

import numpy as np

from engine.lab.mnist_checks import MNIST_SHA256, data_folder
from engine.lab.mnist_files import ensure_mnist, load_mnist
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.information import label_entropy


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry for each split of MNIST; the same for every profile."""
    return [{"dataset": "mnist", "split": split} for split in ("train", "test")]


def compute(params: Params) -> Result:
    """Return `label_counts` of one split, digit by digit, and `entropy_bits` of a label."""
    _, labels = load_mnist(data_folder(), params["split"])
    counts: list[int] = np.bincount(labels, minlength=10).tolist()
    return {"label_counts": counts, "entropy_bits": label_entropy(counts)}


STUDY = Study(
    name="generalization",
    title="Counting the labels of MNIST",
    grid=grid,
    compute=compute,
    cost=lambda params: 0.02,
    data_files=MNIST_SHA256,
    prepare=ensure_mnist,
)
