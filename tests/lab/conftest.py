"""MNIST as the tests of this folder have it: four small files, and a source that has them."""

import hashlib

import numpy as np
import pytest

from engine.lab import mnist_checks as checks
from engine.lab import mnist_download as download
from tests.lab.mnist_samples import idx


@pytest.fixture
def contents(monkeypatch):
    """Four small files in the place of MNIST's, with their hashes expected."""
    generator = np.random.default_rng(0)
    made = {}
    for prefix, count in (("train", 6), ("t10k", 4)):
        images = generator.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        labels = generator.integers(0, 10, count, dtype=np.uint8)
        made[f"{prefix}-images-idx3-ubyte"] = idx(images)
        made[f"{prefix}-labels-idx1-ubyte"] = idx(labels)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    monkeypatch.setattr(checks, "MNIST_SHA256", hashes)
    return made


@pytest.fixture
def source(contents, monkeypatch):
    """The only source of the data; it counts how often it is asked."""
    asked = []

    def fetch(scratch):
        asked.append(scratch)
        for name, content in contents.items():
            (scratch / name).write_bytes(content)
        return scratch

    monkeypatch.setattr(download, "SOURCES", {"a source": fetch})
    return asked
