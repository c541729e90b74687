"""Whether a linear layer can give every point its class, proved one way or the other.

A layer of C neurons with thresholds gives each point the class of its largest output. The cross
entropy of such a layer is convex, so that minimising it settles the question: either all points
are right on the way, or the gradient vanishes and is itself a proof that no weights do better.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Classes = NDArray[np.int64]

NEGLIGIBLE_MARGIN = 1e-5
"""A margin that counts as none, for weights of norm 1 and points of mean square norm 1."""

NEGLIGIBLE_DEVIATION = 1e-6
"""A direction in which the points deviate by less than this share of the widest is dropped."""


class Verdict(StrEnum):
    """What is known about a labelling."""

    MEMORISED = "memorised"
    """Weights were found that are right on every point."""

    REFUSED = "refused"
    """No weights have a margin above `NEGLIGIBLE_MARGIN`."""

    UNDECIDED = "undecided"
    """The iterations were used up."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and the evaluations of the loss that it took."""

    verdict: Verdict
    evaluations: int


def whiten(points: Floats) -> Floats:
    """Return the points in coordinates of equal spread, with a constant for the threshold.

    The change of coordinates is invertible on the directions that it keeps, so it separates no
    labelling that the points do not; it makes the search for weights well conditioned.

    Args:
        points: n x d, n > 1, not all the same.

    Returns:
        n x (r + 1), r the number of directions kept, of mean square norm 1; the last column is
        constant.

    Raises:
        ValueError: If all points are the same.
    """
    centred = points - points.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred / len(points))
    if variances[-1] <= 0:
        raise ValueError(f"the {len(points)} points must not all be the same")
    kept = variances > variances[-1] * NEGLIGIBLE_DEVIATION**2
    coordinates = centred @ (directions[:, kept] / np.sqrt(variances[kept]))
    constant = np.ones((len(points), 1))
    scaled: Floats = np.hstack([coordinates, constant]) / np.sqrt(coordinates.shape[1] + 1)
    return scaled


def decide_memorisation(
    points: Floats, classes: Classes, count: int, *, most_evaluations: int
) -> Decision:
    """Decide whether a linear layer can give every point its class.

    For the probabilities P of the layer and the labels Y, both n x C, the best margin of weights
    of norm 1 is at most |X'(Y - P)| / sum(1 - P of the right class), because 1 - P and P weigh
    the inequalities that all margins must meet. At the minimum of the loss the numerator is 0.

    Args:
        points: n x k, with a constant column for the threshold; see `whiten`.
        classes: n, from 0 to count - 1.
        count: C, classes.
        most_evaluations: Evaluations of the loss before giving up.
    """
    from scipy.optimize import minimize

    search = _Search(points, classes, count, most_evaluations)
    try:
        minimize(
            search.evaluate,
            np.zeros(points.shape[1] * count),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": most_evaluations, "maxcor": 30, "ftol": 0, "gtol": 0},
        )
    except _SettledError as settled:
        return Decision(settled.verdict, search.evaluations)
    return Decision(Verdict.UNDECIDED, search.evaluations)


class _SettledError(Exception):
    """Ends the search, which scipy offers no other way to leave."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


class _Search:
    """The loss of a layer over its weights, ended as soon as the verdict is known."""

    def __init__(self, points: Floats, classes: Classes, count: int, most: int) -> None:
        self.points = points
        self.rows, self.classes = np.arange(len(points)), classes
        self.count = count
        self.most_evaluations = most
        self.evaluations = 0

    def evaluate(self, flat: Floats) -> tuple[float, Floats]:
        """Return the mean cross entropy in nats, and its gradient.

        Args:
            flat: Weights, k x C in one row.
        """
        self.evaluations += 1
        outputs = self.points @ flat.reshape(-1, self.count)  # (n, C)
        right = outputs[self.rows, self.classes].copy()  # (n,)
        outputs[self.rows, self.classes] = -np.inf
        margins = right - outputs.max(axis=1)
        if margins.min() > 0:
            raise _SettledError(Verdict.MEMORISED)
        outputs -= right[:, None]
        outputs[self.rows, self.classes] = 0
        shift = np.maximum(-margins, 0)[:, None]
        pull = np.exp(outputs - shift)  # (n, C)
        total = pull.sum(axis=1, keepdims=True)
        pull /= total
        loss = float((np.log(total) + shift).mean())
        doubt = 1 - pull[self.rows, self.classes]
        pull[self.rows, self.classes] -= 1
        gradient = self.points.T @ pull  # (k, C)
        if np.linalg.norm(gradient) < NEGLIGIBLE_MARGIN * doubt.sum():
            raise _SettledError(Verdict.REFUSED)
        if self.evaluations >= self.most_evaluations:
            raise _SettledError(Verdict.UNDECIDED)
        return loss, gradient.ravel() / len(self.points)
