"""Tables for the tests of this folder."""

import numpy as np

from engine.dataset.description import prepare
from engine.dataset.reading import read_table
from engine.dataset.target import read_target


def write_csv(folder, text, name="table.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def prepare_file(path, target="y", bins=None):
    table = read_table(path)
    return prepare(table, read_target(table.frame, target, bins))


def draw_rows(rule, rows=400, columns=4, seed=0):
    """Normal inputs, labels by a rule on their rows; CSV text."""
    inputs = np.random.default_rng(seed).normal(size=(rows, columns))
    names = [*(f"c{place}" for place in range(columns)), "y"]
    lines = [",".join([*(repr(float(value)) for value in row), str(rule(row))]) for row in inputs]
    return "\n".join([",".join(names), *lines]) + "\n"
