import pytest

from engine.exhibits.exhibit import check_id, trace
from tests.exhibits.report_samples import RECORDS, make_record


def test_provenance_says_each_thing_once_in_order():
    found = trace([*RECORDS, make_record("other")])
    assert found.studies == ("other", "sizes")
    assert found.record_count == 3
    assert found.seeds == (42, 43)
    assert found.packages == (("numpy", "2.0.0"),)
    assert found.code == (("other", "c0de" * 16), ("sizes", "c0de" * 16))
    assert found.data == (("digits", "da7a" * 16),)
    assert found.record_keys == tuple(sorted(found.record_keys))
    assert RECORDS[0].key in found.record_keys


def test_provenance_is_the_same_whenever_and_wherever_it_was_computed():
    again = make_record(seed=42, commit="def456", cpu="B CPU", seconds=2.0)
    assert again.made != RECORDS[1].made
    assert trace([again]) == trace([RECORDS[1]])


def test_provenance_of_nothing():
    found = trace([])
    assert (found.studies, found.record_count) == ((), 0)


@pytest.mark.parametrize("identifier", ["mnist", "mnist-cnn", "2-3-1", "a1-b2"])
def test_ids_that_can_stand_in_addresses(identifier):
    assert check_id(identifier) == identifier


@pytest.mark.parametrize("identifier", ["", "A", "a_b", "-a", "a-", "a--b", "a b", "a/b", "a\n"])
def test_ids_that_cannot(identifier):
    with pytest.raises(ValueError, match="like 'mnist-cnn'"):
        check_id(identifier)
