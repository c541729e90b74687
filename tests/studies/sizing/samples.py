"""Records of the studies of sizing, made without training."""

import numpy as np

from engine.records.source import Source
from engine.studies.sizing import analysis
from engine.studies.sizing.families import SHUFFLED_PERCENT
from engine.theory.capacity import Reading
from tests.exhibits.report_samples import make_record

LAW = {
    "reason": None,
    "errors": {"families": {"rms_log": 0.2}},
    "base": "parameters",
    "shape": {"estimate": 1.0},
    "intercepts": {"tanh": {"estimate": 0.5}},
    "terms": [],
    "error_factor": 1.25,
    "measured": {},
}
FITS = {
    "predictors": [
        {"key": Reading.ALL_PARAMETERS.value, "errors": {"by_activation": {"families": None}}}
    ]
}
FAMILIES = ("iris", "separable", "xor-2", "random")


def make_searched(least=(3, 3, 4, 5, 6, None)):
    """Records of the search: so many neurons for each share of shuffled labels."""
    records = []
    for family in FAMILIES:
        record = make_record("sizing", family=family, rows=40, seed=0, restarts=8, steps=200)
        cases = [
            {
                "shuffled_percent": percent,
                "least_hidden": hidden,
                "refused_hidden": 1,
                "refused_again": percent != 5,
                "wider_memorised": None if hidden is None else percent != 10,
            }
            for percent, hidden in zip(SHUFFLED_PERCENT, least, strict=True)
        ]
        record.result.update(inputs=4, cases=cases)
        records.append(record)
    return tuple(records)


def score_searched(searched, law=LAW):
    """The record of the scores, computed from records of the search."""
    sources = {
        "sizing": [Source(record.params, record.result) for record in searched],
        "series-law-fits": [Source({}, law)],
        "series-readings-fits": [Source({}, FITS)],
    }
    record = make_record("sizing-scores", activation="tanh")
    record.result.update(analysis.compute({"activation": "tanh"}, sources))
    return record


def make_tested(family, accuracies, *, memorised_from=16, draws=12):
    """A record of accuracies: the mean of each width, the requirement being 4 neurons.

    Draws spread over ten points, the same ones at all widths, but for a noise of a tenth.
    """
    record = make_record("sizing-accuracy", family=family, draws=draws, training_rows=60)
    widths = []
    for hidden, mean in accuracies.items():
        noise = np.random.default_rng(hidden).normal(0, 0.1, draws)
        own = (mean + np.linspace(-5, 5, draws) + noise - noise.mean()).tolist()
        right = 100.0 if hidden >= memorised_from else 90.0
        widths.append(
            {
                "hidden": hidden,
                "times": hidden / 4,
                "training_percent": [right] * draws,
                "test_percent": own,
                "stopped_percent": own,
            }
        )
    record.result.update(required_hidden=4, widths=widths)
    return record
