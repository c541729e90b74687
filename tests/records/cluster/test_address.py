import pytest

from engine.records.cluster.address import ClusterError, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://host:8786", "tcp://host:8786"),
        ("tls://a.b-c.example:1", "tls://a.b-c.example:1"),
        ("10.0.0.7:8786", "tcp://10.0.0.7:8786"),
        ("tcp://[::1]:65535", "tcp://[::1]:65535"),
    ],
)
def test_an_address_is_taken_with_its_protocol_or_without(text, address):
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text", ["", "host", "tcp://host", "http://host:80", "tcp://host:0", "host:65536", "a b:1"]
)
def test_what_is_no_address_is_named(text):
    with pytest.raises(ClusterError) as raised:
        read_address(text)
    assert repr(text) in str(raised.value)
    assert "tcp://host:8786" in str(raised.value)


def test_the_file_of_a_scheduler_holds_its_address(tmp_path):
    file = tmp_path / "scheduler"
    file.write_text('{"address": "tcp://10.0.0.1:8786"}', encoding="utf-8")
    assert read_address(str(file)) == "tcp://10.0.0.1:8786"


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_file_that_is_none_of_a_scheduler_is_named(tmp_path, content):
    file = tmp_path / "s.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ClusterError, match=r"s\.json is no scheduler file"):
        read_address(str(file))


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(ClusterError, match=r"absent\.json cannot be read \(No such file"):
        read_address("absent.json")
