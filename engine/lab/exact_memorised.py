"""How many points of a trial a small network can memorise, decided exactly and not by training.

A trial is a sequence of points with labels; what is wanted is the largest n of which the first n
points get their labels from some network of the architecture. Fewer points are never harder than
more, so n is found by bisection. Training can at best find the same n, trial by trial.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.lab.exact_planar import is_realised_in_plane
from engine.lab.separability import is_separable

Floats = NDArray[np.float64]


def largest_separable(points: Floats, labels: Floats) -> int:
    """Return how many of the first points one neuron with a threshold memorises.

    Args:
        points: n x d, one row a point, n at least 1.
        labels: n, each -1 or 1.

    Raises:
        ValueError: If the shapes do not agree, a point is not finite or a label not -1 or 1.
        ArithmeticError: If rounding leaves a linear programme undecided (see `is_separable`).
    """
    _check(points, labels)
    inputs = np.column_stack([points, np.ones(len(points))])

    def is_realised(count: int) -> bool:
        verdict = is_separable(inputs[:count], labels[:count])
        if verdict is None:
            raise ArithmeticError(
                f"rounding leaves undecided whether the first {count} points are separable; "
                "draw the trial anew"
            )
        return verdict

    return _find_largest(is_realised, len(points))


def largest_on_line(points: Floats, labels: Floats, changes: int) -> int:
    """Return how many of the first points on a line have few enough changes of the label.

    For step networks 1-h-1 `changes` is `line.most_step_changes(h)`, for rectified linear ones
    `line.most_rectifier_changes(h)`; both realise all labellings of so many changes.

    Args:
        points: n x 1, no two alike, n at least 1.
        labels: n, each -1 or 1.
        changes: Sign changes along the sorted points that the network can make, at least 0.

    Raises:
        ValueError: If the shapes do not agree, a point is not finite or there twice, a label is
            not -1 or 1, or `changes` is not an integer of that size.
    """
    _check(points, labels, dimension=1)
    if isinstance(changes, bool) or not isinstance(changes, int) or changes < 0:
        raise ValueError(f"changes must be an integer of at least 0, got {changes!r}")
    places = points[:, 0]
    if len(np.unique(places)) < len(places):
        raise ValueError(f"no two points on a line may be alike, got {np.sort(places).tolist()}")

    def is_realised(count: int) -> bool:
        along = labels[:count][np.argsort(places[:count])]
        return bool(np.count_nonzero(along[1:] != along[:-1]) <= changes)

    return _find_largest(is_realised, len(points))


def largest_planar(points: Floats, labels: Floats, hidden: int) -> int:
    """Return how many of the first points in a plane a step network 2-h-1 memorises.

    Args:
        points: n x 2, no three on a line, n at least 1.
        labels: n, each -1 or 1.
        hidden: h, hidden neurons, 1 to `exact_planar.MOST_HIDDEN`.

    Raises:
        ValueError: If the shapes do not agree, a point is not finite, a label not -1 or 1,
            three points of those looked at lie on a line, or `hidden` is out of range.
    """
    _check(points, labels, dimension=2)
    return _find_largest(
        lambda count: is_realised_in_plane(points[:count], labels[:count], hidden), len(points)
    )


def _find_largest(is_realised: Callable[[int], bool], most: int) -> int:
    """Return the largest count up to `most` that is realised, where 1 is and more is harder."""
    low, high = 1, 2
    while high <= most and is_realised(high):
        low, high = high, 2 * high
    high = min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if is_realised(middle):
            low = middle
        else:
            high = middle
    return low


def _check(points: Floats, labels: Floats, dimension: int | None = None) -> None:
    wanted = "d" if dimension is None else str(dimension)
    if points.ndim != 2 or len(points) == 0 or dimension not in (None, points.shape[1]):
        raise ValueError(f"points must be n x {wanted}, n at least 1, got shape {points.shape}")
    if labels.shape != points.shape[:1]:
        raise ValueError(f"{len(points)} points need as many labels, got shape {labels.shape}")
    if not np.isfinite(points).all():
        raise ValueError("points must be finite, got one that is not")
    if not np.all(np.abs(labels) == 1):
        raise ValueError(f"labels must be -1 or 1, got {sorted(set(labels.tolist()))}")
