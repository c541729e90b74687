import numpy as np

from engine.dataset.single_columns import MOST_ROWS, find_best_column


def test_the_column_with_the_rule_is_found_and_not_one_that_numbers_the_rows():
    rng = np.random.default_rng(0)
    noise, told, number = rng.normal(size=200), rng.normal(size=200), np.arange(200.0)
    labels = (told > 0.5).astype(int)
    flipped = np.where(np.arange(200) % 20 == 0, 1 - labels, labels)
    whole = find_best_column([noise, told, number], labels, 2)
    assert (whole.place, whole.neurons, whole.rows_wrong, whole.tells_all) == (1, 1, 0, True)
    partly = find_best_column([noise, told, number], flipped, 2)
    assert (partly.place, partly.rows, partly.tells_all) == (1, 200, False)


def test_many_rows_are_sampled():
    values = np.arange(MOST_ROWS + 5000.0)
    assert find_best_column([values], (values > 9).astype(int), 2).rows == MOST_ROWS
