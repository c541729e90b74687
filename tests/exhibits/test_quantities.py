import pytest

from engine.exhibits.quantities import (
    capacity_units,
    compressions,
    find_accuracy,
    preferred_accuracy,
)

MEASURED = {"input_shape": [224, 224, 3], "embedding_elements": 2048}


def accuracy(source_key, input_size, top1_percent):
    return {"source_key": source_key, "input_size": input_size, "top1_percent": top1_percent}


PUBLISHED = [
    accuracy("tf-slim", 224, 70.0),
    accuracy("keras-io", None, 76.0),
    accuracy("keras-applications", 160, 71.0),
    accuracy("keras-applications", 224, 75.9),
]


def test_units_of_a_capacity():
    assert capacity_units(8_192_000) == {"mec_kib": 1000.0, "mec_kb": 1024.0}


def test_compression_in_three_conventions():
    assert compressions(MEASURED) == {
        "g_elements": 73.5,
        "g_bits_float32": 18.375,
        "g_bits_one_bit": 588.0,
    }


@pytest.mark.parametrize(
    ("source", "top1"), [("keras-applications", 75.9), ("keras-io", 76.0), ("tf-slim", 70.0)]
)
def test_the_accuracy_of_a_source_at_its_largest_input(source, top1):
    assert find_accuracy(PUBLISHED, source)["top1_percent"] == top1


def test_nothing_published_by_a_source():
    empty = {"top1_percent": None, "input_size": None, "source_key": None}
    assert find_accuracy(PUBLISHED, "qubvel") == empty
    assert find_accuracy([], "keras-io") == empty


def test_the_accuracy_to_show_is_of_the_weights_that_the_library_ships():
    assert preferred_accuracy(PUBLISHED)["top1_percent"] == 75.9
    assert preferred_accuracy(PUBLISHED[:2])["source_key"] == "keras-io"
    assert preferred_accuracy(PUBLISHED[:1])["source_key"] is None
