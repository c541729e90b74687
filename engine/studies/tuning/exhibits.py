"""Tuning by G: its tables, figures and findings, and what its page says."""

from typing import Any

from markupsafe import Markup

from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section
from engine.studies.tuning.claims import judge
from engine.studies.tuning.correlations_figure import correlations_figure
from engine.studies.tuning.design import (
    FILTERS,
    KERNELS,
    MOST_MULTIPLY_ADDS,
    POOLINGS,
    SIZES,
    STRIDES,
)
from engine.studies.tuning.design_tables import design_table, rates_table
from engine.studies.tuning.figures import accuracy_figure, front_figure
from engine.studies.tuning.seeds import list_seeds, say_collapsed, say_limit, say_repeated
from engine.studies.tuning.tables import find_tables
from engine.studies.tuning.training import VALIDATION_EXAMPLES


def build_section(build: Build) -> Section:
    """Return tables, figures and findings of the grid."""
    (record,) = build.study("tuning-findings")
    grid, digits = build.study("tuning"), build.study("tuning-digits")
    swept = build.study("tuning-rates")
    seeds = list_seeds([*grid, *build.records.get("tuning-front", ())])
    return Section(
        name="tuning",
        tables=(*find_tables(record, seeds), design_table(record), rates_table(record)),
        figures=(accuracy_figure(record), front_figure(record), correlations_figure(record)),
        facts={
            **_facts(record),
            "collapsed": Markup(say_collapsed(seeds)),
            "recipe": grid[0].params,
            "digits_recipe": digits[0].params,
            "test_digits": grid[0].result["test_examples"],
            "other_digits": digits[0].result["test_examples"],
            "swept": swept[0].params,
            "rates": [str(rate) for rate in sorted({one.params["learning_rate"] for one in swept})],
        },
        findings=judge(record),
    )


def _facts(record: Record) -> dict[str, Any]:
    result = record.result
    networks = result["networks"]
    repeated = sum(one["seeds"] > 1 for one in networks)
    return {
        **{
            name: result[name]
            for name in ("design", "labels_bits", "margins_points", "seed_deviation_percent")
        },
        "choices": {
            "sizes": [str(one) for one in SIZES],
            "filters": [str(one) for one in FILTERS],
            "kernels": [str(one) for one in KERNELS],
            "strides": [str(one) for one in STRIDES],
            "poolings": len(POOLINGS),
            "most_multiply_adds": MOST_MULTIPLY_ADDS,
        },
        "held_out": VALIDATION_EXAMPLES,
        "rule": result["rates"]["rule"],
        "networks": len(networks),
        "seeds": say_repeated(repeated, len(networks)),
        "seeds_limit": say_limit(repeated, len(networks)),
        "broken": sum(one["broken"] for one in networks),
        "digits_broken": sum(one["digits_broken"] for one in networks),
    }
