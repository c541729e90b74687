"""What a check says in words, and what it does not."""

from dataclasses import replace

import numpy as np
import pytest

from engine.dataset.scoring import generalize, score
from engine.networks.trained.checking import Checked
from engine.networks.trained.given import Inputs
from engine.networks.trained.model import stack_of_sizes
from engine.networks.trained.words import list_unchecked, say


def checked(*sizes, before=0):
    """A network of such sizes that gets 100 rows of two equal classes right."""
    labels = np.arange(100) % 2
    found = score(labels, labels, 2)
    stack = replace(stack_of_sizes(sizes), parameters_before=before)
    return Checked(
        model="net",
        file="rows.csv",
        rows_in_file=100,
        target="y",
        classes=("0", "1"),
        inputs=Inputs.RAW,
        encoded_by=None,
        answers="the labels that it names",
        score=found,
        repeated_rows=0,
        stack=stack,
        no_rules=None,
        generalization=generalize(found, stack.mec_bits),
        held_out=None,
    )


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ((99, 1), "All of it may be learnt by heart"),  # 100 bits
        ((98, 1), "Not all of it is sure to fit by heart"),  # 99 bits
        ((49, 1), "Not all of it is sure to fit by heart"),  # 50 bits
        ((48, 1), "Learning by heart alone does not account for it"),  # 49 bits
    ],
)
def test_words_change_where_the_verdict_does(sizes, said):
    assert say(checked(*sizes))[1].startswith(said)


@pytest.mark.parametrize("sizes", [(99, 1), (98, 1), (48, 1)])
def test_no_words_say_that_it_generalises(sizes):
    words = say(checked(*sizes))
    assert words[2].startswith("Whether it generalises is not told by this")
    assert "generalise" not in words[0] + words[1]


def test_parameters_that_no_reading_counts_are_named():
    assert "1,234 parameters before them store too" in say(checked(48, 1, before=1234))[1]
    assert "1,234 parameters before" in "; ".join(list_unchecked(checked(99, 1, before=1234)))
    assert "before them" not in say(checked(48, 1))[1]
