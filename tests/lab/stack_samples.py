"""Dense stacks computed plainly: one point, one neuron, one weight after the other."""

from math import tanh

from engine.theory.activation import Activation

STACKS = [(3, 1), (3, 2), (3, 4, 1), (2, 3, 2), (3, 4, 2, 3), (2, 3, 1, 4, 2)]


def answer(sizes, activation, weights, point):
    """Outputs of one stack for one point, from its row of weights."""
    left = iter(weights)
    values = [*point]
    for number, count in enumerate(sizes[1:], start=1):
        rows = [[float(next(left)) for _ in range(count)] for _ in (*values, "threshold")]
        sums = [
            sum(value * row[neuron] for value, row in zip((*values, 1.0), rows, strict=True))
            for neuron in range(count)
        ]
        last = number == len(sizes) - 1
        values = sums if last else [fire(activation, one) for one in sums]
    assert next(left, None) is None
    return values


def fire(activation, value):
    if activation is Activation.TANH:
        return tanh(value)
    if activation is Activation.RELU:
        return max(value, 0.0)
    return (value > 0) - (value < 0)


def gives_labels(sizes, activation, weights, points, labels):
    """Whether one stack gives each label that is not 0 to its point, by the sign of the output."""
    return all(
        output * label > 0
        for point, wanted in zip(points, labels, strict=True)
        for output, label in zip(answer(sizes, activation, weights, point), wanted, strict=True)
        if label
    )
