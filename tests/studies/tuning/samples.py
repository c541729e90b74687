"""Results of the grid's studies, made without training: right and wrong digits by a seed."""

import numpy as np

from engine.lab.bitmap import encode_bitmap
from engine.records.source import Source
from engine.studies.study import Profile
from engine.studies.tuning import analysis
from engine.studies.tuning.networks import describe, listed_networks, measure
from engine.studies.tuning.rates_study import grid as rates_grid
from tests.exhibits.report_samples import make_record

DIGITS = 2_000
NETWORKS = 16


def score(errors_percent, seed):
    """A score with about so many digits in error, the harder digits first."""
    generator = np.random.default_rng(seed)
    hardness = np.linspace(0, 1, DIGITS) + generator.normal(0, 0.002, DIGITS)
    errors = DIGITS * errors_percent / 100 + generator.integers(-1, 2)
    correct = np.argsort(np.argsort(hardness)) >= errors
    return {
        "test_examples": DIGITS,
        "test_correct": int(correct.sum()),
        "test_correct_bitmap": encode_bitmap(correct),
    }


def make_swept(losses=None):
    """Results of the sweep; the loss of a rate is least at 0.01 if not given by network."""
    usual = {0.003: 0.3, 0.01: 0.2, 0.02: 0.4, 0.03: 0.5}
    sizes = {spec.name: measure(spec).parameters for spec in listed_networks()}
    return [
        Source(
            params,
            {
                "parameters": sizes[params["network"]],
                "validation_loss": (losses or {}).get(params["network"], usual)[
                    params["learning_rate"]
                ],
                "validation_correct": round(9_000 - 1_000 * usual[params["learning_rate"]]),
                "validation_examples": 10_000,
            },
        )
        for params in rates_grid(Profile.STANDARD)
    ]


def make_sources(errors, digits_errors=None, *, seeds=3):
    """What the analysis reads: errors in percent by network, of a function of its measures."""
    specs = listed_networks()[:NETWORKS]
    first, more, digits = [], [], []
    for place, spec in enumerate(specs):
        params = {**describe(spec), "seed": 42, "epochs": 2, "examples": 6_000, "batch_size": 128}
        found = measure(spec)
        for seed in range(seeds):
            result = {
                "learning_rate": 0.01,
                "labels_bits": 19_900.0,
                **score(errors(found), 100 * place + seed),
            }
            if seed:
                more.append(Source({**params, "seed": 42 + seed}, {"trained": True, **result}))
            else:
                first.append(Source(params, result))
        tested = score((digits_errors or errors)(found), 7_000 + place)
        own = {"learning_rate": 0.01, "labels_bits": 4_800.0, **tested}
        digits.append(Source({**describe(spec), "folds": 5, "epochs": 10, "batch_size": 32}, own))
    return {
        "tuning-rates": make_swept(),
        "tuning": first,
        "tuning-front": [*more, Source({}, {"trained": False})],
        "tuning-digits": digits,
    }


def make_findings(sources):
    """The record of the findings."""
    params = {"resamples": 200}
    record = make_record("tuning-findings", **params)
    record.result.clear()
    record.result.update(analysis.compute(params, sources))
    return record


def make_records(name, sources):
    """The same sources as records of a study."""
    records = []
    for source in sources[name]:
        record = make_record(name, **source.params)
        record.result.clear()
        record.result.update(source.result)
        records.append(record)
    return tuple(records)
