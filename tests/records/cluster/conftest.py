import pytest

pytest.importorskip("distributed", reason="dask is not installed")

from tests.records.cluster.loopback import Loopback


@pytest.fixture
def loopback(tmp_path):
    cluster = Loopback(tmp_path)
    yield cluster
    cluster.close()
