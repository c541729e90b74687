"""How many rows of random labels a table is as hard to memorise as: fewer where it has a rule."""


def count_effective_rows(rows: int, changes: int, random_changes: float) -> float:
    """Return the rows, times the share of random label changes that are left along a direction.

    A table whose labels change half as often as random ones do is taken for half as many rows of
    random labels. Through the measured law of what networks memorise this gives the network to
    expect; all rows through the law give one that is to fit whatever the rule.

    Args:
        rows: n.
        changes: Label changes along the best of several directions.
        random_changes: Those to be expected of the rows in random order, above 0.

    Returns:
        Between 0 and `rows`.

    Examples:
        >>> count_effective_rows(100, 12, 48.0)
        25.0
    """
    return rows * min(1.0, changes / random_changes)
