"""Records of the two tables, as small as they may be."""

from dataclasses import replace

from tests.exhibits.report_samples import make_record


def count(name, found, *, low=215, high=255, p=0.01):
    return {
        "counted": name,
        "found": found,
        "permutations": 99,
        "mean": (low + high) / 2,
        "deviation": 10.0,
        "lowest": low,
        "highest": high,
        "found_bits": None if name == "neighbours" else 100.0,
        "mean_bits": None if name == "neighbours" else 200.0,
        "p": p,
    }


def candidate(reading, neurons, expected=()):
    return {
        "reading": reading,
        "sizes": [30, neurons, 1],
        "capacity_bits": 31 * neurons,
        "parameters": 32 * neurons + 1,
        "expected": list(expected),
    }


def make_result(**changes):
    names = ("as_they_are", "standardised", "best direction", "neighbours")
    points = [
        {"rows": rows, "sum_bits": 50.0 + rows, "best_bits": 30.0, "random_bits": 90.0 + rows}
        for rows in (16, 32, 64)
    ]
    return {
        "rows": 64,
        "inputs": 30,
        "label_information_bits": 60.0,
        "label_entropy_bits": 0.95,
        "random_changes": 31.0,
        "most_right": 1.0,
        "headline": {"changes": 101, "maximum_bits": 3232, "estimated_bits": 210},
        "counts": [count(name, 9) for name in names],
        "p": 0.01,
        "curve": {"points": points, "growth": 0.1, "levels_off_at": 16},
        "tree": {"leaves": 22},
        "sure": {"direction": "wide margin", "sizes": [30, 9, 1], "parameters": 289}
        | {"rows_right": 64},
        "candidates": [candidate("decision_layer", 209), candidate("width_capped", 7)],
        "shares": [
            {"percent": percent, "rows": percent, "sum_changes": changes, "best_changes": 1}
            for percent, changes in zip(
                (5, 10, 20, 40, 80, 100), (3, 7, 27, 43, 83, 101), strict=True
            )
        ],
        "words": ["One.", "Two.", "Three."],
        "not_checked": ["whether it is so"],
        **changes,
    }


def make(seed=None, **changes):
    record = make_record("data-examples", dataset="breast-cancer", shuffle_seed=seed)
    return replace(record, result=make_result(**changes))
