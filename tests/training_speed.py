"""Images trained on in a second, on all cores: the notebook's loop against the report's.

The notebook feeds one process from a `DataLoader` with two workers, which transform each image;
the report trains as many networks at once as there are cores, one thread each. Both run by the
same recipe, in turns, for one epoch.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier

from engine.lab.examples import make_examples
from engine.lab.mnist_files import data_folder, ensure_mnist, load_mnist

NETWORKS = ("cnn1", "cnn2")
ROUNDS = 3
IMAGES = 60_000


def train_as_the_notebook(name: str, count: int, ready: Barrier) -> None:
    import torch

    from engine.networks.mnist_cnn import build_seeded, get_spec
    from engine.networks.torch.framework import import_torchvision

    torchvision = import_torchvision()
    transforms = torchvision.transforms
    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
    digits = torchvision.datasets.MNIST(data_folder(), transform=transform)
    part = torch.utils.data.Subset(digits, range(count))
    loader = torch.utils.data.DataLoader(
        part, batch_size=128, shuffle=True, num_workers=2, multiprocessing_context="fork"
    )
    model = build_seeded(get_spec(name), 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = torch.nn.CrossEntropyLoss()
    loss_sum = 0.0
    ready.wait()
    for batch, targets in loader:
        optimizer.zero_grad()
        loss = criterion(model(batch), targets)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
    ready.wait()


def train_as_the_report(name: str, count: int, ready: Barrier) -> None:
    from engine.lab.training import Recipe, train
    from engine.networks.mnist_cnn import build_seeded, get_spec

    images, labels = load_mnist(data_folder(), "train")
    examples = make_examples(images[:count], labels[:count])
    few = make_examples(images[:128], labels[:128])
    model = build_seeded(get_spec(name), 1)
    train(model, few, few, Recipe(seed=1, epochs=1))
    ready.wait()
    train(model, examples, few, Recipe(seed=1, epochs=1))
    ready.wait()


def time_processes(
    way: Callable[[str, int, Barrier], None], name: str, count: int, processes: int
) -> float:
    """Return the images that all processes together train on in a second, `count` each.

    A way waits for the others as it begins to train and as it has done so: neither its imports nor
    the end of its process count.
    """
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    running = [context.Process(target=way, args=(name, count, ready)) for _ in range(processes)]
    for process in running:
        process.start()
    _meet(running, ready, way, name)
    started = time.perf_counter()
    _meet(running, ready, way, name)
    seconds = time.perf_counter() - started
    for process in running:
        process.join()
    return processes * count / seconds


def _meet(
    running: Sequence[BaseProcess], ready: Barrier, way: Callable[..., None], name: str
) -> None:
    """Wait until all processes wait, unless one of them fails."""
    while ready.n_waiting < len(running):
        if any(process.exitcode for process in running):
            sys.exit(f"{way.__name__} {name} failed; its error stands above")
        time.sleep(0.001)
    ready.wait()


def compare(name: str, count: int, rounds: int) -> None:
    """Print the images in a second of each round, and the ratio of the best of each."""
    cores = os.cpu_count() or 1
    best_notebook = best_report = 0.0
    for number in range(1, rounds + 1):
        notebook = time_processes(train_as_the_notebook, name, count, 1)
        report = time_processes(train_as_the_report, name, count, cores)
        best_notebook, best_report = max(best_notebook, notebook), max(best_report, report)
        print(  # noqa: T201
            f"training {name}, round {number}: the notebook's loop {notebook:,.0f} images/s, "
            f"{cores} processes of the report's {report:,.0f} images/s, "
            f"{report / notebook:.1f} times",
            flush=True,
        )
    ratio = best_report / best_notebook
    print(f"training {name}: {ratio:.1f} times the notebook's, best of each")  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", default=NETWORKS)
    parser.add_argument("--images", type=int, default=IMAGES, help="images of an epoch")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    ensure_mnist()
    for network in arguments.networks:
        compare(network, arguments.images, arguments.rounds)
