"""The rules that were scored, as readers see them."""

from itertools import product
from typing import Final

from engine.dataset.requirement import Units
from engine.exhibits.readings import READINGS
from engine.studies.sizing.estimates import (
    BITS,
    PLAIN_RULES,
    name_information,
    name_requirement,
)
from engine.theory.capacity import Reading
from engine.theory.information import TieOrder

_UNITS: Final = {Units.AS_THEY_ARE: "as they are", Units.STANDARDISED: "standardised"}
_TIES: Final = {
    TieOrder.AS_GIVEN: "as given",
    TieOrder.FEWEST_CHANGES: "fewest changes",
    TieOrder.MOST_CHANGES: "most changes",
}


def describe_conventions() -> dict[str, dict[str, str]]:
    """Return bits, units, order of ties and reading of each requirement, by its key."""
    return {
        name_requirement(units, ties, bits, reading): {
            "bits_asked": bits,
            "input_units": _UNITS[units],
            "ties": _TIES[ties],
            "reading": READINGS[reading.value],
        }
        for units, ties, bits, reading in product(Units, TieOrder, BITS, Reading)
    }


def label_rules() -> dict[str, str]:
    """Return what a reader calls each rule, by its key."""
    requirements = {
        key: f"{one['bits_asked']} requirement ({one['input_units']}, {one['ties']}), "
        f"{one['reading']}"
        for key, one in describe_conventions().items()
    }
    information = {
        name_information(reading): f"information of the labels, {READINGS[reading.value]}"
        for reading in Reading
    }
    return {**PLAIN_RULES, **information, **requirements}
