"""Which parameters of a network are counted: a bar of all of them, and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

LEAST_SHARE: Final = 0.012
"""Share of the bar that a part takes at least, so that it is seen; its sentence has the number."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The parameters of a network, by whether the rules count them.

    Attributes:
        name: Name of the network.
        parameters: All of them, as its framework counts.
        dense: Those of the dense layers behind its embedding: its MEC where all of them count.
        decision: Those of its decision layer: the MEC of the report's tables.
    """

    name: str
    parameters: int
    dense: int
    decision: int

    @property
    def earlier(self) -> int:
        """Parameters of the dense layers before the decision layer."""
        return self.dense - self.decision

    @property
    def rest(self) -> int:
        """Parameters of convolutions and all else; a layer that shares weights may leave none."""
        return max(0, self.parameters - self.dense)

    @property
    def sentence(self) -> str:
        """What is counted, of what, in percent."""
        share = share_percent(self.decision, self.parameters)
        return f"{self.decision:,} of {self.parameters:,}, {share}"

    @property
    def description(self) -> str:
        """What the bar shows, for one who does not see it."""
        parts = [
            ("convolutions and the rest, not counted", self.rest),
            ("dense layers before the decision layer", self.earlier),
            ("decision layer", self.decision),
        ]
        said = [
            f"{name}, {count:,} ({share_percent(count, self.parameters)})"
            for name, count in parts
            if count
        ]
        return f"Parameters of {self.name}: {'; '.join(said)}."

    @property
    def widths(self) -> dict[str, float]:
        """Percent of the bar that the rest, the earlier layers and the decision layer take."""
        parts = {"rest": self.rest, "earlier": self.earlier, "decision": self.decision}
        whole = sum(parts.values())
        grown = {
            name: max(count / whole, LEAST_SHARE * (count > 0)) for name, count in parts.items()
        }
        total = sum(grown.values())
        return {name: round(100 * share / total, 2) for name, share in grown.items()}


def strip_of(name: str, measured: Mapping[str, Any]) -> Strip:
    """Return the strip of a network.

    Args:
        name: Its name.
        measured: `parameters`, and `mec_bits` by reading of rule 4.
    """
    bits = measured["mec_bits"]
    return Strip(name, measured["parameters"], bits["all_parameters"], bits["decision_layer"])


def share_percent(part: int, whole: int) -> str:
    r"""Return a share in percent: one digit after the point, two where it is below one percent.

    Examples:
        >>> share_percent(4_097_000, 138_357_544), share_percent(1, 200)
        ('3.0\xa0%', '0.50\xa0%')
    """
    share = 100 * part / whole
    return f"{share:.{1 if share >= 1 else 2}f}\N{NO-BREAK SPACE}%"
