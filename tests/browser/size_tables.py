"""Tables to be described by the page and by the engine, and what each says of them."""

import re
from dataclasses import asdict
from math import isclose

import numpy as np
import pandas as pd

from engine.dataset.description import describe, prepare
from engine.dataset.reading import read_table
from engine.dataset.target import read_target
from engine.dataset.words import list_unchecked, say
from engine.site.example_data import iris_table
from tests.browser.calculator_cases import LAW

DESCRIBE = """([text, target, bins, law]) => {
  const steps = mecDataDescribe.describe(text, target, bins);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const table = mecDataNetworks.size(step.value, law);
  const plain = JSON.stringify(
    { ...table, words: mecDataWords.say(table), notChecked: mecDataWords.listUnchecked(table) },
    (_, value) => (typeof value === "bigint" ? Number(value) : value),
  );
  return JSON.parse(plain);
}"""


def as_text(frame):
    return frame.to_csv(index=False)


def wine_like(random):
    """Three classes that overlap, thirteen columns on scales of their own."""
    label = random.integers(0, 3, 90)
    values = random.normal(label[:, None] * random.random(13), 1.0) * 10.0 ** np.arange(-3, 10)
    frame = pd.DataFrame(values).add_prefix("x")
    return as_text(frame.assign(cultivar=label)), "cultivar"


def two_classes(random):
    """Classes that a plane nearly separates, where a wide margin is sought."""
    values = random.normal(size=(120, 5))
    label = values @ [1.0, -2.0, 0.5, 0.0, 1.0] + 0.3 * random.normal(size=120) > 0
    return as_text(pd.DataFrame(values).add_prefix("x").assign(y=label)), "y"


def ties(random):
    """Whole numbers and tenths, whose sums are often equal, and rows that contradict others."""
    frame = pd.DataFrame({"a": random.integers(0, 4, 150), "b": random.integers(0, 3, 150) / 10})
    return as_text(frame.assign(y=random.choice(["one", "two", "three"], 150))), "y"


def mixed(random):
    """Categories, dates, times, truths, missing and infinite values, text and a constant."""
    rows = 160
    days = pd.Timestamp("2019-12-20") + pd.to_timedelta(random.integers(0, 500, rows), "D")
    frame = pd.DataFrame(
        {
            "amount": random.normal(size=rows).round(2),
            "colour": random.choice(["red", "grün", "\U0001d54f", "\uff61"], rows),
            "two": random.choice(["0", "x"], rows),
            "flag": random.choice([True, False], rows),
            "when": days.strftime("%Y-%m-%d"),
            "clock": days.strftime("%Y-%m-%dT07:30:15+02:00"),
            "note": [f'note {row}, "so"\n' for row in range(rows)],
            "same": 1,
            "label": random.choice(["yes", "no", "maybe"], rows),
        }
    )
    for step, name in ((7, "amount"), (11, "colour"), (13, "when")):
        frame.loc[::step, name] = None
    frame.loc[5, "amount"] = np.inf
    return as_text(frame), "label"


def semicolons(random):
    """Decimal commas behind semicolons, as spreadsheets in half of Europe write them."""
    frame = pd.DataFrame(random.normal(size=(60, 3)).round(3)).add_prefix("x")
    frame["y"] = random.integers(0, 2, 60)
    return frame.to_csv(index=False, sep=";", decimal=","), "y"


def iris(_random):
    return iris_table(), "species"


TABLES = (iris, wine_like, two_classes, ties, mixed, semicolons)


def describe_by_engine(path, text, target, bins=None):
    """Return what the engine says of a table, as plain values."""
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    described = describe(
        prepare(table, read_target(table.frame, target, bins)), table.rows_in_file, LAW, None
    )
    return {
        **asdict(described),
        "headline": asdict(described.headline),
        "words": list(say(described)),
        "not_checked": list(list_unchecked(described)),
    }


def describe_by_page(page, text, target, bins=None):
    """Return what the scripts of an open page say of a table, named as the engine names it."""
    said = _name_as_engine(page.evaluate(DESCRIBE, [text, target, bins, LAW]))
    said["expected"] = {
        "-".join(map(str, one["sizes"])): one.pop("expected") for one in said["candidates"]
    }
    return said


def find_differences(engine, page, path=""):
    """Return where what a page says is not what the engine says; floats may differ by rounding."""
    if isinstance(page, dict):
        shared = [key for key in page if key in engine] if path else sorted(set(page) & set(engine))
        return [
            line
            for key in shared
            for line in find_differences(engine[key], page[key], f"{path}.{key}")
        ]
    if isinstance(page, list):
        if len(engine) != len(page):
            return [f"{path}: {len(engine)} and {len(page)}"]
        pairs = enumerate(zip(engine, page, strict=True))
        return [
            line for place, (a, b) in pairs for line in find_differences(a, b, f"{path}[{place}]")
        ]
    if isinstance(page, float) or isinstance(engine, float):
        return [] if isclose(engine, page, rel_tol=1e-12) else [f"{path}: {engine} and {page}"]
    return [] if engine == page else [f"{path}: {engine!r} and {page!r}"]


def _name_as_engine(value):
    if isinstance(value, list):
        return [_name_as_engine(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        re.sub("[A-Z]", lambda sign: f"_{sign[0].lower()}", key): _name_as_engine(one)
        for key, one in value.items()
    }
