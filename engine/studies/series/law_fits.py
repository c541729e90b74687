"""The law fitted: its coefficients by least squares in the logarithm, its terms by held-out error.

Which size and which terms a law has is chosen by leaving families out of the networks that it is
fitted to. Where a family is held out to test the law, that choice is made without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.studies.series.held_out import Fit, Floats, Predict
from engine.theory.stack_law import BASES, TERMS, Base, Term
from engine.theory.stack_sizes import parse_sizes

MOST_TERMS = 4
"""Beside the size and the activation."""

FEWEST_FAMILIES, FEWEST_NETWORKS = 4, 16
"""What a law needs to be chosen: families to leave out one within the other, and networks."""

_LEAST_ERROR = 1e-12
"""Mean squared error below which a fit is exact; its logarithm would mean nothing."""


class TooFewError(ValueError):
    """Networks that no law can be fitted to."""


@dataclass(frozen=True, slots=True)
class Law:
    """A fitted law; see `theory.stack_law` for its form.

    Attributes:
        base: The size that it is proportional to.
        shape: Of the size.
        terms: Counts that stand in it with a power.
        intercepts: Logarithm of A, by activation.
        powers: Of the terms.
    """

    base: Base
    shape: float
    terms: tuple[Term, ...]
    intercepts: dict[str, float]
    powers: tuple[float, ...]

    def predict(self, frame: pd.DataFrame) -> Floats:
        """Return the logarithm of the label bits of networks; NaN for an unknown activation."""
        data = _Data.read(frame)
        found = frame["activation"].map(self.intercepts).to_numpy(dtype=float)
        found = found + data.sizes[self.base.name][:, self.base.shapes.index(self.shape)]
        columns = [TERMS.index(term) for term in self.terms]
        return np.asarray(found + data.counts[:, columns] @ np.asarray(self.powers))


@dataclass(frozen=True, slots=True)
class _Data:
    """Networks as arrays of logarithms.

    Attributes:
        label_bits: (N,); what is explained.
        activations: Those of the networks, sorted.
        is_activation: (N, activations), 1 where a network has it.
        sizes: By base, (N, shapes).
        counts: (N, terms).
        families: (N,).
    """

    label_bits: Floats
    activations: list[str]
    is_activation: Floats
    sizes: dict[str, Floats]
    counts: Floats
    families: NDArray[np.str_]

    @classmethod
    def read(cls, frame: pd.DataFrame) -> "_Data":
        stacks = [parse_sizes(network) for network in frame["network"]]
        activations = sorted(set(frame["activation"]))
        return cls(
            np.log(frame["label_bits"].to_numpy(dtype=float)),
            activations,
            np.array([[own == one for one in activations] for own in frame["activation"]], float),
            {
                base.name: np.log(
                    [[base.measure(stack, shape) for shape in base.shapes] for stack in stacks]
                )
                for base in BASES
            },
            np.log([[term.count(stack) for term in TERMS] for stack in stacks]),
            frame["family"].to_numpy(dtype=str),
        )

    def keep(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "_Data":
        """Return some of the networks, by a mask or by their places."""
        return replace(
            self,
            label_bits=self.label_bits[chosen],
            is_activation=self.is_activation[chosen],
            sizes={name: one[chosen] for name, one in self.sizes.items()},
            counts=self.counts[chosen],
            families=self.families[chosen],
        )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A law that might be chosen.

    Attributes:
        base: Its size.
        columns: Places of its terms.
        squares: Squared error of each network when its family is left out.
    """

    base: Base
    columns: list[int]
    squares: Floats

    @property
    def error(self) -> float:
        """The mean squared error."""
        return float(self.squares.mean())

    @property
    def fitted(self) -> int:
        """Numbers that are fitted beside the intercepts."""
        return len(self.columns) + (len(self.base.shapes) > 1)

    def weigh(self, families: int) -> float:
        """Return the error with a price for each fitted number, on the scale of a logarithm."""
        return log(max(self.error, _LEAST_ERROR)) + self.fitted * log(families) / families


def choose_law(bases: Sequence[Base] = BASES) -> Fit:
    """Return the fit that chooses size and terms by itself, NaN where there is too little."""

    def fit(frame: pd.DataFrame) -> Predict:
        try:
            return select_law(frame, bases).predict
        except TooFewError:
            return _predict_nothing

    return fit


def take_alone(base: Base) -> Fit:
    """Return the fit of a law of one size without terms, NaN where there is too little."""

    def fit(frame: pd.DataFrame) -> Predict:
        law = fit_law(frame, base, ()) if len(frame) else None
        return law.predict if law else _predict_nothing

    return fit


def _predict_nothing(frame: pd.DataFrame) -> Floats:
    return np.full(len(frame), np.nan)


def select_law(frame: pd.DataFrame, bases: Sequence[Base] = BASES) -> Law:
    """Choose size and terms by the error on families left out in turn, and fit the law.

    For each size, the term that lowers the error most is added, up to `MOST_TERMS`. Of all these
    laws the one with the least log(mean squared error) + k log(F) / F is taken, for k fitted
    numbers and F families: Schwarz's criterion (1978), in which the families are what is
    observed independently.

    Args:
        frame: Networks to fit, with `network`, `activation`, `family`, `label_bits`.
        bases: Sizes to choose from.

    Raises:
        TooFewError: If there are too few networks or families, or an activation is that of one
            family alone.
    """
    families = frame["family"].nunique()
    if len(frame) < FEWEST_NETWORKS or families < FEWEST_FAMILIES - 1:
        raise TooFewError(
            f"a law needs {FEWEST_NETWORKS} networks of {FEWEST_FAMILIES - 1} families, "
            f"got {len(frame)} of {families}"
        )
    data = _Data.read(frame)
    candidates = [one for base in bases for one in _list_candidates(data, base)]
    if not candidates:
        raise TooFewError("every activation needs networks in at least two families")
    chosen = min(candidates, key=lambda one: one.weigh(families))
    return _fit(data, chosen.base, chosen.columns)


def fit_law(frame: pd.DataFrame, base: Base, terms: Sequence[Term]) -> Law | None:
    """Fit a law of given terms; None where the networks do not tell them apart."""
    return _fit_if_told_apart(_Data.read(frame), base, [TERMS.index(term) for term in terms])


def redraw_law(frame: pd.DataFrame, law: Law, draws: Floats) -> list[Law]:
    """Fit a law anew to networks drawn again, its size and terms as they are.

    Args:
        frame: Networks that the law was fitted to.
        law: What is fitted anew.
        draws: How often each draw has each network, shape (draws, networks).

    Returns:
        One law a draw, without those whose networks do not tell its terms apart.
    """
    data, columns = _Data.read(frame), [TERMS.index(term) for term in law.terms]
    places = np.arange(len(frame))
    found = [
        _fit_if_told_apart(data.keep(np.repeat(places, draw.astype(int))), law.base, columns)
        for draw in draws
    ]
    return [one for one in found if one]


def _list_candidates(data: _Data, base: Base) -> list[_Candidate]:
    """Return a law without terms, and with more and more of them, the best added each time."""
    listed = [_Candidate(base, [], _hold_out(data, base, []))]
    while len(listed) <= MOST_TERMS:
        chosen = listed[-1].columns
        longer = [
            _Candidate(base, [*chosen, column], _hold_out(data, base, [*chosen, column]))
            for column in range(len(TERMS))
            if column not in chosen
        ]
        listed.append(min(longer, key=lambda one: one.error))
    return [one for one in listed if np.isfinite(one.error)]


def _hold_out(data: _Data, base: Base, columns: list[int]) -> Floats:
    """Return the squared errors on families left out in turn; infinite where one cannot be."""
    squares = np.full(len(data.families), np.inf)
    for family in np.unique(data.families):
        is_out = data.families == family
        rest, left = data.keep(~is_out), data.keep(is_out)
        if _is_told_apart(rest, columns):
            place, powers = _solve(rest, base, columns)
            expected = left.sizes[base.name][:, place] + _make_design(left, columns) @ powers
            squares[is_out] = (left.label_bits - expected) ** 2
    return squares


def _fit_if_told_apart(data: _Data, base: Base, columns: list[int]) -> Law | None:
    return _fit(data, base, columns) if _is_told_apart(data, columns) else None


def _fit(data: _Data, base: Base, columns: list[int]) -> Law:
    place, found = _solve(data, base, columns)
    count = len(data.activations)
    return Law(
        base,
        base.shapes[place],
        tuple(TERMS[column] for column in columns),
        dict(zip(data.activations, found[:count].tolist(), strict=True)),
        tuple(found[count:].tolist()),
    )


def _solve(data: _Data, base: Base, columns: list[int]) -> tuple[int, Floats]:
    """Return the place of the best shape, and the coefficients with it."""
    design = _make_design(data, columns)
    left = data.label_bits[:, None] - data.sizes[base.name]  # (N, shapes)
    found = np.linalg.lstsq(design, left, rcond=None)[0]
    place = int(np.argmin(np.sum((left - design @ found) ** 2, axis=0)))
    return place, np.asarray(found[:, place])


def _make_design(data: _Data, columns: list[int]) -> Floats:
    return np.hstack([data.is_activation, data.counts[:, columns]])


def _is_told_apart(data: _Data, columns: list[int]) -> bool:
    """Return whether there are two networks for each coefficient, and none follows from others."""
    design = _make_design(data, columns)
    return len(design) >= 2 * design.shape[1] and bool(
        np.linalg.matrix_rank(design) == design.shape[1]
    )
